"""Filing, reading, completing and withdrawing a dossier by program."""

import unicodedata
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests import filing
from tests.program import Program
from tests.tables import Case, Entry, Event, Revision, Step, Task
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


def errors_of(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422
    return {one["field"]: one["code"] for one in answer.json()["errors"]}


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


def test_an_unknown_procedure_is_said_to_be_unknown(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).post("/procedures/9.999999/dossiers", form())

    assert (answer.status_code, answer.json()["code"]) == (404, "cases.unknown_procedure")


def test_a_closed_revision_takes_no_dossiers(town: Town, ask: Ask) -> None:
    Revision.objects.filter(slug=SLUG).update(effective_to="2026-01-01")

    answer = ask(town.lan).post(FORMS, form())

    assert (answer.status_code, answer.json()["code"]) == (409, "cases.revision_closed")


def test_a_form_made_from_another_revision_is_refused(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).post(FORMS, form() | {"revision": 1_000_000})

    assert answer.json()["code"] == "cases.revision_closed"


def test_every_problem_of_a_form_is_said_at_once(town: Town, ask: Ask, contract: Contract) -> None:
    wrong = form(**{
        "subject.birth_date": 7, "copies": "many", "subject.full_name": None,
        "subject.ethnicity": "K" * 5000, "no.such_question": "x",
    })  # fmt: skip

    answer = ask(town.lan).post(FORMS, wrong)

    assert errors_of(answer) == {
        "subject.birth_date": "wrong_type",
        "copies": "not_an_integer",
        "subject.full_name": "required",
        "subject.ethnicity": "too_long",
        "no.such_question": "unknown_field",
    }
    assert answer["Content-Type"] == "application/problem+json"
    contract("problem", answer.json())


def test_answers_that_contradict_each_other_are_named(town: Town, ask: Ask) -> None:
    married = form(
        purpose="marriage", copies=None, marriage_place="Hà Nội",
        **{"partner.full_name": "Trần An", "partner.personal_number": "999190000107"},
    )  # fmt: skip

    answer = ask(town.lan).post(FORMS, married)

    assert errors_of(answer) == {"": "check.does_not_marry_oneself"}
    assert answer.json()["errors"][0]["pointer"] == "#/answers"


def test_a_paper_that_is_needed_and_missing_is_named(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).post(FORMS, form(earlier="have"))

    assert errors_of(answer) == {"need:earlier_certificate": "required"}


def test_a_paper_of_somebody_else_is_not_taken(town: Town, ask: Ask) -> None:
    paper = {"need": "lives_here", "file": str(uuid.uuid4())}

    answer = ask(town.lan).post(FORMS, form() | {"papers": [paper]})

    assert answer.status_code == 404
    assert not Case.objects.exists()


def test_ten_thousand_fields_get_one_clear_answer(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).post(FORMS, {"answers": {f"f{n}": "x" for n in range(10_000)}})

    assert errors_of(answer) == {"": "too_many_fields"}


def test_text_in_another_normal_form_is_kept_in_ours(town: Town, ask: Ask) -> None:
    name = "Nguyễn Thị Lương"
    decomposed = form(**{"subject.full_name": unicodedata.normalize("NFD", name)})

    code = ask(town.lan).post(FORMS, decomposed).json()["code"]

    assert Case.objects.get(code=code).answers["subject.full_name"] == name


def test_lan_may_not_file_for_somebody_who_gave_her_no_mandate(town: Town, ask: Ask) -> None:
    whom = f"person-{town.hanh.person_id}"

    answer = ask(town.lan).post(FORMS, form() | {"whom": whom})

    assert (answer.status_code, answer.json()["code"]) == (403, "cases.mandate_missing")


def test_an_officer_files_nothing_as_a_resident(town: Town, ask: Ask) -> None:
    answer = ask(town.minh).post(FORMS, form())

    assert (answer.status_code, answer.json()["code"]) == (403, "city.not_allowed")


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b'{"answers": ', "application/json", 400, "web.bad_request"),
        (b"\xff\xfe", "application/json", 400, "web.bad_request"),
        (b'{"answers": {"a": "\\u0000"}}', "application/json", 400, "web.bad_request"),
        (b"answers=1", "application/x-www-form-urlencoded", 415, "web.not_json"),
        (b"<a/>", "application/xml", 415, "web.not_json"),
        (b"[" * 100_000, "application/json", 400, "web.bad_request"),
        (b'{"a":"' + b"x" * 3_000_000 + b'"}', "application/json", 413, "web.too_large"),
    ],
)
def test_what_is_no_form_is_refused_by_its_kind(
    town: Town, ask: Ask, content: bytes, kind: str, status: int, code: str
) -> None:
    answer = ask(town.lan).post(FORMS, content=content, content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_with_wrong_parts_is_refused_part_by_part(town: Town, ask: Ask) -> None:
    body = form() | {"delivery": "by drone", "papers": [{"need": "x", "file": 3}], "colour": "red"}

    answer = ask(town.lan).post(FORMS, body)

    found = {one["pointer"]: one["code"] for one in answer.json()["errors"]}
    assert found == {
        "#/delivery": "not_an_option",
        "#/papers/0/file": "wrong_type",
        "#/colour": "unknown_field",
    }


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "khóa"])
def test_a_key_that_cannot_be_one_is_refused(town: Town, ask: Ask, key: str) -> None:
    program = ask(town.lan)
    program.headers["Idempotency-Key"] = key

    answer = program.post(FORMS, form())

    assert (answer.status_code, answer.json()["code"]) == (400, "web.key_malformed")


def test_the_same_request_twice_files_one_dossier_and_answers_the_same(
    town: Town, ask: Ask
) -> None:
    lan = ask(town.lan)

    first, again = (lan.post(FORMS, form(), key="k-17") for _ in range(2))

    assert first.content == again.content
    assert (first.status_code, again.status_code) == (201, 201)
    assert first["Location"] == again["Location"]
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Case.objects.count() == 1
    assert Event.objects.filter(type="cases.dossier.filed.v1").count() == 1


def test_a_key_with_other_content_is_refused(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    lan.post(FORMS, form(), key="k-17")

    answer = lan.post(FORMS, form(copies=3), key="k-17")

    assert (answer.status_code, answer.json()["code"]) == (422, "web.key_reused")


def test_what_was_refused_may_be_corrected_under_the_same_key(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    lan.post(FORMS, form(copies=None), key="k-17")

    answer = lan.post(FORMS, form(), key="k-17")

    assert answer.status_code == 201


def test_the_keys_of_two_people_do_not_meet(town: Town, ask: Ask) -> None:
    codes = {
        ask(who).post(FORMS, form(), key="k-17").json()["code"] for who in (town.lan, town.hanh)
    }

    assert len(codes) == 2


def test_a_withdrawal_sent_twice_is_one_step(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    code = filed(lan)

    answers = [lan.post(f"/dossiers/{code}/withdrawal", key="w-1") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert Step.objects.filter(case__code=code, action="withdraw").count() == 1


def test_a_message_sent_twice_is_one_message(town: Town, ask: Ask) -> None:
    lan = ask(town.lan)
    code = filed(lan)

    answers = [lan.post(f"/dossiers/{code}/messages", {"text": "A"}, key="m-1") for _ in range(2)]

    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Case.objects.get(code=code).messages.count() == 1


def elsewhere(town: Town) -> Actor:
    """A clerk of another ward."""
    name = "Điểm phục vụ hành chính công phường Hoàn Kiếm"
    return town.officer("Đỗ Thị Mai", name, "one_stop")


def test_the_town_stands_at_its_morning(town: Town, ask: Ask) -> None:
    code = filed(ask(town.lan))

    assert abs((Case.objects.get(code=code).filed_at - MORNING).total_seconds()) < 600
