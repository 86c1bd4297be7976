"""Refusals and faults, as people and programs are told of them."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("thanglong.kernel.web.tests.urls")]


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Không tìm thấy trang này"), ("en", "We could not find this page")],
)
def test_an_unknown_page_is_explained_in_the_language_of_the_reader(
    client: Client, language: str, words: str
) -> None:
    page = client.get(f"/no-such-page?lang={language}")

    assert page.status_code == 404
    assert words in page.content.decode()
    assert f'<html lang="{language}"' in page.content.decode()


def test_a_view_that_finds_nothing_shows_the_same_page(client: Client) -> None:
    assert client.get("/gone").status_code == 404


def test_a_refusal_is_a_page_with_its_sentence_and_nothing_slips_in(client: Client) -> None:
    page = client.get("/full?lang=en")

    assert page.status_code == 409
    assert "The zone &lt;b&gt;B2&lt;/b&gt; is full." in page.content.decode()


def test_a_fault_says_sorry_without_a_detail(client: Client) -> None:
    client.raise_request_exception = False

    page = client.get("/broken?lang=vi")

    assert page.status_code == 500
    assert "Lỗi này không phải do ông/bà" in page.content.decode()
    assert "a secret detail" not in page.content.decode()


def test_a_form_without_our_proof_is_refused_politely() -> None:
    page = Client(enforce_csrf_checks=True).post("/language", {"lang": "en"})

    assert page.status_code == 403
    assert "đã mở quá lâu" in page.content.decode()


def test_ten_thousand_fields_get_a_clear_answer(client: Client) -> None:
    page = client.post("/language", {f"f{n}": "x" for n in range(10_000)})

    assert page.status_code == 400
    assert "Không đọc được nội dung vừa gửi" in page.content.decode()


def test_a_program_gets_a_refusal_as_a_problem_document(client: Client) -> None:
    answer = client.post("/api/t/zones")

    assert answer.status_code == 409
    assert answer.json() == {
        "type": "urn:thanglong:refusal:t.zone_full",
        "title": "Conflict",
        "status": 409,
        "detail": "The zone B2 is full.",
        "code": "t.zone_full",
    }


def test_a_program_learns_which_field_is_wrong(client: Client) -> None:
    answer = client.get("/api/t/wrong")

    assert answer.status_code == 422
    (wrong,) = answer.json()["errors"]
    assert wrong["field"] == "born"
    assert wrong["detail"] == "This is not a date."


def test_a_program_that_sends_a_wrong_type_does_not_get_its_value_back(client: Client) -> None:
    answer = client.get("/api/t/nothing", {"page": "abc"})
    wrong = client.get("/api/t/desk", {"page": "abc"})

    assert answer.status_code == 404
    assert wrong.status_code == 422
    assert "abc" not in wrong.content.decode()


def test_a_program_is_told_when_to_try_again(client: Client) -> None:
    answer = client.get("/api/t/often")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "30"


def test_a_program_chooses_its_language_by_header(client: Client) -> None:
    answer = client.get("/api/t/desk", headers={"Accept-Language": "en"})

    assert answer.json()["detail"] == "Please sign in first."
