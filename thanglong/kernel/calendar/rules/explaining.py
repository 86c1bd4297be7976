"""Why a date is what it is: the steps of the reckoning, as data. `wording` makes them sentences."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from thanglong.kernel.calendar.rules import counting
from thanglong.kernel.calendar.rules.calendars import Calendar
from thanglong.kernel.calendar.rules.counting import Extension, Pause, Reckoning
from thanglong.kernel.calendar.rules.days import DayKind, hours_text
from thanglong.kernel.calendar.rules.durations import Duration
from thanglong.kernel.calendar.rules.ledgers import Reading

SOURCE_REST = "Quyết định 188/1999/QĐ-TTg (tuần làm việc 40 giờ) [M]"


class StepKind(StrEnum):
    """What one step of an explanation says."""

    RECEIVED = "received"  # when the dossier came
    WAITED = "waited"  # it came outside working hours
    CUTOFF = "cutoff"  # it came at or after the cut-off; `detail`: the time
    FIRST_DAY = "first_day"  # the day of receipt does not count
    COUNTED = "counted"  # the budget; `detail`: 3wd; `minutes`: its working time, if it is such
    NIGHT = "night"  # hours outside work; `detail`: the working hours; `count`: nights
    WEEKEND = "weekend"  # days of rest; `count`: days
    HOLIDAY = "holiday"  # one day off, with its name
    SWAPPED = "swapped"  # one day worked against the week, with its name
    PAUSED = "paused"  # `minutes`: working time; `count`: dates; `detail`: why
    EXTENDED = "extended"  # `detail`: the amount
    ROLLED = "rolled"  # the last day was off; name of the holiday, if it was one
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. start, end: local instants; of days: from midnight to midnight."""

    kind: StepKind
    start: datetime.datetime
    end: datetime.datetime
    minutes: int = 0
    count: int = 0
    name_vi: str = ""
    name_en: str = ""
    detail: str = ""
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A due instant, what it follows from, and the steps that lead there."""

    received_at: datetime.datetime
    counted_from: datetime.datetime
    due_at: datetime.datetime
    budget: Duration
    cutoff: datetime.time | None
    total_minutes: int
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    calendar_code: str
    calendar_version: str
    steps: tuple[Step, ...]


def explain(
    start: datetime.datetime,
    budget: Duration,
    calendar: Calendar,
    *,
    cutoff: datetime.time | None = None,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Explanation:
    """Why the time is up when `due` says so. Arguments and errors as for `due`.

    Source: each step carries its own.
    """
    pauses = tuple(pauses)
    reckoning = counting.reckon(
        start, budget, calendar, cutoff=cutoff, pauses=pauses, extensions=extensions
    )
    told = _Telling(calendar, reckoning, budget, cutoff)
    middle = [*told.skipped(pauses), *told.paused(pauses)]
    steps = [
        *told.beginning(),
        *sorted(middle, key=lambda step: step.start),
        *told.rolled(),
        *told.extended(extensions),
        told.step(StepKind.DUE, reckoning.due, reckoning.due),
    ]
    return Explanation(
        received_at=calendar.instant(reckoning.received),
        counted_from=calendar.instant(reckoning.counted_from),
        due_at=calendar.instant(reckoning.due),
        budget=budget,
        cutoff=cutoff,
        total_minutes=reckoning.total,
        pauses=pauses,
        extensions=tuple(extensions),
        calendar_code=calendar.code,
        calendar_version=calendar.version,
        steps=tuple(steps),
    )


def why(reading: Reading, calendar: Calendar) -> Explanation | None:
    """The explanation of the due instant that a clock reads; None before it has started.

    Source: each step carries its own.
    """
    if reading.started_at is None:
        return None
    return explain(
        reading.started_at,
        reading.budget,
        calendar,
        cutoff=reading.cutoff,
        pauses=reading.pauses,
        extensions=reading.extensions,
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """One reckoning, told in parts."""

    calendar: Calendar
    reckoning: Reckoning
    budget: Duration
    cutoff: datetime.time | None

    def step(self, kind: StepKind, start: int, end: int, **more: Any) -> Step:
        instant = self.calendar.instant
        return Step(kind=kind, start=instant(start), end=instant(end), **more)

    def beginning(self) -> Iterator[Step]:
        found = self.reckoning
        yield self.step(StepKind.RECEIVED, found.received, found.received)
        if found.opened > found.received:
            yield self.step(StepKind.WAITED, found.received, found.opened)
        if found.counted_from > found.opened and self.cutoff is not None:
            yield self.step(
                StepKind.CUTOFF,
                found.opened,
                found.counted_from,
                detail=f"{self.cutoff:%H:%M}",
                source=counting.SOURCE_CUTOFF,
                certainty="V",
            )
        yield self._counted()
        if not self.budget.is_working_time and not self.budget.is_same_day:
            yield self.step(
                StepKind.FIRST_DAY,
                found.counted_from,
                found.counted_from,
                source=counting.SOURCE_TERM,
                certainty="S",
            )

    def _counted(self) -> Step:
        found, works = self.reckoning, self.budget.is_working_time
        return self.step(
            StepKind.COUNTED,
            found.counted_from,
            found.end,
            minutes=self.budget.working_minutes if works else 0,
            detail=str(self.budget),
            source=counting.SOURCE_DAY if works else counting.SOURCE_TERM,
            certainty="V" if works else "S",
        )

    def skipped(self, pauses: Sequence[Pause]) -> Iterator[Step]:
        """Nights, days of rest and days off between the beginning and the due instant."""
        if not self.budget.is_working_time or self.budget.is_same_day:
            return
        first = self.calendar.date_of(self.reckoning.counted_from)
        last = self.calendar.date_of(self.reckoning.due)
        if last > first:
            yield self._night(first, last)
        stops = counting.merged(pauses, self.calendar)
        rest_from: datetime.date | None = None
        for on in _dates(first, last):
            is_rest = self._is_plain_rest(on, stops)
            if rest_from is not None and not is_rest:
                yield self._weekend(rest_from, on)
                rest_from = None
            if is_rest:
                rest_from = rest_from or on
            elif not self._is_paused(on, stops):
                yield from self._named(on)

    def paused(self, pauses: Sequence[Pause]) -> Iterator[Step]:
        for pause in pauses:
            start = max(self.calendar.minute(pause.start), self.reckoning.counted_from)
            end = self.calendar.minute(pause.end)
            if end > start and start < self.reckoning.due:
                days = self.calendar.date_of(end) - self.calendar.date_of(start)
                yield self.step(
                    StepKind.PAUSED,
                    start,
                    end,
                    minutes=self.calendar.between(start, end),
                    count=days.days,
                    detail=pause.why,
                    source=pause.basis or counting.SOURCE_PAUSE,
                    certainty="" if pause.basis else "M",
                )

    def extended(self, extensions: Sequence[Extension]) -> Iterator[Step]:
        for extension, (before, after) in zip(
            extensions, pairwise(self.reckoning.ends), strict=True
        ):
            yield self.step(
                StepKind.EXTENDED,
                before,
                after,
                minutes=self.calendar.between(before, after),
                detail=str(extension.amount),
                name_vi=extension.why,
                name_en=extension.why,
                source=extension.basis,
            )

    def rolled(self) -> Iterator[Step]:
        """The last day of a term by date that is off, and the working day that takes its place."""
        if self.budget.is_working_time or self.budget.is_same_day:
            return
        on = self.budget.after(self.calendar.date_of(self.reckoning.counted_from))
        if self.calendar.hours_on(on):
            return
        day = self.calendar.days.get(on)
        yield self.step(
            StepKind.ROLLED,
            self.calendar.wall(on, 0),
            self.reckoning.end,
            name_vi=day.name_vi if day else "",
            name_en=day.name_en if day else "",
            source=counting.SOURCE_TERM,
            certainty="S",
        )

    def _night(self, first: datetime.date, last: datetime.date) -> Step:
        found = self.reckoning
        return self.step(
            StepKind.NIGHT,
            found.counted_from,
            found.due,
            count=(last - first).days,
            detail=hours_text(self.calendar.hours_on(first)),
            source=self.calendar.week_on(first).source,
            certainty=self.calendar.week_on(first).certainty,
        )

    def _weekend(self, first: datetime.date, after: datetime.date) -> Step:
        return self.step(
            StepKind.WEEKEND,
            self.calendar.wall(first, 0),
            self.calendar.wall(after, 0),
            count=(after - first).days,
            source=SOURCE_REST,
            certainty="M",
        )

    def _named(self, on: datetime.date) -> Iterator[Step]:
        kind = self.calendar.kind_on(on)
        day = self.calendar.days.get(on)
        if day is None or kind not in {DayKind.HOLIDAY, DayKind.SWAPPED}:
            return
        yield self.step(
            StepKind.HOLIDAY if kind is DayKind.HOLIDAY else StepKind.SWAPPED,
            self.calendar.wall(on, 0),
            self.calendar.wall(on + datetime.timedelta(days=1), 0),
            count=1,
            name_vi=day.name_vi,
            name_en=day.name_en,
            source=day.source,
            certainty=day.certainty,
        )

    def _is_plain_rest(self, on: datetime.date, stops: Sequence[tuple[int, int]]) -> bool:
        return self.calendar.kind_on(on) is DayKind.REST and not self._is_paused(on, stops)

    def _is_paused(self, on: datetime.date, stops: Sequence[tuple[int, int]]) -> bool:
        begin = self.calendar.wall(on, 0)
        end = self.calendar.wall(on + datetime.timedelta(days=1), 0)
        return any(start <= begin and end <= finish for start, finish in stops)


def _dates(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield datetime.date.fromordinal(number)
