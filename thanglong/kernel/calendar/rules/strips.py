"""The clock strip: a band of days with what is worked, closed and paused in each."""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from thanglong.kernel.calendar.rules import counting
from thanglong.kernel.calendar.rules.calendars import Calendar
from thanglong.kernel.calendar.rules.days import MINUTES_OF_DAY, DayKind
from thanglong.kernel.calendar.rules.explaining import Explanation, why
from thanglong.kernel.calendar.rules.ledgers import Reading

DAYS_MAX = 92
MINUTES_LATE_MAX = 31 * MINUTES_OF_DAY  # a dossier that is later than this is not drawn longer

SegmentKind = Literal["worked", "open", "paused", "holiday", "rest"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one day, in minutes after midnight.

    kind: worked (working time that counts), open (working time before the beginning or after the
    due instant), paused, holiday (off by its date), rest (night, lunch, day of rest).
    """

    kind: SegmentKind
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDay:
    """One day: its segments from midnight to midnight without gaps, and the marks on it.

    now_minute, due_minute, start_minute: where today's line, the flag of the promised instant and
    the beginning stand, in minutes after midnight; None on other days.
    """

    on: datetime.date
    kind: DayKind
    name_vi: str
    name_en: str
    segments: tuple[Segment, ...]
    start_minute: int | None
    now_minute: int | None
    due_minute: int | None

    @property
    def is_today(self) -> bool:
        """Whether it is the day of the reading."""
        return self.now_minute is not None

    @property
    def is_promised(self) -> bool:
        """Whether the promised instant lies on it."""
        return self.due_minute is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The band of days. opens, closes: the widest working hours in it, in minutes after midnight.

    is_cut: there were more days than a strip shows; the last ones stay.
    """

    days: tuple[StripDay, ...]
    opens: int
    closes: int
    is_cut: bool


def strip(
    reading: Reading, calendar: Calendar, *, promised: datetime.datetime | None = None
) -> Strip:
    """The days of a clock, from receipt to the due instant, or to the reading if that is later.

    promised: where the flag stands; the due instant if not told. Without days before the start.
    Source: the same reckoning as `due`; look of the strip in docs/clock.md.
    """
    explanation = why(reading, calendar)
    if explanation is None:
        return Strip(days=(), opens=0, closes=MINUTES_OF_DAY, is_cut=False)
    return strip_of(explanation, calendar, now=reading.as_of, promised=promised)


def strip_of(
    explanation: Explanation,
    calendar: Calendar,
    *,
    now: datetime.datetime,
    promised: datetime.datetime | None = None,
) -> Strip:
    """The same for any explanation, as of an instant.

    Source: the same reckoning as `due`; look of the strip in docs/clock.md.
    """
    marks = _Marks(
        begin=calendar.minute(explanation.counted_from),
        due=calendar.minute(explanation.due_at),
        flag=calendar.minute(promised or explanation.due_at),
        now=calendar.minute(now),
        received=calendar.minute(explanation.received_at),
        stops=tuple(counting.merged(explanation.pauses, calendar)),
    )
    first = calendar.date_of(marks.received)
    last = calendar.date_of(
        max(marks.due, marks.flag, min(marks.now, marks.flag + MINUTES_LATE_MAX))
    )
    is_cut = (last - first).days >= DAYS_MAX
    if is_cut:
        first = last - datetime.timedelta(days=DAYS_MAX - 1)
    dates = [
        datetime.date.fromordinal(number)
        for number in range(first.toordinal(), last.toordinal() + 1)
    ]
    worked = [span for on in dates for span in calendar.hours_on(on)]
    midnights = [calendar.wall(on, 0) for on in [*dates, last + datetime.timedelta(days=1)]]
    return Strip(
        days=tuple(
            _day(on, calendar, marks, begins=begins, ends=ends)
            for on, (begins, ends) in zip(dates, pairwise(midnights), strict=True)
        ),
        opens=min((span.start for span in worked), default=0),
        closes=max((span.end for span in worked), default=MINUTES_OF_DAY),
        is_cut=is_cut,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    begin: int
    due: int
    flag: int
    now: int
    received: int
    stops: tuple[tuple[int, int], ...]


def _day(
    on: datetime.date, calendar: Calendar, marks: _Marks, *, begins: int, ends: int
) -> StripDay:
    """One date, from its midnight to the next."""
    kind = calendar.kind_on(on)
    day = calendar.days.get(on)

    def place(minute: int) -> int | None:
        return min(minute - begins, MINUTES_OF_DAY) if begins <= minute < ends else None

    return StripDay(
        on=on,
        kind=kind,
        name_vi=day.name_vi if day else "",
        name_en=day.name_en if day else "",
        segments=_segments(on, calendar, marks, kind, begins),
        start_minute=place(marks.received),
        now_minute=place(marks.now),
        due_minute=place(marks.flag),
    )


def _segments(
    on: datetime.date, calendar: Calendar, marks: _Marks, day_kind: DayKind, midnight: int
) -> tuple[Segment, ...]:
    spans = [(start - midnight, end - midnight) for start, end in calendar.spans(on)]
    stops = [(start - midnight, end - midnight) for start, end in marks.stops]
    begin, due = marks.begin - midnight, marks.due - midnight
    closed: SegmentKind = "holiday" if day_kind is DayKind.HOLIDAY else "rest"
    if not stops and (due <= 0 or begin >= MINUTES_OF_DAY):
        return _plain(spans, closed, "open")
    if not stops and begin <= 0 and due >= MINUTES_OF_DAY:
        return _plain(spans, closed, "worked")
    edges = {0, MINUTES_OF_DAY} | {edge for pair in [*spans, *stops, (begin, due)] for edge in pair}
    cuts = sorted(edge for edge in edges if 0 <= edge <= MINUTES_OF_DAY)

    def kind(at: int) -> SegmentKind:
        counts = begin <= at < due
        if counts and stops and _within(at, stops):
            return "paused"
        if not _within(at, spans):
            return closed
        return "worked" if counts else "open"

    segments: list[Segment] = []
    for start, end in pairwise(cuts):
        found = kind(start)
        if segments and segments[-1].kind == found:
            start = segments.pop().start
        segments.append(Segment(found, start, end))
    return tuple(segments)


def _plain(
    spans: list[tuple[int, int]], closed: SegmentKind, working: SegmentKind
) -> tuple[Segment, ...]:
    """A day on which nothing begins, ends or is paused, as most days of a strip are."""
    segments: list[Segment] = []
    at = 0
    for start, end in spans:
        if start > at or not segments:
            segments += [Segment(closed, at, start)] if start > at else []
            segments.append(Segment(working, start, end))
        else:
            segments[-1] = Segment(working, segments[-1].start, end)
        at = end
    if at < MINUTES_OF_DAY:
        segments.append(Segment(closed, at, MINUTES_OF_DAY))
    return tuple(segments)


def _within(at: int, pairs: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in pairs)
