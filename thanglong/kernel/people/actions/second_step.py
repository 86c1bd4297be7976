"""The second step of an officer's sign-in: a code of the authenticator app (TOTP)."""

import datetime

import pyotp
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import sealing
from thanglong.kernel.people.actions import officers, tries
from thanglong.kernel.people.models import Account, Passkey, SignedIn

STEP_SECONDS = 30
STEPS_OFF = 1  # clocks of phones go wrong: the code before and the code after count too


class WrongCode(errors.CityError):
    """The code is wrong, too old, or was used before."""

    code = "people.wrong_code"
    status = 401
    message = _("This code is not right, or was used already. Please wait for the next code.")


class LastSecondStep(errors.CityError):
    """An officer cannot be without a second step."""

    code = "people.last_second_step"
    message = _("This is your only second step. Please add another one before you remove it.")


def new_totp_secret() -> str:
    """A secret for an authenticator app, base 32."""
    return pyotp.random_base32()


def totp_address(*, secret: str, login: str) -> str:
    """The otpauth: address that the app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Thăng Long")


def check_code(*, account_id: int, code: str, at: datetime.datetime) -> Account:
    """Accept a code of the authenticator app, once.

    Raises TooManyTries, WrongCode.
    Locks the account: of two who bring the same code at once, one is refused.
    """
    tries.count_try(kind="second_step", key=str(account_id), at=at)
    with transaction.atomic():
        account = (
            Account.objects.select_for_update(of=("self",))
            .select_related("person")
            .get(id=account_id, kind="officer", is_active=True)
        )
        if not account.totp_secret:
            raise WrongCode()
        step = _matching_step(sealing.unseal(account.totp_secret), code, at)
        if step is None or step <= account.totp_last_step:
            raise WrongCode()
        account.totp_last_step = step
        account.save(update_fields=["totp_last_step"])
        officers.record_sign_in(account=account, at=at)
    tries.forgive_tries(kind="second_step", key=str(account_id))
    return account


def enrol_totp(
    *, account_id: int, secret: str, code: str, at: datetime.datetime, by: Actor
) -> Account:
    """Make an authenticator app the second step, once it has shown a right code.

    Raises TooManyTries, WrongCode. Publishes people.security.changed.v1.
    """
    tries.count_try(kind="second_step", key=str(account_id), at=at)
    step = _matching_step(secret, code, at) if secret else None
    if step is None:
        raise WrongCode()
    with transaction.atomic():
        account = (
            Account.objects.select_for_update(of=("self",))
            .select_related("person")
            .get(id=account_id, kind="officer", is_active=True)
        )
        account.totp_secret = sealing.seal(secret)
        account.totp_last_step = step
        account.save(update_fields=["totp_secret", "totp_last_step"])
        officers.record_security_change(account_id=account_id, what="totp", at=at, by=by)
    return account


def remove_totp(*, account_id: int, at: datetime.datetime, by: Actor) -> None:
    """Remove the authenticator app; a passkey must remain.

    Raises LastSecondStep. Publishes people.security.changed.v1.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
        if not Passkey.objects.filter(account=account).exists():
            raise LastSecondStep()
        Account.objects.filter(id=account_id).update(totp_secret="", totp_last_step=0)
        officers.record_security_change(account_id=account_id, what="totp_removed", at=at, by=by)


def reset_second_step(*, account_id: int, at: datetime.datetime, by: Actor) -> None:
    """Take away all second steps of an officer who lost the device; done by the operator.

    All sign-ins end; at the next one the officer sets up a new second step.
    Publishes people.security.changed.v1.
    """
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(totp_secret="", totp_last_step=0)
        Passkey.objects.filter(account_id=account_id).delete()
        SignedIn.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
        officers.record_security_change(account_id=account_id, what="reset", at=at, by=by)


def _matching_step(secret: str, code: str, at: datetime.datetime) -> int | None:
    """The number of the time step whose code this is, or nothing."""
    # A demo city may live on another day; the clock of the phone does not.
    now = int((at - settings.CLOCK_SHIFT).timestamp()) // STEP_SECONDS
    digits = "".join(code.split())
    totp = pyotp.TOTP(secret)
    for step in range(now - STEPS_OFF, now + STEPS_OFF + 1):
        if pyotp.utils.strings_equal(digits, totp.generate_otp(step)):
            return step
    return None
