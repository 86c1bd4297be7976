"""The legal clock as pure functions: no Django, no database, no present time.

Keep this module stable. Keep it small. How time is computed, with sources: docs/clock.md.
"""

from thanglong.kernel.calendar.rules.calendars import Calendar, OutOfTime
from thanglong.kernel.calendar.rules.counting import (
    Extension,
    Pause,
    Reckoning,
    before,
    due,
    reached,
    reckon,
    remaining,
    used,
)
from thanglong.kernel.calendar.rules.days import (
    WEEKDAYS,
    Day,
    DayKind,
    Hours,
    HoursRow,
    Span,
    WorkWeek,
    clock_text,
    hours_text,
    parse_hours,
    weeks_of,
)
from thanglong.kernel.calendar.rules.durations import (
    MINUTES_A_DAY,
    Duration,
    Unit,
    parse_cutoff,
)
from thanglong.kernel.calendar.rules.estimates import Estimate, estimate
from thanglong.kernel.calendar.rules.explaining import Explanation, Step, StepKind, explain, why
from thanglong.kernel.calendar.rules.ledgers import (
    REMINDERS_PERCENT,
    Entry,
    Mode,
    Reading,
    apology_at,
    read,
    reminder_at,
)
from thanglong.kernel.calendar.rules.previews import MovedDate, OpenClock, preview
from thanglong.kernel.calendar.rules.strips import (
    DAYS_MAX,
    Segment,
    Strip,
    StripDay,
    strip,
    strip_of,
)
from thanglong.kernel.calendar.rules.trust import (
    BEFORE_ENDING,
    BEFORE_TELLING,
    is_steady,
    steady_since,
)

__all__ = [
    "BEFORE_ENDING",
    "BEFORE_TELLING",
    "DAYS_MAX",
    "MINUTES_A_DAY",
    "REMINDERS_PERCENT",
    "WEEKDAYS",
    "Calendar",
    "Day",
    "DayKind",
    "Duration",
    "Entry",
    "Estimate",
    "Explanation",
    "Extension",
    "Hours",
    "HoursRow",
    "Mode",
    "MovedDate",
    "OpenClock",
    "OutOfTime",
    "Pause",
    "Reading",
    "Reckoning",
    "Segment",
    "Span",
    "Step",
    "StepKind",
    "Strip",
    "StripDay",
    "Unit",
    "WorkWeek",
    "apology_at",
    "before",
    "clock_text",
    "due",
    "estimate",
    "explain",
    "hours_text",
    "is_steady",
    "parse_cutoff",
    "parse_hours",
    "preview",
    "reached",
    "read",
    "reckon",
    "remaining",
    "reminder_at",
    "steady_since",
    "strip",
    "strip_of",
    "used",
    "weeks_of",
    "why",
]
