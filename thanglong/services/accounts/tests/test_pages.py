"""The pages of one's own account: for whom they are, and who must not see them."""

import re

import pytest
from django.test import Client
from django.utils import translation

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import TooManyTries
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries
from thanglong.kernel.people.tests import make
from thanglong.services.accounts.tests.conftest import browser_of

pytestmark = pytest.mark.django_db
Account = make.Account
MY_PAGES = ["/account", "/account/contact", "/account/sessions", "/account/security"]
MY_PAGES += ["/account/notices"]


@pytest.mark.parametrize("path", [*MY_PAGES, "/account/mandates", "/desk/absence"])
def test_a_page_of_ones_own_leads_strangers_to_the_sign_in(client: Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 302
    assert page["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", [*MY_PAGES, "/account/mandates"])
def test_lan_sees_her_pages(lan: Account, path: str) -> None:
    page = browser_of(lan).get(path)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/desk/absence", "/account/security/password", "/account/security/app"]
)
def test_a_resident_has_no_pages_of_officers(lan: Account, path: str) -> None:
    assert browser_of(lan).get(path).status_code == 403


@pytest.mark.parametrize("path", [*MY_PAGES, "/desk/absence", "/account/security/password"])
def test_minh_sees_his_pages(minh: Account, path: str) -> None:
    assert browser_of(minh).get(path).status_code == 200


def test_an_officer_has_no_mandates(minh: Account) -> None:
    assert browser_of(minh).get("/account/mandates").status_code == 403


def test_an_officer_whose_post_was_lost_a_second_ago_sets_no_absence(minh: Account) -> None:
    browser = browser_of(minh)
    (holding,) = minh.holdings.all()
    people.take_post(
        account_id=minh.id, post_id=holding.post_id, at=clock.now(), by=make.actor(minh)
    )

    refused = browser.get("/desk/absence")
    assert refused.status_code == 403
    assert "không giữ vị trí nào" in refused.content.decode()
    assert browser.get("/account").status_code == 200


def test_what_minh_had_written_is_handed_back_when_it_cannot_be_done(minh: Account) -> None:
    browser = browser_of(minh)
    (holding,) = minh.holdings.all()
    people.take_post(
        account_id=minh.id, post_id=holding.post_id, at=clock.now(), by=make.actor(minh)
    )
    form = {"reason": "Đi tập huấn ở Sở Nội vụ đến thứ Sáu.", "password": "not to be shown"}

    refused = browser.post("/desk/absence", form).content.decode()
    people.end_session(session_key=str(browser.session.session_key), at=clock.now())
    signed_out = browser.post(
        "/desk/absence", form, headers={"referer": "http://testserver/desk/absence"}
    )

    assert form["reason"] in refused
    assert form["password"] not in refused
    assert signed_out.status_code == 401
    assert form["reason"] in signed_out.content.decode()
    assert "/sign-in?next=/desk/absence" in signed_out.content.decode()


def test_signing_out_ends_the_sign_in(lan: Account) -> None:
    browser = browser_of(lan)
    stolen = Client()
    stolen.cookies["sessionid"] = browser.cookies["sessionid"].value

    browser.post("/sign-out")

    assert stolen.get("/account").status_code == 302
    assert make.SignedIn.objects.get().ended_at is not None


def test_signing_out_needs_a_press_of_the_button(lan: Account) -> None:
    browser = browser_of(lan)

    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/account").status_code == 200


def test_lan_sees_her_devices_and_signs_one_out(lan: Account) -> None:
    phone, desk = browser_of(lan), browser_of(lan)
    key = phone.session.session_key
    other = make.SignedIn.objects.get(session_key=key)

    shown = desk.get("/account/sessions").content.decode()
    desk.post(f"/account/sessions/{other.id}/revocation")

    assert shown.count("/revocation") == 2
    assert phone.get("/account").status_code == 302
    assert desk.get("/account").status_code == 200


def test_hanh_cannot_sign_lans_devices_out(lan: Account, hanh: Account) -> None:
    browser = browser_of(lan)
    signed_in = make.SignedIn.objects.get()

    page = browser_of(hanh).post(f"/account/sessions/{signed_in.id}/revocation")

    assert page.status_code == 404
    assert browser.get("/account").status_code == 200


def test_a_form_from_another_site_is_refused(lan: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    make.sign_in(strict, lan)
    signed_in = make.SignedIn.objects.get()

    page = strict.post(f"/account/sessions/{signed_in.id}/revocation")

    assert page.status_code == 403
    assert strict.get("/account").status_code == 200


def test_lan_says_where_and_how_she_wants_letters(lan: Account) -> None:
    form = {"phone": "0912 345 678", "email": "lan@thanglong.example", "language": "en"}

    page = browser_of(lan).post("/account/contact", form)

    profile = queries.profile_of(account_id=lan.id)
    assert page.status_code == 302
    assert (profile.phone, profile.language) == ("0912345678", "en")


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"email": "lan"}, {"language": "tlh"}, {"phone": "x" * 5000}]
)
def test_contact_that_makes_no_sense_is_sent_back(lan: Account, wrong: dict[str, str]) -> None:
    form = {"phone": "", "email": "", "language": "vi", **wrong}

    page = browser_of(lan).post("/account/contact", form)

    assert page.status_code == 200
    assert 'id="errors"' in page.content.decode()


def test_minh_sets_his_absence_and_cancels_it(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa")
    (holding,) = minh.holdings.all()
    make.hold(hoa, make.post(holding.post.agency, "specialist"))
    browser = browser_of(minh)
    form = {
        "account": minh.id,
        "deputy": hoa.id,
        "starts_on": "1/12/2099",
        "ends_on": "2/12/2099",
    }

    assert browser.post("/desk/absence", form).status_code == 302
    absence = make.Absence.objects.get()
    assert "Vũ Thị Hoa" in browser.get("/desk/absence").content.decode()
    assert clock.local(absence.ends_at).day == 3
    assert browser.post(f"/desk/absence/{absence.id}/cancellation").status_code == 302
    assert make.Absence.objects.get().cancelled_at is not None


def test_minh_cannot_send_hoa_away(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa")
    (holding,) = minh.holdings.all()
    make.hold(hoa, make.post(holding.post.agency, "specialist"))
    form = {
        "account": hoa.id,
        "deputy": minh.id,
        "starts_on": "1/12/2099",
        "ends_on": "2/12/2099",
    }

    assert browser_of(minh).post("/desk/absence", form).status_code == 200
    assert not make.Absence.objects.exists()


def test_notices_are_read(lan: Account) -> None:
    from thanglong.kernel.notify import actions as notify

    word = notify.Word(message="mandate.given", key="x", values={"holder": "Phạm Quốc Huy"})
    notify.tell_account(account_id=lan.id, word=word, at=clock.now())
    browser = browser_of(lan)

    assert "Phạm Quốc Huy" in browser.get("/account/notices").content.decode()
    browser.post("/account/notices")
    assert (
        "/account/notices"
        not in re.sub(r"<a [^>]*>", "", browser.get("/account/notices").content.decode()).split(
            "<main"
        )[1]
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_speak_both_languages(lan: Account, language: str) -> None:
    browser = browser_of(lan)

    for path in [*MY_PAGES, "/account/mandates", "/account/mandates/new"]:
        page = browser.get(f"{path}?lang={language}")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.content.decode()


def test_who_was_signed_out_is_told_why_and_comes_back_to_the_same_page(lan: Account) -> None:
    browser = browser_of(lan)
    people.end_session(session_key=str(browser.session.session_key), at=clock.now())

    sent = browser.post(
        "/account/contact",
        {"phone": "0912345678"},
        headers={"referer": "http://testserver/account/contact"},
    )

    assert sent["Location"] == "/sign-in?next=%2Faccount%2Fcontact"
    said = browser.get(sent["Location"]).content.decode()
    assert "Phiên đăng nhập đã kết thúc" in said
    assert "Nội dung vừa gửi chưa được thực hiện" in said
    assert "/sign-in/officer?next=/account/contact" in said
    assert "Phiên đăng nhập" not in browser.get("/sign-in?lang=en").content.decode()


def test_how_long_to_wait_is_said_in_minutes() -> None:
    refusal = TooManyTries(seconds=881)

    with translation.override("vi"):
        assert str(refusal) == "Đã thử quá nhiều lần. Xin chờ 15 phút rồi thử lại."
    with translation.override("en"):
        assert str(refusal).endswith("Please wait 15 minutes and try again.")
        assert str(TooManyTries(seconds=20)).endswith("Please wait a minute and try again.")
