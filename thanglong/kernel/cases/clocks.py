"""The legal clock of a case: its ledger read and written with the city's calendar."""

import datetime
from typing import Any

from django.db import connection

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import store
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.rules import Move

_ENTRIES = "SELECT kind, at, amount, why, basis FROM cases_clock_entry WHERE case_id = %s ORDER BY seq"


def first_due(
    *, start: datetime.datetime, budget: str, cutoff: str, calendar: str
) -> datetime.datetime:
    """The promised instant of a case whose clock starts now."""
    return time.due(
        start=start,
        budget=time.Duration.parse(budget),
        calendar=calendars.calendar(calendar),
        cutoff=time.parse_cutoff(cutoff),
    )


def task_due(*, start: datetime.datetime, budget: str, calendar: str) -> datetime.datetime | None:
    """When a piece of work is due; None when the stage has no time of its own."""
    if not budget:
        return None
    return time.due(
        start=start, budget=time.Duration.parse(budget), calendar=calendars.calendar(calendar)
    )


def worked_minutes(*, calendar: str, start: datetime.datetime, end: datetime.datetime) -> int:
    """Working minutes between two instants."""
    return time.used(start=start, end=end, calendar=calendars.calendar(calendar))


def ledger(case_id: int) -> list[time.Entry]:
    """The entries of the clock of a case, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [case_id])
        return [time.Entry(*row) for row in cursor.fetchall()]


def reading(case: Case, *, now: datetime.datetime) -> time.Reading:
    """What the clock of a case says now: running or not, used, remaining, due, and why."""
    return time.read(
        entries=ledger(case.id),
        budget=time.Duration.parse(case.budget),
        cutoff=time.parse_cutoff(case.cutoff),
        calendar=calendars.calendar(case.calendar),
        now=now,
    )


def after(
    *, case: Case, move: Move, words: tuple[str, str], at: datetime.datetime, by: Actor
) -> dict[str, Any]:
    """Write the clock entry of a move; returns the columns of the case that follow from it."""
    if not move.clock or (move.clock == "stop" and _is_stopped(case)):
        return {}
    kind = {"pause": "paused", "resume": "resumed", "stop": "stopped"}[move.clock]
    store.add_clock_entry(case, kind=kind, at=at, by=by, why=words[0][:200], basis=words[1][:200])
    if move.clock == "pause":
        return {"paused_at": at}
    if move.clock == "stop":
        return {"paused_at": None}
    return {"paused_at": None, "due_at": reading(case, now=at).due_at}


def minutes(budget: str, *, start: datetime.datetime, calendar: str) -> int | None:
    """A stage's time in working minutes, for the control slip; None without one."""
    due_at = task_due(start=start, budget=budget, calendar=calendar)
    return None if due_at is None else worked_minutes(calendar=calendar, start=start, end=due_at)


def _is_stopped(case: Case) -> bool:
    return case.decided_at is not None or case.closed_at is not None
