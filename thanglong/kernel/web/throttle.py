"""A limit on tries, counted in PostgreSQL so that all web processes share it."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import connection

from thanglong.kernel.base.errors import TooManyTries

_COUNT = """
INSERT INTO web_tries (key, window_start, tries) VALUES (%(key)s, %(start)s, 1)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN web_tries.window_start = EXCLUDED.window_start
                 THEN web_tries.tries + 1 ELSE 1 END,
    window_start = EXCLUDED.window_start
RETURNING tries
"""
_FORGET = """
DELETE FROM web_tries WHERE key IN
    (SELECT key FROM web_tries WHERE window_start < %(before)s LIMIT %(limit)s)
"""


def throttle(key: str, *, limit: int, window_seconds: int, at: datetime.datetime) -> None:
    """Count one try; pass while there are at most `limit` in the window. Raises TooManyTries.

    key: what is limited and for whom (`track:203.0.113.7`); only a keyed hash of it is stored.
    Outside a transaction each try counts even if what follows is refused.
    """
    now = int(at.timestamp())
    start = now - now % window_seconds
    began_at = datetime.datetime.fromtimestamp(start, datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": hashed(key), "start": began_at})
        (tries,) = cursor.fetchone()
    if tries > limit:
        raise TooManyTries(seconds=start + window_seconds - now)


def forget_tries(*, before: datetime.datetime, limit: int = 5000) -> int:
    """Delete counts that no longer matter, at most `limit`. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"before": before, "limit": limit})
        return int(cursor.rowcount)


def hashed(key: str) -> str:
    """The key as it is stored: nobody reads an address from the table."""
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()
