"""What a calendar tells the house. Subjects are `calendar:CODE`."""

from thanglong.kernel.events.registry import EventType

CALENDAR_LOADED = EventType(
    "calendar.calendar.loaded.v1",
    "A calendar was loaded from the city pack, or something new in it was.",
    ("calendar", "versions", "days", "hours"),
)
DAY_DECLARED = EventType(
    "calendar.day.declared.v1",
    "A date was declared off, worked or ordinary. Promised dates are not moved by this.",
    ("calendar", "version", "on", "kind", "agency"),
)
HOURS_SET = EventType(
    "calendar.hours.set.v1",
    "The working hours of a weekday were set, of everybody or of one agency.",
    ("calendar", "version", "agency", "weekday"),
)
ALL = [CALENDAR_LOADED, DAY_DECLARED, HOURS_SET]
