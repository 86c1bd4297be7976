"""The pages of sign-in and account: for whom they are, and who must not see them."""

import datetime
import re

import pyotp
import pytest
from django.conf import LazySettings
from django.test import Client

from thanglong.kernel.base import clock, http
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import ports, queries
from thanglong.kernel.people.models import Absence, Account, Mandate, SignedIn, Token
from thanglong.kernel.people.ports import Identity, Start
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
MY_PAGES = ["/account", "/account/contact", "/account/sessions", "/account/security"]
MY_PAGES += ["/account/notices"]


@pytest.fixture
def lan() -> Account:
    return make.resident("Nguyễn Thị Lan")


@pytest.fixture
def hanh() -> Account:
    return make.resident("Lê Hồng Hạnh")


@pytest.fixture
def minh() -> Account:
    account = make.officer("Trần Văn Minh", login="minh")
    make.hold(account, make.post(make.agency(), "one_stop", "Cán bộ một cửa"))
    return account


def browser_of(account: Account, *, assurance: int = 2) -> Client:
    client = Client()
    make.sign_in(client, account, assurance=assurance)
    return client


class Provider:
    """An identity provider of the test: what it will say is written down beforehand."""

    name = "VNeID"
    level = 2
    is_down = False

    def start(self, *, return_url: str, assurance: int) -> Start:
        if self.is_down:
            raise http.PartnerUnavailable(partner=self.name)
        memory = {"state": f"state{assurance}", "assurance": str(assurance)}
        return Start(url=f"https://vneid.example/?back={return_url}", memory=memory)

    def finish(self, *, memory: dict[str, str], answer: dict[str, str]) -> Identity:
        if not memory or memory["state"] != answer.get("state"):
            raise people.SignInNotProven()
        if answer.get("error"):
            raise people.SignInGivenUp()
        return Identity(
            personal_number="999196000101",
            full_name="Nguyễn Thị Lan",
            birth_on=datetime.date(1996, 3, 8),
            sex="female",
            assurance=self.level,
            provider="vneid",
        )


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    found = Provider()
    monkeypatch.setattr(
        "thanglong.services.accounts.views.sign_in.identity_provider", lambda: found
    )
    assert ports.identity_provider is not None
    return found


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

    assert browser.get("/desk/absence").status_code == 403
    assert browser.get("/account").status_code == 200


def test_the_choice_offers_vneid_and_the_door_for_officers(client: Client) -> None:
    page = client.get("/sign-in?next=/dossiers").content.decode()

    assert "/sign-in/vneid?level=2&amp;next=/dossiers" in page
    assert "/sign-in/officer" in page


def test_who_is_signed_in_already_goes_on(lan: Account) -> None:
    assert browser_of(lan).get("/sign-in?next=/dossiers")["Location"] == "/dossiers"


@pytest.mark.parametrize(
    "evil",
    [
        "https://false.example/",
        "//false.example",
        "/\\false.example",
        "javascript:alert(1)",
        "http:///false.example",
        "\thttps://false.example",
    ],
)
def test_nobody_is_sent_to_another_site(lan: Account, evil: str) -> None:
    assert browser_of(lan).get("/sign-in", {"next": evil})["Location"] == "/"


def test_lan_goes_to_vneid_and_comes_back_signed_in(client: Client, provider: Provider) -> None:
    there = client.get("/sign-in/vneid?level=2&next=/account")
    before = client.session.session_key

    back = client.get("/sign-in/vneid/callback?state=state2&code=x")

    assert there["Location"].startswith("https://vneid.example/")
    assert back["Location"] == "/account"
    assert client.session.session_key != before
    assert "Nguyễn Thị Lan" in client.get("/account").content.decode()


def test_a_session_is_not_taken_along_through_the_sign_in(
    client: Client, provider: Provider
) -> None:
    """A key that somebody planted before is worth nothing afterwards."""
    client.get("/sign-in/vneid?next=/")
    planted = client.cookies["sessionid"].value
    client.get("/sign-in/vneid/callback?state=state1&code=x")
    other = Client()
    other.cookies["sessionid"] = planted

    assert other.get("/account").status_code == 302


def test_an_answer_without_a_question_is_not_believed(client: Client, provider: Provider) -> None:
    page = client.get("/sign-in/vneid/callback?state=state2&code=x")

    assert page.status_code == 400
    assert not SignedIn.objects.exists()


def test_an_answer_is_believed_once(client: Client, provider: Provider) -> None:
    client.get("/sign-in/vneid?next=/")
    client.get("/sign-in/vneid/callback?state=state1&code=x")

    assert client.get("/sign-in/vneid/callback?state=state1&code=x").status_code == 400


def test_a_sign_in_in_two_tabs_works_in_both(client: Client, provider: Provider) -> None:
    client.get("/sign-in/vneid?level=1&next=/first")
    client.get("/sign-in/vneid?level=2&next=/second")

    first = client.get("/sign-in/vneid/callback?state=state1&code=x")

    assert first["Location"] == "/first"


def test_giving_up_at_vneid_is_told_kindly(client: Client, provider: Provider) -> None:
    client.get("/sign-in/vneid?next=/")

    page = client.get("/sign-in/vneid/callback?state=state1&error=access_denied")

    assert page.status_code == 400


def test_when_vneid_is_down_the_page_says_so(client: Client, provider: Provider) -> None:
    provider.is_down = True

    page = client.get("/sign-in/vneid?next=/")

    assert page.status_code == 503
    assert "VNeID" in page.content.decode()


def first_step(client: Client, password: str = make.PASSWORD) -> int:
    form = {"login": "minh", "password": password, "next": "/account"}
    return client.post("/sign-in/officer", form).status_code


def test_minh_signs_in_with_password_and_code(client: Client, minh: Account) -> None:
    first_step(client)
    code = pyotp.TOTP(make.SECRET).at(clock.now())

    page = client.post("/sign-in/second-step", {"code": code})

    assert page["Location"] == "/account"
    signed_in = SignedIn.objects.get()
    assert (signed_in.account, signed_in.method, signed_in.assurance) == (minh, "totp", 2)


def test_a_password_alone_opens_nothing(client: Client, minh: Account) -> None:
    first_step(client)

    assert client.get("/account").status_code == 302
    assert not SignedIn.objects.exists()


def test_the_second_step_needs_the_first(client: Client, minh: Account) -> None:
    assert client.get("/sign-in/second-step")["Location"] == "/sign-in/officer"
    assert client.get("/sign-in/second-step/app")["Location"] == "/sign-in/officer"


def test_the_second_step_waits_ten_minutes(
    client: Client, minh: Account, settings: LazySettings
) -> None:
    first_step(client)
    settings.CLOCK_SHIFT = datetime.timedelta(minutes=10)

    assert client.get("/sign-in/second-step")["Location"] == "/sign-in/officer"


def test_a_wrong_password_is_told_on_the_form(client: Client, minh: Account) -> None:
    form = {"login": "minh", "password": "wrong wrong wrong"}

    page = client.post("/sign-in/officer", form)

    assert page.status_code == 200
    assert "wrong wrong wrong" not in page.content.decode()
    assert 'value="minh"' in page.content.decode()


def test_a_code_does_not_work_twice(client: Client, minh: Account) -> None:
    code = pyotp.TOTP(make.SECRET).at(clock.now())
    first_step(client)
    client.post("/sign-in/second-step", {"code": code})
    other = Client()
    first_step(other)

    page = other.post("/sign-in/second-step", {"code": code})

    assert page.status_code == 200
    assert other.get("/account").status_code == 302


def test_a_new_officer_sets_up_the_app_before_anything_else(client: Client) -> None:
    make.officer("Vũ Thị Hoa", login="minh", totp=False)
    first_step(client)
    assert client.get("/sign-in/second-step")["Location"] == "/sign-in/second-step/app"
    shown = client.get("/sign-in/second-step/app").content.decode()
    secret = secret_on(shown)

    page = client.post("/sign-in/second-step/app", {"code": pyotp.TOTP(secret).at(clock.now())})

    assert page["Location"] == "/account"
    assert "<svg" in shown


def secret_on(page: str) -> str:
    found = re.search(r'<code class="num">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def test_signing_out_ends_the_sign_in(lan: Account) -> None:
    browser = browser_of(lan)
    stolen = Client()
    stolen.cookies["sessionid"] = browser.cookies["sessionid"].value

    browser.post("/sign-out")

    assert stolen.get("/account").status_code == 302
    assert SignedIn.objects.get().ended_at is not None


def test_signing_out_needs_a_press_of_the_button(lan: Account) -> None:
    browser = browser_of(lan)

    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/account").status_code == 200


def test_lan_sees_her_devices_and_signs_one_out(lan: Account) -> None:
    phone, desk = browser_of(lan), browser_of(lan)
    key = phone.session.session_key
    other = SignedIn.objects.get(session_key=key)

    shown = desk.get("/account/sessions").content.decode()
    desk.post(f"/account/sessions/{other.id}/revocation")

    assert shown.count("/revocation") == 2
    assert phone.get("/account").status_code == 302
    assert desk.get("/account").status_code == 200


def test_hanh_cannot_sign_lans_devices_out(lan: Account, hanh: Account) -> None:
    browser = browser_of(lan)
    signed_in = SignedIn.objects.get()

    page = browser_of(hanh).post(f"/account/sessions/{signed_in.id}/revocation")

    assert page.status_code == 404
    assert browser.get("/account").status_code == 200


def test_a_form_from_another_site_is_refused(lan: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    make.sign_in(strict, lan)
    signed_in = SignedIn.objects.get()

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
    token = Token.objects.get()
    address = f"/account/security/tokens/{token.id}/revocation"

    assert "Máy tính" in browser_of(lan).get("/account/security").content.decode()
    assert browser_of(hanh).post(address).status_code == 404
    assert browser_of(lan).post(address).status_code == 302
    assert Token.objects.get().revoked_at is not None


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
    mandate = Mandate.objects.get()
    shown = browser_of(huy).get("/account/mandates").content.decode()
    browser.post(f"/account/mandates/{mandate.id}/revocation")

    assert "Nguyễn Thị Lan" in shown
    assert (
        "Nguyễn Thị Lan"
        not in browser_of(huy).get("/account/mandates").content.decode().split("<main")[1]
    )


def test_hanh_sees_and_ends_no_mandate_of_others(lan: Account, hanh: Account) -> None:
    huy = make.resident("Phạm Quốc Huy")
    give(browser_of(lan), huy)
    mandate = Mandate.objects.get()
    browser = browser_of(hanh)

    shown = browser.get("/account/mandates").content.decode()
    page = browser.post(f"/account/mandates/{mandate.id}/revocation")

    assert "Huy" not in shown
    assert page.status_code == 404
    assert Mandate.objects.get().revoked_at is None


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
    ],
)
def test_a_mandate_that_makes_no_sense_is_sent_back(
    lan: Account, hanh: Account, changed: dict[str, object]
) -> None:
    assert give(browser_of(lan), hanh, **changed) == 200
    assert not Mandate.objects.exists()


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
    assert Mandate.objects.get().certainty == "register"


def test_a_register_that_knows_nothing_or_is_down_leaves_lans_word(
    lan: Account, register: Register
) -> None:
    assert declare(browser_of(lan)) == 302
    register.is_down = True
    assert declare(browser_of(lan)) == 302

    assert Mandate.objects.get().certainty == "declared"


def test_the_register_does_not_know_hanh_as_the_mother(
    lan: Account, hanh: Account, register: Register
) -> None:
    register.values = {"mother.personal_number": lan.person.personal_number}

    assert declare(browser_of(hanh)) == 200
    assert not Mandate.objects.exists()


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
    absence = Absence.objects.get()
    assert "Vũ Thị Hoa" in browser.get("/desk/absence").content.decode()
    assert clock.local(absence.ends_at).day == 3
    assert browser.post(f"/desk/absence/{absence.id}/cancellation").status_code == 302
    assert Absence.objects.get().cancelled_at is not None


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
    assert not Absence.objects.exists()


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
