"""Lan writes a form on her phone: nothing has to be saved by hand, and no window eats another's."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.town import Town, ensure_city
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.services.procedures.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., Page]
NAME = "#f-business-name"


@pytest.fixture
def town(transactional_db: None) -> Town:
    """The cast at this moment, in a city that is loaded."""
    ensure_city()
    return Town(at=clock.now())


@pytest.fixture
def form(
    opened: Opened, town: Town, browser_of: Callable[[Actor], Client], live_server: LiveServer
) -> Page:
    """Lan's form for a shop, open at its first page of questions about the shop."""
    browser, page = browser_of(town.lan), opened()
    browser.post("/procedures/household-business-registration/drafts", {"whom": "self"})
    cookie = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"/drafts/{Draft.objects.get().id}/pages/business")
    return page


def write(page: Page, words: str) -> None:
    with page.expect_response(re.compile("/pages/business")):
        page.locator(NAME).fill(words)
        page.locator(NAME).blur()


def test_what_lan_writes_is_kept_when_she_leaves_the_question(form: Page) -> None:
    write(form, "Phở Lan")

    expect(form.locator("[name=version]")).to_have_value("2")
    expect(form.locator("#saved")).to_contain_text("Đã lưu")
    assert Draft.objects.get().answers["business.name"] == "Phở Lan"
    form.goto(form.url.replace("/business", "/owner"))
    expect(form.locator("#f-owner-full_name-source")).to_have_count(1)
    form.locator("#f-owner-full_name").fill("Nguyễn Thị Lan Hương")
    form.locator("#f-owner-full_name").blur()
    expect(form.locator("#f-owner-full_name-source")).to_have_count(0)


def test_without_a_network_the_page_says_so_and_sends_it_later(form: Page) -> None:
    broken: list[str] = []

    def breaks(route: Route) -> None:
        if route.request.method == "POST" and not broken:
            broken.append(route.request.url)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    form.route("**/pages/business", breaks)
    form.locator(NAME).fill("Phở Lan")
    form.locator(NAME).blur()

    expect(form.locator("#saved")).to_contain_text("Chưa lưu được")
    form.evaluate("window.dispatchEvent(new Event('online'))")
    expect(form.locator("#saved")).to_contain_text("Đã lưu")
    assert Draft.objects.get().answers["business.name"] == "Phở Lan"


def test_a_second_window_is_told_at_once_and_lan_decides(form: Page) -> None:
    other = form.context.new_page()
    other.goto(form.url)
    write(form, "Phở Lan")

    write(other, "Bún Lan")

    expect(other.locator("#moved")).to_contain_text("Phở Lan")
    expect(other.locator(NAME)).to_have_value("Bún Lan")
    assert Draft.objects.get().answers["business.name"] == "Phở Lan"
    other.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(other.locator("#moved")).to_have_count(0)
    assert Draft.objects.get().answers["business.name"] == "Bún Lan"


def test_saving_by_itself_never_stands_in_the_way_of_going_on(form: Page) -> None:
    form.locator(NAME).fill("Phở Lan")
    form.get_by_role("button", name="Lưu và tiếp tục").click()

    expect(form.locator("#errors")).to_be_visible()
    expect(form.locator("#moved")).to_have_count(0)
    assert Draft.objects.get().answers["business.name"] == "Phở Lan"


def test_an_answer_that_shows_new_questions_is_followed_by_others(form: Page) -> None:
    form.goto(form.url.replace("/business", "/people"))

    form.locator("[name=formed_by][value=household]").check()
    form.locator("#f-members").fill("Phạm Quốc Huy")
    for statement in ("only_business", "may_trade"):
        form.locator(f"[name={statement}][value=true]").check()
    form.get_by_role("button", name="Lưu và tiếp tục").click()

    form.wait_for_url("**/papers")
    assert Draft.objects.get().answers["members"] == "Phạm Quốc Huy"


def test_what_lan_has_entered_and_not_sent_stays_when_the_language_changes(
    opened: Opened, town: Town, browser_of: Callable[[Actor], Client], live_server: LiveServer
) -> None:
    cookie = browser_of(town.lan).cookies["sessionid"].value
    page = opened()
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto("/account/mandates/new")
    page.get_by_label("Họ và tên người được ủy quyền").fill("Nguyễn Văn Tư")
    page.get_by_label("Đăng ký khai sinh", exact=True).check()
    page.get_by_label("Đến hết ngày nào?").press_sequentially("12/11/2027")

    page.get_by_role("button", name="English").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Full name of the person who will act")).to_have_value("Nguyễn Văn Tư")
    expect(page.get_by_label("Birth registration", exact=True)).to_be_checked()
    expect(page.get_by_label("Until which day?")).to_have_value("12/11/2027")
