"""How work comes and goes, week by week: what came in, what was decided, how long queues were."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from thanglong.kernel.base import sight
from thanglong.kernel.cases.queries.figures import FIGURES, LATE, PARTS, WEEKS_MAX

QUEUES_MAX = 20

_FLOW = f"""{PARTS}
, mine AS (SELECT c.* FROM cases_case c JOIN place ON place.id = c.deciding_id
           WHERE NOT c.has_parts
), came AS (
  SELECT date_trunc('week', c.filed_at AT TIME ZONE %(zone)s)::date AS week, count(*) AS cases
  FROM mine c WHERE c.filed_at >= %(since)s GROUP BY 1
), went AS (
  SELECT date_trunc('week', c.decided_at AT TIME ZONE %(zone)s)::date AS week,
         count(*) AS cases, count(*) FILTER (WHERE {LATE}) AS late
  FROM mine c WHERE c.decided_at >= %(since)s GROUP BY 1
)
SELECT start::date, coalesce(came.cases, 0), coalesce(went.cases, 0), coalesce(went.late, 0)
FROM generate_series(%(first)s::date, %(last)s::date, '7 days') AS start
LEFT JOIN came ON came.week = start::date
LEFT JOIN went ON went.week = start::date
ORDER BY 1
"""  # noqa: S608 - constants only

_DESKS = """cases_task t JOIN place ON place.id = t.agency_id
  WHERE t.kind = 'stage' AND t.role <> 'applicant'"""
_QUEUES = f"""{PARTS}
, standing AS (SELECT place.root, count(*) AS cases FROM {_DESKS} AND t.closed_at IS NULL GROUP BY 1
), moved AS (
  SELECT place.root, t.opened_at AS at, 1 AS step FROM {_DESKS} AND t.opened_at >= %(since)s
  UNION ALL SELECT place.root, t.closed_at, -1 FROM {_DESKS} AND t.closed_at >= %(since)s
)
SELECT part.id, part.name, part.name_en, coalesce(standing.cases, 0),
       date_trunc('week', moved.at AT TIME ZONE %(zone)s)::date, coalesce(sum(moved.step), 0)
FROM (SELECT root FROM standing UNION SELECT root FROM moved) one
JOIN units_agency part ON part.id = one.root
LEFT JOIN standing ON standing.root = one.root
LEFT JOIN moved ON moved.root = one.root
GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowWeek:
    """One week (from Monday): what came in, what was decided, and how much of that late."""

    start: datetime.date
    came: int
    decided: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What lay on the desks of one office at the end of each week, and now."""

    key: int
    name: str
    name_en: str
    ends: list[int]

    @property
    def now(self) -> int:
        """How much lies there now."""
        return self.ends[-1]


@sight.of_the_house(FIGURES)
def flow_by_week(*, top_id: int, now: datetime.datetime, zone: str, weeks: int) -> list[FlowWeek]:
    """What an agency and its parts were to decide, by week, this one the last. weeks: 1..26."""
    rows = _fetch(_FLOW, _times(now, zone, weeks) | {"top": top_id, "now": now})
    return [
        FlowWeek(start=start, came=came, decided=decided, late=late)
        for start, came, decided, late in rows
    ]


@sight.of_the_house(FIGURES)
def queues_by_week(*, top_id: int, now: datetime.datetime, zone: str, weeks: int) -> list[Queue]:
    """How long the queue of each part of an agency was, the longest now first. weeks: 1..26.

    Counted back from now by what came and went, so no week is asked by itself.
    """
    times = _times(now, zone, weeks)
    mondays = [times["first"] + datetime.timedelta(weeks=number) for number in range(weeks)]
    standing: dict[tuple[int, str, str], int] = {}
    changes: dict[int, dict[datetime.date, int]] = defaultdict(dict)
    for key, name, name_en, cases, week, change in _fetch(_QUEUES, times | {"top": top_id}):
        standing[key, name, name_en] = cases
        changes[key][week] = int(change)
    found = [
        Queue(key=key, name=name, name_en=name_en, ends=_back(cases, changes[key], mondays))
        for (key, name, name_en), cases in standing.items()
    ]
    found.sort(key=lambda one: (-one.now, -max(one.ends), one.key))
    return found[:QUEUES_MAX]


def _back(now: int, changes: dict[datetime.date, int], mondays: list[datetime.date]) -> list[int]:
    ends = [now]
    for monday in reversed(mondays[1:]):
        ends.append(ends[-1] - changes.get(monday, 0))
    return ends[::-1]


def _times(now: datetime.datetime, zone: str, weeks: int) -> dict[str, Any]:
    """The Mondays of the first and last week, and the instant at which the first begins."""
    today = now.astimezone(ZoneInfo(zone)).date()
    last = today - datetime.timedelta(days=today.weekday())
    first = last - datetime.timedelta(weeks=max(1, min(weeks, WEEKS_MAX)) - 1)
    since = datetime.datetime.combine(first, datetime.time(), tzinfo=ZoneInfo(zone))
    return {"first": first, "last": last, "since": since, "zone": zone}


def _fetch(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
