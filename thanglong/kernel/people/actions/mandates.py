"""Mandates: one person may act for another, or for an organisation."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock, errors, sight, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.events import actions as event_actions
from thanglong.kernel.events.registry import EventType
from thanglong.kernel.people import events, rules
from thanglong.kernel.people.actions import residents, tries, whose
from thanglong.kernel.people.models import Mandate, Organisation, Person

SCOPE_MAX = 50
LEVEL_TO_GIVE = 2
AGENT_BASIS = "Bộ luật Dân sự 91/2015/QH13, Điều 562"
PARENT_BASIS = "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 1"


class HolderUnknown(errors.CityError):
    """No known person has this number and this name."""

    code = "people.holder_unknown"
    status = 422
    message = _(
        "We do not know a person with this number and name. Please check both; the person must "
        "have signed in here once."
    )


class BeneficiaryUnknown(errors.CityError):
    """Number, name and birth date do not belong to one child."""

    code = "people.beneficiary_unknown"
    status = 422
    message = _("Number, name and date of birth do not fit together. Please check them.")


class ChildIsAdult(errors.CityError):
    """Parents act for minors only."""

    code = "people.child_is_adult"
    message = _("This person is 18 or older and acts for themselves, or gives you a mandate.")


class NotYours(errors.CityError):
    """One cannot give what belongs to somebody else."""

    code = "people.not_yours_to_give"
    status = 403
    message = _("Only the legal representative can give a mandate for this organisation.")


class MandateIsForYourself(errors.CityError):
    """Nobody needs a mandate for himself."""

    code = "people.mandate_for_yourself"
    status = 422
    message = _("This is your own number. You can already act for yourself.")


class EndIsPast(errors.CityError):
    """A mandate shall end before it has begun."""

    code = "people.mandate_end_past"
    status = 422
    message = _("The last day of the mandate is over already. Please choose today or a later day.")


class MandateHasEnded(errors.CityError):
    """The mandate lies in the past."""

    code = "people.mandate_ended"
    message = _("This mandate has ended already. Please look at the list again.")


class NotYourMandate(errors.NotFound):
    """A mandate between other people: it looks as if it did not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who shall act: number and name must belong together."""

    personal_number: str
    full_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child for whom a parent acts. `personal_number` may be empty for a newborn.

    `certainty`: register, when the civil-status register names the parent; else declared.
    """

    personal_number: str
    full_name: str
    birth_on: datetime.date
    sex: str
    certainty: str


def give_mandate(
    *,
    holder: Holder,
    organisation_id: int | None,
    scope: Sequence[str],
    ends_on: datetime.date | None,
    at: datetime.datetime,
    by: Actor,
) -> Mandate:
    """Let somebody act for oneself, or for the organisation that one represents.

    scope: procedure codes, or ["*"]; ends_on: the first day without it; a year when not given.
    Raises AssuranceTooLow, TooManyTries, HolderUnknown, MandateIsForYourself, NotYours,
    EndIsPast. Publishes people.mandate.given.v1: the beneficiary is told.
    """
    residents.check_assurance(by=by, demanded=LEVEL_TO_GIVE)
    tries.count_try(kind="mandate", key=str(by.account_id), at=at)
    today = clock.local(at).date()
    ends_on = ends_on or rules.agent_mandate_ends_on(given_on=today)
    if ends_on <= today:
        raise EndIsPast(field="ends_on")
    with transaction.atomic():
        mandate = Mandate.objects.create(
            kind="agent",
            holder=_known_holder(holder, by),
            person_id=None if organisation_id else whose.person_of(by),
            organisation=_represented(organisation_id, by),
            scope=_clean(scope),
            valid_from=at,
            valid_to=_midnight(ends_on),
            basis=AGENT_BASIS,
            certainty="given",
            given_by_id=by.account_id,
        )
        _publish(events.MANDATE_GIVEN, mandate, at=at, by=by)
    return mandate


def declare_parent(*, child: Child, at: datetime.datetime, by: Actor) -> Mandate:
    """Let a parent act for a child until it is eighteen.

    Asked twice, the first mandate stays, made surer when the register has spoken since.
    Raises AssuranceTooLow, BeneficiaryUnknown, ChildIsAdult.
    Publishes people.mandate.given.v1: those who act for the child already are told.
    """
    residents.check_assurance(by=by, demanded=LEVEL_TO_GIVE)
    tries.count_try(kind="mandate", key=str(by.account_id), at=at)
    ends_at = _midnight(rules.parental_mandate_ends_on(birth_on=child.birth_on))
    if ends_at <= at:
        raise ChildIsAdult()
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(id=whose.person_of(by))
        person = _known_child(child, by)
        known = _standing_parental(person, by, at)
        if known is not None:
            return _made_surer(known, child.certainty)
        mandate = Mandate.objects.create(
            kind="parent",
            holder_id=whose.person_of(by),
            person=person,
            scope=[rules.EVERYTHING],
            valid_from=at,
            valid_to=ends_at,
            basis=PARENT_BASIS,
            certainty=child.certainty,
            given_by_id=by.account_id,
        )
        _publish(events.MANDATE_GIVEN, mandate, at=at, by=by)
    return mandate


def revoke_mandate(*, mandate_id: int, at: datetime.datetime, by: Actor) -> None:
    """End a mandate at once: the beneficiary takes it back, or the holder lays it down.

    Raises NotYourMandate, MandateHasEnded. Publishes people.mandate.revoked.v1. Locks the mandate.
    """
    with transaction.atomic():
        mandate = (
            Mandate.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .filter(id=mandate_id)
            .first()
        )
        if mandate is None or not _concerns(mandate, by):
            raise NotYourMandate()
        in_force = rules.is_in_force(
            valid_from=mandate.valid_from,
            valid_to=mandate.valid_to,
            revoked_at=mandate.revoked_at,
            at=at,
        )
        if not in_force:
            raise MandateHasEnded()
        Mandate.objects.filter(id=mandate.id).update(revoked_at=at)
        _publish(events.MANDATE_REVOKED, mandate, at=at, by=by)


@sight.of_the_house("found only by who knows number and name; the person is not shown")
def _known_holder(holder: Holder, by: Actor) -> Person:
    person = Person.objects.filter(personal_number=holder.personal_number or "-").first()
    if person is None or not _same_name(person, holder.full_name):
        raise HolderUnknown()
    if person.id == by.person_id:
        raise MandateIsForYourself()
    return person


def _represented(organisation_id: int | None, by: Actor) -> Organisation | None:
    if organisation_id is None:
        return None
    own = Organisation.objects.filter(id=organisation_id, representative_id=whose.person_of(by))
    organisation = own.first()
    if organisation is None:
        raise NotYours()
    return organisation


@sight.of_the_house("found only by who knows number, name and birth date")
def _known_child(child: Child, by: Actor) -> Person:
    """The child's person; a child that was declared before without a number is found by name."""
    known = Person.objects.filter(personal_number=child.personal_number or "-").first()
    if known is None and not child.personal_number:
        known = Person.objects.filter(
            personal_number="",
            folded=text.fold(child.full_name),
            birth_on=child.birth_on,
            mandates_given__holder_id=whose.person_of(by),
        ).first()
    if known is not None:
        fits = _same_name(known, child.full_name) and known.birth_on in (None, child.birth_on)
        if not fits or known.id == by.person_id:
            raise BeneficiaryUnknown()
        return known
    return residents.know_person(
        personal_number=child.personal_number,
        full_name=child.full_name,
        birth_on=child.birth_on,
        sex=child.sex,
    )


def _standing_parental(person: Person, by: Actor, at: datetime.datetime) -> Mandate | None:
    return Mandate.objects.filter(
        kind="parent",
        person=person,
        holder_id=whose.person_of(by),
        revoked_at=None,
        valid_to__gt=at,
    ).first()


def _made_surer(mandate: Mandate, certainty: str) -> Mandate:
    if certainty == "register" and mandate.certainty != "register":
        mandate.certainty = certainty
        mandate.save(update_fields=["certainty"])
    return mandate


def _concerns(mandate: Mandate, by: Actor) -> bool:
    representative = mandate.organisation.representative_id if mandate.organisation else None
    return by.person_id is not None and by.person_id in (
        mandate.holder_id,
        mandate.person_id,
        representative,
    )


def _same_name(person: Person, full_name: str) -> bool:
    return person.folded == text.fold(full_name)


def _clean(scope: Sequence[str]) -> list[str]:
    codes = sorted({code.strip() for code in scope if code.strip()})
    return [rules.EVERYTHING] if rules.EVERYTHING in codes else codes[:SCOPE_MAX]


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=clock.zone())


def _publish(event: EventType, mandate: Mandate, *, at: datetime.datetime, by: Actor) -> None:
    event_actions.publish(
        event,
        subject=f"mandate:{mandate.id}",
        payload={
            "mandate": mandate.id,
            "kind": mandate.kind,
            "holder": mandate.holder_id,
            "person": mandate.person_id,
            "organisation": mandate.organisation_id,
        },
        at=at,
        by=by,
        person_id=mandate.person_id or mandate.holder_id,
    )
