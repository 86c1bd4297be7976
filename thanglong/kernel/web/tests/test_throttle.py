"""The limit on tries."""

import datetime

import pytest

from thanglong.kernel.base.errors import TooManyTries
from thanglong.kernel.web import throttle
from thanglong.kernel.web.models import Tries

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 2, 5, 5, 0, tzinfo=datetime.UTC)
KEY = "track:203.0.113.7"


def tries(number: int, *, key: str = KEY, at: datetime.datetime = NOON) -> None:
    for _ in range(number):
        throttle.throttle(key, limit=3, window_seconds=60, at=at)


def test_a_few_tries_pass_and_one_too_many_is_refused_with_the_time_to_wait() -> None:
    tries(3)

    with pytest.raises(TooManyTries) as refusal:
        tries(1, at=NOON + datetime.timedelta(seconds=20))

    assert refusal.value.details["seconds"] == 40


def test_a_new_window_begins_at_nought() -> None:
    tries(3)

    tries(3, at=NOON + datetime.timedelta(seconds=60))


def test_others_are_not_held_up() -> None:
    tries(3)

    tries(3, key="track:203.0.113.8")


def test_no_address_stands_in_the_table() -> None:
    tries(1)

    assert "203.0.113.7" not in Tries.objects.get().key


def test_old_counts_are_forgotten() -> None:
    tries(1)
    tries(1, key="other", at=NOON + datetime.timedelta(days=2))

    forgotten = throttle.forget_tries(before=NOON + datetime.timedelta(days=1))

    assert forgotten == 1
    assert Tries.objects.count() == 1
