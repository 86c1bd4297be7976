"""How work is spread over the officers of a team, and what lies on each one's desk."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanglong.kernel.base import clock, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.units import queries as units

CHIEF_ROLES = frozenset({"supervisor", "head", "leader", "deputy_leader"})
DONE_DAYS = 30
ROWS_MAX = 500

# Every officer who holds a post in these agencies now, with what he has claimed there and what he
# has finished in the last days; what nobody has claimed stands at the end under no account.
_LOADS = """
WITH held AS (
  SELECT h.account_id, min(p.title) AS title, min(p.title_en) AS title_en,
         min(a.name) AS agency, min(a.name_en) AS agency_en
  FROM people_holding h
  JOIN units_post p ON p.id = h.post_id
  JOIN units_agency a ON a.id = p.agency_id
  WHERE p.agency_id = ANY(%(agencies)s) AND h.valid_from <= %(now)s
    AND (h.valid_to IS NULL OR h.valid_to > %(now)s)
    AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
  GROUP BY h.account_id
), open AS (
  SELECT claimed_by_id AS account_id, count(*) AS tasks,
         count(*) FILTER (WHERE due_at < %(now)s) AS late, min(opened_at) AS oldest
  FROM cases_task
  WHERE closed_at IS NULL AND agency_id = ANY(%(agencies)s) AND role <> 'applicant'
  GROUP BY claimed_by_id
), done AS (
  SELECT account_id, count(*) AS steps, round(avg(used_minutes))::int AS minutes,
         count(*) FILTER (WHERE used_minutes > allowed_minutes) AS late
  FROM cases_step
  WHERE agency_id = ANY(%(agencies)s) AND at >= %(since)s AND opened_at IS NOT NULL
  GROUP BY account_id
)
SELECT held.account_id, person.full_name, held.title, held.title_en, held.agency, held.agency_en,
       coalesce(open.tasks, 0), coalesce(open.late, 0), open.oldest,
       coalesce(done.steps, 0), done.minutes, coalesce(done.late, 0)
FROM held
JOIN people_account account ON account.id = held.account_id AND account.is_active
JOIN people_person person ON person.id = account.person_id
LEFT JOIN open ON open.account_id = held.account_id
LEFT JOIN done ON done.account_id = held.account_id
UNION ALL
SELECT NULL, '', '', '', '', '', tasks, late, oldest, 0, NULL, 0 FROM open WHERE account_id IS NULL
ORDER BY 7 DESC, 2
"""

_TASKS = """
SELECT t.id, t.stage, t.role, a.name, a.name_en, t.opened_at, t.due_at, t.claimed_by_id,
       c.id, c.code, c.revision_id, c.procedure, c.applicant_name, c.due_at
FROM cases_task t
JOIN cases_case c ON c.id = t.case_id
JOIN units_agency a ON a.id = t.agency_id
WHERE t.closed_at IS NULL AND t.role <> 'applicant' AND t.agency_id = ANY(%(agencies)s)
  AND t.claimed_by_id IS NOT DISTINCT FROM %(account)s
ORDER BY t.due_at, t.id LIMIT %(limit)s
"""

_TASK_ROLES = """
SELECT DISTINCT h.account_id, p.agency_id, p.role
FROM people_holding h JOIN units_post p ON p.id = h.post_id
WHERE p.agency_id = ANY(%(agencies)s) AND h.valid_from <= %(now)s
  AND (h.valid_to IS NULL OR h.valid_to > %(now)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One officer's share of the work; no account: what nobody has claimed.

    done, average_minutes (working), done_late: of the last DONE_DAYS days.
    """

    account_id: int | None
    name: str
    title: str
    title_en: str
    agency: str
    agency_en: str
    open: int
    late: int
    oldest_at: datetime.datetime | None
    done: int
    average_minutes: int | None
    done_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamTask:
    """One piece of work on the desk of a team."""

    task_id: int
    stage: str
    role: str
    agency: str
    agency_en: str
    opened_at: datetime.datetime
    task_due_at: datetime.datetime | None
    claimed_by_id: int | None
    case_id: int
    code: str
    revision_id: int
    procedure: str
    applicant_name: str
    due_at: datetime.datetime | None


def agencies_led(by: Actor) -> list[int]:
    """The agencies that the actor leads or supervises, with all below them.

    A supervisor oversees the committee of which his one-stop is a part only as far as the one-stop.
    """
    led = {post.agency_id for post in by.posts if post.role in CHIEF_ROLES}
    return sorted({below for one in sorted(led) for below in units.agencies_under(one)})


@sight.of_the_house("how much each officer has names no dossier")
def team_loads(*, agency_ids: list[int], now: datetime.datetime) -> list[Load]:
    """How much each officer of these agencies has, the one with most first."""
    rows = _fetch(
        _LOADS,
        {
            "agencies": agency_ids,
            "now": now,
            "on": clock.local(now).date(),
            "since": now - datetime.timedelta(days=DONE_DAYS),
        },
    )
    names = list(Load.__dataclass_fields__)
    return [Load(**dict(zip(names, row, strict=True))) for row in rows]


def team_tasks(*, agency_ids: list[int], account_id: int | None) -> list[TeamTask]:
    """The open work of one officer in these agencies, or what nobody has claimed."""
    rows = _fetch(_TASKS, {"agencies": agency_ids, "account": account_id, "limit": ROWS_MAX})
    names = list(TeamTask.__dataclass_fields__)
    return [TeamTask(**dict(zip(names, row, strict=True))) for row in rows]


def posts_by_account(
    *, agency_ids: list[int], now: datetime.datetime
) -> dict[int, set[tuple[int, str]]]:
    """Which (agency, role) each officer of these agencies holds: to whom work can be given."""
    found: dict[int, set[tuple[int, str]]] = {}
    for account_id, agency_id, role in _fetch(_TASK_ROLES, {"agencies": agency_ids, "now": now}):
        found.setdefault(account_id, set()).add((agency_id, role))
    return found


def _fetch(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def work_left() -> list[str]:
    """Every open task of the city as one line: its dossier, stage, desk and since when."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK_LEFT)
        return [line for (line,) in cursor.fetchall()]


_WORK_LEFT = """
SELECT concat_ws(' ', c.code, t.kind, t.stage, a.code, t.role, extract(epoch FROM t.opened_at))
FROM cases_task t JOIN cases_case c ON c.id = t.case_id JOIN units_agency a ON a.id = t.agency_id
WHERE t.closed_at IS NULL ORDER BY t.id
"""
