"""Sign-ins: begun, seen by their owner, ended."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, sight, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import rules
from thanglong.kernel.people.actions import whose
from thanglong.kernel.people.models import Account, SignedIn
from thanglong.kernel.trail import actions as trail

DEVICE_LENGTH_MAX = 200


class SignInTooOld(errors.CityError):
    """What is asked needs somebody who signed in just now."""

    code = "people.sign_in_too_old"
    status = 403
    message = _(
        "You signed in a while ago. For your safety, please sign in again, and then change how "
        "you sign in."
    )


def begin_session(
    *,
    account: Account,
    session_key: str,
    method: str,
    assurance: int,
    device: str,
    at: datetime.datetime,
) -> SignedIn:
    """Begin a sign-in under a new session key.

    method: vneid, totp or passkey; device: what the browser says of itself, in words.
    """
    span = rules.session_span(account.kind)
    return SignedIn.objects.create(
        account=account,
        session_key=session_key,
        method=method,
        assurance=assurance,
        device=text.nfc(device)[:DEVICE_LENGTH_MAX],
        began_at=at,
        seen_at=at,
        expires_at=at + span.absolute,
    )


def check_fresh_sign_in(*, session_key: str, at: datetime.datetime) -> None:
    """Let only those pass who signed in within the last minutes. Raises SignInTooOld."""
    found = SignedIn.objects.filter(session_key=session_key, ended_at=None).first()
    if found is None or not rules.is_fresh(began_at=found.began_at, at=at):
        raise SignInTooOld()


@sight.of_the_house("who holds the key of a session may end it, also when it counts no longer")
def end_session(*, session_key: str, at: datetime.datetime) -> None:
    """Sign out: the session does not count from now on. Ending it twice changes nothing."""
    SignedIn.objects.filter(session_key=session_key, ended_at=None).update(ended_at=at)


def end_sign_in(*, sign_in_id: int, at: datetime.datetime, by: Actor) -> None:
    """End one of one's own sign-ins, on whatever device it is; its next request finds nobody.

    Raises NotFound for another person's.
    """
    with transaction.atomic():
        own = SignedIn.objects.filter(id=sign_in_id, account_id=whose.account_of(by))
        if not own.exists():
            raise errors.NotFound()
        own.filter(ended_at=None).update(ended_at=at)
        trail.record(
            act="people.sign_in_ended",
            subject=f"sign_in:{sign_in_id}",
            at=at,
            by=by,
            person_id=by.person_id,
        )


def forget_old_sign_ins(*, at: datetime.datetime, limit: int = 5000) -> int:
    """Delete sign-ins that ended or expired more than 90 days ago, at most `limit`.

    Returns how many; call again for the rest.
    """
    before = at - datetime.timedelta(days=90)
    old = SignedIn.objects.filter(expires_at__lt=before).values_list("id", flat=True)[:limit]
    deleted, _by_model = SignedIn.objects.filter(id__in=list(old)).delete()
    return deleted
