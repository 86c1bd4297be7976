"""Counting tries, so that nobody can guess for long."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import connection

from thanglong.kernel.base import errors
from thanglong.kernel.people import rules
from thanglong.kernel.people.models import Tries

# One statement, outside any larger transaction: a try counts even when what follows is refused.
_COUNT_SQL = """
INSERT INTO people_tries AS tries (key, count, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN tries.ends_at <= %(at)s THEN 1 ELSE tries.count + 1 END,
    ends_at = CASE WHEN tries.ends_at <= %(at)s THEN %(ends_at)s ELSE tries.ends_at END
RETURNING count, ends_at
"""


def count_try(*, kind: str, key: str, at: datetime.datetime) -> None:
    """Count one try of a kind (a key of rules.LIMITS) for a key (a login, an address).

    Raises TooManyTries when the limit of the window is passed.
    """
    limit = rules.LIMITS[kind]
    ends_at = at + limit.window
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_SQL, {"key": _hidden(kind, key), "at": at, "ends_at": ends_at})
        count, window_ends_at = cursor.fetchone()
    if count > limit.tries_max:
        raise errors.TooManyTries(seconds=max(1, int((window_ends_at - at).total_seconds())))


def forgive_tries(*, kind: str, key: str) -> None:
    """Begin anew after a success."""
    Tries.objects.filter(key=_hidden(kind, key)).delete()


def forget_tries(*, at: datetime.datetime, limit: int = 5000) -> int:
    """Delete counts whose window is over, at most `limit`. Returns how many."""
    old = Tries.objects.filter(ends_at__lte=at).values_list("key", flat=True)[:limit]
    deleted, _by_model = Tries.objects.filter(key__in=list(old)).delete()
    return deleted


def _hidden(kind: str, key: str) -> str:
    """The key as it is stored: logins and addresses stay unreadable."""
    digest = hmac.new(settings.SECRET_KEY.encode(), key.casefold().encode(), hashlib.sha256)
    return f"{kind}:{digest.hexdigest()}"
