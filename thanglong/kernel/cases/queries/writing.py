"""Who works on drafts, and how far they are: for lists of many procedures."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

LINES_MAX = 500

# Who has written on each draft, and its last move with the words that were given.
_PEOPLE = """
SELECT s.draft_id,
  array_agg(DISTINCT s.actor_name) FILTER (WHERE s.action = ANY(%(writes)s)),
  (array_agg(s.action ORDER BY s.seq DESC) FILTER (WHERE s.action = ANY(%(moves)s)))[1],
  (array_agg(s.actor_name ORDER BY s.seq DESC) FILTER (WHERE s.action = ANY(%(moves)s)))[1],
  (array_agg(s.note ORDER BY s.seq DESC) FILTER (WHERE s.action = ANY(%(moves)s)))[1]
FROM cases_draft_step s WHERE s.draft_id = ANY(%(ids)s) GROUP BY s.draft_id
"""
_WRITES = ["begun", "saved", "removed", "replaced"]
_MOVES = ["begun", "submitted", "returned", "published", "discarded"]
# What was published and begins later, and what is published now.
_COMING = """
SELECT id, procedure, slug, effective_from, published_by FROM cases_revision
WHERE effective_from > %(on)s ORDER BY effective_from, procedure, id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers:
    """Who has written on a draft, and who moved it last with which words."""

    names: tuple[str, ...]
    moved: str
    moved_by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A published text that is not in force yet."""

    revision_id: int
    procedure: str
    slug: str
    effective_from: datetime.date
    published_by: str


def writers_of(draft_ids: Sequence[int]) -> dict[int, Writers]:
    """Who has written on these drafts, by draft."""
    values: dict[str, list[int] | list[str]] = {
        "ids": list(draft_ids),
        "writes": _WRITES,
        "moves": _MOVES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        rows = cursor.fetchall()
    return {
        draft_id: Writers(
            names=tuple(names or ()), moved=moved or "", moved_by=by or "", note=note or ""
        )
        for draft_id, names, moved, by, note in rows
    }


def coming_revisions(*, on: datetime.date) -> list[Coming]:
    """The published texts that begin after a day, the nearest first."""
    with connection.cursor() as cursor:
        cursor.execute(_COMING, {"on": on, "limit": LINES_MAX})
        rows = cursor.fetchall()
    return [
        Coming(
            revision_id=number, procedure=code, slug=slug, effective_from=begins, published_by=by
        )
        for number, code, slug, begins, by in rows
    ]
