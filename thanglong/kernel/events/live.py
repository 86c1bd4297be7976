"""Telling open pages to look again. Nothing is lost when nobody listens."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

CHANNEL = "live"


# What `touch` asks, also within the statement that publishes a fact.
TOUCH = "SELECT pg_notify(%s, topic)::text FROM unnest(%s::text[]) AS topic"


def touch(*topics: str) -> None:
    """Say that a thing has changed: `dossier:CODE`, `agency:ID`, `account:ID`.

    The word goes out when the transaction commits (PostgreSQL NOTIFY), once for each topic.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, values_of(topics))


def values_of(topics: Iterable[str]) -> list[Any]:
    """The values of `TOUCH`."""
    return [CHANNEL, sorted(set(topics))]
