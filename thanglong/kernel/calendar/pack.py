"""The calendar of a city pack: `calendars.csv`, `hours.csv`, `days.csv`, read and checked."""

import csv
import datetime
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from thanglong.kernel.calendar import rules

FILES = ("calendars.csv", "hours.csv", "days.csv")
CERTAINTIES = ("V", "S", "M")
ROWS_MAX = 20_000

T = TypeVar("T")
Row = dict[str, str]


class PackError(ValueError):
    """A file of the pack cannot be used; the sentence names file, line and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLine:
    """One calendar of the pack."""

    code: str
    name_vi: str
    name_en: str
    zone: str
    certainty: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """The hours of one weekday. agency: its code; empty for everybody."""

    calendar: str
    agency: str
    row: rules.HoursRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day. known_on: when it was made known; None: since the calendar exists."""

    calendar: str
    known_on: datetime.date | None
    day: rules.Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All calendars of a city. version: a hash of the files, so that an answer names its ground."""

    calendars: tuple[CalendarLine, ...]
    hours: tuple[HoursLine, ...]
    days: tuple[DayLine, ...]
    version: str


def read_pack(folder: Path) -> Pack:
    """Read the three files. Raises PackError that names file and line."""
    digest = hashlib.sha256()
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise PackError(f"{path} is missing. Set CITY_DIR to the folder of a city pack.")
        digest.update(path.read_bytes())
    return Pack(
        calendars=tuple(_lines(folder / "calendars.csv", _calendar_line)),
        hours=tuple(_lines(folder / "hours.csv", _hours_line)),
        days=tuple(_lines(folder / "days.csv", _day_line)),
        version=digest.hexdigest()[:12],
    )


def calendar(
    pack: Pack, code: str, *, agency: str = "", known_on: datetime.date | None = None
) -> rules.Calendar:
    """One calendar of the pack, for an agency's hours if told, as it was known on a date.

    Raises PackError when there is no such calendar.
    """
    found = next((line for line in pack.calendars if line.code == code), None)
    if found is None:
        known = ", ".join(line.code for line in pack.calendars)
        raise PackError(f"There is no calendar “{code}”. Known: {known}.")
    lines = [line for line in pack.days if line.calendar == code and _is_known(line, known_on)]
    lines.sort(key=lambda line: line.known_on or datetime.date.min)
    return rules.Calendar(
        code=code,
        zone=found.zone,
        weeks=rules.weeks_of(
            line.row for line in pack.hours if line.calendar == code and line.agency in {"", agency}
        ),
        days={line.day.on: line.day for line in lines},
        version=pack.version,
        source=found.source,
    )


def _is_known(line: DayLine, known_on: datetime.date | None) -> bool:
    return known_on is None or line.known_on is None or line.known_on <= known_on


def _lines(path: Path, make: Callable[[Row], T]) -> Iterator[T]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if number > ROWS_MAX:
                raise PackError(f"{path.name} has more than {ROWS_MAX} rows.")
            try:
                yield make(row)
            except (KeyError, ValueError, AttributeError) as error:
                raise PackError(f"{path.name} line {number}: {error}") from None


def _calendar_line(row: Row) -> CalendarLine:
    return CalendarLine(
        code=_text(row, "code"),
        name_vi=_text(row, "name_vi"),
        name_en=_text(row, "name_en"),
        zone=_text(row, "zone"),
        certainty=_one_of(row, "certainty", CERTAINTIES),
        source=_text(row, "source"),
    )


def _hours_line(row: Row) -> HoursLine:
    agency = row["agency"].strip()
    return HoursLine(
        calendar=_text(row, "calendar"),
        agency=agency,
        row=rules.HoursRow(
            weekday=rules.WEEKDAYS.index(_one_of(row, "weekday", rules.WEEKDAYS)),
            hours=rules.parse_hours(row["hours"]),
            valid_from=datetime.date.fromisoformat(_text(row, "valid_from")),
            valid_to=_date(row, "valid_to"),
            source=_text(row, "source"),
            certainty=_one_of(row, "certainty", CERTAINTIES),
            is_own=bool(agency),
        ),
    )


def _day_line(row: Row) -> DayLine:
    is_working = _one_of(row, "kind", ("off", "working")) == "working"
    hours = rules.parse_hours(row["hours"])
    if hours and not is_working:
        raise ValueError("a day off has no hours")
    return DayLine(
        calendar=_text(row, "calendar"),
        known_on=_date(row, "known_on"),
        day=rules.Day(
            on=datetime.date.fromisoformat(_text(row, "date")),
            is_working=is_working,
            hours=hours,
            name_vi=_text(row, "name_vi"),
            name_en=_text(row, "name_en"),
            source=_text(row, "source"),
            certainty=_one_of(row, "certainty", CERTAINTIES),
            is_projection=_one_of(row, "projection", ("", "yes")) == "yes",
        ),
    )


def _text(row: Row, name: str) -> str:
    text = row[name].strip()
    if not text:
        raise ValueError(f"“{name}” is empty")
    return text


def _one_of(row: Row, name: str, allowed: tuple[str, ...]) -> str:
    text = row[name].strip()
    if text not in allowed:
        raise ValueError(f"“{name}” is “{text}”, not one of {', '.join(allowed)}")
    return text


def _date(row: Row, name: str) -> datetime.date | None:
    text = row[name].strip()
    return datetime.date.fromisoformat(text) if text else None
