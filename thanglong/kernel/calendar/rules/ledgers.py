"""The clock ledger of a case: started, paused, resumed, extended, stopped; and what it says."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from thanglong.kernel.calendar.rules import counting
from thanglong.kernel.calendar.rules.calendars import Calendar
from thanglong.kernel.calendar.rules.counting import Extension, Pause
from thanglong.kernel.calendar.rules.durations import Duration

REMINDERS_PERCENT = (50, 80, 100)
APOLOGY_AHEAD = Duration(1, "wd")


class Mode(StrEnum):
    """What a clock is doing."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. kind: started, paused, resumed, extended or stopped."""

    kind: str
    at: datetime.datetime
    amount: str = ""
    why: str = ""
    basis: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the clock of a case says at an instant.

    as_of: the instant of the reading, or when the clock was stopped. due_at while paused: as if it
    ran on now. remaining_minutes: working time, negative when late.
    """

    mode: Mode
    as_of: datetime.datetime
    budget: Duration
    cutoff: datetime.time | None
    started_at: datetime.datetime | None = None
    counted_from: datetime.datetime | None = None
    due_at: datetime.datetime | None = None
    total_minutes: int = 0
    used_minutes: int = 0
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def remaining_minutes(self) -> int:
        """Working minutes left; negative when late."""
        return self.total_minutes - self.used_minutes

    @property
    def is_late(self) -> bool:
        """Whether the due instant has passed."""
        return self.due_at is not None and self.as_of > self.due_at

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still; the due instant then moves on with every working hour."""
        return self.mode is Mode.PAUSED

    @property
    def percent_used(self) -> int:
        """How much of the time is used, 0 and up; more than 100 when late."""
        if self.total_minutes == 0:
            return 100 if self.due_at is not None and self.as_of >= self.due_at else 0
        return self.used_minutes * 100 // self.total_minutes

    @property
    def reminders(self) -> tuple[int, ...]:
        """Which of 50, 80 and 100 per cent have been reached."""
        return tuple(percent for percent in REMINDERS_PERCENT if self.percent_used >= percent)


def read(
    entries: Iterable[Entry],
    budget: Duration,
    calendar: Calendar,
    *,
    now: datetime.datetime,
    cutoff: datetime.time | None = None,
) -> Reading:
    """What the clock says now, from its ledger in order.

    An entry that changes nothing (a pause within a pause, anything after the stop) is passed over.
    Source: form 06 of Circular 03/2025/TT-VPCP (control slip) [S]; Decree 118/2025/NĐ-CP [M].
    """
    fold = _Fold()
    for entry in entries:
        fold.take(entry)
    as_of = fold.stopped_at or now
    mode = fold.mode
    fold.resume(as_of)
    if fold.started_at is None:
        return Reading(mode=mode, as_of=as_of, budget=budget, cutoff=cutoff)
    pauses, extensions = tuple(fold.pauses), tuple(fold.extensions)
    reckoning = counting.reckon(
        fold.started_at, budget, calendar, cutoff=cutoff, pauses=pauses, extensions=extensions
    )
    left = counting.remaining(reckoning, calendar, at=as_of, pauses=pauses)
    return Reading(
        mode=mode,
        as_of=as_of,
        budget=budget,
        cutoff=cutoff,
        started_at=fold.started_at,
        counted_from=calendar.instant(reckoning.counted_from),
        due_at=calendar.instant(reckoning.due),
        total_minutes=reckoning.total,
        used_minutes=reckoning.total - left,
        pauses=pauses,
        extensions=extensions,
    )


def reminder_at(reading: Reading, calendar: Calendar, *, percent: int) -> datetime.datetime | None:
    """When so much of the time will be used, if the clock is not paused again.

    percent: 1..100. None before the clock has started.
    Source: reminders at 50, 80 and 100 per cent (design of the legal clock, docs/clock.md).
    """
    if reading.counted_from is None:
        return None
    minutes = -(-reading.total_minutes * percent // 100)
    return counting.reached(reading.counted_from, minutes, calendar, pauses=reading.pauses)


def apology_at(reading: Reading, calendar: Calendar) -> datetime.datetime | None:
    """When the apology (form 04) must be ready for signature: a working day before the due instant.

    Source: Decree 118/2025/NĐ-CP: apology at least one day before the time is up [M].
    """
    if reading.due_at is None:
        return None
    return counting.before(reading.due_at, APOLOGY_AHEAD, calendar)


@dataclass(slots=True)
class _Fold:
    """The ledger as far as it has been read."""

    started_at: datetime.datetime | None = None
    stopped_at: datetime.datetime | None = None
    paused: Entry | None = None
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    @property
    def mode(self) -> Mode:
        if self.started_at is None:
            return Mode.NOT_STARTED
        if self.stopped_at is not None:
            return Mode.STOPPED
        return Mode.PAUSED if self.paused else Mode.RUNNING

    def take(self, entry: Entry) -> None:
        if self.stopped_at is not None:
            return
        match entry.kind:
            case "started":
                self.started_at = self.started_at or entry.at
            case "paused":
                self.paused = self.paused or entry
            case "resumed":
                self.resume(entry.at)
            case "extended":
                amount = Duration.parse(entry.amount)
                self.extensions.append(
                    Extension(amount, entry.at, entry.why, entry.basis, entry.by)
                )
            case "stopped":
                self.stopped_at = entry.at
            case _:
                raise ValueError(f"A clock knows no entry “{entry.kind}”.")

    def resume(self, at: datetime.datetime) -> None:
        if self.paused is None:
            return
        began, self.paused = self.paused, None
        if at > began.at:
            self.pauses.append(Pause(began.at, at, began.why, began.basis, began.by))
