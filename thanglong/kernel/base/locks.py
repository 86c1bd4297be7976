"""Waiting for a lock has a limit: a person gets an answer, not a spinning wheel."""

from django.db import connection

WAIT_MS = 5_000


def wait_at_most(milliseconds: int = WAIT_MS) -> None:
    """Set how long this transaction waits for a lock (1..60000 ms)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {int(milliseconds)}")
