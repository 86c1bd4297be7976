"""Officers among each other: who works in the same office, who is away."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from thanglong.kernel.base import clock
from thanglong.kernel.people.models import Absence, Account, Holding

LINES_MAX = 200

# An office is a commune's or district's committee with all its parts; at the city, where every
# department is large, it is the department with its divisions.
_COLLEAGUES_SQL = """
WITH held AS (
    SELECT holding.account_id, post.title, post.title_en, agency.id AS agency_id, agency.name,
           CASE WHEN agency.level = 'city' AND agency.kind <> 'division' THEN agency.id
                WHEN parent.level = agency.level THEN parent.id
                ELSE agency.id END AS office_id
    FROM people_holding holding
    JOIN units_post post ON post.id = holding.post_id
    JOIN units_agency agency ON agency.id = post.agency_id
    LEFT JOIN units_agency parent ON parent.id = agency.parent_id
    WHERE holding.valid_from <= %(at)s
      AND (holding.valid_to IS NULL OR holding.valid_to > %(at)s)
      AND agency.valid_from <= %(on)s AND (agency.valid_to IS NULL OR agency.valid_to > %(on)s)
)
SELECT DISTINCT ON (account.id) account.id, person.full_name, other.title, other.title_en,
       other.name, person.sort_key
FROM held mine
JOIN held other ON other.office_id = mine.office_id AND other.account_id <> mine.account_id
JOIN people_account account ON account.id = other.account_id AND account.is_active
JOIN people_person person ON person.id = account.person_id
WHERE mine.account_id = %(account)s
ORDER BY account.id, other.agency_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One officer of the same office."""

    account_id: int
    name: str
    title: str
    title_en: str
    agency_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceLine:
    """One absence, past ones left out."""

    id: int
    account_id: int
    name: str
    deputy_id: int
    deputy_name: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    reason: str


def colleagues_of(*, account_id: int, at: datetime.datetime) -> list[Colleague]:
    """The other officers of the same office at an instant, by given name."""
    arguments: dict[str, Any] = {"account": account_id, "at": at, "on": clock.local(at).date()}
    with connection.cursor() as cursor:
        cursor.execute(_COLLEAGUES_SQL, arguments)
        rows = sorted(cursor.fetchall(), key=lambda row: bytes(row[5]))
    return [
        Colleague(account_id=account, name=name, title=title, title_en=title_en, agency_name=agency)
        for account, name, title, title_en, agency, _key in rows[:LINES_MAX]
    ]


def absences_of(*, account_ids: Iterable[int], at: datetime.datetime) -> list[AbsenceLine]:
    """The present and coming absences of these officers, the next first."""
    found = (
        Absence.objects.select_related("account__person", "deputy__person")
        .filter(account_id__in=list(account_ids), ends_at__gt=at, cancelled_at=None)
        .order_by("starts_at")
    )
    return [
        AbsenceLine(
            id=one.id,
            account_id=one.account_id,
            name=one.account.person.full_name,
            deputy_id=one.deputy_id,
            deputy_name=one.deputy.person.full_name,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            reason=one.reason,
        )
        for one in found[:LINES_MAX]
    ]


def is_away(*, account_id: int, at: datetime.datetime) -> bool:
    """Whether this officer has said to be away at that instant."""
    found = Absence.objects.filter(account_id=account_id, starts_at__lte=at, ends_at__gt=at)
    return found.filter(cancelled_at=None).exists()


def holders_of_post(*, post_id: int, at: datetime.datetime) -> list[Account]:
    """The officers who hold a post at an instant, without deputies."""
    held = Holding.objects.select_related("account__person").filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        post_id=post_id,
        valid_from__lte=at,
        account__is_active=True,
    )
    return [one.account for one in held.order_by("id")[:LINES_MAX]]
