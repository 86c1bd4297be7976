"""Signing in and out, and what forgers meet."""

import datetime

import pyotp
import pytest
from django.conf import LazySettings
from django.test import Client

from thanglong.kernel.base import clock, http
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import ports
from thanglong.kernel.people.ports import Identity, Start
from thanglong.kernel.people.tests import make
from thanglong.services.accounts.tests.conftest import browser_of, secret_on

pytestmark = pytest.mark.django_db
Account = make.Account


class Provider:
    """An identity provider of the test: what it will say is written down beforehand."""

    name = "VNeID"
    level = 2
    is_down = False
    is_silent = False

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
        if self.is_silent:
            raise http.PartnerUnavailable(partner=self.name)
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
    assert not make.SignedIn.objects.exists()


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


def test_who_did_not_get_in_begins_again_and_not_with_the_used_answer(
    client: Client, provider: Provider
) -> None:
    client.get("/sign-in/vneid?level=2&next=/documents")
    provider.is_silent = True

    page = client.get("/sign-in/vneid/callback?state=state2&code=x").content.decode()

    assert 'href="/sign-in?next=%2Fdocuments"' in page
    assert "callback" not in page.split("<main")[1]


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
    signed_in = make.SignedIn.objects.get()
    assert (signed_in.account, signed_in.method, signed_in.assurance) == (minh, "totp", 2)


def test_a_password_alone_opens_nothing(client: Client, minh: Account) -> None:
    first_step(client)

    assert client.get("/account").status_code == 302
    assert not make.SignedIn.objects.exists()


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
