"""The same request twice at once: real threads, real transactions."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tests import filing
from tests.program import Program
from tests.town import Town, ensure_city
from thanglong.kernel.base import clock
from thanglong.kernel.cases.models import Case, Step, Task
from thanglong.kernel.web.models import KeptAnswer

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "marital-status-certificate"
FORMS = f"/procedures/{SLUG}/dossiers"
AT_ONCE = 6


@pytest.fixture
def town(transactional_db: None) -> Town:
    ensure_city()
    return Town(at=clock.now())


def at_once(send: Callable[[], Any]) -> list[Any]:
    """What everyone is answered who sends the same at the same moment."""
    gate, answers = threading.Barrier(AT_ONCE), []

    def run() -> None:
        gate.wait(10)
        try:
            answers.append(send())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return answers


def form(**changes: Any) -> dict[str, Any]:
    return {"answers": filing.plain(filing.scenario(SLUG)["answers"]) | changes}


def test_one_key_at_once_files_one_dossier_and_everyone_gets_the_same_answer(town: Town) -> None:
    lan = Program(town.lan)

    answers = at_once(lambda: lan.post(FORMS, form(), key="k-1"))

    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert Case.objects.count() == 1
    assert KeptAnswer.objects.count() == 1


def test_without_a_key_the_same_form_at_once_files_several(town: Town) -> None:
    """The twin: what the key prevents does happen without it, and the codes still differ."""
    lan = Program(town.lan)

    answers = at_once(lambda: lan.post(FORMS, form()))

    assert len({one.json()["code"] for one in answers}) == AT_ONCE
    assert Case.objects.count() == AT_ONCE


def test_one_key_with_two_contents_at_once_does_one_of_them(town: Town) -> None:
    lan, copies = Program(town.lan), iter(range(1, 10))

    answers = at_once(lambda: lan.post(FORMS, form(copies=next(copies)), key="k-1"))

    assert sorted(one.status_code for one in answers) == [201, *[422] * (AT_ONCE - 1)]
    assert Case.objects.count() == 1


def test_an_action_at_once_is_one_step(town: Town) -> None:
    lan, minh = Program(town.lan), Program(town.minh)
    code = lan.post(FORMS, form()).json()["code"]
    task = Task.objects.get(case__code=code).id

    answers = at_once(lambda: minh.post(f"/tasks/{task}/actions/accept", key="a-1"))
    twin = at_once(lambda: minh.post(f"/tasks/{task}/actions/accept"))

    assert {one.status_code for one in answers} == {200}
    assert {one.status_code for one in twin} == {409}
    assert Step.objects.filter(case__code=code, action="accept").count() == 1
