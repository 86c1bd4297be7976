"""Lan completes her dossier: what she sends is looked at first, and nothing she wrote is lost."""

import io
from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case, Paper, Task
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.documents.tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Actor], Client]
NEED, PAGE = "need:lives_here", "page:child"


@pytest.fixture
def case(awake: Town) -> Case:
    """Lan's dossier, in which the child's page and where she lives are found wanting."""
    case = filing.file(slug="birth-registration", by=awake.lan, at=clock.now())
    verdicts = tuple(
        cases.Verdict(requirement=name, is_fulfilled=name not in (NEED, PAGE), reason="chưa rõ")
        for name in scopes.requirements(case)
    )
    assert {NEED, PAGE} <= {one.requirement for one in verdicts}
    task = Task.objects.get(case=case, closed_at__isnull=True)
    request = cases.Request(action="supplement", verdicts=verdicts)
    return cases.act(task_id=task.id, request=request, at=clock.now(), by=awake.minh)


def child(**changes: str) -> dict[str, str]:
    """The child's page as the first scenario answers it."""
    answers = filing.plain(filing.scenario("birth-registration")["answers"])
    asked = (name for name in answers if name.startswith("child.") or name == "birth_proof")
    return {name: answers[name] for name in asked} | changes


def photo(content: bytes, name: str = "nha.jpg") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def test_a_blank_page_comes_back_once_before_it_is_sent(
    awake: Town, browse: Browse, case: Case
) -> None:
    lan, address = browse(awake.lan), f"/dossiers/{case.code}/supplement"
    blank = photo(make.jpeg(make.page((900, 1200), lines_max=0)))
    sent = child() | {"note": "Tôi gửi ạ"}

    page = lan.post(address, sent | {"files.lives_here": blank}).content.decode()

    assert "Dường như không có gì trên đó." in page
    assert "Tôi gửi ạ" in page
    case.refresh_from_db()
    assert case.status == "waiting_for_you"
    taken = page.split('name="taken" value="lives_here:')[1].split('"')[0]
    lan.post(address, sent | {"taken": f"lives_here:{taken}"})
    case.refresh_from_db()
    assert case.status != "waiting_for_you"
    assert str(Paper.objects.get(case=case, need="lives_here").document_id) == taken


def test_lan_takes_a_file_away_again_and_what_she_wrote_stays(
    awake: Town, browse: Browse, case: Case
) -> None:
    lan, address = browse(awake.lan), f"/dossiers/{case.code}/supplement"
    sent = child(**{"child.birth_place": "Nhà hộ sinh Ba Đình"})
    good = photo(make.jpeg(make.page((900, 1200))))
    refused = lan.post(address, sent | {"child.birth_date": "hôm qua", "files.lives_here": good})
    taken = refused.content.decode().split('name="taken" value="lives_here:')[1].split('"')[0]

    pair = f"lives_here:{taken}"
    page = lan.post(address, sent | {"taken": pair, "drop": pair}).content.decode()

    assert refused.status_code == 422
    for answer in (refused.content.decode(), page):
        assert "Nhà hộ sinh Ba Đình" in answer
    assert taken not in page
    assert not Paper.objects.filter(case=case, round=1).exists()


def test_papers_come_only_where_something_was_wanting(
    awake: Town, browse: Browse, case: Case
) -> None:
    lan, address = browse(awake.lan), f"/dossiers/{case.code}/supplement"
    good = {"files.lives_here": photo(make.jpeg(make.page((900, 1200))))}
    broken = lan.post(address, child() | {"child.full_name": ""} | good).content.decode()
    taken = broken.split('name="taken" value="lives_here:')[1].split('"')[0]
    pairs = [f"lives_here:{taken}", f"medical_certificate:{taken}", "lives_here:không phải mã"]

    lan.post(address, child() | {"taken": pairs})

    assert list(Paper.objects.filter(case=case).values_list("need", flat=True)) == ["lives_here"]


def test_a_question_that_an_answer_opens_is_asked_and_can_be_answered(
    awake: Town, browse: Browse
) -> None:
    case = filing.file(
        slug="judicial-record-certificate",
        by=awake.lan,
        at=clock.now(),
        answers={"fee_group": "ordinary", "lived": "here"},
    )
    verdicts = tuple(
        cases.Verdict(requirement=name, is_fulfilled=name != "page:history", reason="chưa rõ")
        for name in scopes.requirements(case)
    )
    request = cases.Request(action="supplement", verdicts=verdicts)
    task = Task.objects.get(case=case, closed_at__isnull=True)
    cases.act(task_id=task.id, request=request, at=clock.now(), by=awake.minh)
    lan, address = browse(awake.lan), f"/dossiers/{case.code}/supplement"

    asked = lan.post(address, {"lived": "several"})
    lan.post(address, {"lived": "several", "homes": "Hải Phòng đến 2014, rồi Hà Nội đến nay."})

    assert asked.status_code == 422
    assert 'name="homes"' in asked.content.decode()
    case.refresh_from_db()
    assert case.answers["homes"] == "Hải Phòng đến 2014, rồi Hà Nội đến nay."
