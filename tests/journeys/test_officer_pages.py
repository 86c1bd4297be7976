"""The officers' pages in a real browser: nothing serious for axe-core, and no need of a mouse."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import filing
from tests.journeys.conftest import DESK, PHONE
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases.models import Case, Task

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[Actor], Client]
SERIOUS = ("serious", "critical")


@pytest.fixture
def town(transactional_db: None) -> Town:
    """The cast at this moment, in a city that is loaded."""
    from tests.town import ensure_city

    ensure_city()
    return Town(at=clock.now())


def act(case: Case, action: str, by: Actor) -> None:
    task = Task.objects.get(case=case, closed_at=None, kind="stage")
    cases.act(task_id=task.id, request=cases.Request(action=action), at=clock.now(), by=by)


def filed(town: Town, slug: str = "birth-registration") -> Case:
    return filing.file(slug=slug, by=town.lan, at=clock.now())


def accepted(town: Town) -> Case:
    case = filed(town)
    act(case, "accept", town.minh)
    return case


def seat(browser: Browser, client: Client, origin: str, **how: object) -> Page:
    """A desk at which somebody is signed in already."""
    context = browser.new_context(base_url=origin, locale="vi-VN", **how)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": origin}])
    return context.new_page()


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with a page: serious for axe-core, wider than the screen, or untranslated."""
    page.goto(path)
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Be Vietnam')
    found = [
        f"{path}: {one['id']} {[node['target'] for node in one['nodes']][:2]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in SERIOUS
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + ([f"{path}: wider than the screen"] if wide else [])


def begun(town: Town) -> Any:
    """A text that Quỳnh is writing."""
    revision = case_queries.latest_revision("marital-status-certificate", on=clock.today())
    assert revision is not None
    by = town.known("quynh")
    return cases.begin_from_revision(revision_id=revision.id, at=clock.now(), by=by)


def pages_of(case: Case, opened: Case, text: Any) -> dict[str, list[str]]:
    """The addresses that each officer visits."""
    dossier, theirs = f"/desk/dossiers/{case.code}", f"/desk/dossiers/{opened.code}"
    draft, preview = f"/texts/drafts/{text.id}", f"/previews/{text.id}"
    return {
        "quynh": [
            "/texts",
            f"/texts/{text.procedure}",
            draft,
            f"{draft}/sheets/questions",
            f"{draft}/sheets/route",
            f"{draft}/files",
            f"{draft}/proof",
            preview,
            f"{preview}/pages/use",
            f"{preview}/check",
            f"{preview}/desk",
        ],
        "minh": [
            "/desk",
            "/desk?view=waiting",
            "/desk?words=nobody",
            "/desk/search",
            "/desk/search?words=lan",
            "/desk/intake",
            dossier,
            "/desk/intake?for=birth-registration",
            "/desk/absence",
            f"{dossier}/assignment",
            f"{dossier}/actions/refuse",
            f"{dossier}/actions/supplement",
            "/account/security",
        ],
        "hoa": ["/desk?view=mine", theirs, f"{theirs}/actions/stop"],
        "long": [
            "/desk",
            "/desk/team",
            "/desk/team/nobody",
            "/desk/overview",
            "/desk/absence",
            "/desk/overview/dossiers",
            "/desk/overview/dossiers?late=1",
        ],
    }


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
def test_every_officer_page_is_within_reach_of_everybody(
    chromium: Browser,
    town: Town,
    browser_of: BrowserOf,
    live_server: LiveServer,
    size: dict[str, int],
    scheme: str,
) -> None:
    visits = pages_of(filed(town), accepted(town), begun(town))
    found: list[str] = []
    for name, paths in visits.items():
        client = browser_of(town.known(name))
        page = seat(chromium, client, live_server.url, viewport=size, color_scheme=scheme)
        for path in paths:
            found += faults(page, path)
        page.context.close()

    assert found == []


def test_minh_works_through_his_list_with_the_keyboard_alone(
    chromium: Browser, town: Town, browser_of: BrowserOf, live_server: LiveServer
) -> None:
    first, second = filed(town), filed(town)
    minh = seat(chromium, browser_of(town.minh), live_server.url, viewport=DESK)
    minh.goto("/desk")

    minh.keyboard.press("c")  # stands on no row yet: claims nothing by accident
    for key in "jjx":
        minh.keyboard.press(key)
    expect(minh.locator("tr.is-here")).to_contain_text(second.code)
    expect(minh.locator("tr.is-here [type=checkbox]")).to_be_checked()
    minh.keyboard.press("?")
    expect(minh.locator("#keyboard-help dl")).to_be_visible()
    minh.keyboard.press("Escape")
    expect(minh.locator("#keyboard-help dl")).to_be_hidden()
    minh.keyboard.press("c")
    expect(minh.locator("tr.mine")).to_contain_text(second.code)
    expect(minh.locator("tr.is-here")).to_contain_text(second.code)  # and stands there still
    minh.keyboard.press("k")
    minh.keyboard.press("Enter")
    minh.wait_for_url(f"**/desk/dossiers/{first.code}**")
    minh.keyboard.press("n")
    minh.wait_for_url(f"**/desk/dossiers/{second.code}**")
    minh.goto("/desk")
    minh.keyboard.press("/")
    minh.keyboard.type(first.code)
    minh.keyboard.press("Enter")
    minh.wait_for_url("**words=**")

    expect(minh.locator("tr[data-row]")).to_have_count(1)
    minh.goto("/display?next=/desk")
    minh.get_by_label("Tắt").check()
    minh.get_by_role("button", name="Lưu").click()
    minh.wait_for_url("**/desk")
    for key in "jc":  # who dictates says such letters all day: nothing is claimed by them
        minh.keyboard.press(key)
    expect(minh.locator("tr.is-here")).to_have_count(0)
    claimed = Task.objects.filter(claimed_by_id=town.minh.account_id).values_list("case_id")
    assert [one for (one,) in claimed] == [second.id]


def test_minh_does_the_same_without_javascript(
    chromium: Browser, town: Town, browser_of: BrowserOf, live_server: LiveServer
) -> None:
    cases_filed = [filed(town), filed(town)]
    minh = seat(
        chromium,
        browser_of(town.minh),
        live_server.url,
        viewport=DESK,
        java_script_enabled=False,
    )
    minh.goto("/desk")
    minh.get_by_role("link", name="Chọn cả trang").click()
    minh.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    minh.get_by_role("button", name="Bắt đầu").click()

    expect(minh.locator("#bulk")).to_contain_text(re.compile("2 hồ sơ đã xong"))
    for one in cases_filed:
        one.refresh_from_db()
    assert {one.status for one in cases_filed} == {"received"}
