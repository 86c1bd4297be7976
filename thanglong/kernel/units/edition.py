"""Answers kept in memory, for as long as the city's units are of one edition.

Units change some times a year, and are asked for with every dossier. Each process keeps small
answers and looks now and then whether another process has loaded a new edition.
"""

import functools
import threading
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")

KEPT_MAX = 20_000
LOOK_AGAIN_SECONDS = 15.0

_kept: list[Any] = []
_lock = threading.Lock()
_state: dict[str, float | int | None] = {"seen": None, "looked_at": float("-inf")}


def remembered(query: Callable[P, T]) -> Callable[P, T]:
    """A query whose answers are kept until the city's units change."""
    keeper = functools.lru_cache(maxsize=KEPT_MAX)(query)
    _kept.append(keeper)

    @functools.wraps(query)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        _look()
        return keeper(*args, **kwargs)  # type: ignore[arg-type]

    return wrapped


def forget() -> None:
    """Drop what is kept, after units have changed here."""
    for keeper in _kept:
        keeper.cache_clear()


def _look() -> None:
    """Forget everything when there is a new edition. Not inside a transaction: the city does not
    change under the feet of an action.
    """
    if time.monotonic() - (_state["looked_at"] or 0.0) < LOOK_AGAIN_SECONDS:
        return
    if connection.in_atomic_block:
        return
    with _lock:
        _state["looked_at"] = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM units_edition")
        seen = cursor.fetchone()[0]
    if seen != _state["seen"]:
        _state["seen"] = seen
        forget()
