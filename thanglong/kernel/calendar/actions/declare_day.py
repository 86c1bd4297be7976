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
    *,
    code: str,
    day: rules.Day,
    why: str,
    at: datetime.datetime,
    by: Actor,
    agency_id: int | None = None,
) -> CalendarVersion:
    """Declare a date off or worked, from `at` on. Promised dates stay until somebody moves them.

    agency_id: whose day it is; None: everybody's. An agency's own day goes before everybody's.
    Raises NoSuchCalendar, SourceIsMissing, DayIsDeclaredSo.
    Publishes calendar.day.declared.v1. Locks the calendar.
    """
    return _declare(code=code, fields=beliefs.day_fields(day, agency_id), why=why, at=at, by=by)


def check_may_declare(
    *, code: str, day: rules.Day, agency_id: int | None = None, takes_back: bool = False
) -> None:
    """Pass if a declaration would change something. takes_back: it is to be as the week says.

    Raises NoSuchCalendar, SourceIsMissing, DayIsDeclaredSo.
    """
    fields = beliefs.day_fields(day, agency_id)
    if takes_back:
        fields |= {"kind": "ordinary", "hours": ""}
    if not fields["source"]:
        raise refusals.SourceIsMissing
    calendar = CalendarSet.objects.filter(code=code).first()
    if calendar is None:
        raise queries.NoSuchCalendar(code=code)
    if _is_so(calendar, fields):
        raise refusals.DayIsDeclaredSo(on=f"{day.on:%d/%m/%Y}")


def withdraw_day(
    *,
    code: str,
    day: rules.Day,
    why: str,
    at: datetime.datetime,
    by: Actor,
    agency_id: int | None = None,
) -> CalendarVersion:
    """Take a declaration back: the date is again as the week says, from `at` on.

    day: its `on`, its names and the source of the withdrawal are kept.
    Raises, publishes and locks as `declare_day`.
    """
    fields = {**beliefs.day_fields(day, agency_id), "kind": "ordinary", "hours": ""}
    return _declare(code=code, fields=fields, why=why, at=at, by=by)


def _declare(
    *, code: str, fields: beliefs.Fields, why: str, at: datetime.datetime, by: Actor
) -> CalendarVersion:
    if not fields["source"]:
        raise refusals.SourceIsMissing
    with transaction.atomic():
        calendar = queries.lock_calendar(code)
        if _is_so(calendar, fields):
            raise refusals.DayIsDeclaredSo(on=f"{fields['on']:%d/%m/%Y}")
        version = beliefs.new_version(calendar, known_from=at, why=why, at=at, by=by)
        beliefs.believe_day(version, fields)
        payload = {
            "calendar": code,
            "version": version.id,
            "on": fields["on"].isoformat(),
            "kind": fields["kind"],
            "agency": fields["agency_id"],
        }
        events.publish(DAY_DECLARED, subject=f"calendar:{code}", payload=payload, at=at, by=by)
    return version


def _is_so(calendar: CalendarSet, fields: beliefs.Fields) -> bool:
    now_so = CalendarDay.objects.filter(
        known_to__isnull=True,
        calendar=calendar,
        agency_id=fields["agency_id"],
        on=fields["on"],
    ).first()
    if now_so is None:
        return bool(fields["kind"] == "ordinary")
    return all(getattr(now_so, name) == value for name, value in fields.items())
