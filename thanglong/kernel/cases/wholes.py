"""An interlinked filing follows its parts: what it stands at, when it is promised, how it ends.

Pure: a part is seen as a few values, the calendar's arithmetic is handed in.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases.rules import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as the rules see it. An empty status: it has not begun.

    budget, cutoff and deciding_id: its time and by whose hours, as planned at filing.
    ends_at: when it was decided or ended.
    """

    id: str
    after: tuple[str, ...] = ()
    status: str = ""
    outcome: str = ""
    is_closed: bool = False
    due_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    budget: str = "0wd"
    cutoff: str = ""
    deciding_id: int | None = None

    @property
    def is_granted(self) -> bool:
        """Whether what others wait for is there."""
        return self.outcome == "granted"

    @property
    def has_failed(self) -> bool:
        """Whether it has ended, or been decided, without a grant."""
        return not self.is_granted and (self.is_closed or self.outcome == "refused")


Due = Callable[[Part, datetime.datetime], datetime.datetime]


def ready(parts: Sequence[Part]) -> tuple[str, ...]:
    """The parts that begin now: not begun, and all that they wait for is granted."""
    granted = {one.id for one in parts if one.is_granted}
    return tuple(one.id for one in parts if not one.status and granted.issuperset(one.after))


def dropped(parts: Sequence[Part]) -> frozenset[str]:
    """The parts that will never begin, because one that they wait for has failed."""
    lost = {one.id for one in parts if one.has_failed}
    for one in parts:  # each after what it waits for
        if not one.status and lost.intersection(one.after):
            lost.add(one.id)
    return frozenset(one.id for one in parts if not one.status and one.id in lost)


def status_of(parts: Sequence[Part]) -> str:
    """The public status of the whole while it is open."""
    statuses = {one.status for one in parts if one.status}
    if "waiting_for_you" in statuses:
        return "waiting_for_you"
    return "filed" if statuses <= {"filed"} else "in_process"


def promised_at(
    parts: Sequence[Part], *, due: Due, filed_at: datetime.datetime
) -> datetime.datetime | None:
    """The latest date of all parts, as of `ends_of`."""
    ends = ends_of(parts, due=due, filed_at=filed_at)
    return max((end for end in ends.values() if end), default=None)


def ends_of(
    parts: Sequence[Part], *, due: Due, filed_at: datetime.datetime
) -> dict[str, datetime.datetime | None]:
    """The date of each part that will be; those not begun count from that of what they wait for.

    due(part, start): when its time ends. filed_at: when those begin that wait for nothing.
    """
    lost = dropped(parts)
    ends: dict[str, datetime.datetime | None] = {}
    for one in parts:
        if one.id in lost:
            continue
        if one.status:
            ends[one.id] = one.ends_at or one.due_at
        else:
            before = [end for name in one.after if (end := ends.get(name)) is not None]
            ends[one.id] = due(one, max(before, default=filed_at))
    return ends


def end_of(parts: Sequence[Part]) -> Move | None:
    """How the whole ends when all of its parts have ended; None while one is open or to come.

    Granted if any part was granted: what became of each stands beside it.
    """
    lost = dropped(parts)
    begun = [one for one in parts if one.status]
    if not begun or any(not one.is_closed for one in begun) or len(begun) + len(lost) < len(parts):
        return None
    status, outcome = _ending(begun)
    return Move(
        action="complete",
        to_stage="",
        status=status,
        outcome=outcome,
        clock="stop",
        decides=bool(outcome),
        closes=True,
    )


def reading_of(
    reading: time.Reading, *, due_at: datetime.datetime | None, calendar: time.Calendar
) -> time.Reading:
    """What the clock of a whole says: it runs from its own start to the date of its parts.

    Its time is the working time until then, so that the band of days ends where the promise does.
    """
    if due_at is None or reading.started_at is None:
        return reading
    minutes = time.used(reading.started_at, due_at, calendar)
    return replace(
        reading,
        due_at=due_at,
        total_minutes=minutes,
        budget=time.Duration(minutes, "min"),
        cutoff=None,
    )


def _ending(begun: Sequence[Part]) -> tuple[str, str]:
    outcomes = {one.outcome for one in begun}
    for outcome in ("granted", "refused"):
        if outcome in outcomes:
            return "returned", outcome
    statuses = {one.status for one in begun}
    only = next(iter(statuses)) if len(statuses) == 1 else ""
    return (only if only in {"withdrawn", "not_accepted"} else "stopped"), ""
