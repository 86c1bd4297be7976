"""Changing how one signs in."""

import datetime

import pyotp
import pytest
from django.conf import LazySettings
from django.test import Client

from thanglong.kernel.base import clock
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.tests import make
from thanglong.services.accounts.tests.conftest import browser_of, secret_on

pytestmark = pytest.mark.django_db
Account = make.Account


def change_password(browser: Client, **changed: str) -> str:
    form = {
        "present": make.PASSWORD,
        "new": "sen hồ tây nở sớm",
        "again": "sen hồ tây nở sớm",
        **changed,
    }
    page = browser.post("/account/security/password", form)
    return str(page.get("Location", "")) if page.status_code == 302 else ""


def test_minh_changes_his_password_and_signs_in_again(minh: Account) -> None:
    browser = browser_of(minh)

    assert change_password(browser) == "/sign-in/officer"

    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"present": "wrong wrong wrong"},
        {"again": "something else entirely"},
        {"new": "matkhau123456", "again": "matkhau123456"},
    ],
)
def test_a_password_is_not_changed_by_mistake(minh: Account, changed: dict[str, str]) -> None:
    browser = browser_of(minh)

    assert change_password(browser, **changed) == ""

    assert browser.get("/account").status_code == 200


def test_a_password_that_is_refused_is_explained_at_its_own_question(minh: Account) -> None:
    browser, address = browser_of(minh), "/account/security/password"
    form = {
        "present": "wrong wrong wrong",
        "new": "sen hồ tây nở sớm",
        "again": "sen hồ tây nở sớm",
    }
    wrong = browser.post(address, form).content.decode()
    weak = browser.post(address, {"present": make.PASSWORD, "new": "ngắn", "again": "ngắn"})

    assert "Đây không phải mật khẩu hiện tại" in wrong.split('name="present"')[0]
    assert 'id="f-present-error"' in wrong
    assert 'id="f-new-error"' in weak.content.decode()


def test_ways_to_sign_in_are_changed_only_right_after_signing_in(
    minh: Account, settings: LazySettings
) -> None:
    browser = browser_of(minh)
    settings.CLOCK_SHIFT = datetime.timedelta(minutes=16)

    assert browser.get("/account/security/app").status_code == 403
    assert browser.get("/account/security/passkey").status_code == 403
    assert browser.post("/account/security/app/removal").status_code == 403


def test_minh_sets_up_a_new_app(minh: Account) -> None:
    browser = browser_of(minh)
    secret = secret_on(browser.get("/account/security/app").content.decode())
    code = pyotp.TOTP(secret).at(clock.now())

    page = browser.post("/account/security/app", {"code": code})

    assert page["Location"] == "/account/security"


def test_the_last_second_step_stays(minh: Account) -> None:
    assert browser_of(minh).post("/account/security/app/removal").status_code == 409


def test_a_passkey_is_not_offered_at_a_number_address(minh: Account) -> None:
    browser = browser_of(minh)

    by_number = browser.get("/account/security/passkey", headers={"host": "127.0.0.1:8000"})
    by_name = browser.get("/account/security/passkey", headers={"host": "localhost:8000"})

    assert "data-passkey=" not in by_number.content.decode()
    assert "data-passkey=" in by_name.content.decode()


def test_a_passkey_that_proves_nothing_is_not_kept(minh: Account) -> None:
    browser = browser_of(minh)
    browser.get("/account/security/passkey", headers={"host": "localhost:8000"})

    for answer in ("", "{}", "nonsense", '{"id": 7}', "x" * 30_000):
        page = browser.post("/account/security/passkey", {"label": "x", "answer": answer})
        assert page.status_code == 200
    assert not minh.passkeys.exists()


def test_lan_ends_a_key_for_programs_and_hanh_cannot(lan: Account, hanh: Account) -> None:
    people.make_token(
        account_id=lan.id,
        label="Máy tính",
        assurance=2,
        expires_at=None,
        at=clock.now(),
        by=make.actor(lan),
    )
    token = make.Token.objects.get()
    address = f"/account/security/tokens/{token.id}/revocation"

    assert "Máy tính" in browser_of(lan).get("/account/security").content.decode()
    assert browser_of(hanh).post(address).status_code == 404
    assert browser_of(lan).post(address).status_code == 302
    assert make.Token.objects.get().revoked_at is not None
