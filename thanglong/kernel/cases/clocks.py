"""The legal clock of a case: its ledger read and written with the city's calendar."""

import datetime
from typing import Any

from django.db import connection

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import store, wholes
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.rules import Move

_ENTRIES = """
SELECT kind, at, amount, why, basis FROM cases_clock_entry WHERE case_id = %s ORDER BY seq
"""
_KINDS = {"pause": "paused", "resume": "resumed", "stop": "stopped"}


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
    """The calendar by which the date of a case is counted: as it was known when it was promised.

    With the hours of the agency that decides. One for all that is done with this object.
    """
    return _kept(case, case.calendar_version)


def calendar_now(case: Case) -> time.Calendar:
    """The same calendar as it is known now: by it, work that begins now is given its time."""
    return _kept(case, None)


def _kept(case: Case, version: int | None) -> time.Calendar:
    """With one look for both: most acts ask for the newest and for that of the promise."""
    kept: dict[int | None, time.Calendar] = case.__dict__.setdefault("known_calendars", {})
    if version not in kept:
        keys = [
            calendars.Key(case.calendar, case.deciding_id, one)
            for one in {None, version, case.calendar_version}
        ]
        kept |= {key.version: found for key, found in calendars.calendars(keys).items()}
    return kept[version]


def ledger(case: Case) -> list[time.Entry]:
    """The entries of the clock of a case, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [case.id])
        return [time.Entry(*row) for row in cursor.fetchall()]


def reading(case: Case, *, now: datetime.datetime) -> time.Reading:
    """What the clock of a case says now: running or not, used, remaining, due."""
    return _read(case, ledger(case), now)


def pin(case: Case) -> None:
    """From here on the dates of this case are counted by the calendar as it is known now."""
    newest = calendar_now(case)
    case.calendar_version = int(newest.version)
    case.__dict__["known_calendars"][case.calendar_version] = newest


def recount(case: Case, *, now: datetime.datetime) -> tuple[time.Reading, dict[str, Any]]:
    """The clock read by the calendar as it is known now, and the columns that follow from it.

    For those who give a new date anyway: on resuming, extending, and moving with the calendar.
    """
    pin(case)
    read = reading(case, now=now)
    return read, {"calendar_version": case.calendar_version, "due_at": read.due_at}


def promise(case: Case) -> time.Reading:
    """What the clock says at the instant of filing, without asking the ledger."""
    return _read(case, [time.Entry("started", case.filed_at, "", "filed", "")], case.filed_at)


def _read(case: Case, entries: list[time.Entry], now: datetime.datetime) -> time.Reading:
    calendar, budget = calendar_of(case), time.Duration.parse(case.budget)
    cutoff = time.parse_cutoff(case.cutoff)
    read = time.read(entries, budget, calendar, now=now, cutoff=cutoff)
    if case.has_parts:
        return wholes.reading_of(read, due_at=case.due_at, calendar=calendar)
    return read


def after(
    *, case: Case, move: Move, words: tuple[str, str], at: datetime.datetime, by: Actor
) -> dict[str, Any]:
    """Write the clock entry of a move; returns the columns of the case that follow from it."""
    if not move.clock or (move.clock == "stop" and case.decided_at is not None):
        return {}
    entry = store.NewEntry(kind=_KINDS[move.clock], why=words[0], basis=words[1])
    store.add_clock_entry(case, entry, at=at, by=by)
    if move.clock == "pause":
        return {"paused_at": at, "remind_at": None}
    if move.clock == "stop":
        return {"paused_at": None, "remind_at": None}
    _read, columns = recount(case, now=at)
    return {"paused_at": None, "remind_at": at} | columns


def next_look(case: Case, read: time.Reading) -> datetime.datetime | None:
    """When the keeper looks at this clock again: at the first mark that is still to come.

    None while it stands still (who resumes it has it looked at at once), and after the last mark.
    """
    if read.mode is not time.Mode.RUNNING:
        return None
    calendar = calendar_of(case)
    half = time.reminder_at(read, calendar, percent=50)
    if half is not None and half > read.as_of:  # nothing comes before it
        return half
    coming = [prepare_at(case, read)]
    coming += [time.reminder_at(read, calendar, percent=percent) for percent in (80, 100)]
    return min((one for one in coming if one is not None and one > read.as_of), default=None)


def prepare_at(case: Case, read: time.Reading) -> datetime.datetime | None:
    """When form 04 is put before the leader: a working day before the due instant.

    A time so short that this would be before half of it is used: when half of it is used.
    Source: Decree 118/2025/NĐ-CP: apology at least one day before the time is up [M].
    """
    calendar = calendar_of(case)
    ready = time.apology_at(read, calendar)
    half = time.reminder_at(read, calendar, percent=50)
    return None if ready is None or half is None else max(ready, half)
