"""A calendar: which minutes are working minutes, answered in microseconds.

Inside, an instant is a whole number of minutes since 1970 in UTC, so that comparing and adding is
exact in any time zone. For a year that is asked for, the start of every local day and the working
minutes before it are laid down once; everything else is a search in these two rows of numbers.
"""

import datetime
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from zoneinfo import ZoneInfo

from thanglong.kernel.calendar.rules.days import MINUTES_OF_DAY, Day, DayKind, Hours, Span, WorkWeek

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
YEAR_MIN, YEAR_MAX = 2, 9997
# Outside these years the sum of a whole year is counted by weekdays, without laying it down.
LAID_MIN, LAID_MAX = 1900, 2100


class OutOfTime(OverflowError):
    """The answer would lie outside the years that a calendar can name."""


@dataclass(frozen=True, slots=True)
class _Year:
    """One year: where each day begins and the working minutes before it (one entry more)."""

    year: int
    starts: "array[int]"
    worked: "array[int]"
    hours: list[Hours]

    def date(self, index: int) -> datetime.date:
        return datetime.date(self.year, 1, 1) + datetime.timedelta(days=index)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Working time: weeks that follow one another, and dated exceptions.

    weeks: in order of `valid_from`; the first also holds before, the last for ever, so it must have
    working hours. zone: IANA name. version, source: which knowledge this is.
    """

    code: str
    zone: str
    weeks: tuple[WorkWeek, ...]
    days: Mapping[datetime.date, Day] = field(repr=False)
    version: str = ""
    source: str = ""
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        starts = [week.valid_from for week in self.weeks]
        if not starts or starts != sorted(starts) or not self.weeks[-1].usual:
            raise ValueError(
                f"The calendar {self.code} needs weeks in order of their dates, "
                "the last one with working hours."
            )

    @property
    def tz(self) -> ZoneInfo:
        """The time zone of its offices."""
        return ZoneInfo(self.zone)

    def with_days(self, *days: Day, version: str = "") -> Self:
        """The same calendar with some days declared otherwise."""
        changed = {**self.days, **{day.on: day for day in days}}
        return type(self)(
            self.code, self.zone, self.weeks, changed, version or f"{self.version}+", self.source
        )

    def without_day(self, on: datetime.date) -> Self:
        """The same calendar with one date again as its week says."""
        left = {date: day for date, day in self.days.items() if date != on}
        return type(self)(self.code, self.zone, self.weeks, left, f"{self.version}-", self.source)

    def week_on(self, on: datetime.date) -> WorkWeek:
        """The week in force on a date."""
        index = bisect_right(self.weeks, on, key=lambda week: week.valid_from) - 1
        return self.weeks[max(index, 0)]

    def hours_on(self, on: datetime.date) -> Hours:
        """The working hours of a date; empty when it is off."""
        day = self.days.get(on)
        week = self.week_on(on)
        if day is None:
            return week.hours[on.weekday()]
        if not day.is_working:
            return ()
        return day.hours or week.usual

    def kind_on(self, on: datetime.date) -> DayKind:
        """What a date is: working, rest (of the week), holiday, or worked against the week."""
        day = self.days.get(on)
        usually = bool(self.week_on(on).hours[on.weekday()])
        if day is None:
            return DayKind.WORKING if usually else DayKind.REST
        if not day.is_working:
            return DayKind.HOLIDAY
        return DayKind.WORKING if usually else DayKind.SWAPPED

    def minute(self, instant: datetime.datetime) -> int:
        """An aware instant as a minute number; seconds are cut off. Raises ValueError if naive."""
        if instant.tzinfo is None:
            raise ValueError("An instant needs its time zone.")
        return (instant - EPOCH) // MINUTE

    def instant(self, minute: int) -> datetime.datetime:
        """A minute number as an instant in the time zone of the calendar."""
        return (EPOCH + minute * MINUTE).astimezone(self.tz)

    def wall(self, on: datetime.date, minute_of_day: int) -> int:
        """The minute number of a time on the wall on a date (the first, if it comes twice)."""
        if minute_of_day >= MINUTES_OF_DAY:
            return self.wall(on + datetime.timedelta(days=1), minute_of_day - MINUTES_OF_DAY)
        hour, minute = divmod(minute_of_day, 60)
        here = datetime.datetime(on.year, on.month, on.day, hour, minute, tzinfo=self.tz)
        return (here - EPOCH) // MINUTE

    def date_of(self, minute: int) -> datetime.date:
        """The local date of a minute."""
        year, index = self._find(minute)
        return year.date(index)

    def spans(self, on: datetime.date) -> list[tuple[int, int]]:
        """The working stretches of a date, in minute numbers."""
        return self._spans(self._year(on.year), on.timetuple().tm_yday - 1)

    def between(self, start: int, end: int) -> int:
        """Working minutes from one minute to another; 0 when the end is not later."""
        if end <= start:
            return 0
        first, before = self._position(start)
        last, upto = self._position(end)
        if first is last:
            return upto - before
        whole = sum(self._total(number) for number in range(first.year + 1, last.year))
        return first.worked[-1] - before + whole + upto

    def advance(self, start: int, minutes: int) -> int:
        """The earliest minute with so many working minutes since `start`."""
        if minutes == 0:
            return start
        year, before = self._position(start)
        target = before + minutes
        number = year.year
        while target > (total := self._total(number)):
            target -= total
            number += 1
        year = self._year(number)
        index = bisect_left(year.worked, target) - 1
        rest = target - year.worked[index]
        for begin, end in self._spans(year, index):
            if rest <= end - begin:
                return begin + rest
            rest -= end - begin
        raise AssertionError("the sums of a year agree with its stretches")

    def retreat(self, end: int, minutes: int) -> int:
        """The latest minute with so many working minutes until `end`."""
        if minutes == 0:
            return end
        year, before = self._position(end)
        target = before - minutes
        number = year.year
        while target < 0:
            number -= 1
            target += self._total(number)
        year = self._year(number)
        index = bisect_right(year.worked, target) - 1
        rest = target - year.worked[index]
        for begin, finish in self._spans(year, index):
            if rest < finish - begin:
                return begin + rest
            rest -= finish - begin
        raise AssertionError("the sums of a year agree with its stretches")

    def opening(self, minute: int) -> int:
        """This minute if it is worked, otherwise the next opening."""
        year, index = self._find(minute)
        for begin, end in self._spans(year, index):
            if minute < end:
                return max(minute, begin)
        worked = year.worked[index + 1]
        while worked >= year.worked[-1]:
            year, worked = self._year(year.year + 1), 0
        return self._spans(year, bisect_right(year.worked, worked) - 1)[0][0]

    def closing(self, on: datetime.date) -> int:
        """When work ends on this date, or on the next working day if it is off."""
        opening = self.opening(self.wall(on, 0))
        return self.spans(self.date_of(opening))[-1][1]

    def _position(self, minute: int) -> tuple[_Year, int]:
        """The year of a minute, and the working minutes of that year before it."""
        year, index = self._find(minute)
        worked = year.worked[index]
        for begin, end in self._spans(year, index):
            worked += max(0, min(minute, end) - begin)
        return year, worked

    def _find(self, minute: int) -> tuple[_Year, int]:
        try:
            year = self._year((EPOCH + minute * MINUTE).year)
        except OverflowError:
            raise OutOfTime(f"A calendar knows the years {YEAR_MIN} to {YEAR_MAX}.") from None
        if minute < year.starts[0]:
            year = self._year(year.year - 1)
        elif minute >= year.starts[-1]:
            year = self._year(year.year + 1)
        return year, bisect_right(year.starts, minute) - 1

    def _spans(self, year: _Year, index: int) -> list[tuple[int, int]]:
        begin, end = year.starts[index], year.starts[index + 1]
        hours = year.hours[index]
        if end - begin == MINUTES_OF_DAY:
            return [(begin + start, begin + finish) for start, finish in hours]
        return self._laid(year.date(index), hours, begin, end)

    def _laid(self, on: datetime.date, hours: Hours, begin: int, end: int) -> list[tuple[int, int]]:
        """Hours on the wall on a day on which the clocks change, and that begins and ends so.

        What the wall shows twice or never is measured as it is.
        """
        laid: list[tuple[int, int]] = []
        for span in hours:
            start = min(max(self.wall(on, span.start), begin), end)
            finish = min(max(self._end_on_wall(on, span, end), start), end)
            if finish > start:
                laid.append((start, finish))
                begin = finish
        return laid

    def _end_on_wall(self, on: datetime.date, span: Span, end_of_day: int) -> int:
        return end_of_day if span.end == MINUTES_OF_DAY else self.wall(on, span.end)

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        if known is not None:
            return known
        if not YEAR_MIN <= number <= YEAR_MAX:
            raise OutOfTime(f"A calendar knows the years {YEAR_MIN} to {YEAR_MAX}.")
        first = datetime.date(number, 1, 1)
        count = (datetime.date(number + 1, 1, 1) - first).days
        dates = [first + datetime.timedelta(days=index) for index in range(count + 1)]
        starts = array("q", [self.wall(on, 0) for on in dates])
        hours = [self.hours_on(on) for on in dates[:-1]]
        year = _Year(number, starts, array("q", [0]), hours)
        for index in range(count):
            minutes = sum(end - begin for begin, end in self._spans(year, index))
            year.worked.append(year.worked[-1] + minutes)
        self._years[number] = year
        return year

    def _total(self, number: int) -> int:
        """The working minutes of a whole year."""
        if number in self._years or LAID_MIN <= number <= LAID_MAX or not self._is_plain(number):
            return self._year(number).worked[-1]
        week = self.week_on(datetime.date(number, 1, 1))
        first = datetime.date(number, 1, 1).toordinal()
        count = datetime.date(number + 1, 1, 1).toordinal() - first
        # Every weekday comes 52 times; the days left over are those with which the year begins.
        minutes = [sum(span.end - span.start for span in hours) for hours in week.hours]
        odd = [minutes[(first - 1 + index) % 7] for index in range(count - 364)]
        return 52 * sum(minutes) + sum(odd)

    def _is_plain(self, number: int) -> bool:
        if not YEAR_MIN <= number <= YEAR_MAX:
            return False
        first, last = datetime.date(number, 1, 1), datetime.date(number, 12, 31)
        if self.week_on(first) is not self.week_on(last):
            return False
        return not any(on.year == number for on in self.days)
