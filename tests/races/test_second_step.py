"""Two who bring the same code at the same moment: one is let in."""

import threading
from collections.abc import Callable

import pyotp
import pytest
from django.db import connection

from thanglong.kernel.base import errors
from thanglong.kernel.people import actions
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 4


def at_once(act: Callable[[], object]) -> list[str]:
    """What several threads, let go at the same moment, are told."""
    gate = threading.Barrier(TOGETHER)
    told: list[str] = []

    def run() -> None:
        gate.wait(timeout=10)
        try:
            act()
            told.append("let in")
        except errors.CityError as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(told)


def test_a_code_brought_by_four_at_once_lets_one_in() -> None:
    minh = make.officer("Trần Văn Minh")
    code = pyotp.TOTP(make.SECRET).at(make.NOW)

    told = at_once(lambda: actions.check_code(account_id=minh.id, code=code, at=make.NOW))

    assert told == ["let in", *["people.wrong_code"] * (TOGETHER - 1)]


def test_without_the_lock_more_than_one_would_be_let_in() -> None:
    """The twin: the same check, reading first and writing later, as it must not be done."""
    minh = make.officer("Trần Văn Minh")
    step = int(make.NOW.timestamp()) // 30
    gate = threading.Barrier(TOGETHER)

    def check_without_lock() -> None:
        account = make.Account.objects.get(id=minh.id)
        gate.wait(timeout=10)
        if step <= account.totp_last_step:
            raise actions.WrongCode()
        make.Account.objects.filter(id=minh.id).update(totp_last_step=step)

    assert at_once(check_without_lock).count("let in") > 1


def test_tries_made_at_once_are_all_counted() -> None:
    told = [
        one
        for _ in range(5)
        for one in at_once(lambda: actions.count_try(kind="second_step", key="minh", at=make.NOW))
    ]

    assert told.count("let in") == 6
    assert told.count("city.too_many_tries") == 5 * TOGETHER - 6
