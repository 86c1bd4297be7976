"""Working hours of a week, and days that are not as the week says.

Source: Decision 188/1999/QĐ-TTg on the 40-hour week [M]; Labour Code 45/2019/QH14, art. 112 on days
off; yearly announcements of swapped days [V].
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

MINUTES_OF_DAY = 1440
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SPAN = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")


class DayKind(StrEnum):
    """What a day is: as the week says, or otherwise."""

    WORKING = "working"
    REST = "rest"
    HOLIDAY = "holiday"
    SWAPPED = "swapped"


class Span(NamedTuple):
    """A stretch of one day, in minutes after local midnight; the end is not part of it."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


Hours = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkWeek:
    """The working hours of a week, Monday first, from a date on. Seven entries, empty is closed."""

    hours: tuple[Hours, ...]
    valid_from: datetime.date = datetime.date.min
    source: str = ""
    certainty: str = ""

    def __post_init__(self) -> None:
        if len(self.hours) != len(WEEKDAYS):
            raise ValueError("A week has seven days.")

    @property
    def usual(self) -> Hours:
        """The hours of its first working day: those of a rest day that is worked instead."""
        return next((hours for hours in self.hours if hours), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One date on which the week does not decide: off, or worked (`hours` empty: usual hours).

    certainty: V verified, S secondary, M from memory; is_projection: not yet announced.
    """

    on: datetime.date
    is_working: bool
    name_vi: str
    name_en: str
    source: str
    hours: Hours = ()
    certainty: str = "S"
    is_projection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow:
    """The working hours of one weekday (0 is Monday) during a span of time, as the city keeps them.

    is_own: they are of one agency and go before those of the whole calendar.
    """

    weekday: int
    hours: Hours
    valid_from: datetime.date
    valid_to: datetime.date | None
    source: str
    certainty: str
    is_own: bool = False

    def is_valid(self, on: datetime.date) -> bool:
        """Whether the row is in force on a date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def parse_hours(text: str) -> Hours:
    """Read `08:00-12:00 13:00-17:00`; empty text is closed.

    Raises ValueError when a stretch is malformed, empty, or not after the one before.
    """
    spans: list[Span] = []
    for word in text.split():
        match = _SPAN.fullmatch(word)
        if match is None:
            raise ValueError(f"“{word}” are no hours: write them as 08:00-12:00 13:00-17:00.")
        start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
        if end <= start or end > MINUTES_OF_DAY or (spans and start < spans[-1].end):
            raise ValueError(f"“{text}”: hours go forward within one day and do not overlap.")
        spans.append(Span(start, end))
    return tuple(spans)


def hours_text(hours: Hours) -> str:
    """The same hours as text, as `parse_hours` reads them."""
    return " ".join(str(span) for span in hours)


def clock_text(minute: int) -> str:
    """A minute of the day as on a clock: 870 is 14:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def weeks_of(rows: Iterable[HoursRow]) -> tuple[WorkWeek, ...]:
    """The weeks that follow one another, made of rows for single weekdays.

    Before the first row its week holds as well. A weekday without a row is closed; an agency's own
    row goes before the calendar's.
    Source: opening hours are set by each body (Decision 188/1999/QĐ-TTg on the 40-hour week [M]).
    """
    known = sorted(rows, key=lambda row: row.is_own, reverse=True)
    edges = {row.valid_from for row in known} | {row.valid_to for row in known if row.valid_to}
    return tuple(_week(known, edge) for edge in sorted(edges))


def _week(rows: list[HoursRow], on: datetime.date) -> WorkWeek:
    chosen: dict[int, HoursRow] = {}
    for row in rows:
        if row.is_valid(on):
            chosen.setdefault(row.weekday, row)
    first = next(iter(chosen.values()), None)
    return WorkWeek(
        hours=tuple(chosen[day].hours if day in chosen else () for day in range(len(WEEKDAYS))),
        valid_from=on,
        source=first.source if first else "",
        certainty=first.certainty if first else "",
    )


def _minute(hours: str, minutes: str) -> int:
    if int(minutes) > 59:
        raise ValueError(f"{hours}:{minutes} is no time of day.")
    return int(hours) * 60 + int(minutes)
