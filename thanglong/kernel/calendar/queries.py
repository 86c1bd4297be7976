"""Calendars as they are, or were, known."""

import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors
from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.models import CalendarDay, CalendarSet, CalendarVersion, WorkHours

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
CALENDARS_CACHED_MAX = 512


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


def versions(code: str) -> QuerySet[CalendarVersion]:
    """What became known of a calendar and when, newest first."""
    return CalendarVersion.objects.filter(calendar__code=code).order_by("-known_from", "-id")


def beliefs(code: str, *, on: datetime.date) -> QuerySet[CalendarDay]:
    """What was believed of one date, in the order in which it became known."""
    return CalendarDay.objects.filter(calendar__code=code, on=on).order_by("known_from", "id")


def known_at(instant: datetime.datetime) -> Q:
    """The condition of a row to be believed at an instant."""
    return Q(known_from__lte=instant) & (Q(known_to__isnull=True) | Q(known_to__gt=instant))


def lock_calendar(code: str) -> CalendarSet:
    """One calendar, locked. Raises NoSuchCalendar. Locks the calendar."""
    found = CalendarSet.objects.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NoSuchCalendar(code=code)
    return found


@lru_cache(maxsize=CALENDARS_CACHED_MAX)
def _calendar(
    set_id: int, version_id: int, newest_id: int, agency_id: int | None
) -> rules.Calendar:
    calendar_set = CalendarSet.objects.get(pk=set_id)
    version = CalendarVersion.objects.get(pk=version_id)
    believed = known_at(version.known_from)
    days = CalendarDay.objects.filter(believed, calendar=calendar_set).exclude(kind="ordinary")
    hours = WorkHours.objects.filter(believed, calendar=calendar_set).filter(
        Q(agency__isnull=True) | Q(agency_id=agency_id)
    )
    return rules.Calendar(
        code=calendar_set.code,
        zone=calendar_set.zone,
        weeks=rules.weeks_of(_hours(row) for row in hours.order_by("id")),
        days={row.on: _day(row) for row in days},
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
