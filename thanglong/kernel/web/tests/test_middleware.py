"""What surrounds every request."""

import re

import pytest
from django.test import Client
from structlog.testing import capture_logs

from thanglong.kernel.people import actions as people
from thanglong.kernel.people.tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("thanglong.kernel.web.tests.urls")]


def test_every_answer_carries_the_headers_that_keep_it_from_misuse(client: Client) -> None:
    page = client.get("/open")

    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"


def test_a_secure_city_says_so_to_browsers(client: Client, settings: object) -> None:
    assert "Strict-Transport-Security" not in client.get("/open").headers

    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]

    assert "max-age=31536000" in client.get("/open")["Strict-Transport-Security"]


def test_the_nonce_is_new_for_each_answer(client: Client) -> None:
    nonces = {
        re.search(r"'nonce-([^']+)'", client.get("/open")["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]
        for _ in range(3)
    }

    assert len(nonces) == 3


def test_a_request_keeps_the_id_that_the_proxy_gave_it(client: Client) -> None:
    kept = client.get("/open", headers={"X-Request-ID": "abcdef-12345678"})
    forged = client.get("/open", headers={"X-Request-ID": "a b\n"})

    assert kept["X-Request-ID"] == "abcdef-12345678"
    assert re.fullmatch(r"[0-9a-f-]{36}", forged["X-Request-ID"])


def test_the_log_names_the_route_and_never_what_was_asked(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/open?number=999196000101")

    (line,) = [one for one in lines if one["event"] == "request"]
    assert line["route"] == "open"
    assert line["status"] == 200
    assert "999196000101" not in str(line)


def test_the_city_speaks_vietnamese_until_asked_otherwise(client: Client) -> None:
    page = client.get("/display", headers={"Accept-Language": "en"})

    assert page["Content-Language"] == "vi"
    assert "Cỡ chữ và màu sắc" in page.content.decode()


def test_the_language_is_switched_by_a_form_and_kept(client: Client) -> None:
    answer = client.post("/language", {"lang": "en", "next": "/display"})

    assert answer["Location"] == "/display"
    assert "Text size and colours" in client.get("/display").content.decode()


def test_the_language_in_an_address_is_kept_too(client: Client) -> None:
    client.get("/display?lang=en")

    assert client.get("/display")["Content-Language"] == "en"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_a_switch_never_leads_out_of_the_city(client: Client, elsewhere: str) -> None:
    answer = client.post("/language", {"lang": "en", "next": elsewhere})

    assert answer["Location"] == "/"


def test_large_text_and_dark_colours_are_kept_for_this_browser(client: Client) -> None:
    client.post("/display", {"theme": "dark", "text": "large", "contrast": "high"})

    page = client.get("/display").content.decode()

    assert 'data-theme="dark" data-text="large" data-contrast="high"' in page


def test_whoever_dictates_switches_single_keys_off(client: Client) -> None:
    before = client.get("/display").content.decode()
    client.post("/display", {"theme": "auto", "text": "normal", "keys": "off"})

    assert "data-keys" not in before
    assert 'data-keys="off"' in client.get("/display").content.decode()


def test_a_forged_look_is_not_believed(client: Client) -> None:
    client.cookies["look"] = 'x" onload="alert(1).large.'

    page = client.get("/display").content.decode()

    assert "onload" not in page


def test_pages_are_compressed_and_differ_by_cookie(client: Client) -> None:
    page = client.get("/display", headers={"Accept-Encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    assert "Cookie" in page["Vary"]


def test_lan_sees_her_name_and_a_way_out(client: Client) -> None:
    make.sign_in(client, make.resident("Nguyễn Thị Lan"))

    page = client.get("/display").content.decode()

    assert "Nguyễn Thị Lan" in page
    assert 'action="/sign-out"' in page


def test_a_sign_in_that_was_ended_elsewhere_counts_for_nothing(client: Client) -> None:
    lan = make.resident("Nguyễn Thị Lan")
    make.sign_in(client, lan)
    people.end_session(session_key=client.cookies["sessionid"].value, at=make.NOW)

    assert client.get("/own").status_code == 302


def test_an_address_outside_a_session_is_answered_without_a_query(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get("/display")
