"""Filing, reading, completing and withdrawing a dossier by program."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import filing
from tests.program import Program
from tests.tables import Case, Entry, Task
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import scopes

Ask = Callable[[Actor | None], Program]
Contract = Callable[[str, Any], None]
SLUG = "marital-status-certificate"
FORMS = f"/procedures/{SLUG}/dossiers"


def form(**changes: Any) -> dict[str, Any]:
    answers = filing.plain(filing.scenario(SLUG)["answers"]) | changes
    return {"answers": {name: value for name, value in answers.items() if value is not None}}


def filed(program: Program) -> str:
    code: str = program.post(FORMS, form()).json()["code"]
    return code


def open_task(code: str) -> int:
    return Task.objects.get(case__code=code, closed_at=None, kind="stage").id


def test_lan_files_a_dossier_and_learns_when_and_why(
    town: Town, ask: Ask, contract: Contract
) -> None:
    answer = ask(town.lan).post(FORMS, form())

    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/dossiers/{answer.json()['code']}"
    assert answer.json()["why"][-1] == "So the time is up at 09:00 on Monday 30 November 2026."
    contract("filed", answer.json())


def test_the_reasons_come_in_the_language_asked_for(town: Town, ask: Ask) -> None:
    program = ask(town.lan)
    program.headers["Accept-Language"] = "vi"

    answer = program.post(FORMS, form())

    assert "thứ Hai" in answer.json()["why"][-1]


def test_lan_reads_her_dossier_whole(town: Town, ask: Ask, contract: Contract) -> None:
    program = ask(town.lan)
    code = filed(program)

    answer = program.get(f"/dossiers/{code}")

    assert answer.status_code == 200
    contract("dossier", answer.json())


def test_an_officer_of_the_desk_reads_it_and_the_look_is_recorded(town: Town, ask: Ask) -> None:
    code = filed(ask(town.lan))

    answer = ask(town.minh).get(f"/dossiers/{code}")

    assert [one["actions"] for one in answer.json()["tasks"]] == [
        ["accept", "supplement", "refuse", "pass_on", "stop"]
    ]
    look = Entry.objects.get(act="cases.read", subject=f"dossier:{code}")
    assert (look.account_id, look.person_id) == (town.minh.account_id, town.lan.person_id)


@pytest.mark.parametrize("who", ["hanh", "long_ago_elsewhere"])
def test_a_stranger_does_not_learn_that_a_dossier_exists(town: Town, ask: Ask, who: str) -> None:
    code = filed(ask(town.lan))
    stranger = ask(town.hanh) if who == "hanh" else ask(elsewhere(town))

    there, not_there = stranger.get(f"/dossiers/{code}"), stranger.get("/dossiers/H0-260101-0001")

    assert there.status_code == 404
    assert there.json() == not_there.json()


@pytest.mark.parametrize(
    ("path", "body"),
    [("supplement", {"answers": {}}), ("withdrawal", {}), ("messages", {"text": "Xin chào"})],
)
def test_a_stranger_can_do_nothing_with_it(
    town: Town, ask: Ask, path: str, body: dict[str, Any]
) -> None:
    code = filed(ask(town.lan))
    hanh = ask(town.hanh)

    answers = [hanh.post(f"/dossiers/{one}/{path}", body) for one in (code, "H0-260101-0001")]

    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert Case.objects.get(code=code).steps_count == 1


def test_nobody_without_a_key_gets_in(town: Town, ask: Ask) -> None:
    code = filed(ask(town.lan))
    nobody = ask(None)

    answers = [
        nobody.get("/dossiers"), nobody.get(f"/dossiers/{code}"), nobody.post(FORMS, form()),
        nobody.post(f"/dossiers/{code}/withdrawal"), nobody.get("/inbox"),
    ]  # fmt: skip

    assert {one.status_code for one in answers} == {401}
    assert {one["WWW-Authenticate"] for one in answers} == {"Bearer"}


def test_lan_sees_her_dossiers_page_by_page(town: Town, ask: Ask, contract: Contract) -> None:
    program = ask(town.lan)
    codes = [filed(program) for _ in range(3)]

    first = program.get("/dossiers", limit=2).json()
    second = program.get("/dossiers", limit=2, cursor=first["next_cursor"]).json()

    assert [one["code"] for one in first["items"] + second["items"]] == codes[::-1]
    assert second["next_cursor"] is None
    assert ask(town.hanh).get("/dossiers").json()["items"] == []
    contract("dossiers", first)


def test_minh_finds_a_dossier_of_his_ward_by_name(town: Town, ask: Ask) -> None:
    code = filed(ask(town.lan))

    found = ask(town.minh).get("/dossiers", q="nguyen thi lan").json()["items"]

    assert [one["code"] for one in found] == [code]
    assert ask(elsewhere(town)).get("/dossiers", q="lan").json()["items"] == []


def test_a_cursor_that_is_not_ours_is_refused(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).get("/dossiers", cursor="WzFd")

    assert (answer.status_code, answer.json()["code"]) == (400, "web.cursor_unknown")


def test_lan_completes_her_dossier_and_the_clock_runs_on(
    town: Town, ask: Ask, contract: Contract
) -> None:
    lan, minh = ask(town.lan), ask(town.minh)
    code = filed(lan)
    case = Case.objects.get(code=code)
    verdicts = [
        {"requirement": name, "is_fulfilled": name != "page:subject", "reason": "Sai tên"}
        for name in scopes.requirements(case)
    ]
    asked = minh.post(
        f"/tasks/{open_task(code)}/actions/supplement", {"note": "x", "verdicts": verdicts}
    )
    wanted = lan.get(f"/dossiers/{code}").json()["wanted"]

    answer = lan.post(
        f"/dossiers/{code}/supplement", {"answers": {"subject.full_name": "Lý Thu Giang"}}
    )

    assert asked.json()["status"] == "waiting_for_you"
    contract("wanted", wanted)
    assert (answer.status_code, answer.json()["status"]) == (200, "filed")
    assert Case.objects.get(code=code).answers["subject.full_name"] == "Lý Thu Giang"


def test_lan_withdraws_and_then_nothing_more_can_be_done(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    code = filed(lan)
    task = open_task(code)

    answer = lan.post(f"/dossiers/{code}/withdrawal", {"reason": "Nhầm"})
    late = ask(town.minh).post(f"/tasks/{task}/actions/accept")

    assert (answer.json()["status"], answer.json()["national_code"]) == ("withdrawn", 7)
    assert (late.status_code, late.json()["code"]) == (409, "cases.task_done")


def test_lan_and_the_office_write_to_each_other(town: Town, ask: Ask, contract: Contract) -> None:
    code = filed(ask(town.lan))

    asked = ask(town.lan).post(f"/dossiers/{code}/messages", {"text": "Bao giờ xong?"})
    said = ask(town.minh).post(f"/dossiers/{code}/messages", {"text": "Thứ Hai ạ."})

    assert (asked.status_code, asked.json()["is_from_office"]) == (201, False)
    assert said.json()["is_from_office"] is True
    contract("message", said.json())


def elsewhere(town: Town) -> Actor:
    """A clerk of another ward."""
    name = "Điểm phục vụ hành chính công phường Hoàn Kiếm"
    return town.officer("Đỗ Thị Mai", name, "one_stop")


def test_the_town_stands_at_its_morning(town: Town, ask: Ask) -> None:
    code = filed(ask(town.lan))

    assert abs((Case.objects.get(code=code).filed_at - MORNING).total_seconds()) < 600


LAN_HERSELF = {
    "subject.full_name": "Nguyễn Thị Lan",
    "subject.personal_number": "999196000101",
    "subject.residence": {"area": "00004", "line": "Số 12 ngõ 5 phố Châu Long"},
}


def test_a_program_need_not_send_what_the_register_shows(town: Town, ask: Ask) -> None:
    program = ask(town.lan)

    code = program.post(FORMS, form(**LAN_HERSELF)).json()["code"]

    (shown,) = program.get(f"/dossiers/{code}").json()["shown"]
    assert (shown["need"], shown["outcome"]) == ("lives_here", "shown")
    assert shown["reference"] and shown["source"]


def test_a_program_is_told_which_paper_to_send_when_the_register_is_down(
    town: Town, ask: Ask, registers: Any
) -> None:
    registers.mode = "down"

    answer = ask(town.lan).post(FORMS, form(**LAN_HERSELF))

    (problem,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert (problem["field"], problem["code"]) == ("need:lives_here", "register_down")
    assert not Case.objects.exists()


def test_answers_that_are_wrong_are_refused_before_any_register_is_asked(
    town: Town, ask: Ask
) -> None:
    answer = ask(town.lan).post(FORMS, form(**LAN_HERSELF, purpose="fun"))

    assert [one["field"] for one in answer.json()["errors"]] == ["purpose"]
    assert not Entry.objects.filter(act="registers.read").exists()
