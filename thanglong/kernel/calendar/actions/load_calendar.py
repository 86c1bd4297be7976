"""Loading the calendars of a city pack."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import pack as packs
from thanglong.kernel.calendar import queries
from thanglong.kernel.calendar.actions import beliefs, refusals
from thanglong.kernel.calendar.events import CALENDAR_LOADED
from thanglong.kernel.calendar.models import CalendarDay, CalendarSet, CalendarVersion, WorkHours
from thanglong.kernel.events import actions as events
from thanglong.kernel.units.models import Agency

# What carries no day on which it was made known was known before anything here happened.
ALWAYS = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def load_calendar(*, folder: Path, at: datetime.datetime, by: Actor) -> int:
    """Load the calendars of a city pack; what is already known is left as it is.

    folder: holds `calendars.csv`, `hours.csv`, `days.csv`. The first time, rows count as known
    since their `known_on`; later, new rows count as known from `at`. A row that was known once and
    has since been declared otherwise is not brought back.

    Returns how many versions were added. Raises pack.PackError, NoSuchAgency.
    Publishes calendar.calendar.loaded.v1. Locks the calendars, one after the other.
    """
    found = packs.read_pack(folder)
    return sum(_load_one(found, line, at=at, by=by) for line in found.calendars)


def _load_one(
    pack: packs.Pack, line: packs.CalendarLine, *, at: datetime.datetime, by: Actor
) -> int:
    with transaction.atomic():
        calendar = _calendar(line)
        is_first = not calendar.versions.exists()
        days = list(_new_days(calendar, pack))
        hours = list(_new_hours(calendar, pack))
        versions = _Versions(calendar, at, by)
        for fields in hours:
            beliefs.believe_hours(versions.of(ALWAYS if is_first else at), fields)
        for known_on, fields in days:
            known_from = _known_from(calendar, known_on) if is_first else at
            beliefs.believe_day(versions.of(known_from), fields)
        if versions.added:
            payload = {
                "calendar": line.code,
                "versions": [version.id for version in versions.added.values()],
                "days": len(days),
                "hours": len(hours),
            }
            subject = f"calendar:{line.code}"
            events.publish(CALENDAR_LOADED, subject=subject, payload=payload, at=at, by=by)
    return len(versions.added)


def _calendar(line: packs.CalendarLine) -> CalendarSet:
    CalendarSet.objects.update_or_create(
        code=line.code,
        defaults={
            "name": line.name_vi,
            "name_en": line.name_en,
            "zone": line.zone,
            "certainty": line.certainty,
            "source": line.source,
        },
    )
    return queries.lock_calendar(line.code)


def _new_days(
    calendar: CalendarSet, pack: packs.Pack
) -> Iterator[tuple[datetime.date | None, beliefs.Fields]]:
    """The days of the pack that were never known so, in the order in which they became known."""
    columns = [
        "agency_id",
        "on",
        "kind",
        "hours",
        "name",
        "name_en",
        "is_projection",
        "certainty",
        "source",
    ]
    known = set(CalendarDay.objects.filter(calendar=calendar).values_list(*columns))
    lines = [line for line in pack.days if line.calendar == calendar.code]
    for line in sorted(lines, key=lambda line: line.known_on or datetime.date.min):
        fields = beliefs.day_fields(line.day)
        if tuple(fields[name] for name in columns) not in known:
            yield line.known_on, fields


def _new_hours(calendar: CalendarSet, pack: packs.Pack) -> Iterator[beliefs.Fields]:
    """The hours of the pack that were never known so."""
    columns = ["agency_id", "weekday", "hours", "valid_from", "valid_to", "certainty", "source"]
    known = set(WorkHours.objects.filter(calendar=calendar).values_list(*columns))
    for line in pack.hours:
        if line.calendar == calendar.code:
            fields = beliefs.hours_fields(line.row, _agency_id(line))
            if tuple(fields[name] for name in columns) not in known:
                yield fields


def _agency_id(line: packs.HoursLine) -> int | None:
    if not line.agency:
        return None
    # The code may have belonged to several agencies, one after the other: hours are of the last.
    agencies = Agency.objects.filter(code=line.agency).order_by("valid_from")
    agency = agencies.last()
    if agency is None:
        raise refusals.NoSuchAgency(agency=line.agency)
    return agency.pk


def _known_from(calendar: CalendarSet, known_on: datetime.date | None) -> datetime.datetime:
    if known_on is None:
        return ALWAYS
    midnight = datetime.time(tzinfo=ZoneInfo(calendar.zone))
    return datetime.datetime.combine(known_on, midnight)


class _Versions:
    """The versions that one load adds: one for each instant at which something became known."""

    def __init__(self, calendar: CalendarSet, at: datetime.datetime, by: Actor) -> None:
        self.calendar, self.at, self.by = calendar, at, by
        self.added: dict[datetime.datetime, CalendarVersion] = {}

    def of(self, known_from: datetime.datetime) -> CalendarVersion:
        """The version of an instant, added when it is needed first."""
        if known_from not in self.added:
            self.added[known_from] = beliefs.new_version(
                self.calendar, known_from=known_from, why="city pack", at=self.at, by=self.by
            )
        return self.added[known_from]
