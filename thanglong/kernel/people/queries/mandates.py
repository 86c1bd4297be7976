"""Who may act for whom."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Least

from thanglong.kernel.base import clock, sight
from thanglong.kernel.people import rules
from thanglong.kernel.people.models import Mandate, Organisation, Person

LINES_MAX = 200
ENDED_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateLine:
    """One mandate, as the people in it see it. `ended_at`: when it ends, or ended.

    `certainty`: register, given, or declared: with a mandate that is only declared one may file
    for the child, and may not look at what the city knows of it.
    """

    id: int
    kind: str
    certainty: str
    holder_id: int
    holder_name: str
    person_id: int | None
    organisation_id: int | None
    beneficiary_name: str
    scope: tuple[str, ...]
    valid_from: datetime.datetime
    valid_to: datetime.datetime | None
    basis: str
    ended_at: datetime.datetime | None

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of a mandate in force: its end is the first instant without it."""
        return _day_before(self.valid_to)

    @property
    def ended_on(self) -> datetime.date | None:
        """The last day of a mandate that is over."""
        return _day_before(self.ended_at)

    @property
    def is_proven(self) -> bool:
        """Whether more than the holder's own word stands behind it."""
        return self.certainty != "declared"

    def covers(self, procedure: str) -> bool:
        """Whether it may be used for a procedure."""
        return rules.covers(self.scope, procedure)


def _day_before(end: datetime.datetime | None) -> datetime.date | None:
    return clock.local(end - datetime.timedelta(microseconds=1)).date() if end else None


def mandates_of(*, person_id: int, at: datetime.datetime) -> list[MandateLine]:
    """The mandates in force that concern a person: held, given, or on an organisation of his."""
    concerned = (
        Q(holder_id=person_id)
        | Q(person_id=person_id)
        | Q(organisation__representative_id=person_id)
    )
    return [_line(one) for one in _in_force(at).filter(concerned).order_by("id")[:LINES_MAX]]


def ended_mandates_of(*, person_id: int, at: datetime.datetime) -> list[MandateLine]:
    """The mandates for a person, or for an organisation of his, that are over; latest first.

    Only those whom they were for see them: who held one has no more to do with it.
    """
    mine = Q(person_id=person_id) | Q(organisation__representative_id=person_id)
    over = Q(valid_to__lte=at) | Q(revoked_at__lte=at)
    found = Mandate.objects.select_related("holder", "person", "organisation").filter(mine, over)
    ended = found.order_by(Least("valid_to", "revoked_at").desc(), "-id")[:ENDED_MAX]
    return [_line(one) for one in ended]


def mandate_for(
    *,
    holder_id: int,
    procedure: str,
    at: datetime.datetime,
    person_id: int | None = None,
    organisation_id: int | None = None,
) -> MandateLine | None:
    """The mandate by which a person may act for another, or for an organisation, in a procedure.

    The surest one when there are several; nothing when there is none at this instant.
    A legal representative acts for the organisation without a mandate: see organisations_of.
    """
    if (person_id is None) == (organisation_id is None):
        raise ValueError("Ask for a person or for an organisation.")
    whom = Q(person_id=person_id) if person_id else Q(organisation_id=organisation_id)
    found = _in_force(at).filter(whom, holder_id=holder_id)
    lines = [line for line in map(_line, found) if line.covers(procedure)]
    return max(lines, key=lambda line: line.is_proven, default=None)


def organisations_of(*, person_id: int) -> list[Organisation]:
    """The organisations and household businesses that a person represents by law."""
    own = Organisation.objects.filter(representative_id=person_id).order_by("name")
    return list(own[:LINES_MAX])


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Whom a mandate concerns besides its holder. `is_own`: it is for the person himself."""

    person_id: int
    is_own: bool


def concerned_by(*, mandate_id: int) -> tuple[MandateLine, list[Concerned]]:
    """A mandate, and whom to tell of it.

    The beneficiary, or who represents the organisation by law; who else acts for the same child.
    """
    mandate = Mandate.objects.select_related("holder", "person", "organisation").get(id=mandate_id)
    own = mandate.person_id
    if mandate.organisation is not None:
        own = mandate.organisation.representative_id
    found = [Concerned(person_id=own, is_own=True)] if own is not None else []
    if mandate.kind == "parent":
        parents = Mandate.objects.filter(kind="parent", person=mandate.person, revoked_at=None)
        others = parents.exclude(holder=mandate.holder).values_list("holder_id", flat=True)
        found += [Concerned(person_id=one, is_own=False) for one in sorted(set(others))]
    return _line(mandate), found


@sight.of_the_house("whoever reads a number from a card must find whose it is")
def person_by_number(personal_number: str) -> Person | None:
    """The person with this number, or nothing. For officers at the counter and for actions."""
    if not personal_number:
        return None
    return Person.objects.filter(personal_number=personal_number).first()


def numbers_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The personal numbers of these people, by id; empty for somebody without one."""
    found = Person.objects.filter(id__in=list(person_ids))
    return dict(found.values_list("id", "personal_number"))


def _in_force(at: datetime.datetime) -> QuerySet[Mandate]:
    return Mandate.objects.select_related("holder", "person", "organisation").filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        Q(revoked_at=None) | Q(revoked_at__gt=at),
        valid_from__lte=at,
    )


def _line(mandate: Mandate) -> MandateLine:
    beneficiary = mandate.person or mandate.organisation
    return MandateLine(
        id=mandate.id,
        kind=mandate.kind,
        certainty=mandate.certainty,
        holder_id=mandate.holder_id,
        holder_name=mandate.holder.full_name,
        person_id=mandate.person_id,
        organisation_id=mandate.organisation_id,
        beneficiary_name=str(beneficiary),
        scope=tuple(mandate.scope),
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        basis=mandate.basis,
        ended_at=min(filter(None, (mandate.valid_to, mandate.revoked_at)), default=None),
    )
