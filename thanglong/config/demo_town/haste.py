"""Very many actions in one transaction: what each would do for itself is done once for all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

PREPARED_MAX = 500  # statements kept: a town asks everything that the city can ask


@contextmanager
def all_at_once() -> Iterator[None]:
    """One transaction for a whole town, in which actions set no savepoints: what goes wrong undoes
    the town, but for `attempt`.
    """
    features = connection.features
    with transaction.atomic():
        raw = connection.connection
        before = raw.prepared_max, features.uses_savepoints
        raw.prepared_max, features.uses_savepoints = PREPARED_MAX, False
        try:
            yield
        finally:
            raw.prepared_max, features.uses_savepoints = before


@contextmanager
def attempt() -> Iterator[None]:
    """What may be refused is undone by itself when it is."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, True
    try:
        with transaction.atomic():
            features.uses_savepoints = before
            try:
                yield
            finally:
                features.uses_savepoints = True
    finally:
        features.uses_savepoints = before
