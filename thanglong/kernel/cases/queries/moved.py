"""Whose dates a change of the calendar moves: asked of the running clocks, a part at a time."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanglong.kernel.calendar import rules as time

PART_MAX = 2_000

# A clock that stands still gets its date when it runs on; one that was stopped has none. A day
# moves only dates of dossiers whose time runs over it: those filed before its end, due after its
# beginning.
_OVER_THE_TIME = """
FROM cases_case
WHERE calendar = %s AND NOT has_parts AND closed_at IS NULL AND decided_at IS NULL
  AND paused_at IS NULL
  AND due_at >= %s AND filed_at < %s AND (%s::bigint IS NULL OR deciding_id = %s)
"""
_RUNNING = f"""
SELECT id, deciding_id, calendar, budget, cutoff, due_at, promised_at {_OVER_THE_TIME}
  AND id > %s ORDER BY id LIMIT %s
"""
_TOTAL = f"SELECT count(*) {_OVER_THE_TIME}"
_ENTRIES = """
SELECT case_id, kind, at, amount, why, basis FROM cases_clock_entry
WHERE case_id = ANY(%s) ORDER BY case_id, seq
"""
ALWAYS = datetime.datetime.min.replace(tzinfo=datetime.UTC)
FOREVER = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which dossiers are asked: of a calendar, of one deciding agency or of all, over a time."""

    calendar: str
    agency_id: int | None = None
    due_from: datetime.datetime = ALWAYS
    filed_before: datetime.datetime = FOREVER

    @property
    def values(self) -> list[Any]:
        """The parameters of the statements above."""
        agency = self.agency_id
        return [self.calendar, self.due_from, self.filed_before, agency, agency]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """One open dossier with its clock. due_at: as it stands in the dossier now."""

    case_id: int
    agency_id: int
    calendar: str
    budget: time.Duration
    cutoff: datetime.time | None
    due_at: datetime.datetime
    promised_at: datetime.datetime | None
    entries: list[time.Entry]

    def due_by(
        self, calendar: time.Calendar, *, now: datetime.datetime
    ) -> datetime.datetime | None:
        """When it would be due by another calendar."""
        read = time.read(self.entries, self.budget, calendar, now=now, cutoff=self.cutoff)
        return read.due_at


def count_running(asked: Asked) -> int:
    """How many dossiers are asked."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTAL, asked.values)
        total: int = cursor.fetchone()[0]
    return total


def running_clocks(asked: Asked, *, after_id: int = 0, limit: int = PART_MAX) -> list[RunningClock]:
    """The dossiers asked, after one of them, in order of their id, at most `limit`: two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [*asked.values, after_id, min(limit, PART_MAX)])
        cases = cursor.fetchall()
        cursor.execute(_ENTRIES, [[row[0] for row in cases]])
        entries: dict[int, list[time.Entry]] = {row[0]: [] for row in cases}
        for case_id, *entry in cursor.fetchall():
            entries[case_id].append(time.Entry(*entry))
    return [
        RunningClock(
            case_id=case_id,
            agency_id=agency_id,
            calendar=code,
            budget=time.Duration.parse(budget),
            cutoff=time.parse_cutoff(cutoff),
            due_at=due_at,
            promised_at=promised_at,
            entries=entries[case_id],
        )
        for case_id, agency_id, code, budget, cutoff, due_at, promised_at in cases
    ]
