"""Officers: the first step of sign-in, a login and a long password."""

import datetime
from functools import cache

from django.contrib.auth import hashers
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, sight, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.events import actions as event_actions
from thanglong.kernel.people import blocklist, events, rules
from thanglong.kernel.people.actions import tries
from thanglong.kernel.people.models import Account, SignedIn
from thanglong.kernel.trail import actions as trail

PROBLEMS = {
    "too_short": _("Please use at least 12 characters. A short sentence is easy to remember."),
    "too_long": _("Please use at most 128 characters."),
    "common": _("Many people use this password, so it is easily guessed. Please choose another."),
    "like_you": _("The password contains your name or login. Please choose another."),
}


class WrongLoginOrPassword(errors.CityError):
    """Login and password do not belong together; which of them is wrong is not said."""

    code = "people.wrong_login_or_password"
    status = 401
    message = _("Login or password is not right. Please check both and try again.")


class PresentPasswordIsWrong(WrongLoginOrPassword):
    """Who is signed in does not know the password that he wants to change."""

    code = "people.present_password_wrong"
    message = _("This is not your present password. Please type it again.")


class PasswordIsWeak(errors.CityError):
    """The new password is too easy to guess. `why`: a sentence."""

    code = "people.password_weak"
    status = 422
    message = _("%(why)s")


@sight.of_the_house("nobody is known before the sign-in")
def check_password(*, login: str, password: str, address: str, at: datetime.datetime) -> Account:
    """The officer's account with this login and password: the first of two steps.

    An unknown login takes as long as a wrong password and says the same.
    Raises TooManyTries (counted for the login and for the address), WrongLoginOrPassword.
    """
    login = login.strip().casefold()
    tries.count_try(kind="password_address", key=address, at=at)
    tries.count_try(kind="password_login", key=login, at=at)
    account = (
        Account.objects.select_related("person")
        .filter(login=login, kind="officer", is_active=True)
        .first()
    )
    encoded = account.password if account and account.has_usable_password() else _nobodys()
    is_right = hashers.check_password(text.nfc(password), encoded)
    if account is None or not is_right or encoded == _nobodys():
        raise WrongLoginOrPassword()
    tries.forgive_tries(kind="password_login", key=login)
    return account


def check_own_password(
    *, account_id: int, password: str, address: str, at: datetime.datetime
) -> None:
    """Pass if an officer who is signed in knows his own password.

    Raises TooManyTries, PresentPasswordIsWrong.
    """
    login = Account.objects.values_list("login", flat=True).get(id=account_id)
    try:
        check_password(login=login, password=password, address=address, at=at)
    except WrongLoginOrPassword as refusal:
        raise PresentPasswordIsWrong(field="present") from refusal


def set_password(*, account_id: int, password: str, at: datetime.datetime, by: Actor) -> None:
    """Give an officer a new password; all other sign-ins of the account end.

    Raises PasswordIsWeak. Publishes people.security.changed.v1.
    """
    account = Account.objects.select_related("person").get(id=account_id, kind="officer")
    password = text.nfc(password)
    problem = rules.password_problem(
        password,
        login=account.login,
        full_name=account.person.full_name,
        common=blocklist.common_passwords(),
    )
    if problem:
        raise PasswordIsWeak(why=PROBLEMS[problem], field="new")
    encoded = hashers.make_password(password)
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(password=encoded)
        SignedIn.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
        record_security_change(account_id=account_id, what="password", at=at, by=by)


def record_security_change(*, account_id: int, what: str, at: datetime.datetime, by: Actor) -> None:
    """Tell the house that a way to sign in has changed. Publishes people.security.changed.v1."""
    event_actions.publish(
        events.SECURITY_CHANGED,
        subject=f"account:{account_id}",
        payload={"account": account_id, "what": what},
        at=at,
        by=by,
    )


def record_sign_in(*, account: Account, at: datetime.datetime) -> None:
    """Write down that an officer has proven both steps."""
    actor = Actor(kind="officer", account_id=account.id, person_id=account.person_id)
    trail.record(act="people.signed_in", subject=f"account:{account.id}", at=at, by=actor)


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has: so that an unknown login takes as long."""
    return hashers.make_password("nobody's password, never accepted")
