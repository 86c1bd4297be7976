"""What the city can see itself is not asked of Lan; what it cannot is said in clear words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case, Entry
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.tests.test_desk_intake import posted, version
from thanglong.services.procedures.tests.walk import photo

pytestmark = pytest.mark.django_db
SLUG = "marital-status-certificate"
LAN = "999196000101"
PAGES = ("subject", "status", "use")

Browse = Callable[[Actor], Client]


def answers(**changes: Any) -> dict[str, Any]:
    usual = {
        "subject.full_name": "Nguyễn Thị Lan",
        "subject.personal_number": LAN,
        "subject.residence": {"area": "00004", "line": "Số 12 ngõ 5 phố Châu Long"},
    }
    return filing.plain(filing.scenario(SLUG)["answers"]) | usual | changes


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


@pytest.fixture
def lan(town: Town, browse: Browse) -> Client:
    browser = browse(town.lan)
    browser.post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    return browser


def draft() -> Draft:
    return Draft.objects.get()


def answer(browser: Client, given: dict[str, Any]) -> str:
    """Answer every page; returns where the last one leads."""
    leads = ""
    for page in PAGES:
        sent = posted(given) | {"version": draft().version}
        leads = browser.post(f"/drafts/{draft().id}/pages/{page}", sent)["Location"]
    return leads


def papers(browser: Client) -> str:
    return browser.get(f"/drafts/{draft().id}/papers").content.decode()


def send(browser: Client) -> Any:
    return browser.post(f"/drafts/{draft().id}/submission", {"truth": "1"})


def test_lan_need_not_send_what_the_register_shows(lan: Client) -> None:
    leads = answer(lan, answers())

    assert leads.endswith("/papers")
    page = papers(lan)
    assert "Đã có trong Cơ sở dữ liệu quốc gia về dân cư, ông/bà không cần nộp." in page
    assert "còn thiếu" not in page.lower()
    check = lan.get(f"/drafts/{draft().id}/check").content.decode()
    assert "Đã có trong Cơ sở dữ liệu quốc gia về dân cư" in check
    code = send(lan)["Location"].rpartition("/")[2]
    assert "Những gì chúng tôi đã tra giúp" in lan.get(f"/dossiers/{code}").content.decode()


def test_the_wizard_asks_once_and_the_look_is_lans_to_see(lan: Client, town: Town) -> None:
    answer(lan, answers())
    before = Entry.objects.filter(act="registers.read", purpose__contains=" · ").count()
    send(lan)

    looks = Entry.objects.filter(act="registers.read", purpose__contains=" · ")
    assert (before, looks.count()) == (1, 1)
    assert "NĐ 104/2022" in looks.get().purpose


def test_a_register_that_is_down_asks_for_a_photo_and_loses_nothing(
    lan: Client, registers: Any
) -> None:
    registers.mode = "down"
    answer(lan, answers())

    page = papers(lan)
    assert "Chưa hỏi được Cơ sở dữ liệu quốc gia về dân cư" in page
    assert "Những gì ông/bà đã điền vẫn được lưu" in page
    refused = send(lan)
    assert refused.status_code == 422
    assert "Nơi cư trú: Chưa hỏi được" in refused.content.decode()
    assert draft().answers["subject.personal_number"] == LAN

    lan.post(f"/drafts/{draft().id}/papers/lives_here", {"files": photo()})
    assert "/dossiers/" in send(lan)["Location"]


def test_a_register_that_is_back_is_asked_again(lan: Client, registers: Any) -> None:
    registers.mode = "down"
    answer(lan, answers())
    registers.mode = "ok"
    lan.post(f"/drafts/{draft().id}/look-up")

    assert "ông/bà không cần nộp" in papers(lan)
    assert "/dossiers/" in send(lan)["Location"]


def test_answers_that_change_are_looked_at_anew(lan: Client) -> None:
    answer(lan, answers())
    elsewhere = {"subject.residence": {"area": "00070", "line": "Số 1 phố Hàng Bài"}}
    answer(lan, answers(**elsewhere))

    page = papers(lan)
    assert "khác với điều ông/bà khai" in page
    assert send(lan).status_code == 422


def test_hanh_cannot_have_lans_form_looked_up(lan: Client, town: Town, browse: Browse) -> None:
    answer(lan, answers())

    assert browse(town.hanh).post(f"/drafts/{draft().id}/look-up").status_code == 404


def test_the_office_sees_what_showed_it_and_may_look_up_the_rest(
    lan: Client, town: Town, browse: Browse
) -> None:
    answer(lan, answers(**{"subject.personal_number": "999188000105"}))
    assert "Cơ quan tra trong Cơ sở dữ liệu quốc gia về dân cư" in papers(lan)
    code = send(lan)["Location"].rpartition("/")[2]
    minh, address = browse(town.minh), f"/desk/dossiers/{code}"

    assert "cần tra trong Cơ sở dữ liệu quốc gia về dân cư" in minh.get(address).content.decode()
    assert browse(town.hanh).post(f"{address}/needs/lives_here/look-up").status_code in {403, 404}
    minh.post(f"{address}/needs/lives_here/look-up")

    page = minh.get(address).content.decode()
    assert "đã có trong Cơ sở dữ liệu quốc gia về dân cư, tra lúc" in page
    assert "Tra trong cơ sở dữ liệu" not in page


def test_at_the_counter_the_register_is_asked_too(
    town: Town, browse: Browse, registers: Any
) -> None:
    minh = browse(town.minh)
    visitor = {"procedure": SLUG, "personal_number": LAN, "full_name": "Nguyễn Thị Lan"}
    form = minh.post(f"/desk/intake?for={SLUG}", visitor | {"channel": "direct"})["Location"]
    sent = posted(answers(fee_group="ordinary"))

    registers.mode = "down"
    refused = minh.post(form, sent | {"version": version(), "file": "1"})
    registers.mode = "ok"
    looked = minh.post(form, sent | {"version": version(), "look_up": "1"}, follow=True)
    filed = minh.post(form, sent | {"version": version(), "file": "1"})

    assert refused.status_code == 422
    assert "Nơi cư trú: Chưa hỏi được" in refused.content.decode()
    assert "ông/bà không cần nộp" in looked.content.decode()
    assert "/receipt" in filed["Location"]
    case = Case.objects.get()
    assert [one.outcome for one in case.showings.all()] == ["shown"]
    assert Entry.objects.filter(act="registers.read", account_id=town.minh.account_id).exists()


def test_what_comes_by_post_is_taken_in_and_asked_for_later(
    town: Town, browse: Browse, registers: Any
) -> None:
    minh, registers.mode = browse(town.minh), "down"
    visitor = {"procedure": SLUG, "personal_number": LAN, "full_name": "Nguyễn Thị Lan"}
    form = minh.post(f"/desk/intake?for={SLUG}", visitor | {"channel": "post"})["Location"]

    filed = minh.post(
        form, posted(answers(fee_group="ordinary")) | {"version": version(), "file": "1"}
    )

    assert "/receipt" in filed["Location"]
    assert Case.objects.get().filed_at <= clock.now()
