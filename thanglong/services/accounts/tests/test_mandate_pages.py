"""Giving and ending mandates on the pages."""

import pytest
from django.test import Client

from thanglong.kernel.base import clock, http
from thanglong.kernel.people.tests import make
from thanglong.services.accounts.tests.conftest import browser_of

pytestmark = pytest.mark.django_db
Account = make.Account


def give(browser: Client, holder: Account, **changed: object) -> int:
    form = {
        "giver": "me",
        "full_name": holder.person.full_name,
        "personal_number": holder.person.personal_number,
        "scope": ["*"],
        "ends_on": "",
        **changed,
    }
    return browser.post("/account/mandates/new", form).status_code


def test_lan_gives_a_mandate_and_takes_it_back(lan: Account) -> None:
    huy = make.resident("Phạm Quốc Huy")
    browser = browser_of(lan)

    assert browser.get("/account/mandates/new").status_code == 200
    assert give(browser, huy, ends_on="31/12/2099") == 302
    assert "Đến 31/12/2099" in browser.get("/account/mandates").content.decode()
    mandate = make.Mandate.objects.get()
    shown = browser_of(huy).get("/account/mandates").content.decode()
    browser.post(f"/account/mandates/{mandate.id}/revocation")

    assert "Nguyễn Thị Lan" in shown
    assert (
        "Nguyễn Thị Lan"
        not in browser_of(huy).get("/account/mandates").content.decode().split("<main")[1]
    )


def test_lan_still_sees_whom_she_trusted_once(lan: Account) -> None:
    huy = make.resident("Phạm Quốc Huy")
    browser = browser_of(lan)
    give(browser, huy)
    browser.post(f"/account/mandates/{make.Mandate.objects.get().id}/revocation")

    page = browser.get("/account/mandates").content.decode()

    assert "Phạm Quốc Huy" in page.split("Ủy quyền đã chấm dứt hoặc hết hạn")[1]


def test_hanh_sees_and_ends_no_mandate_of_others(lan: Account, hanh: Account) -> None:
    huy = make.resident("Phạm Quốc Huy")
    give(browser_of(lan), huy)
    mandate = make.Mandate.objects.get()
    browser = browser_of(hanh)

    shown = browser.get("/account/mandates").content.decode()
    page = browser.post(f"/account/mandates/{mandate.id}/revocation")

    assert "Huy" not in shown
    assert page.status_code == 404
    assert make.Mandate.objects.get().revoked_at is None


def test_level_one_is_led_to_level_two_before_giving_a_mandate(lan: Account) -> None:
    page = browser_of(lan, assurance=1).get("/account/mandates/new")

    assert page.status_code == 403
    assert "/sign-in/vneid?level=2&amp;next=/account/mandates/new" in page.content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"personal_number": "999"},
        {"full_name": "Ai Đó Khác"},
        {"scope": []},
        {"scope": ["no such procedure"]},
        {"giver": "77"},
        {"ends_on": "1/1/2020"},
        {"ends_on": "someday"},
        {"ends_on": "31/12/9999"},
    ],
)
def test_a_mandate_that_makes_no_sense_is_sent_back(
    lan: Account, hanh: Account, changed: dict[str, object]
) -> None:
    assert give(browser_of(lan), hanh, **changed) == 200
    assert not make.Mandate.objects.exists()


class Register:
    """The civil-status register as the test wants it."""

    values: dict[str, str] = {}
    is_down = False

    def look_up(self, question: object) -> object:
        from thanglong.kernel.registers.ports import Record

        if self.is_down:
            raise http.PartnerUnavailable(partner="register")
        return Record(values=self.values, source="test", as_of=clock.now()) if self.values else None


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    found = Register()
    monkeypatch.setattr("thanglong.kernel.registers.actions.register_source", lambda: found)
    return found


def declare(browser: Client) -> int:
    form = {
        "full_name": "Phạm Gia Bảo",
        "birth_on": "2/5/2020",
        "personal_number": "999220000103",
    }
    return browser.post("/account/mandates/child", form).status_code


def test_the_register_confirms_lans_child(lan: Account, register: Register) -> None:
    register.values = {"mother.personal_number": lan.person.personal_number}

    assert declare(browser_of(lan)) == 302
    assert make.Mandate.objects.get().certainty == "register"


def test_a_register_that_knows_nothing_or_is_down_leaves_lans_word(
    lan: Account, register: Register
) -> None:
    assert declare(browser_of(lan)) == 302
    register.is_down = True
    assert declare(browser_of(lan)) == 302

    assert make.Mandate.objects.get().certainty == "declared"


def test_the_register_does_not_know_hanh_as_the_mother(
    lan: Account, hanh: Account, register: Register
) -> None:
    register.values = {"mother.personal_number": lan.person.personal_number}

    assert declare(browser_of(hanh)) == 200
    assert not make.Mandate.objects.exists()
