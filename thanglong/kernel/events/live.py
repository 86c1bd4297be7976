"""Telling open pages to look again. Nothing is lost when nobody listens."""

from django.db import connection

CHANNEL = "live"


def touch(*topics: str) -> None:
    """Say that a thing has changed: `dossier:CODE`, `agency:ID`, `account:ID`.

    The word goes out when the transaction commits (PostgreSQL NOTIFY), once for each topic.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic",
            [CHANNEL, sorted(set(topics))],
        )
