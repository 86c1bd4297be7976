"""What a change of the calendar would move, before it is made."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from thanglong.kernel.calendar.rules import counting
from thanglong.kernel.calendar.rules.calendars import Calendar
from thanglong.kernel.calendar.rules.counting import Extension, Pause
from thanglong.kernel.calendar.rules.durations import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClock:
    """One running clock. key: of the caller (a dossier code); promised_at: as it was printed."""

    key: str
    start: datetime.datetime
    budget: Duration
    cutoff: datetime.time | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    promised_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDate:
    """One date that a new calendar would move. shift_minutes: on the clock, later is positive."""

    key: str
    promised_at: datetime.datetime
    old_due_at: datetime.datetime
    new_due_at: datetime.datetime
    shift_minutes: int

    @property
    def is_later(self) -> bool:
        """Whether the person would wait longer than the old calendar said."""
        return self.shift_minutes > 0

    @property
    def breaks_promise(self) -> bool:
        """Whether the new instant lies after the one that was printed."""
        return self.new_due_at > self.promised_at


def preview(clocks: Iterable[OpenClock], *, old: Calendar, new: Calendar) -> list[MovedDate]:
    """The due instants that differ between two calendars, in the order of the clocks.

    Nothing is changed: a printed promise moves only by a logged decision.
    Source: dates are recomputed only by a logged decision; docs/clock.md.
    """
    return list(_moved(clocks, old, new))


def _moved(clocks: Iterable[OpenClock], old: Calendar, new: Calendar) -> Iterator[MovedDate]:
    for clock in clocks:
        before, after = _due(clock, old), _due(clock, new)
        shift = new.minute(after) - old.minute(before)
        if shift:
            yield MovedDate(
                key=clock.key,
                promised_at=clock.promised_at or before,
                old_due_at=before,
                new_due_at=after,
                shift_minutes=shift,
            )


def _due(clock: OpenClock, calendar: Calendar) -> datetime.datetime:
    return counting.due(
        clock.start,
        clock.budget,
        calendar,
        cutoff=clock.cutoff,
        pauses=clock.pauses,
        extensions=clock.extensions,
    )
