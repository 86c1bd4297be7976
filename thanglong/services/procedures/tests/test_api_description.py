"""The catalogue, tracking, the description, and what every part of the API has in common."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests import filing, program
from tests.program import Program
from tests.tables import Account
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people.tests import make

Ask = Callable[[Actor | None], Program]
Contract = Callable[[str, Any], None]
SLUG = "marital-status-certificate"


def test_the_description_is_valid_openapi(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")

    assert answer.json()["openapi"].startswith("3.1")
    validate(answer.json())


def test_the_description_can_be_read_by_a_person_without_anything_from_elsewhere(
    client: Client, db: None
) -> None:
    page = client.get("/api/v1/docs?lang=en").content.decode()

    assert "POST /api/v1/procedures/{code}/dossiers" in page
    assert "cdn" not in page


def test_every_operation_says_what_goes_wrong_and_takes_a_key() -> None:
    for path, methods in program.description()["paths"].items():
        for method, operation in methods.items():
            names = {one["name"] for one in operation["parameters"]}

            assert "default" in operation["responses"], path
            assert ("Idempotency-Key" in names) == (method == "post"), path


def test_generated_clients_get_names_that_people_can_say() -> None:
    operations = [
        operation["operationId"]
        for methods in program.description()["paths"].values()
        for operation in methods.values()
    ]

    assert len(set(operations)) == len(operations)
    assert {"file_dossier", "read_inbox", "track_dossier"} <= set(operations)


def test_lans_program_learns_for_whom_she_may_file(town: Town, ask: Ask) -> None:
    mine = ask(town.lan).get(f"/procedures/{SLUG}").json()["whom"]
    strangers = ask(None).get(f"/procedures/{SLUG}").json()["whom"]

    assert {"key": "self", "kind": "self", "name": "Nguyễn Thị Lan"} in mine
    assert strangers == []


def test_anybody_reads_the_catalogue(town: Town, ask: Ask, contract: Contract) -> None:
    answer = ask(None).get("/procedures", limit=2)

    assert answer.status_code == 200
    contract("procedures", answer.json())


def test_the_catalogue_goes_on_where_a_page_ended(town: Town, ask: Ask) -> None:
    whole = ask(None).get("/procedures", limit=100).json()["items"]
    pages, cursor = [], ""
    while cursor is not None:
        page = ask(None).get("/procedures", limit=5, **({"cursor": cursor} if cursor else {}))
        pages += page.json()["items"]
        cursor = page.json()["next_cursor"]

    assert [one["code"] for one in pages] == [one["code"] for one in whole]
    assert len(whole) >= 16


@pytest.mark.parametrize("words", ["doc than", "độc thân", "xac nhan tinh trang hon nhan"])
def test_words_of_people_find_the_procedure(town: Town, ask: Ask, words: str) -> None:
    found = ask(None).get("/procedures", q=words).json()["items"]

    assert found[0]["slug"] == SLUG


def test_a_procedure_comes_with_the_schema_of_its_form(
    town: Town, ask: Ask, contract: Contract
) -> None:
    by_code = ask(None).get("/procedures/1.004873")
    by_name = ask(None).get(f"/procedures/{SLUG}")

    form = by_code.json()["form"]
    answers = filing.plain(filing.scenario(SLUG)["answers"])
    assert by_code.json() == by_name.json()
    assert form["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(form)
    Draft202012Validator(form).validate(answers)
    assert not Draft202012Validator(form).is_valid(answers | {"purpose": "fun"})
    contract("procedure", by_code.json())


def test_an_unknown_procedure_has_no_page(town: Town, ask: Ask) -> None:
    answer = ask(None).get("/procedures/nothing")

    assert (answer.status_code, answer.json()["code"]) == (404, "cases.unknown_procedure")


def test_a_dossier_is_followed_by_code_and_digits(town: Town, ask: Ask, contract: Contract) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})

    answer = ask(None).get(f"/tracking/{case.code}", digits="0101")

    assert answer.status_code == 200
    assert "Nguyễn" not in answer.content.decode()
    contract("tracked", answer.json())


def test_wrong_digits_and_a_wrong_code_look_the_same(town: Town, ask: Ask) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})

    digits = ask(None).get(f"/tracking/{case.code}", digits="9999")
    code = ask(None).get("/tracking/H26.00004-260101-0001", digits="0101")

    assert (digits.status_code, code.status_code) == (404, 404)
    assert digits.json() == code.json()


def test_nobody_guesses_digits_for_long(town: Town, ask: Ask) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})
    nobody = ask(None)

    answers = [nobody.get(f"/tracking/{case.code}", digits=f"{n:04}") for n in range(12)]

    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_digits_that_are_none_are_refused(town: Town, ask: Ask) -> None:
    answer = ask(None).get("/tracking/H26.00004-260101-0001", digits="12a4")

    assert answer.status_code == 422


def test_strangers_who_ask_too_often_wait(town: Town, ask: Ask, settings: Any) -> None:
    nobody = ask(None)
    nobody.client.get("/api/v1/units")

    statuses = {nobody.client.get("/api/v1/units?limit=1").status_code for _ in range(301)}

    assert statuses == {200, 429}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/nothing-here", 404, "city.not_found"),
        ("post", "/procedures", 405, "web.method_not_allowed"),
        ("delete", "/dossiers", 405, "web.method_not_allowed"),
    ],
)
def test_a_wrong_address_or_method_is_a_problem_document(
    client: Client, db: None, method: str, path: str, status: int, code: str
) -> None:
    answer = getattr(client, method)(f"/api/v1{path}", headers={"Accept-Language": "vi"})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == "vi"


def test_a_fault_says_sorry_without_a_detail(
    town: Town, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from thanglong.services.procedures.api import catalogue

    def broken(*args: object, **more: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(catalogue, "_procedure", broken)

    answer = ask(None).get(f"/procedures/{SLUG}")

    assert (answer.status_code, answer.json()["code"]) == (500, "web.fault")
    assert "secret" not in answer.content.decode()


def test_a_database_that_does_not_answer_is_said(
    town: Town, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from thanglong.services.procedures.api import catalogue

    def gone(*args: object, **more: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(catalogue, "_procedure", gone)

    answer = ask(None).get(f"/procedures/{SLUG}")

    assert (answer.status_code, answer.json()["code"]) == (503, "web.unavailable")
    assert answer["Retry-After"] == "2"


@pytest.mark.parametrize("key", ["tl_nothing", "", "x" * 5000])
def test_a_key_that_is_none_opens_nothing(town: Town, ask: Ask, key: str) -> None:
    nobody = ask(None)
    nobody.headers["Authorization"] = f"Bearer {key}"

    assert nobody.get("/dossiers").status_code == 401


def test_a_session_reads_and_writes_only_with_its_proof(town: Town, morning: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    make.sign_in(browser, Account.objects.get(id=town.lan.account_id))
    browser.get("/display")
    body = {"answers": filing.plain(filing.scenario(SLUG)["answers"])}
    path = f"/api/v1/procedures/{SLUG}/dossiers"

    read = browser.get("/api/v1/dossiers")
    forged = browser.post(path, body, content_type="application/json")
    proof = browser.cookies["csrftoken"].value
    ours = browser.post(path, body, content_type="application/json", headers={"X-CSRFToken": proof})

    assert read.status_code == 200
    assert (forged.status_code, forged.json()["code"]) == (403, "web.form_expired")
    assert ours.status_code == 201
