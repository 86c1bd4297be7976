"""Who holds several posts acts by one of them: papers, steps and the trail name that one."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.documents.models import Document
from thanglong.kernel.trail.models import Entry

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug="birth-registration", by=town.lan, at=MORNING)


@pytest.fixture
def hoa(town: Town) -> Actor:
    """Hoa, who sits at the one-stop counter as well; that post comes first."""
    return replace(town.hoa, posts=(*town.minh.posts, *town.hoa.posts))


def act(case: Case, action: str, by: Actor, **words: Any) -> Case:
    task = Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
    case.refresh_from_db()
    request = cases.Request(action=action, findings=filing.found_for(case, action), **words)
    return cases.act(task_id=task.id, request=request, at=MORNING + HOUR, by=by)


def wanting(case: Case) -> tuple[cases.Verdict, ...]:
    return tuple(
        cases.Verdict(requirement=name, is_fulfilled=name.startswith("need:"), reason="sai tên")
        for name in scopes.requirements(case)
    )


def test_a_request_is_signed_by_the_post_in_which_hoa_asks(
    town: Town, case: Case, hoa: Actor
) -> None:
    act(case, "accept", town.minh)
    act(case, "supplement", hoa, verdicts=wanting(case))

    form = Document.objects.get(case_code=case.code, code="02")

    post = town.hoa.posts[0]
    assert form.data is not None
    assert form.data["signer"]["title"] == post.title
    assert form.issuer_id == post.agency_id
    entry = Entry.objects.get(act="cases.supplement.asked.v1", subject=f"dossier:{case.code}")
    assert entry.post_id == post.post_id


def test_a_stop_is_signed_by_the_post_whose_desk_has_the_dossier(
    town: Town, case: Case, hoa: Actor
) -> None:
    act(case, "accept", town.minh)
    task = Task.objects.get(case=case, closed_at__isnull=True)

    cases.stop_case(task_id=task.id, reason="Trùng", basis="NĐ 123/2015", at=MORNING, by=hoa)

    form = Document.objects.get(case_code=case.code, code="05")
    assert form.data is not None
    assert form.data["signer"]["title"] == town.hoa.posts[0].title
    stop = case.steps.get(action="stop")
    assert stop.post_id == town.hoa.posts[0].post_id
    assert stop.allowed_minutes is not None  # the control slip shows how long the desk had it


def test_a_message_comes_from_the_desk_that_has_the_dossier(
    town: Town, case: Case, hoa: Actor
) -> None:
    act(case, "accept", town.minh)

    said = cases.send_message(code=case.code, text="Chị Lan ơi", at=MORNING, by=hoa)

    assert said.post_id == town.hoa.posts[0].post_id


def test_an_english_page_has_an_english_name_for_every_paper(town: Town, case: Case) -> None:
    act(case, "accept", town.minh)
    act(case, "propose", town.hoa)
    act(case, "approve", town.long)

    papers = Document.objects.filter(case_code=case.code)

    names = {one.code: (one.title_in("vi"), one.title_in("en")) for one in papers}
    assert names["01"] == (
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Receipt and appointment slip",
    )
    assert ("Giấy khai sinh", "Birth certificate") in names.values()


def test_a_result_says_the_day_on_which_lan_filed_and_when_all_was_there(
    town: Town, case: Case
) -> None:
    late = MORNING + datetime.timedelta(days=2)
    act(case, "accept", town.minh)
    Case.objects.filter(id=case.id).update(received_at=late)  # the counter took its time
    act(case, "supplement", town.hoa, verdicts=wanting(case))
    answer = cases.Answer(answers={})
    cases.answer_supplement(code=case.code, answer=answer, at=late, by=town.lan)
    act(case, "propose", town.hoa)
    act(case, "approve", town.long)

    result = Document.objects.get(case_code=case.code, kind="result")

    assert result.data is not None
    assert result.data["case"]["received_on"] == "25/11/2026"
    assert result.data["case"]["complete_on"] == "27/11/2026"
