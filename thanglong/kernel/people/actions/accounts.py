"""Accounts of officers, the posts they hold, and the language of letters."""

import datetime

from django.conf import settings
from django.contrib.auth import hashers
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people.models import Account, Holding, Person, SignedIn, Token
from thanglong.kernel.trail import actions as trail


class PostIsHeld(errors.CityError):
    """The officer holds the post already in this time."""

    code = "people.post_held"
    message = _("This officer holds the post already.")


class LoginIsTaken(errors.CityError):
    """Another officer has this login."""

    code = "people.login_taken"
    message = _("This login is taken. Please choose another.")


def open_officer_account(
    *, login: str, person: Person, at: datetime.datetime, by: Actor
) -> Account:
    """An account for an officer, without a password until set_password gives one.

    Raises LoginIsTaken.
    """
    login = text.nfc(login.strip().casefold())
    with transaction.atomic():
        if Account.objects.filter(login=login).exists():
            raise LoginIsTaken()
        account = Account.objects.create(
            login=login,
            kind="officer",
            person=person,
            password=hashers.make_password(None),
            created_at=at,
        )
        trail.record(act="people.account_opened", subject=f"account:{account.id}", at=at, by=by)
    return account


def close_account(*, account_id: int, at: datetime.datetime, by: Actor) -> None:
    """Close an account: posts, sign-ins and keys end with it; history stays."""
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
        Account.objects.filter(id=account.id).update(is_active=False)
        _end_holdings(Q(account=account), at)
        SignedIn.objects.filter(account=account, ended_at=None).update(ended_at=at)
        Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
        trail.record(act="people.account_closed", subject=f"account:{account.id}", at=at, by=by)


def give_post(
    *,
    account_id: int,
    post_id: int,
    valid_from: datetime.datetime,
    valid_to: datetime.datetime | None,
    basis: str,
    by: Actor,
) -> Holding:
    """Let an officer hold a post from an instant. basis: the decision that says so.

    Raises PostIsHeld when he holds it at any instant of this time.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                holding = Holding.objects.create(
                    account_id=account_id,
                    post_id=post_id,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    basis=basis,
                )
        except IntegrityError as error:
            raise PostIsHeld() from error
        subject = f"account:{account_id}"
        trail.record(act="people.post_given", subject=subject, at=valid_from, by=by)
    return holding


def take_post(*, account_id: int, post_id: int, at: datetime.datetime, by: Actor) -> None:
    """End the holding of a post at an instant; from then on the officer may do nothing by it."""
    with transaction.atomic():
        _end_holdings(Q(account_id=account_id, post_id=post_id), at)
        trail.record(act="people.post_taken", subject=f"account:{account_id}", at=at, by=by)


def set_language(*, account_id: int, language: str) -> None:
    """The language in which the city writes to this person. Raises BadInput."""
    if language not in dict(settings.LANGUAGES):
        raise errors.BadInput(problems=[("language", _("Please choose a language."))])
    Account.objects.filter(id=account_id).update(language=language)


def set_contact(*, person_id: int, phone: str, email: str) -> None:
    """Where the city reaches a person; empty where it shall not."""
    Person.objects.filter(id=person_id).update(phone=phone.strip(), email=email.strip())


def erase_person(person_id: int, *, at: datetime.datetime, by: Actor) -> int:
    """Erase what need not be kept of a person: contact, sign-ins that ended, keys.

    Name and number stay while dossiers refer to them. Returns how many rows were erased.
    """
    with transaction.atomic():
        Person.objects.filter(id=person_id).update(phone="", email="")
        ended = SignedIn.objects.filter(account__person_id=person_id).filter(
            Q(ended_at__isnull=False) | Q(expires_at__lte=at)
        )
        sign_ins, _by_model = ended.delete()
        tokens, _by_model = Token.objects.filter(account__person_id=person_id).delete()
        trail.record(
            act="people.erased", subject=f"person:{person_id}", at=at, by=by, person_id=person_id
        )
    return 1 + sign_ins + tokens


def _end_holdings(whose: Q, at: datetime.datetime) -> None:
    held = Holding.objects.filter(whose).filter(Q(valid_to=None) | Q(valid_to__gt=at))
    held.filter(valid_from__gte=at).delete()  # those that never began
    held.update(valid_to=at)
