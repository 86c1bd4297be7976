"""Changes of the calendar and the dates they move: each page a fixed number of queries."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from thanglong.kernel.base import clock, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.models import DateReview
from thanglong.kernel.cases.rules import LEADING_ROLES
from thanglong.kernel.units import queries as units

LINES_A_PAGE = 50
REVIEWS_SHOWN_MAX = 100

_STANDING = """
SELECT count(*), count(*) FILTER (WHERE new_due_at > old_due_at),
       count(*) FILTER (WHERE promised_at IS NOT NULL AND new_due_at > promised_at),
       count(*) FILTER (WHERE outcome = 'moved'), count(*) FILTER (WHERE outcome = 'kept')
FROM cases_date_move WHERE review_id = %s
"""
_BY_UNIT = """
SELECT m.agency_id, a.name, a.name_en, count(*),
       count(*) FILTER (WHERE m.new_due_at > m.old_due_at),
       count(*) FILTER (WHERE m.outcome = 'moved')
FROM cases_date_move m JOIN units_agency a ON a.id = m.agency_id
WHERE m.review_id = %s GROUP BY m.agency_id, a.name, a.name_en
ORDER BY count(*) DESC, a.name LIMIT %s
"""
_LINES = """
SELECT m.case_id, c.code, a.name, a.name_en, m.old_due_at, m.new_due_at, m.promised_at, m.outcome
FROM cases_date_move m
JOIN cases_case c ON c.id = m.case_id JOIN units_agency a ON a.id = m.agency_id
WHERE m.review_id = %s AND m.case_id > %s AND (%s::bigint IS NULL OR m.agency_id = %s)
ORDER BY m.case_id LIMIT %s
"""
UNITS_SHOWN_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a review has found so far. after_promise: later than what was printed."""

    dates: int
    later: int
    after_promise: int
    moved: int
    kept: int

    @property
    def left(self) -> int:
        """How many are still to be moved."""
        return self.dates - self.moved - self.kept


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """The dates of one deciding agency that would move."""

    agency_id: int
    name: str
    name_en: str
    dates: int
    later: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """One date that would move, or has moved. outcome: empty, moved or kept."""

    case_id: int
    code: str
    name: str
    name_en: str
    old_due_at: datetime.datetime
    new_due_at: datetime.datetime
    promised_at: datetime.datetime | None
    outcome: str


def leads_city(by: Actor, *, at: datetime.datetime) -> bool:
    """Whether the actor leads the city now, and so answers for its calendar."""
    if not by.posts:
        return False
    city = units.city_id(on=clock.local(at).date())
    return any(post.role in LEADING_ROLES and post.agency_id == city for post in by.posts)


def review(key: uuid.UUID) -> DateReview:
    """One change of the calendar with what it found. Raises NoSuchReview."""
    found = DateReview.objects.select_related("agency", "decided_post").filter(key=key).first()
    if found is None:
        raise refusals.NoSuchReview()
    return found


def lock_review(key: uuid.UUID) -> DateReview:
    """The same, locked until the transaction ends. Raises NoSuchReview."""
    found = DateReview.objects.select_for_update(of=("self",)).filter(key=key).first()
    if found is None:
        raise refusals.NoSuchReview()
    return found


def reviews() -> QuerySet[DateReview]:
    """The changes planned and made, newest first, at most REVIEWS_SHOWN_MAX."""
    return DateReview.objects.select_related("agency").order_by("-made_at", "-id")[
        :REVIEWS_SHOWN_MAX
    ]


@sight.of_the_house("who leads the city answers for every date; shown are codes and dates")
def found_by(review_id: int) -> Found:
    """How many dates a review has found, and how far they have moved."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [review_id])
        dates, later, after_promise, moved, kept = cursor.fetchone()
    return Found(dates=dates, later=later, after_promise=after_promise, moved=moved, kept=kept)


@sight.of_the_house("who leads the city answers for every date; shown are codes and dates")
def dates_by_unit(review_id: int) -> list[UnitLine]:
    """The same by deciding agency, the most first, at most UNITS_SHOWN_MAX."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT, [review_id, UNITS_SHOWN_MAX])
        rows = cursor.fetchall()
    return [
        UnitLine(agency_id=one, name=name, name_en=name_en, dates=dates, later=later, moved=moved)
        for one, name, name_en, dates, later, moved in rows
    ]


@sight.of_the_house("who leads the city answers for every date; shown are codes and dates")
def dates_found(
    review_id: int, *, agency_id: int | None = None, after_id: int = 0, limit: int = LINES_A_PAGE
) -> list[MoveLine]:
    """The dates themselves, in order of filing, after one of them, at most `limit`."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [review_id, after_id, agency_id, agency_id, limit])
        rows = cursor.fetchall()
    return [
        MoveLine(
            case_id=case_id,
            code=code,
            name=name,
            name_en=name_en,
            old_due_at=old,
            new_due_at=new,
            promised_at=promised,
            outcome=outcome,
        )
        for case_id, code, name, name_en, old, new, promised, outcome in rows
    ]
