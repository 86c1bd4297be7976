"""The people of the demo town, ready to act: who they are, and who sits at a desk."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.queries import OpenRevision
from thanglong.kernel.people import queries as people
from thanglong.kernel.units import queries as units

ASSURANCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A household business or company that a resident acts for."""

    id: int
    tax_code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One resident: as whom one acts, and what forms ask. No account: comes to the counter."""

    actor: Actor
    has_account: bool
    number: str
    full_name: str
    birth_on: datetime.date
    sex: str
    area: str
    address_line: str
    phone: str
    email: str
    businesses: tuple[Business, ...] = ()

    def business(self, kind: str) -> Business | None:
        """The business of this kind, if there is one."""
        return next((one for one in self.businesses if one.kind == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An officer is away, and a colleague has the desk meanwhile."""

    account_id: int
    deputy_id: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    why: str


@dataclass(slots=True)
class Town:
    """Residents by number; officers are looked up when they are needed.

    wanted, failed: what was learned from filing: the papers that a scenario needs, by channel, and
    in which months it cannot be told at all. codes: the last dossier of each resident.
    """

    residents: dict[str, Resident]
    absences: tuple[Absence, ...] = ()
    wanted: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)
    failed: set[tuple[str, str, str, int, int]] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    _holders: dict[tuple[int, str], int] = field(default_factory=dict)
    _actors: dict[tuple[int, int, int, int], Actor] = field(default_factory=dict)
    _revisions: dict[tuple[str, datetime.date], OpenRevision | None] = field(default_factory=dict)

    def revision(self, slug: str, on: datetime.date) -> OpenRevision | None:
        """The procedure as it is in force on a day, if it is."""
        if (slug, on) not in self._revisions:
            self._revisions[slug, on] = cases.latest_revision(slug, on=on)
        return self._revisions[slug, on]

    def officer(self, *, agency_id: int, role: str, at: datetime.datetime) -> Actor:
        """Who holds the post of this role in this agency. Raises LookupError when nobody does."""
        key = agency_id, role
        if key not in self._holders:
            post = units.post_in(agency_id=agency_id, role=role)
            holders = people.holders_of_post(post_id=post.id, at=at) if post else []
            if not holders:
                raise LookupError(f"Nobody is {role} in agency {agency_id} on {at:%Y-%m-%d}.")
            self._holders[key] = holders[0].id
        away = self._away(self._holders[key], at)
        return self._actor(away.deputy_id if away else self._holders[key], at)

    def is_deputised(self, *, agency_id: int, role: str, at: datetime.datetime) -> bool:
        """Whether somebody stands in for the officer of this desk; asked after `officer`."""
        return self._away(self._holders[agency_id, role], at) is not None

    def clerk(self, *, area: str, at: datetime.datetime) -> Actor:
        """The one-stop officer of a commune."""
        found = units.one_stop_of(area_code=area, on=at.date())
        if found is None:
            raise LookupError(f"There is no one-stop in {area} on {at:%Y-%m-%d}.")
        return self.officer(agency_id=found.id, role="one_stop", at=at)

    def _away(self, account_id: int, at: datetime.datetime) -> Absence | None:
        return next(
            (
                one
                for one in self.absences
                if one.account_id == account_id and one.starts_at <= at < one.ends_at
            ),
            None,
        )

    def _actor(self, account_id: int, at: datetime.datetime) -> Actor:
        """Posts change on the first of a month, and when an absence begins or ends."""
        changes = sum((one.starts_at <= at) + (one.ends_at <= at) for one in self.absences)
        key = account_id, at.year, at.month, changes
        if key not in self._actors:
            self._actors[key] = people.actor_for_account(
                account_id=account_id, at=at, assurance=ASSURANCE
            )
        return self._actors[key]


def gather(casts: Iterable[Mapping[str, Any]], *, at: datetime.datetime) -> Town:
    """The town of these casts, which are known to the city already."""
    residents = {}
    for cast in casts:
        for one in cast["residents"]:
            if (found := _resident(one, at)) is not None:
                residents[found.number] = found
    return Town(residents)


def _resident(one: Mapping[str, Any], at: datetime.datetime) -> Resident | None:
    person = people.person_by_number(one["number"])
    if person is None:
        return None
    account_id = people.account_id_of(one["number"]) if one["level"] > 0 else None
    actor = Actor(kind="person", person_id=person.id, name=person.full_name)
    if account_id is not None:
        actor = people.actor_for_account(account_id=account_id, at=at, assurance=ASSURANCE)
    return Resident(
        actor=actor,
        has_account=account_id is not None,
        number=one["number"],
        full_name=one["full_name"],
        birth_on=one["birth_on"],
        sex=one["sex"],
        area=one["area"],
        address_line=one["address_line"],
        phone=one.get("phone", ""),
        email=one.get("email", ""),
        businesses=tuple(
            Business(id=b.id, tax_code=b.tax_code, name=b.name, kind=b.kind)
            for b in people.organisations_of(person_id=person.id)
        ),
    )


def absences_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Absence, ...]:
    """Who is away when, by logins; the days are of the city."""
    found = []
    for row in rows:
        account_id, deputy_id = (people.account_id_of(row[name]) for name in ("who", "deputy"))
        if account_id is None or deputy_id is None:
            raise LookupError(f"An absence of {row['who']} and {row['deputy']}: who is that?")
        starts_at, ends_at = (
            datetime.datetime.combine(row[name], datetime.time(), tzinfo=clock.zone())
            for name in ("from", "to")
        )
        found.append(
            Absence(
                account_id=account_id,
                deputy_id=deputy_id,
                starts_at=starts_at,
                ends_at=ends_at,
                why=row["why"],
            )
        )
    return tuple(found)
