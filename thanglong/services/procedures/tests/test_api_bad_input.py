"""What is sent wrongly, twice or in bad faith: a clear answer, and nothing lost or doubled."""

import datetime
import unicodedata
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests import filing
from tests.program import Program
from tests.tables import Case, Event, Step
from tests.town import Town, end_procedure
from thanglong.kernel.base.actor import Actor

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


def test_an_unknown_procedure_is_said_to_be_unknown(town: Town, ask: Ask) -> None:
    answer = ask(town.lan).post("/procedures/9.999999/dossiers", form())

    assert (answer.status_code, answer.json()["code"]) == (404, "cases.unknown_procedure")


def test_a_closed_revision_takes_no_dossiers(town: Town, ask: Ask) -> None:
    end_procedure(SLUG, on=datetime.date(2026, 1, 1))

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
