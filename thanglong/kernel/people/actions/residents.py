"""Residents: who they are, as the identity provider vouches for them."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, sight, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import rules
from thanglong.kernel.people.models import Account, Person
from thanglong.kernel.people.ports import Identity
from thanglong.kernel.trail import actions as trail


class SignInNotProven(errors.CityError):
    """What came back from the identity provider does not prove who this is."""

    code = "people.sign_in_not_proven"
    status = 400
    message = _(
        "We could not confirm your sign-in. Nothing has been changed. Please sign in again."
    )


class SignInGivenUp(errors.CityError):
    """The person pressed cancel at the identity provider."""

    code = "people.sign_in_given_up"
    status = 400
    message = _("You cancelled the sign-in. You can sign in again at any time.")


class AssuranceTooLow(errors.CityError):
    """The sign-in is not sure enough. `level`: the one that is demanded."""

    code = "people.assurance_too_low"
    status = 403
    message = _(
        "This needs an electronic identity of level %(level)s. Your answers are kept; "
        "please confirm your identity with VNeID at level %(level)s and come back."
    )


class NumberIsMalformed(errors.CityError):
    """A personal number does not have twelve digits."""

    code = "people.number_malformed"
    status = 422
    message = _(
        "A personal number has 12 digits. Please look at the identity card and type it again."
    )


class NumberOfAnother(errors.CityError):
    """The personal number is known here under another name."""

    code = "people.number_of_another"
    status = 422
    message = _(
        "This personal number belongs to a person with another name. Please look at the identity "
        "card and type both again."
    )


def check_assurance(*, by: Actor, demanded: int) -> None:
    """Let only those pass whose sign-in is sure enough. Raises AssuranceTooLow."""
    if not rules.is_assured(held=by.assurance, demanded=demanded):
        raise AssuranceTooLow(level=demanded)


@sight.of_the_house("nobody is known before the sign-in; the provider vouches for the number")
def sign_in_resident(*, identity: Identity, at: datetime.datetime) -> Account:
    """The account of the resident whom the provider vouches for; the first time it is opened.

    The provider's name, birth date and sex replace ours.
    Raises NumberIsMalformed, SignInNotProven when the account was closed.
    """
    with transaction.atomic():
        person = _proven_person(identity)
        account, _is_new = Account.objects.select_related("person").get_or_create(
            login=identity.personal_number,
            defaults={"kind": "resident", "person": person, "created_at": at},
        )
        if not account.is_active:
            raise SignInNotProven()
        account.person = person
        actor = Actor(kind="person", account_id=account.id, person_id=person.id)
        trail.record(
            act="people.signed_in",
            subject=f"account:{account.id}",
            at=at,
            by=actor,
            person_id=person.id,
        )
    return account


@sight.of_the_house("a number is one person's, whether the asker may see that person or not")
def know_person(
    *,
    personal_number: str,
    full_name: str,
    birth_on: datetime.date | None = None,
    sex: str = "",
) -> Person:
    """The person with this number and name, made known if new; for somebody without an account.

    What was known stays, what was empty is filled. An empty number always makes a new person.
    Raises NumberIsMalformed, NumberOfAnother when the number is known under another name.
    """
    facts = _facts(personal_number, full_name, birth_on=birth_on, sex=sex)
    if not personal_number:
        return Person.objects.create(**facts)
    person, is_new = Person.objects.get_or_create(personal_number=personal_number, defaults=facts)
    if person.folded != facts["folded"]:
        raise NumberOfAnother()
    blank = {name: value for name, value in facts.items() if not getattr(person, name)}
    if blank and not is_new:
        Person.objects.filter(id=person.id).update(**blank)
        person.refresh_from_db()
    return person


def _proven_person(identity: Identity) -> Person:
    """The person whom the provider vouches for; its facts replace ours."""
    facts = _facts(
        identity.personal_number, identity.full_name, birth_on=identity.birth_on, sex=identity.sex
    )
    if not identity.personal_number:
        raise NumberIsMalformed()
    person, _is_new = Person.objects.update_or_create(
        personal_number=identity.personal_number, defaults=facts
    )
    return person


def _facts(
    personal_number: str, full_name: str, *, birth_on: datetime.date | None, sex: str
) -> dict[str, Any]:
    if personal_number and not rules.is_personal_number(personal_number):
        raise NumberIsMalformed()
    name = text.nfc(" ".join(full_name.split()))
    return {
        "full_name": name,
        "folded": text.fold(name),
        "sort_key": text.given_name_key(name),
        **({"birth_on": birth_on} if birth_on else {}),
        **({"sex": sex} if sex else {}),
    }
