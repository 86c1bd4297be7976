"""Changing what is known of a calendar. Nothing is overwritten: each change is a new version."""

from thanglong.kernel.calendar.actions.declare_day import (
    check_may_declare,
    declare_day,
    withdraw_day,
)
from thanglong.kernel.calendar.actions.load_calendar import load_calendar
from thanglong.kernel.calendar.actions.refusals import (
    DayIsDeclaredSo,
    NoSuchAgency,
    SourceIsMissing,
)
from thanglong.kernel.calendar.actions.set_hours import set_hours
from thanglong.kernel.calendar.actions.watching import note_time

__all__ = [
    "DayIsDeclaredSo",
    "NoSuchAgency",
    "SourceIsMissing",
    "check_may_declare",
    "declare_day",
    "load_calendar",
    "note_time",
    "set_hours",
    "withdraw_day",
]
