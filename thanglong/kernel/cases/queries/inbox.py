"""The inbox: one indexed query on open tasks, never a scan of cases."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor

PAGE_SIZE_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One piece of work as a desk sees it."""

    task_id: int
    kind: str
    stage: str
    role: str
    agency_id: int
    task_due_at: datetime.datetime | None
    opened_at: datetime.datetime
    claimed_by_id: int | None
    claimed_by_name: str
    case_id: int
    code: str
    revision_id: int
    procedure: str
    applicant_name: str
    channel: str
    status: str
    filed_at: datetime.datetime
    due_at: datetime.datetime | None
    paused_at: datetime.datetime | None
    supplements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to show. `after` is the (due, id) of the last row seen, for the next page."""

    view: str = "team"  # mine, team, late, today, waiting, consulted
    procedure: str = ""
    words: str = ""
    agency_id: int | None = None
    after: tuple[datetime.datetime | None, int] | None = None
    limit: int = 50


# Whose name is shown is asked row by row, so that nobody else's row is looked at under its policy.
# Each post of the officer is one walk along the index (agency, role, due, id); a page of each is
# merged and cut, so the cost does not grow with the number of open cases.
_ROWS = """
SELECT t.id, t.kind, t.stage, t.role, t.agency_id, t.due_at, t.opened_at, t.claimed_by_id,
       coalesce((SELECT p.full_name FROM people_account a JOIN people_person p ON p.id = a.person_id
                  WHERE a.id = t.claimed_by_id), ''),
       c.id, c.code, c.revision_id, c.procedure, c.applicant_name,
       c.channel, c.status, c.filed_at, c.due_at, c.paused_at, c.supplements
FROM unnest(%(agencies)s::bigint[], %(roles)s::text[]) AS post(agency_id, role)
CROSS JOIN LATERAL (
  SELECT t.* FROM cases_task t {join}
  WHERE t.agency_id = post.agency_id AND t.role = post.role AND t.closed_at IS NULL {where}
  ORDER BY t.due_at, t.id LIMIT %(limit)s
) t
JOIN cases_case c ON c.id = t.case_id
ORDER BY t.due_at, t.id LIMIT %(limit)s
"""

_VIEWS = {
    "mine": " AND t.claimed_by_id = %(account)s",
    "team": "",
    "late": " AND t.due_at < %(now)s",
    "today": " AND t.due_at >= %(now)s AND t.due_at < %(tomorrow)s",
    "waiting": "",
    "consulted": " AND t.kind = 'consultation'",
}
# What has no date stands last, as NULL does in the order of an index.
_AFTER = " AND ((t.due_at, t.id) > (%(after_due)s, %(after_id)s) OR t.due_at IS NULL)"
_JOIN_CASE = "JOIN cases_case k ON k.id = t.case_id"

_COUNTS = """
SELECT count(*) FILTER (WHERE t.role <> 'applicant' AND t.claimed_by_id = %(account)s),
       count(*) FILTER (WHERE t.role <> 'applicant'),
       count(*) FILTER (WHERE t.role <> 'applicant' AND t.due_at < %(now)s),
       count(*) FILTER (WHERE t.role <> 'applicant' AND t.due_at >= %(now)s
                        AND t.due_at < %(tomorrow)s),
       count(*) FILTER (WHERE t.role = 'applicant'),
       count(*) FILTER (WHERE t.kind = 'consultation')
FROM unnest(%(agencies)s::bigint[], %(roles)s::text[]) AS post(agency_id, role)
CROSS JOIN LATERAL (
  SELECT role, kind, due_at, claimed_by_id FROM cases_task t
  WHERE t.agency_id = post.agency_id AND t.role = post.role AND t.closed_at IS NULL
  ORDER BY t.due_at, t.id LIMIT %(most)s
) t
"""
_NAMES = tuple(InboxRow.__dataclass_fields__)
COUNT_MOST = 999  # of each post; the screen then says "999+"


def inbox(*, by: Actor, show: Filter, now: datetime.datetime) -> list[InboxRow]:
    """The open work of the officer's posts, the most urgent first.

    At most `show.limit` rows (1..100); the caller asks for one more to know of a next page.
    """
    where, join = _VIEWS[show.view], ""
    if show.procedure or show.words:
        join = _JOIN_CASE
        where += " AND k.procedure = %(procedure)s" if show.procedure else ""
        where += " AND k.folded LIKE %(words)s" if show.words else ""
    if show.after:
        where += _AFTER if show.after[0] else " AND t.due_at IS NULL AND t.id > %(after_id)s"
    statement = _ROWS.format(join=join, where=where)
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(by=by, show=show, now=now))
        return [_row(row) for row in cursor.fetchall()]


def counts(*, by: Actor, now: datetime.datetime) -> dict[str, int]:
    """How much lies in each view; counting stops at COUNT_MOST a post."""
    parameters = _parameters(by=by, show=Filter(), now=now) | {"most": COUNT_MOST}
    agencies, roles = _desks(by=by, view="waiting", agency_id=None)
    parameters["agencies"] += agencies
    parameters["roles"] += roles
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, parameters)
        mine, team, late, today, waiting, consulted = cursor.fetchone()
    return {
        "mine": mine,
        "team": team,
        "late": late,
        "today": today,
        "waiting": waiting,
        "consulted": consulted,
    }


def _parameters(*, by: Actor, show: Filter, now: datetime.datetime) -> dict[str, Any]:
    agencies, roles = _desks(by=by, view=show.view, agency_id=show.agency_id)
    midnight = datetime.time(tzinfo=clock.zone())
    tomorrow = datetime.datetime.combine(
        clock.local(now).date() + datetime.timedelta(days=1), midnight
    )
    return {
        "agencies": agencies,
        "roles": roles,
        "account": by.account_id,
        "now": now,
        "tomorrow": tomorrow,
        "procedure": show.procedure,
        "words": f"%{show.words}%",
        "after_due": show.after[0] if show.after else None,
        "after_id": show.after[1] if show.after else None,
        "limit": max(1, min(show.limit, PAGE_SIZE_MAX + 1)),
    }


def _desks(*, by: Actor, view: str, agency_id: int | None) -> tuple[list[int], list[str]]:
    posts = [post for post in by.posts if agency_id in (None, post.agency_id)]
    if view == "waiting":
        found = sorted({post.agency_id for post in posts})
        return found, ["applicant"] * len(found)
    return [post.agency_id for post in posts], [post.role for post in posts]


def _row(row: tuple[Any, ...]) -> InboxRow:
    return InboxRow(**dict(zip(_NAMES, row, strict=True)))
