"""Waiting for a lock has a limit: a person gets an answer, not a spinning wheel."""

from django.conf import settings
from django.db import connection


def wait_at_most(milliseconds: int | None = None) -> None:
    """Set how long this transaction waits for a lock (1..60000 ms).

    None: the usual time, with which every connection begins (LOCK_WAIT_MS of the settings).
    """
    if milliseconds is None or milliseconds == settings.LOCK_WAIT_MS:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {int(milliseconds)}")
