"""What is kept in memory is of the present edition."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from thanglong.kernel.units import edition
from thanglong.kernel.units.models import Edition
from thanglong.kernel.units.tests.make import AT

calls: list[int] = []


@edition.remembered
def asked(number: int) -> int:
    calls.append(number)
    return number


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    calls.clear()
    edition.forget()
    monkeypatch.setattr(edition, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.mark.django_db
def test_inside_a_transaction_the_city_does_not_change() -> None:
    asked(1)
    Edition.objects.create(digest="x", loaded_at=AT, areas=0, agencies=0, posts=0)

    asked(1)

    assert calls == [1]


@pytest.mark.django_db
def test_another_process_that_loads_the_city_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with outside_of_transactions(monkeypatch):
        asked(2)
        asked(2)
    assert calls == [2]

    Edition.objects.create(digest="y", loaded_at=AT, areas=0, agencies=0, posts=0)
    with outside_of_transactions(monkeypatch):
        asked(2)

    assert calls == [2, 2]


@contextmanager
def outside_of_transactions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the test's own transaction were not open, as it is not when a page is read."""
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "in_atomic_block", False)
        yield
