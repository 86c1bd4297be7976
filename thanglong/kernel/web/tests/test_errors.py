"""Refusals and faults, as people and programs are told of them."""

import os
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.test import Client

from thanglong.kernel.web.tests.urls import HELD

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


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Gửi hai lần cũng chỉ tính một lần"), ("en", "Sent twice, they count once")],
)
def test_a_database_that_is_away_is_said_with_what_was_kept_and_what_to_do(
    client: Client, language: str, words: str
) -> None:
    read = client.get(f"/silent?lang={language}")
    sent = client.post(f"/silent?lang={language}")

    assert (read.status_code, sent.status_code) == (503, 503)
    assert read["Retry-After"] == "2"
    assert words in sent.content.decode()
    assert words not in read.content.decode()
    assert f'<html lang="{language}"' in read.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_for_it_needs_no_session_either(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    def away(*args: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr(SessionStore, "load", away)
    client.raise_request_exception = False

    page = client.get(f"/own?lang={language}")

    assert page.status_code == 503
    assert f'<html lang="{language}"' in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_somebody_else_is_told_so(client: Client) -> None:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    with psycopg.connect(url.geturl()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [HELD])

        page = client.get("/held?lang=en")
    twin = client.get("/held?lang=en")

    assert page.status_code == 409
    assert "Somebody is working on this at this moment" in page.content.decode()
    assert twin.content == b"done"


@pytest.mark.parametrize("address", ["/open?q=%00", "/api/t/desk?page=%00"])
def test_the_character_that_no_database_keeps_is_refused_in_an_address(
    client: Client, address: str
) -> None:
    assert client.get(address).status_code == 400


def test_the_character_that_no_database_keeps_is_refused_in_a_form(client: Client) -> None:
    page = client.post("/open?lang=en", {"words": "a\x00b"})

    assert page.status_code == 400
    assert "We could not read what was sent" in page.content.decode()


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
