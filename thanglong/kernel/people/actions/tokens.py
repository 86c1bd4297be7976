"""Keys for the programming interface. The key is shown once; only its hash is kept."""

import datetime
import secrets

from django.db import transaction

from thanglong.kernel.base import errors
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import rules
from thanglong.kernel.people.actions import whose
from thanglong.kernel.people.models import Token
from thanglong.kernel.trail import actions as trail

PREFIX = "tl_"  # so that a key found in a wrong place is recognised
LIFE = datetime.timedelta(days=90)


def make_token(
    *,
    account_id: int,
    label: str,
    assurance: int,
    expires_at: datetime.datetime | None,
    at: datetime.datetime,
    by: Actor,
) -> str:
    """A new key for an account; whoever has it acts as the account.

    assurance: the identity level that the key stands for; expires_at: 90 days when not given.
    Returns the key: it cannot be shown again.
    """
    key = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            account_id=account_id,
            digest=rules.digest_of(key),
            label=label,
            assurance=assurance,
            created_at=at,
            expires_at=expires_at or at + LIFE,
        )
        trail.record(act="people.token_made", subject=f"token:{token.id}", at=at, by=by)
    return key


def revoke_token(*, token_id: int, at: datetime.datetime, by: Actor) -> None:
    """End one of one's own keys. Raises NotFound for another person's."""
    with transaction.atomic():
        own = Token.objects.filter(id=token_id, account_id=whose.account_of(by))
        if not own.exists():
            raise errors.NotFound()
        own.filter(revoked_at=None).update(revoked_at=at)
        trail.record(act="people.token_revoked", subject=f"token:{token_id}", at=at, by=by)
