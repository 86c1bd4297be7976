"""Passkeys (WebAuthn): a second step that cannot be typed into a false page."""

import datetime
import hashlib
import hmac
from dataclasses import dataclass

import webauthn
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, structs
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.registration.verify_registration_response import VerifiedRegistration

from thanglong.kernel.base import errors, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people.actions import officers, second_step, tries
from thanglong.kernel.people.models import Account, Passkey

PASSKEYS_MAX = 10
LABEL_LENGTH_MAX = 80
ANSWER_LENGTH_MAX = 20_000

# What the library raises for an answer that is broken or was tampered with.
_BROKEN = (WebAuthnException, ValueError, TypeError, KeyError)


class PasskeyNotProven(errors.CityError):
    """The answer of the device does not prove that it holds the passkey."""

    code = "people.passkey_not_proven"
    status = 401
    message = _(
        "The passkey could not be confirmed. Please try again, or use a code from your app."
    )


class PasskeyIsUnknown(errors.CityError):
    """There is no such passkey of this account."""

    code = "people.passkey_unknown"
    status = 404
    message = _(
        "This passkey is not known here, or was removed. Please use another way to sign in."
    )


@dataclass(frozen=True, slots=True)
class Site:
    """The site for which a passkey is made. `name`: its host name; `origin`: scheme, host, port."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the page gives to the device (`options`, JSON), and what to remember (`challenge`)."""

    options: str
    challenge: str


def passkey_invitation(*, account_id: int, site: Site) -> Question:
    """What a device needs to make a passkey for this account."""
    account = Account.objects.select_related("person").get(id=account_id, kind="officer")
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name="Thăng Long",
        user_id=_handle(account.id),
        user_name=account.login,
        user_display_name=account.person.full_name,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(account_id),
    )
    return Question(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


def passkey_challenge(*, account_id: int, site: Site) -> Question:
    """What a device must answer to prove that it holds a passkey of this account."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name, allow_credentials=_descriptors(account_id)
    )
    return Question(webauthn.options_to_json(options), bytes_to_base64url(options.challenge))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a device said: its `answer` (JSON) to a `challenge`, at a `site`."""

    answer: str
    challenge: str
    site: Site


def add_passkey(
    *, account_id: int, proof: Proof, label: str, at: datetime.datetime, by: Actor
) -> Passkey:
    """Keep the public half of a new passkey.

    Raises PasskeyNotProven. Publishes people.security.changed.v1.
    """
    made = _registration(proof)
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(id=account_id, kind="officer")
        if Passkey.objects.filter(account_id=account_id).count() >= PASSKEYS_MAX:
            raise PasskeyNotProven()
        if Passkey.objects.filter(credential_id=made.credential_id).exists():
            raise PasskeyNotProven()
        passkey = Passkey.objects.create(
            account_id=account_id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            label=text.nfc(label.strip())[:LABEL_LENGTH_MAX] or str(_("Passkey")),
            created_at=at,
        )
        officers.record_security_change(account_id=account_id, what="passkey", at=at, by=by)
    return passkey


def check_passkey(*, account_id: int, proof: Proof, at: datetime.datetime) -> Account:
    """Accept the proof of a passkey as the second step of an officer's sign-in.

    Raises TooManyTries, PasskeyIsUnknown, PasskeyNotProven (also for a cloned device, whose
    counter runs backwards). Locks the passkey.
    """
    tries.count_try(kind="second_step", key=str(account_id), at=at)
    if len(proof.answer) > ANSWER_LENGTH_MAX:
        raise PasskeyNotProven()
    credential_id = _credential_id(proof.answer)
    with transaction.atomic():
        passkey = (
            Passkey.objects.select_for_update(of=("self",))
            .select_related("account__person")
            .filter(account_id=account_id, account__is_active=True, credential_id=credential_id)
            .first()
        )
        if passkey is None:
            raise PasskeyIsUnknown()
        passkey.sign_count = _new_sign_count(passkey, proof)
        passkey.last_used_at = at
        passkey.save(update_fields=["sign_count", "last_used_at"])
        officers.record_sign_in(account=passkey.account, at=at)
    tries.forgive_tries(kind="second_step", key=str(account_id))
    return passkey.account


def remove_passkey(*, account_id: int, passkey_id: int, at: datetime.datetime, by: Actor) -> None:
    """Forget a passkey; another second step must remain.

    Raises PasskeyIsUnknown, LastSecondStep. Publishes people.security.changed.v1.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
        own = Passkey.objects.filter(account=account)
        if not own.filter(id=passkey_id).exists():
            raise PasskeyIsUnknown()
        if not account.totp_secret and own.count() == 1:
            raise second_step.LastSecondStep()
        own.filter(id=passkey_id).delete()
        officers.record_security_change(account_id=account_id, what="passkey_removed", at=at, by=by)


def _registration(proof: Proof) -> VerifiedRegistration:
    if len(proof.answer) > ANSWER_LENGTH_MAX:
        raise PasskeyNotProven()
    try:
        return webauthn.verify_registration_response(
            credential=proof.answer,
            expected_challenge=base64url_to_bytes(proof.challenge),
            expected_rp_id=proof.site.name,
            expected_origin=proof.site.origin,
        )
    except _BROKEN:
        raise PasskeyNotProven() from None


def _credential_id(answer: str) -> bytes:
    try:
        return webauthn.helpers.parse_authentication_credential_json(answer).raw_id
    except _BROKEN:
        raise PasskeyNotProven() from None


def _new_sign_count(passkey: Passkey, proof: Proof) -> int:
    try:
        proven = webauthn.verify_authentication_response(
            credential=proof.answer,
            expected_challenge=base64url_to_bytes(proof.challenge),
            expected_rp_id=proof.site.name,
            expected_origin=proof.site.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except _BROKEN:
        raise PasskeyNotProven() from None
    return proven.new_sign_count


def _descriptors(account_id: int) -> list[structs.PublicKeyCredentialDescriptor]:
    own = Passkey.objects.filter(account_id=account_id).order_by("id")
    return [structs.PublicKeyCredentialDescriptor(id=bytes(one.credential_id)) for one in own]


def _handle(account_id: int) -> bytes:
    """An opaque name of the account for the device, that tells nothing about the person."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"passkey:{account_id}".encode(), hashlib.sha256).digest()
