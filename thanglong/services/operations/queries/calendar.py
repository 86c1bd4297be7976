"""The working calendar as pages show it: a year, a month, everybody's or one agency's."""

import calendar as gregorian
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import MONTHS, WEEKDAYS, WEEKDAYS_SHORT, language

if TYPE_CHECKING:
    from thanglong.kernel.calendar.models import CalendarDay, CalendarVersion, WorkHours
    from thanglong.kernel.units.models import Agency

YEAR_MIN, YEAR_MAX = 1900, 2100
NEWS_MAX = 12
DAYS_OF_NEWS_MAX = 8
DRAWN = (6 * 60, 19 * 60)  # the part of a day that is drawn: what is worked outside is cut off
LONG_AGO = 1990  # what became known before was always known
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Whose calendar is looked at, and as it was known when. agency, known_on: None for all."""

    code: str
    calendar: time.Calendar
    agency: "Agency | None"
    known_on: datetime.date | None
    known_at: datetime.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A date that is not as its week says. known_on: None when it was always known."""

    on: datetime.date
    last: datetime.date
    kind: str
    name: str
    hours: str
    agency: str
    source: str
    certainty: str
    is_projection: bool
    known_on: datetime.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One date of a month. bars: (start, width) of what is worked, in 0..100 of the drawn day."""

    on: datetime.date
    kind: str
    is_today: bool
    hours: str
    bars: tuple[tuple[float, float], ...]
    told: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month. before: empty places in front of its first day, so that weeks begin on Monday."""

    first: datetime.date
    name: str
    before: int
    cells: list[Cell]

    @property
    def worked_days(self) -> int:
        """How many of its days are worked."""
        return sum(bool(one.hours) for one in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    """The hours of one agency, or of everybody: alike days together."""

    agency: str
    lines: list[tuple[str, str]]
    source: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A year at a glance: its months, its days that are otherwise, the week, what became known."""

    year: int
    months: list[Month]
    told: list[Told]
    weeks: list[WeekLine]
    news: "list[tuple[CalendarVersion, list[Told], int]]"
    weekdays: tuple[str, ...]
    worked_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month day by day. before, after: the months beside it, as (year, month)."""

    month: Month
    told: list[Told]
    before: tuple[int, int]
    after: tuple[int, int]


def seen_by(*, agency_code: str, known_on: datetime.date | None, today: datetime.date) -> Seen:
    """The calendar that a page is asked for; an agency that is not known asks for everybody's."""
    code = calendars.main_code()
    agency = units.agency_by_code(agency_code, on=today) if agency_code else None
    known_at = None
    if known_on is not None:
        zone = calendars.calendar(code).tz
        known_at = datetime.datetime.combine(known_on + DAY, datetime.time(tzinfo=zone))
    found = calendars.calendar(code, agency.id if agency else None, known_at)
    return Seen(code=code, calendar=found, agency=agency, known_on=known_on, known_at=known_at)


def year_page(year: int, *, seen: Seen, today: datetime.date) -> YearPage:
    """A year: seven queries, however many days are told."""
    told = _told(seen, datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    months = [_month(year, number, seen, told, today) for number in range(1, 13)]
    middle = min(max(today, datetime.date(year, 1, 1)), datetime.date(year, 12, 31))
    return YearPage(
        year=year,
        months=months,
        told=_runs(told),
        weeks=_weeks(calendars.hours_believed(seen.code, on=middle)),
        news=[_new(one) for one in calendars.news(seen.code, limit=NEWS_MAX)],
        weekdays=WEEKDAYS_SHORT[language()],
        worked_days=sum(month.worked_days for month in months),
    )


def month_page(year: int, number: int, *, seen: Seen, today: datetime.date) -> MonthPage:
    """A month, with its days that are not as their week says."""
    first = datetime.date(year, number, 1)
    last = datetime.date(year, number, gregorian.monthrange(year, number)[1])
    told = _told(seen, first, last)
    before, after = first - DAY, last + DAY
    return MonthPage(
        month=_month(year, number, seen, told, today),
        told=_runs(told),
        before=(before.year, before.month),
        after=(after.year, after.month),
    )


def _told(seen: Seen, first: datetime.date, last: datetime.date) -> list[Told]:
    rows = calendars.days_believed(seen.code, first=first, last=last, at=seen.known_at)
    only = (None, seen.agency.id) if seen.agency else None
    return [_told_of(row) for row in rows if only is None or row.agency_id in only]


def _told_of(row: "CalendarDay") -> Told:
    is_english = language() == "en"
    agency = row.agency
    return Told(
        on=row.on,
        last=row.on,
        kind=row.kind,
        name=row.name_en if is_english else row.name,
        hours=row.hours.replace("-", "–"),
        agency="" if agency is None else agency.name_en if is_english else agency.name,
        source=row.source,
        certainty=row.certainty,
        is_projection=row.is_projection,
        known_on=row.known_from if row.known_from.year >= LONG_AGO else None,
    )


def _runs(told: Sequence[Told]) -> list[Told]:
    """Dates that follow one another and are alike in all but the date, as one."""
    runs: list[Told] = []
    for one in told:
        past = runs[-1] if runs else None
        if past and past.last + DAY == one.on and _alike(past) == _alike(one):
            runs[-1] = replace(past, last=one.on)
        else:
            runs.append(one)
    return runs


def _alike(one: Told) -> tuple[object, ...]:
    return (one.kind, one.name, one.hours, one.agency, one.source, one.certainty, one.known_on)


def _month(year: int, number: int, seen: Seen, told: Iterable[Told], today: datetime.date) -> Month:
    first = datetime.date(year, number, 1)
    known = {one.on: one for one in told if not one.agency or seen.agency}
    count = gregorian.monthrange(year, number)[1]
    return Month(
        first=first,
        name=f"{MONTHS[number - 1]} {year}" if language() == "en" else f"Tháng {number}/{year}",
        before=first.weekday(),
        cells=[_cell(first + index * DAY, seen.calendar, known, today) for index in range(count)],
    )


def _cell(
    on: datetime.date,
    calendar: time.Calendar,
    known: dict[datetime.date, Told],
    today: datetime.date,
) -> Cell:
    hours = calendar.hours_on(on)
    return Cell(
        on=on,
        kind=calendar.kind_on(on).value,
        is_today=on == today,
        hours=time.hours_text(hours).replace("-", "–"),
        bars=tuple(_bar(span) for span in hours),
        told=known.get(on),
    )


def _bar(span: time.Span) -> tuple[float, float]:
    opens, closes = DRAWN
    start = min(max(span.start, opens), closes)
    end = min(max(span.end, opens), closes)
    whole = closes - opens
    return round(100 * (start - opens) / whole, 1), round(100 * (end - start) / whole, 1)


def _weeks(rows: "Iterable[WorkHours]") -> list[WeekLine]:
    lines = []
    for agency, group in groupby(rows, key=lambda row: row.agency):
        days = list(group)
        name = "" if agency is None else agency.name_en if language() == "en" else agency.name
        lines.append(
            WeekLine(
                agency=name,
                lines=_alike_days(days),
                source=days[0].source,
                certainty=days[0].certainty,
            )
        )
    return lines


def _alike_days(rows: "Sequence[WorkHours]") -> list[tuple[str, str]]:
    """("Monday – Friday", "08:00–12:00 13:00–17:00"): weekdays that follow with the same hours."""
    names = WEEKDAYS[language()]
    found: list[tuple[str, str]] = []
    for hours, group in groupby(rows, key=lambda row: row.hours):
        days = [names[row.weekday] for row in group]
        span = days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}"
        found.append((span[0].upper() + span[1:], hours.replace("-", "–")))
    return found


def _new(version: "CalendarVersion") -> "tuple[CalendarVersion, list[Told], int]":
    days = _runs([_told_of(row) for row in version.days.all()])
    return version, days[:DAYS_OF_NEWS_MAX], max(len(days) - DAYS_OF_NEWS_MAX, 0)
