"""The work of officers by program."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests import filing
from tests.program import Program
from tests.tables import Absence, Case, Holding, Step, Task
from tests.town import MORNING, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases.queries import steps_of
from thanglong.services.procedures.queries.thread import thread_of

Ask = Callable[[Actor | None], Program]
Contract = Callable[[str, Any], None]
SLUG = "marital-status-certificate"
FOUND = {"status": "single", "status_source": "register"}


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})


def open_task(case: Case) -> int:
    return Task.objects.get(case=case, closed_at=None, kind="stage").id


def act(program: Program, case: Case, action: str, body: Any = None, **more: Any) -> Any:
    return program.post(f"/tasks/{open_task(case)}/actions/{action}", body, **more)


def test_minh_finds_the_work_of_his_post(
    town: Town, ask: Ask, case: Case, contract: Contract
) -> None:
    answer = ask(town.minh).get("/inbox")

    assert [one["code"] for one in answer.json()["items"]] == [case.code]
    contract("inbox", answer.json())


@pytest.mark.parametrize("who", ["lan", "hanh"])
def test_residents_have_no_inbox(town: Town, ask: Ask, case: Case, who: str) -> None:
    answer = ask(getattr(town, who)).get("/inbox")

    assert (answer.status_code, answer.json()["code"]) == (403, "city.not_allowed")


def test_the_work_of_others_is_not_in_the_inbox(town: Town, ask: Ask, case: Case) -> None:
    assert ask(town.hoa).get("/inbox").json()["items"] == []
    assert ask(elsewhere(town)).get("/inbox").json()["items"] == []


def test_the_inbox_goes_on_where_a_page_ended(town: Town, ask: Ask) -> None:
    cases_ = [
        filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})
        for _ in range(3)
    ]
    minh = ask(town.minh)

    first = minh.get("/inbox", limit=2).json()
    second = minh.get("/inbox", limit=2, cursor=first["next_cursor"]).json()

    found = [one["code"] for one in first["items"] + second["items"]]
    assert found == [one.code for one in cases_]
    assert second["next_cursor"] is None


def test_work_without_a_date_comes_last_and_is_not_lost(town: Town, ask: Ask) -> None:
    codes = [
        filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"}).code
        for _ in range(4)
    ]
    Task.objects.filter(case__code__in=codes[:2]).update(due_at=None)
    minh, found, cursor = ask(town.minh), [], ""

    while cursor is not None:
        page = minh.get("/inbox", limit=1, **({"cursor": cursor} if cursor else {})).json()
        found += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"]

    assert found == [*codes[2:], *codes[:2]]


def test_a_view_that_is_none_is_refused(town: Town, ask: Ask) -> None:
    answer = ask(town.minh).get("/inbox", view="everything", limit=1000)

    found = {one["field"]: one["code"] for one in answer.json()["errors"]}
    assert found == {"view": "not_an_option", "limit": "too_large"}


def test_minh_claims_and_releases(town: Town, ask: Ask, case: Case, contract: Contract) -> None:
    minh, task = ask(town.minh), open_task(case)

    claimed = minh.post(f"/tasks/{task}/claim")
    released = minh.post(f"/tasks/{task}/release")

    assert (claimed.json()["is_mine"], released.json()["is_claimed"]) == (True, False)
    contract("claim", claimed.json())


def test_a_claimed_task_is_refused_with_the_colleagues_name(
    town: Town, ask: Ask, case: Case
) -> None:
    minh, colleague, task = ask(town.minh), ask(beside_minh(town)), open_task(case)
    minh.post(f"/tasks/{task}/claim")

    claimed = colleague.post(f"/tasks/{task}/claim")
    acted = act(colleague, case, "accept")

    assert (claimed.status_code, claimed.json()["code"]) == (409, "cases.task_claimed")
    assert "Trần Văn Minh" in claimed.json()["detail"]
    assert acted.status_code == 409


@pytest.mark.parametrize("path", ["claim", "release", "actions/accept", "actions/stop"])
def test_whoever_never_had_a_dossier_does_not_learn_of_its_task(
    town: Town, ask: Ask, case: Case, path: str
) -> None:
    stranger, task = ask(elsewhere(town)), open_task(case)
    words = {"note": "x", "basis": "y"} if "actions" in path else None

    there = stranger.post(f"/tasks/{task}/{path}", words)
    not_there = stranger.post(f"/tasks/999999999/{path}", words)

    assert (there.status_code, not_there.status_code) == (404, 404)
    assert there.json() == not_there.json()


def test_a_finished_task_is_hidden_from_strangers_too(town: Town, ask: Ask, case: Case) -> None:
    task = open_task(case)
    act(ask(town.minh), case, "accept")

    answer = ask(elsewhere(town)).post(f"/tasks/{task}/actions/accept")

    assert answer.status_code == 404


def test_the_dossier_goes_its_way_by_program(
    town: Town, ask: Ask, case: Case, contract: Contract
) -> None:
    accepted = act(ask(town.minh), case, "accept")
    act(ask(town.hoa), case, "propose", {"findings": FOUND})
    done = act(ask(town.long), case, "approve")

    assert (accepted.json()["status"], accepted.json()["national_code"]) == ("received", 2)
    assert (done.json()["status"], done.json()["outcome"]) == ("returned", "granted")
    contract("standing", accepted.json())


def test_a_refusal_wants_words(town: Town, ask: Ask, case: Case) -> None:
    minh = ask(town.minh)

    bare = act(minh, case, "refuse")
    worded = act(minh, case, "refuse", {"note": "Không đúng nơi", "basis": "NĐ 123, Điều 21"})

    assert (bare.status_code, bare.json()["code"]) == (422, "cases.reason_missing")
    assert (worded.json()["status"], worded.json()["national_code"]) == ("not_accepted", 3)


def test_a_supplement_wants_a_verdict_on_everything(town: Town, ask: Ask, case: Case) -> None:
    answer = act(ask(town.minh), case, "supplement", {"note": "thiếu"})

    assert (answer.status_code, answer.json()["code"]) == (422, "cases.verdict_missing")


def test_an_action_that_the_stage_does_not_have_is_refused(
    town: Town, ask: Ask, case: Case
) -> None:
    answer = act(ask(town.minh), case, "approve")

    assert (answer.status_code, answer.json()["code"]) == (409, "cases.no_such_action")


def test_an_action_on_a_finished_dossier_is_refused(town: Town, ask: Ask, case: Case) -> None:
    task = open_task(case)
    minh = ask(town.minh)
    minh.post(f"/tasks/{task}/actions/refuse", {"note": "x", "basis": "y"})

    answer = minh.post(f"/tasks/{task}/actions/accept")

    assert (answer.status_code, answer.json()["code"]) == (409, "cases.task_done")


def test_a_post_lost_a_second_ago_counts_no_more(town: Town, ask: Ask, case: Case) -> None:
    minh = ask(town.minh)
    Holding.objects.filter(account_id=town.minh.account_id).update(valid_to=MORNING)

    answer = act(minh, case, "accept")

    assert (answer.status_code, answer.json()["code"]) == (403, "web.no_post_now")


def test_work_waits_neither_for_minh_who_is_away_nor_for_a_deputy_whose_days_are_over(
    town: Town, ask: Ask, case: Case
) -> None:
    minh, nga = ask(town.minh), ask(beside_minh(town))
    task, day = open_task(case), datetime.timedelta(days=1)
    minh.post(f"/tasks/{task}/claim")
    while_there = nga.post(f"/tasks/{task}/claim")
    away = Absence.objects.create(
        account_id=town.minh.account_id, deputy_id=town.hoa.account_id,
        starts_at=MORNING - day, ends_at=clock.now() + day,
    )  # fmt: skip

    taken = ask(town.hoa).post(f"/tasks/{task}/claim")
    beside = nga.post(f"/tasks/{task}/claim")
    Absence.objects.filter(id=away.id).update(cancelled_at=MORNING)
    done = act(minh, case, "accept")

    assert (while_there.status_code, while_there.json()["code"]) == (409, "cases.task_claimed")
    assert taken.status_code == 200
    assert beside.status_code == 409  # Hòa is there and has it now
    assert done.status_code == 200


def test_minh_passes_a_task_on_to_a_colleague(town: Town, ask: Ask, case: Case) -> None:
    colleague = beside_minh(town)

    answer = act(ask(town.minh), case, "pass_on", {"to_account": colleague.account_id})

    assert answer.status_code == 200
    assert Task.objects.get(id=open_task(case)).claimed_by_id == colleague.account_id


def test_the_same_action_twice_is_one_step_and_one_answer(town: Town, ask: Ask, case: Case) -> None:
    minh, task = ask(town.minh), open_task(case)

    answers = [minh.post(f"/tasks/{task}/actions/accept", key="a-1") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert Step.objects.filter(case=case, action="accept").count() == 1


def test_a_claim_sent_again_after_a_release_claims_nothing(
    town: Town, ask: Ask, case: Case
) -> None:
    minh, task = ask(town.minh), open_task(case)
    first = minh.post(f"/tasks/{task}/claim", key="c-1")
    minh.post(f"/tasks/{task}/release")

    again = minh.post(f"/tasks/{task}/claim", key="c-1")

    assert again.content == first.content
    assert Task.objects.get(id=task).claimed_by_id is None


def test_an_agency_asked_for_its_opinion_does_not_decide(town: Town, ask: Ask) -> None:
    case, task, police = consulted(town)

    decided = ask(police).post(f"/tasks/{task}/actions/propose")
    answered = ask(police).post(f"/tasks/{task}/actions/opinion", {"note": "Không có ý kiến"})

    assert (decided.status_code, decided.json()["code"]) == (409, "cases.no_such_action")
    assert answered.status_code == 200
    assert Step.objects.filter(case=case, action="opinion").exists()


def test_lan_reads_what_another_agency_was_asked(town: Town) -> None:
    case, _task, _police = consulted(town)

    told = thread_of(case, steps_of(case), by=town.lan, language="vi")

    (asked,) = [one for one in told if one.action == "consult"]
    assert asked.text == "Công an phường, xã cho biết quá trình cư trú"


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 30])
def test_a_task_that_cannot_be_is_refused(town: Town, ask: Ask, number: str) -> None:
    answer = ask(town.minh).post(f"/tasks/{number}/claim")

    assert answer.status_code == 422


def consulted(town: Town) -> tuple[Case, int, Actor]:
    """A dossier on which another agency has been asked, its task there, and who holds it."""
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})
    for _ in range(5):
        task = Task.objects.get(case=case, closed_at=None, kind="stage")
        holder = town.officer(f"Cán bộ {task.role}", task.agency.name, task.role)
        asked = [one.id for one in flow_stage(case, task.stage).consult]
        if asked:
            cases.ask_opinion(
                task_id=task.id,
                consult=asked[0],
                question="Có tiền án không?",
                at=MORNING,
                by=holder,
            )
            other = Task.objects.get(case=case, closed_at=None, kind="consultation")
            who = town.officer("Công an phường", other.agency.name, other.role)
            return case, other.id, who
        request = cases.Request(action=next(iter(flow_stage(case, task.stage).do)).action)
        case = cases.act(task_id=task.id, request=request, at=MORNING, by=holder)
    raise AssertionError("no stage asks another agency")


def flow_stage(case: Case, stage: str) -> Any:
    from thanglong.kernel.cases.flow import Flow

    return Flow.of(case).defined(stage)


def beside_minh(town: Town) -> Actor:
    """Another clerk of the same counter."""
    name = "Điểm phục vụ hành chính công phường Ba Đình"
    return town.officer("Phạm Thu Nga", name, "one_stop")


def elsewhere(town: Town) -> Actor:
    """A clerk of another ward."""
    name = "Điểm phục vụ hành chính công phường Hoàn Kiếm"
    return town.officer("Đỗ Thị Mai", name, "one_stop")


def test_a_program_reads_what_is_to_be_found_and_sends_it(town: Town, ask: Ask, case: Case) -> None:
    act(ask(town.minh), case, "accept")
    hoa = ask(town.hoa)

    (task,) = hoa.get(f"/dossiers/{case.code}").json()["tasks"]
    missing = act(hoa, case, "propose")
    wrong = act(hoa, case, "propose", {"findings": FOUND | {"status": "happy"}})
    done = act(hoa, case, "propose", {"findings": FOUND})

    assert list(task["findings"]["properties"]) == ["status", "spouse_name", "status_source"]
    assert (missing.status_code, missing.json()["code"]) == (422, "cases.findings_wrong")
    assert [one["field"] for one in missing.json()["errors"]] == ["status", "status_source"]
    assert [one["field"] for one in wrong.json()["errors"]] == ["status"]
    assert done.json()["stage"] == "signature"


def test_the_office_reads_what_was_found_with_its_history_and_lan_only_after_the_decision(
    town: Town, ask: Ask, case: Case
) -> None:
    act(ask(town.minh), case, "accept")
    act(ask(town.hoa), case, "propose", {"findings": FOUND})
    before = ask(town.lan).get(f"/dossiers/{case.code}").json()["findings"]
    act(ask(town.long), case, "approve", {"findings": {"status_source": "book"}})

    office = ask(town.hoa).get(f"/dossiers/{case.code}").json()["findings"]
    after = ask(town.lan).get(f"/dossiers/{case.code}").json()["findings"]

    assert before == []
    assert [(one["field"], one["value"]) for one in office] == [
        ("status", "single"),
        ("status_source", "register"),
        ("status_source", "book"),
    ]
    assert "Vũ Thị Hoa" in office[0]["by"]
    assert [(one["value"], one["by"]) for one in after] == [("single", ""), ("book", "")]
