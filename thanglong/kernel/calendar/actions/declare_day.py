"""Declaring a date off, worked, or again as the week says."""

import datetime

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import queries, rules
from thanglong.kernel.calendar.actions import beliefs, refusals
from thanglong.kernel.calendar.events import DAY_DECLARED
from thanglong.kernel.calendar.models import CalendarDay, CalendarSet, CalendarVersion
from thanglong.kernel.events import actions as events


def declare_day(
    *, code: str, day: rules.Day, why: str, at: datetime.datetime, by: Actor
) -> CalendarVersion:
    """Declare a date off or worked, from `at` on. Promised dates stay until somebody moves them.

    Raises NoSuchCalendar, SourceIsMissing, DayIsDeclaredSo.
    Publishes calendar.day.declared.v1. Locks the calendar.
    """
    return _declare(code=code, fields=beliefs.day_fields(day), why=why, at=at, by=by)


def withdraw_day(
    *, code: str, day: rules.Day, why: str, at: datetime.datetime, by: Actor
) -> CalendarVersion:
    """Take a declaration back: the date is again as the week says, from `at` on.

    day: its `on`, its names and the source of the withdrawal are kept.
    Raises, publishes and locks as `declare_day`.
    """
    fields = {**beliefs.day_fields(day), "kind": "ordinary", "hours": ""}
    return _declare(code=code, fields=fields, why=why, at=at, by=by)


def _declare(
    *, code: str, fields: beliefs.Fields, why: str, at: datetime.datetime, by: Actor
) -> CalendarVersion:
    if not fields["source"]:
        raise refusals.SourceIsMissing
    with transaction.atomic():
        calendar = queries.lock_calendar(code)
        if _is_so(calendar, fields, at):
            raise refusals.DayIsDeclaredSo(on=f"{fields['on']:%d/%m/%Y}")
        version = beliefs.new_version(calendar, known_from=at, why=why, at=at, by=by)
        beliefs.believe_day(version, fields)
        payload = {
            "calendar": code,
            "version": version.id,
            "on": fields["on"].isoformat(),
            "kind": fields["kind"],
        }
        events.publish(DAY_DECLARED, subject=f"calendar:{code}", payload=payload, at=at, by=by)
    return version


def _is_so(calendar: CalendarSet, fields: beliefs.Fields, at: datetime.datetime) -> bool:
    now_so = CalendarDay.objects.filter(
        queries.known_at(at), calendar=calendar, on=fields["on"]
    ).first()
    if now_so is None:
        return bool(fields["kind"] == "ordinary")
    return all(getattr(now_so, name) == value for name, value in fields.items())
