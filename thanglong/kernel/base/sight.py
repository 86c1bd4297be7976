"""With whose eyes the database is asked: it shows each row only to whom its policies name (0030).

Outside of a request the house asks, which owns the tables and sees them all: the worker, the
command line, migrations. Within a request nobody asks until it is known who does.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes. `role`: empty for the house, else the suffix of the role that owns nothing."""

    role: str = "_web"
    account_id: int | None = None
    at: datetime.datetime | None = None


class Request:
    """One request: nobody's, until it is known who asks."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes


HOUSE = Eyes(role="")
NOBODY = Eyes()
_request: ContextVar[Request | None] = ContextVar("request", default=None)
_is_house: ContextVar[bool] = ContextVar("is_house", default=False)


def eyes() -> Eyes:
    """Whose eyes the next statement is asked with."""
    request = _request.get()
    return HOUSE if request is None or _is_house.get() else request.eyes


@contextmanager
def of_a_request(eyes: Eyes = NOBODY) -> Iterator[Request]:
    """Everything within is asked by nobody, until `of_account` says by whom."""
    request = Request(eyes)
    before, house = _request.set(request), _is_house.set(False)
    try:
        yield request
    finally:
        _is_house.reset(house)
        _request.reset(before)


def through(eyes: Eyes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces that are made only when they are fetched, each with these eyes."""
    made = iter(pieces)
    while True:
        with of_a_request(eyes):
            piece = next(made, None)
        if piece is None:
            return
        yield piece


def of_account(account_id: int | None, *, at: datetime.datetime) -> None:
    """From now on this request is asked by this account, with what it may be at this instant.

    Outside of a request it says nothing: there the house asks.
    """
    request = _request.get()
    if request is not None:
        request.eyes = Eyes(account_id=account_id, at=at)


@contextmanager
def of_the_house(why: str) -> Iterator[None]:
    """What is within is asked by the house, whoever sent the request. why: for who reviews it.

    Keep it small, and let what it finds be checked: it is a door in the wall. A house test lists
    them all.
    """
    assert why, "say why"
    before = _is_house.set(True)
    try:
        yield
    finally:
        _is_house.reset(before)
