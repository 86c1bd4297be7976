"""What a change of the calendar would move: asked of all running clocks, a batch at a time."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from thanglong.kernel.calendar import rules as time

BATCH = 500

# A clock that stands still gets its date when it runs on; one that was stopped has none.
_RUNNING = """
SELECT id, code, budget, cutoff, due_at, promised_at FROM cases_case
WHERE calendar = %s AND NOT has_parts AND closed_at IS NULL AND decided_at IS NULL
  AND paused_at IS NULL AND id > %s
ORDER BY id LIMIT %s
"""
_ENTRIES = """
SELECT case_id, kind, at, amount, why, basis FROM cases_clock_entry
WHERE case_id = ANY(%s) ORDER BY case_id, seq
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """One open dossier with its clock. due_at: as it stands in the dossier now."""

    case_id: int
    due_at: datetime.datetime | None
    clock: time.OpenClock


def moved_by(
    calendar_code: str, new_calendar: time.Calendar, *, old: time.Calendar, now: datetime.datetime
) -> Iterator[time.MovedDate]:
    """The open dossiers whose date a new calendar would move, in the order of filing.

    old: the calendar by which they are measured today. Nothing is changed. Keys are dossier codes.
    """
    after_id = 0
    while batch := running_clocks(calendar_code, calendar=old, now=now, after_id=after_id):
        yield from time.preview((one.clock for one in batch), old=old, new=new_calendar)
        after_id = batch[-1].case_id


def running_clocks(
    calendar_code: str,
    *,
    calendar: time.Calendar,
    now: datetime.datetime,
    after_id: int = 0,
    limit: int = BATCH,
) -> list[RunningClock]:
    """The open dossiers on a calendar whose clock runs, after one of them, at most `limit`."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [calendar_code, after_id, min(limit, BATCH)])
        cases = cursor.fetchall()
        cursor.execute(_ENTRIES, [[row[0] for row in cases]])
        entries: dict[int, list[time.Entry]] = {row[0]: [] for row in cases}
        for case_id, *entry in cursor.fetchall():
            entries[case_id].append(time.Entry(*entry))
    found = []
    for case_id, code, budget, cutoff, due_at, promised_at in cases:
        duration, latest = time.Duration.parse(budget), time.parse_cutoff(cutoff)
        read = time.read(entries[case_id], duration, calendar, now=now, cutoff=latest)
        if read.started_at is None:
            continue
        clock = time.OpenClock(
            key=code,
            start=read.started_at,
            budget=duration,
            cutoff=latest,
            pauses=read.pauses,
            extensions=read.extensions,
            promised_at=promised_at,
        )
        found.append(RunningClock(case_id=case_id, due_at=due_at, clock=clock))
    return found
