"""What the clocks of many cases say at once: two queries, however many cases."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import wholes

_CLOCKS = """
SELECT c.id, c.budget, c.cutoff, CASE WHEN c.has_parts THEN c.due_at END, c.calendar,
       c.deciding_id, c.calendar_version,
       e.kind, e.at, e.amount
FROM cases_case c LEFT JOIN cases_clock_entry e ON e.case_id = c.id
WHERE c.id = ANY(%s) ORDER BY c.id, e.seq
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSeen:
    """What the clock of one case says, and the calendar by which it is measured."""

    reading: time.Reading
    calendar: time.Calendar

    @property
    def strip(self) -> time.Strip | None:
        """The band of days; None before the clock has started."""
        return time.strip(self.reading, self.calendar) if self.reading.started_at else None


def clocks_of(case_ids: Iterable[int], *, now: datetime.datetime) -> dict[int, ClockSeen]:
    """The reading of each case by its id: two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, [sorted(set(case_ids))])
        rows = cursor.fetchall()
    entries: dict[int, list[time.Entry]] = {}
    terms: dict[int, tuple[str, str, datetime.datetime | None, calendars.Key]] = {}
    for case_id, budget, cutoff, of_parts, *named, kind, at, amount in rows:
        terms[case_id] = (budget, cutoff, of_parts, calendars.Key(*named))
        if kind is not None:
            entries.setdefault(case_id, []).append(time.Entry(kind, at, amount))
    known = calendars.calendars(term[3] for term in terms.values())
    return {
        case_id: ClockSeen(
            reading=wholes.reading_of(
                time.read(
                    entries.get(case_id, []),
                    time.Duration.parse(budget),
                    known[key],
                    now=now,
                    cutoff=time.parse_cutoff(cutoff),
                ),
                due_at=of_parts,
                calendar=known[key],
            ),
            calendar=known[key],
        )
        for case_id, (budget, cutoff, of_parts, key) in terms.items()
    }
