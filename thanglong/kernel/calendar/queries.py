"""Calendars as they are, or were, known."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors
from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.models import (
    CalendarDay,
    CalendarSet,
    CalendarVersion,
    ClockWatch,
    WorkHours,
)

# The newest version of all is part of the key: a version may be added before a later one.
_VERSION = """
SELECT s.id,
       coalesce(
           (SELECT v.id FROM calendar_version v
             WHERE v.calendar_id = s.id AND (%s::timestamptz IS NULL OR v.known_from <= %s)
             ORDER BY v.known_from DESC, v.id DESC LIMIT 1),
           (SELECT v.id FROM calendar_version v
             WHERE v.calendar_id = s.id ORDER BY v.known_from, v.id LIMIT 1)),
       (SELECT max(v.id) FROM calendar_version v WHERE v.calendar_id = s.id)
  FROM calendar_set s WHERE s.code = %s
"""
# Whatever becomes known of any calendar is a version: with this unchanged, nothing has changed.
_EDITION = "SELECT count(*), max(id) FROM calendar_version"
# Who has days or hours of his own: whoever has none shares the calendar of everybody.
_OWN = """
SELECT s.code, s.id,
       (SELECT v.id FROM calendar_version v
         WHERE v.calendar_id = s.id ORDER BY v.known_from DESC, v.id DESC LIMIT 1),
       (SELECT max(v.id) FROM calendar_version v WHERE v.calendar_id = s.id),
       ARRAY(SELECT h.agency_id FROM calendar_hours h
              WHERE h.calendar_id = s.id AND h.agency_id IS NOT NULL
              UNION
             SELECT d.agency_id FROM calendar_day d
              WHERE d.calendar_id = s.id AND d.agency_id IS NOT NULL)
  FROM calendar_set s
"""
CALENDARS_CACHED_MAX = 512
EDITIONS_KEPT = 4


class Key(NamedTuple):
    """Which calendar: its code, whose hours, and of which version (None: the newest)."""

    code: str
    agency_id: int | None = None
    version: int | None = None


class NoSuchCalendar(errors.NotFound):
    """Nobody has loaded a calendar with this code. `code`: the code."""

    code = "calendar.no_such_calendar"
    message = _("There is no calendar “%(code)s”. Please load the city's calendar first.")


def calendar(
    code: str, agency_id: int | None = None, known_at: datetime.datetime | None = None
) -> rules.Calendar:
    """A calendar with the hours of an agency, as it was known at an instant (None: all we know).

    Before its first version the first one holds. One small query; the calendar itself is kept in
    this process for as long as its version is the newest.
    Raises NoSuchCalendar.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [known_at, known_at, code])
        found = cursor.fetchone()
    if found is None or found[1] is None:
        raise NoSuchCalendar(code=code)
    return _calendar(*found, agency_id)


def calendars(keys: Iterable[Key]) -> dict[Key, rules.Calendar]:
    """Many calendars at once, one small query for all of them; each is kept in this process.

    Raises NoSuchCalendar.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        known = _known(cursor.fetchone())
    return {key: _one_of(key, known.get(key.code)) for key in set(keys)}


@lru_cache(maxsize=EDITIONS_KEPT)
def _known(edition: tuple[int, int]) -> dict[str, tuple[int, int, int, frozenset[int]]]:
    """By code: the calendar, its newest version by date and by number, and who has his own."""
    del edition
    with connection.cursor() as cursor:
        cursor.execute(_OWN)
        return {code: (*ids, frozenset(own)) for code, *ids, own in cursor.fetchall()}


def _one_of(key: Key, known: tuple[int, int, int, frozenset[int]] | None) -> rules.Calendar:
    if known is None or known[1] is None:
        raise NoSuchCalendar(code=key.code)
    set_id, latest_id, newest_id, own = known
    agency_id = key.agency_id if key.agency_id in own else None
    return _calendar(set_id, key.version or latest_id, newest_id, agency_id)


def versions(code: str) -> QuerySet[CalendarVersion]:
    """What became known of a calendar and when, newest first."""
    return CalendarVersion.objects.filter(calendar__code=code).order_by("-known_from", "-id")


def beliefs(code: str, *, on: datetime.date) -> QuerySet[CalendarDay]:
    """What was believed of one date, in the order in which it became known."""
    return CalendarDay.objects.filter(calendar__code=code, on=on).order_by("known_from", "id")


def main_code() -> str:
    """The calendar that the city has loaded first. Raises NoSuchCalendar."""
    code = CalendarSet.objects.order_by("id").values_list("code", flat=True).first()
    if code is None:
        raise NoSuchCalendar(code="")
    return code


def days_believed(
    code: str, *, first: datetime.date, last: datetime.date, at: datetime.datetime | None = None
) -> QuerySet[CalendarDay]:
    """What is, or at an instant was, believed of the dates of a span that are not as their week.

    With the agency whose they are and the version as which they became known.
    """
    rows = CalendarDay.objects.filter(calendar__code=code, on__range=(first, last))
    rows = rows.filter(known_to__isnull=True) if at is None else rows.filter(known_at(at))
    rows = rows.select_related("agency", "version").exclude(kind="ordinary")
    return rows.order_by("on", F("agency").asc(nulls_first=True))


def hours_believed(code: str, *, on: datetime.date) -> QuerySet[WorkHours]:
    """The hours of each weekday on a date, as they are known now: everybody's, then agencies'."""
    rows = WorkHours.objects.filter(calendar__code=code, known_to__isnull=True, valid_from__lte=on)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).select_related("agency")
    return rows.order_by(F("agency__name").asc(nulls_first=True), "weekday")


def news(code: str, *, limit: int) -> list[CalendarVersion]:
    """The last moments at which more became known, newest first, each with its days."""
    found = versions(code).prefetch_related(
        Prefetch("days", CalendarDay.objects.select_related("agency").order_by("on"))
    )
    return list(found[:limit])


def agencies_with_own_days(
    code: str, *, on: Iterable[datetime.date]
) -> dict[int, set[datetime.date]]:
    """Which of some dates agencies have declared for themselves, as it is known now."""
    rows = CalendarDay.objects.filter(
        calendar__code=code, on__in=list(on), agency__isnull=False, known_to__isnull=True
    ).exclude(kind="ordinary")
    own: dict[int, set[datetime.date]] = {}
    for agency_id, date in rows.values_list("agency_id", "on"):
        own.setdefault(agency_id, set()).add(date)
    return own


def known_at(instant: datetime.datetime) -> Q:
    """The condition of a row to be believed at an instant."""
    return Q(known_from__lte=instant) & (Q(known_to__isnull=True) | Q(known_to__gt=instant))


def lock_calendar(code: str) -> CalendarSet:
    """One calendar, locked. Raises NoSuchCalendar. Locks the calendar."""
    found = CalendarSet.objects.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NoSuchCalendar(code=code)
    return found


def is_clock_steady(*, at: datetime.datetime, wanted: datetime.timedelta) -> bool:
    """Whether the machine's clock has gone without a jump for so long, as far as was noted."""
    watch = ClockWatch.objects.first()
    return watch is not None and rules.is_steady(
        seen=watch.seen_at, since=watch.steady_since, at=at, wanted=wanted
    )


@lru_cache(maxsize=CALENDARS_CACHED_MAX)
def _calendar(
    set_id: int, version_id: int, newest_id: int, agency_id: int | None
) -> rules.Calendar:
    calendar_set = CalendarSet.objects.get(pk=set_id)
    version = CalendarVersion.objects.get(pk=version_id)
    believed = known_at(version.known_from)
    days = CalendarDay.objects.filter(believed, calendar=calendar_set).exclude(kind="ordinary")
    days = days.filter(Q(agency__isnull=True) | Q(agency_id=agency_id))
    hours = WorkHours.objects.filter(believed, calendar=calendar_set).filter(
        Q(agency__isnull=True) | Q(agency_id=agency_id)
    )
    return rules.Calendar(
        code=calendar_set.code,
        zone=calendar_set.zone,
        weeks=rules.weeks_of(_hours(row) for row in hours.order_by("id")),
        days={row.on: _day(row) for row in days.order_by(F("agency").asc(nulls_first=True))},
        version=str(version_id),
        source=calendar_set.source,
    )


def _hours(row: WorkHours) -> rules.HoursRow:
    return rules.HoursRow(
        weekday=row.weekday,
        hours=rules.parse_hours(row.hours),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        certainty=row.certainty,
        is_own=row.agency_id is not None,
    )


def _day(row: CalendarDay) -> rules.Day:
    return rules.Day(
        on=row.on,
        is_working=row.kind == "working",
        hours=rules.parse_hours(row.hours),
        name_vi=row.name,
        name_en=row.name_en,
        source=row.source,
        certainty=row.certainty,
        is_projection=row.is_projection,
    )
