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

_ENTRIES = """
SELECT kind, at, amount, why, basis FROM cases_clock_entry WHERE case_id = %s ORDER BY seq
"""
_KINDS = {"pause": "paused", "resume": "resumed", "stop": "stopped"}


def first_due(
    *, start: datetime.datetime, budget: str, cutoff: str, calendar: time.Calendar
) -> datetime.datetime:
    """The promised instant of a case whose clock starts now."""
    return time.due(
        start, time.Duration.parse(budget), calendar, cutoff=time.parse_cutoff(cutoff)
    )


def stage_time(
    *, start: datetime.datetime, budget: str, calendar: time.Calendar
) -> tuple[datetime.datetime | None, int | None]:
    """When a piece of work is due, and its time in working minutes; nothing without a budget."""
    if not budget:
        return None, None
    due_at = time.due(start, time.Duration.parse(budget), calendar)
    return due_at, time.used(start, due_at, calendar)


def worked_minutes(
    *, start: datetime.datetime, end: datetime.datetime, calendar: time.Calendar
) -> int:
    """Working minutes between two instants."""
    return time.used(start, end, calendar)


def calendar_of(case: Case) -> time.Calendar:
    """The calendar by which a case is measured: one for all that is done with this object."""
    kept: time.Calendar | None = case.__dict__.get("known_calendar")
    if kept is None:
        kept = case.__dict__["known_calendar"] = calendars.calendar(case.calendar)
    return kept


def ledger(case: Case) -> list[time.Entry]:
    """The entries of the clock of a case, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [case.id])
        return [time.Entry(*row) for row in cursor.fetchall()]


def reading(case: Case, *, now: datetime.datetime) -> time.Reading:
    """What the clock of a case says now: running or not, used, remaining, due."""
    return time.read(
        ledger(case),
        time.Duration.parse(case.budget),
        calendar_of(case),
        now=now,
        cutoff=time.parse_cutoff(case.cutoff),
    )


def promise(case: Case) -> time.Reading:
    """What the clock says at the instant of filing, without asking the ledger."""
    return time.read(
        [time.Entry("started", case.filed_at, "", "filed", "")],
        time.Duration.parse(case.budget),
        calendar_of(case),
        now=case.filed_at,
        cutoff=time.parse_cutoff(case.cutoff),
    )


def after(
    *, case: Case, move: Move, words: tuple[str, str], at: datetime.datetime, by: Actor
) -> dict[str, Any]:
    """Write the clock entry of a move; returns the columns of the case that follow from it."""
    if not move.clock or (move.clock == "stop" and case.decided_at is not None):
        return {}
    entry = store.NewEntry(kind=_KINDS[move.clock], why=words[0], basis=words[1])
    store.add_clock_entry(case, entry, at=at, by=by)
    if move.clock == "pause":
        return {"paused_at": at}
    if move.clock == "stop":
        return {"paused_at": None}
    return {"paused_at": None, "due_at": reading(case, now=at).due_at}
