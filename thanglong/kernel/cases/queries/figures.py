"""Figures for those who lead: what is late, where and why. Each opens to its cases."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanglong.kernel.base import sight

FIGURES = "figures of all below an agency name no dossier and no person"
WEEKS_MAX = 26
DAYS_MEASURED = 180
CASES_MAX = 50

# A case belongs to the part of the agency (a child of the one who leads) in which it lies now. An
# open case is late when its date has passed while the clock ran, or when it was sent back twice.
# Source: Decision 766/QĐ-TTg, group 2 (more than one request to supplement counts as late) [V].
PARTS = """
WITH RECURSIVE part AS (
  SELECT id AS root, id FROM units_agency WHERE parent_id = %(top)s
  UNION ALL SELECT p.root, a.id FROM units_agency a JOIN part p ON a.parent_id = p.id
), place AS (SELECT root, id FROM part UNION ALL SELECT %(top)s, %(top)s)
"""
LATE = "(c.supplements > 1 OR c.due_at < coalesce(c.decided_at, c.closed_at, c.paused_at, %(now)s))"
OPEN = "c.closed_at IS NULL AND c.decided_at IS NULL AND NOT c.has_parts"

# What holds a late case up, the nearest reason first: its date has not passed but it was sent back
# twice; an agency that was asked is silent; it came to this desk with its time already used; nobody
# has claimed it; else the one who has it takes longer than the step has.
CAUSES = ("twice", "opinion", "before", "unclaimed", "desk")
_OPEN_TASK = "EXISTS (SELECT FROM cases_task t WHERE t.case_id = c.id AND t.closed_at IS NULL AND"
_CAUSE = f"""CASE WHEN (c.due_at < coalesce(c.paused_at, %(now)s)) IS NOT TRUE THEN 'twice'
  WHEN {_OPEN_TASK} t.kind = 'consultation') THEN 'opinion'
  WHEN {_OPEN_TASK} t.kind = 'stage' AND t.opened_at >= c.due_at) THEN 'before'
  WHEN {_OPEN_TASK} t.kind = 'stage' AND t.claimed_by_id IS NULL) THEN 'unclaimed'
  ELSE 'desk' END"""

_BY = """{parts}
SELECT {key}, count(*), count(*) FILTER (WHERE {late}),
       count(*) FILTER (WHERE c.paused_at IS NOT NULL)
FROM cases_case c JOIN place ON place.id = c.agency_id
JOIN units_agency part ON part.id = place.root
WHERE {open} GROUP BY {group} ORDER BY 6 DESC, 5 DESC, 1 LIMIT 200
"""

_BY_CAUSE = """{parts}
SELECT {cause}, count(*) FROM cases_case c JOIN place ON place.id = c.agency_id
WHERE {open} AND {late} GROUP BY 1 ORDER BY 2 DESC, 1
"""

_WEEKS = """{parts}
SELECT week.start, count(c.id), count(c.id) FILTER (WHERE {late})
FROM generate_series(%(first)s::date, %(last)s::date, '7 days') AS week(start)
LEFT JOIN (
  SELECT c.* FROM cases_case c JOIN place ON place.id = c.deciding_id WHERE NOT c.has_parts
) c
  ON c.decided_at >= week.start::timestamp AT TIME ZONE %(zone)s
 AND c.decided_at < (week.start + interval '7 days')::timestamp AT TIME ZONE %(zone)s
GROUP BY week.start ORDER BY week.start
"""

# What a dossier really took is the working time that it lay in offices: opinions asked in parallel
# and the time the applicant took, before completing it or collecting the result, are not in it.
_SPENT = """(SELECT coalesce(sum(s.used_minutes), 0) FROM cases_step s
  WHERE s.case_id = c.id AND s.opened_at IS NOT NULL
    AND s.action NOT IN ('opinion', 'resubmit', 'hand_over'))"""

_TAKEN = """
SELECT {spent}::int FROM cases_case c
WHERE c.procedure = %(procedure)s AND c.decided_at > %(since)s AND c.decided_at <= %(now)s
  AND NOT c.has_parts
ORDER BY c.id DESC LIMIT %(limit)s
"""

_DURATIONS = """{parts}
, spent AS (
  SELECT c.procedure, c.revision_id, c.budget,
         c.supplements,
         {spent} AS minutes
  FROM cases_case c JOIN place ON place.id = c.deciding_id
  WHERE c.decided_at >= %(since)s AND NOT c.has_parts
)
SELECT procedure, max(revision_id), count(*),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes)::int,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY minutes)::int,
       mode() WITHIN GROUP (ORDER BY budget), count(*) FILTER (WHERE supplements > 0)
FROM spent GROUP BY procedure ORDER BY 5 DESC, 1
"""

_CASES = """{parts}
SELECT c.id, c.code, c.procedure, c.revision_id, c.stage, c.status, a.name, a.name_en,
       c.applicant_name,
       c.due_at, c.decided_at, c.supplements, c.paused_at, c.seen_by && %(mine)s::bigint[]
FROM cases_case c
JOIN place ON place.id = {place}
JOIN units_agency a ON a.id = c.agency_id
WHERE {where}
ORDER BY c.due_at, c.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Open cases under one heading (an agency, procedure or stage): all, late, and waiting."""

    key: Any
    revision_id: int | None
    name: str
    name_en: str
    open: int
    late: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What was decided in one week (from Monday), and how much of it late."""

    start: datetime.date
    decided: int
    late: int

    @property
    def on_time_percent(self) -> int | None:
        """The share that was decided in time, whole per cent; None when nothing was decided."""
        return 100 * (self.decided - self.late) // self.decided if self.decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How long one procedure really took: working minutes in offices, half and nine in ten."""

    procedure: str
    revision_id: int
    count: int
    median_minutes: int
    p90_minutes: int
    budget: str
    supplemented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case behind a figure. `is_visible`: the asker may open it."""

    case_id: int
    code: str
    procedure: str
    revision_id: int
    stage: str
    status: str
    agency: str
    agency_en: str
    applicant_name: str
    due_at: datetime.datetime | None
    decided_at: datetime.datetime | None
    supplements: int
    paused_at: datetime.datetime | None
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Which cases stand behind a figure. week: the Monday of a week of decisions; else open.

    is_coming: of that week what came in, decided or not.

    areas: ids of areas, by what `by_area.column_of` names: where the address lies in an epoch.
    """

    part_id: int | None = None
    procedure: str = ""
    stage: str = ""
    cause: str = ""
    week: datetime.date | None = None
    is_late: bool = False
    is_waiting: bool = False
    is_measured: bool = False
    is_coming: bool = False
    areas: tuple[int, ...] = ()
    area_column: str = "present_area_id"
    after: tuple[datetime.datetime, int] | None = None
    limit: int = CASES_MAX


@sight.of_the_house(FIGURES)
def late_by_part(*, top_id: int, now: datetime.datetime) -> list[Standing]:
    """Open cases by part of the agency, the one with most late first; key: id of the part."""
    return _standings(
        "place.root, NULL::bigint, part.name, part.name_en",
        "place.root, part.name, part.name_en",
        top_id,
        now,
    )


@sight.of_the_house(FIGURES)
def late_by_procedure(*, top_id: int, now: datetime.datetime) -> list[Standing]:
    """Open cases by procedure, the one with most late first."""
    return _standings("c.procedure, max(c.revision_id), '', ''", "c.procedure", top_id, now)


@sight.of_the_house(FIGURES)
def late_by_stage(*, top_id: int, now: datetime.datetime) -> list[Standing]:
    """Open cases by the stage in which they lie, the one with most late first."""
    return _standings("c.stage, max(c.revision_id), '', ''", "c.stage", top_id, now)


@sight.of_the_house(FIGURES)
def late_by_cause(*, top_id: int, now: datetime.datetime) -> list[tuple[str, int]]:
    """(cause of CAUSES, how many open cases are late for it), the most frequent first."""
    statement = _BY_CAUSE.format(parts=PARTS, cause=_CAUSE, open=OPEN, late=LATE)
    return [(cause, count) for cause, count in _fetch(statement, {"top": top_id, "now": now})]


@sight.of_the_house(FIGURES)
def decided_by_week(
    *, top_id: int, until: datetime.date, now: datetime.datetime, zone: str, weeks: int = 12
) -> list[Week]:
    """What the agency and its parts decided in each of the last weeks, this one the last.

    weeks: 1..26.
    """
    weeks = max(1, min(weeks, WEEKS_MAX))
    monday = until - datetime.timedelta(days=until.weekday())
    rows = _fetch(
        _WEEKS.format(parts=PARTS, late=LATE),
        {
            "top": top_id,
            "now": now,
            "first": monday - datetime.timedelta(weeks=weeks - 1),
            "last": monday,
            "zone": zone,
        },
    )
    return [Week(start=start.date(), decided=decided, late=late) for start, decided, late in rows]


@sight.of_the_house(FIGURES)
def durations(*, top_id: int, now: datetime.datetime) -> list[Took]:
    """How long the procedures decided by the agency and its parts took, the slowest first."""
    since = now - datetime.timedelta(days=DAYS_MEASURED)
    names = list(Took.__dataclass_fields__)
    rows = _fetch(_DURATIONS.format(parts=PARTS, spent=_SPENT), {"top": top_id, "since": since})
    return [Took(**dict(zip(names, row, strict=True))) for row in rows]


def minutes_taken(
    *, procedure: str, since: datetime.datetime, now: datetime.datetime, limit: int
) -> list[int]:
    """The working minutes that each dossier of a procedure decided lately lay in offices."""
    window = {"procedure": procedure, "since": since, "now": now, "limit": limit}
    return [minutes for (minutes,) in _fetch(_TAKEN.format(spent=_SPENT), window)]


def cases_behind(
    *, top_id: int, behind: Behind, mine: list[int], now: datetime.datetime, zone: str
) -> list[CaseLine]:
    """The cases of a figure, the most urgent first; at most `behind.limit` (1..51).

    mine: the agencies in which the asker holds a post: what has passed through them he may open.
    """
    is_past = behind.week is not None or behind.is_measured
    statement = _CASES.format(
        parts=PARTS,
        place="c.deciding_id" if is_past else "c.agency_id",
        where=" AND ".join(_conditions(behind)),
    )
    after = behind.after or (None, None)
    parameters = {
        "top": top_id,
        "now": now,
        "mine": mine,
        "part": behind.part_id,
        "areas": list(behind.areas),
        "procedure": behind.procedure,
        "stage": behind.stage,
        "cause": behind.cause,
        "week": behind.week,
        "zone": zone,
        "since": now - datetime.timedelta(days=DAYS_MEASURED),
        "after_due": after[0],
        "after_id": after[1],
        "limit": max(1, min(behind.limit, CASES_MAX + 1)),
    }
    names = list(CaseLine.__dataclass_fields__)
    return [CaseLine(**dict(zip(names, row, strict=True))) for row in _fetch(statement, parameters)]


def _conditions(behind: Behind) -> list[str]:
    at = "filed_at" if behind.is_coming else "decided_at"
    chosen = {
        "NOT c.has_parts": True,  # of an interlinked filing the parts are counted (ADR 0024)
        f"c.{at} >= %(week)s::date::timestamp AT TIME ZONE %(zone)s"
        f" AND c.{at} < (%(week)s::date + 7)::timestamp AT TIME ZONE %(zone)s": behind.week,
        "c.decided_at >= %(since)s": behind.is_measured,
        OPEN: behind.week is None and not behind.is_measured,
        f"c.{behind.area_column} = ANY(%(areas)s)": behind.areas,
        "place.root = %(part)s": behind.part_id,
        "c.procedure = %(procedure)s": behind.procedure,
        "c.stage = %(stage)s": behind.stage,
        f"{_CAUSE} = %(cause)s": behind.cause,
        LATE: behind.is_late or behind.cause,
        "c.paused_at IS NOT NULL": behind.is_waiting,
        "(c.due_at, c.id) > (%(after_due)s, %(after_id)s)": behind.after,
    }
    return [condition for condition, is_wanted in chosen.items() if is_wanted]


def _standings(key: str, group: str, top_id: int, now: datetime.datetime) -> list[Standing]:
    statement = _BY.format(parts=PARTS, key=key, group=group, late=LATE, open=OPEN)
    names = list(Standing.__dataclass_fields__)
    rows = _fetch(statement, {"top": top_id, "now": now})
    return [Standing(**dict(zip(names, row, strict=True))) for row in rows]


def _fetch(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
