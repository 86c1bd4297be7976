"""The register book (form 07): what a unit received in a time, row by row, for screen and paper."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases.models import Book, BookVolume
from thanglong.kernel.cases.queries.figures import LATE

COUNTER_ROLES = frozenset({"one_stop", "supervisor"})
LEADER_ROLES = frozenset({"leader", "deputy_leader"})
PAGE_ROWS = 50
PIECE_ROWS = 500

# The units whose one-stop receives dossiers: the committee of a one-stop, or a department itself.
_UNITS = """
WITH RECURSIVE led AS (
  SELECT unnest(%(led)s::bigint[]) AS id
  UNION SELECT a.id FROM units_agency a JOIN led ON a.parent_id = led.id
)
SELECT r.id, r.code, r.name, r.name_en, r.valid_to,
       bool_or(d.id = ANY(%(counters)s) OR r.id = ANY(%(led)s)) AS is_own
FROM units_post p
JOIN units_agency d ON d.id = p.agency_id
JOIN units_agency r ON r.id = CASE WHEN d.kind = 'one_stop' THEN d.parent_id ELSE d.id END
WHERE p.role = 'one_stop' AND (d.id = ANY(%(counters)s) OR r.id IN (SELECT id FROM led))
  AND r.valid_from <= %(to_on)s AND (r.valid_to IS NULL OR r.valid_to > %(from_on)s)
GROUP BY r.id ORDER BY 6 DESC, r.level, r.sort_key, r.id
"""

_COLUMNS = """
SELECT c.id, c.code, c.revision_id, c.applicant_name, coalesce(c.contact->>'phone', ''),
       c.filed_at, c.due_at, c.decided_at, c.closed_at, c.status, c.outcome, c.delivery,
       c.extensions, c.seen_by && %(mine)s::bigint[]
FROM cases_case c
"""
_WHERE = """
WHERE c.receiving_id = %(agency)s AND c.filed_at >= %(begins)s AND c.filed_at < %(ends)s
  AND NOT c.has_parts AND (%(procedure)s = '' OR c.procedure = %(procedure)s)
"""
_UPWARD = " AND (c.filed_at, c.id) > (%(after_at)s, %(after_id)s) ORDER BY c.filed_at, c.id"
_DOWNWARD = (
    " AND (c.filed_at, c.id) < (%(after_at)s, %(after_id)s) ORDER BY c.filed_at DESC, c.id DESC"
)
_VOLUMES = """
SELECT number, cardinality(case_ids), pdf IS NOT NULL FROM cases_book_volume
WHERE book_id = %(book)s ORDER BY number
"""
_COUNTS = (
    "SELECT count(*), count(*) FILTER (WHERE c.closed_at IS NULL),"  # noqa: S608 - constants
    f" count(*) FILTER (WHERE {LATE}) FROM cases_case c {_WHERE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookUnit:
    """A unit that keeps a register book; `valid_to`: the day from which it was no more."""

    id: int
    code: str
    name: str
    name_en: str
    valid_to: datetime.date | None
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookShown:
    """Which part of the book: both days are counted; `after`: (received, id) of the last row."""

    agency_id: int
    from_on: datetime.date
    to_on: datetime.date
    procedure: str = ""
    is_newest_first: bool = False
    after: tuple[datetime.datetime, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """One dossier in the book. `is_visible`: the reader may open it."""

    case_id: int
    code: str
    revision_id: int
    applicant_name: str
    phone: str
    received_at: datetime.datetime
    due_at: datetime.datetime | None
    decided_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    status: str
    outcome: str
    delivery: str
    extensions: int
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCounts:
    """How many dossiers there are in all, and of them open and late."""

    all: int
    open: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPart:
    """One volume of a printed book: how many dossiers, and whether its PDF is there."""

    number: int
    rows: int
    is_ready: bool


def book_units(*, by: Actor, from_on: datetime.date, to_on: datetime.date) -> list[BookUnit]:
    """The units whose book the actor may read: of his own counter, or below the one he leads.

    Units that were there between the two days; one's own stand first.
    """
    counters = sorted({post.agency_id for post in by.posts if post.role in COUNTER_ROLES})
    led = sorted({post.agency_id for post in by.posts if post.role in LEADER_ROLES})
    if not counters and not led:
        return []
    values = {"counters": counters, "led": led, "from_on": from_on, "to_on": to_on}
    return [
        BookUnit(
            id=row[0], code=row[1], name=row[2], name_en=row[3], valid_to=row[4], is_own=row[5]
        )
        for row in _rows(_UNITS, values)
    ]


def book_rows(*, show: BookShown, by: Actor, limit: int = PAGE_ROWS) -> list[BookRow]:
    """The rows of the book after the cursor, by time of receipt."""
    values = _values(show) | {"mine": _mine(by), "limit": limit}
    order = _DOWNWARD if show.is_newest_first else _UPWARD
    return [_row(row) for row in _rows(f"{_COLUMNS}{_WHERE}{order} LIMIT %(limit)s", values)]


def book_pieces(*, show: BookShown, by: Actor, limit: int) -> Iterator[BookRow]:
    """At most `limit` rows, read PIECE_ROWS at a time: the book is never whole in memory."""
    left = limit
    while left > 0:
        rows = book_rows(show=show, by=by, limit=min(PIECE_ROWS, left))
        yield from rows
        if len(rows) < PIECE_ROWS:
            return
        left -= len(rows)
        show = replace(show, after=(rows[-1].received_at, rows[-1].case_id))


def book_counts(*, show: BookShown, now: datetime.datetime) -> BookCounts:
    """How much stands in the book in all."""
    found = _rows(_COUNTS, _values(show) | {"now": now})[0]
    return BookCounts(all=found[0], open=found[1], late=found[2])


def book_case_ids(*, show: BookShown, limit: int) -> list[int]:
    """The dossiers of the book in order of receipt."""
    statement = f"SELECT c.id FROM cases_case c {_WHERE}{_UPWARD} LIMIT %(limit)s"  # noqa: S608
    return [row[0] for row in _rows(statement, _values(show) | {"limit": limit})]


def book_rows_of(case_ids: Sequence[int]) -> list[BookRow]:
    """These dossiers as rows of the book, in order of receipt."""
    statement = f"{_COLUMNS} WHERE c.id = ANY(%(ids)s) ORDER BY c.filed_at, c.id"
    return [_row(row) for row in _rows(statement, {"ids": list(case_ids), "mine": []})]


def printed_book(*, book_id: uuid.UUID, by: Actor) -> Book | None:
    """A book that the actor has put to print and may still read; without its PDFs."""
    book = Book.objects.select_related("agency").filter(id=book_id, account_id=by.account).first()
    if book is None:
        return None
    units = book_units(by=by, from_on=book.from_on, to_on=book.to_on)
    return book if any(unit.id == book.agency_id for unit in units) else None


def book_volumes(*, book_id: uuid.UUID) -> list[BookPart]:
    """The volumes of a printed book, and which are ready; their PDFs stay where they are."""
    found = _rows(_VOLUMES, {"book": book_id})
    return [BookPart(number=row[0], rows=row[1], is_ready=row[2]) for row in found]


def volume_pdf(*, book_id: uuid.UUID, number: int) -> bytes | None:
    """The PDF of one volume; None until it is made."""
    volumes = BookVolume.objects.filter(book_id=book_id, number=number)
    pdf = volumes.values_list("pdf", flat=True).first()
    return bytes(pdf) if pdf is not None else None


def _mine(by: Actor) -> list[int]:
    return sorted({post.agency_id for post in by.posts})


def _values(show: BookShown) -> dict[str, Any]:
    day, midnight = datetime.timedelta(days=1), datetime.time(tzinfo=clock.zone())
    begins = datetime.datetime.combine(show.from_on, midnight)
    ends = datetime.datetime.combine(show.to_on + day, midnight)
    after_at, after_id = show.after or ((ends, 0) if show.is_newest_first else (begins, 0))
    return {
        "agency": show.agency_id,
        "begins": begins,
        "ends": ends,
        "procedure": show.procedure,
        "after_at": after_at,
        "after_id": after_id,
    }


def _row(row: Sequence[Any]) -> BookRow:
    return BookRow(**dict(zip(BookRow.__dataclass_fields__, row, strict=True)))


def _rows(statement: str, values: dict[str, Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Sequence[Any]] = cursor.fetchall()
    return found
