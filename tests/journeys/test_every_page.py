"""Every page that a citizen can open: nobody is shut out, and double text size fits a phone."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import filing
from tests.journeys.conftest import DESK, PHONE
from tests.tables import Case, Task
from tests.town import Town, ensure_city
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import scopes
from thanglong.services.accounts.urls import urlpatterns as account_addresses
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.urls import urlpatterns as procedure_addresses

pytestmark = pytest.mark.django_db(transaction=True)
BIRTH = "birth-registration"
SERIOUS = {"serious", "critical"}
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RULES = f"axe.run(document, {{runOnly: {TAGS}}})"
OFFICERS = {"officer", "second_step", "enrol", "password", "app", "passkey", "absence"}
NO_PAGE = {  # an answer of another kind, a question to another address, or a post alone
    "vneid", "vneid_callback", "sign_out", "start", "draft", "draft_paper_add", "uploads",
    "upload", "draft_paper_remove", "draft_look_up", "draft_submission", "message", "rating",
    "complaint", "document", "session_revocation", "app_removal", "passkey_removal",
    "token_revocation", "mandate_revocation", "absence_cancellation",
}  # fmt: skip
SMALL = """() => [...document.querySelectorAll(
  'main .button, main .input, main summary, main .tick label, .back-link, .menu a, .bell, .who')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => one.type !== 'file' && !one.closest('.visually-hidden'))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
PRIMARY = "[...document.querySelectorAll('main .button.primary')].filter(b => b.checkVisibility())"


@pytest.fixture
def town(transactional_db: None) -> Town:
    """The cast at this moment, in a city that is loaded."""
    ensure_city()
    return Town(at=clock.now())


def filed(town: Town) -> Case:
    return filing.file(slug=BIRTH, by=town.lan, at=clock.now())


def received(town: Town) -> Case:
    case = filed(town)
    task = Task.objects.get(case=case, closed_at__isnull=True)
    accept = cases.Request(action="accept")
    cases.act(task_id=task.id, request=accept, at=clock.now(), by=town.minh)
    return case


def asked(town: Town) -> Case:
    case = filed(town)
    task = Task.objects.get(case=case, closed_at__isnull=True)
    verdicts = tuple(
        cases.Verdict(requirement=name, is_fulfilled=number > 2, reason="Xin viết rõ hơn.")
        for number, name in enumerate(scopes.requirements(case))
    )
    request = cases.Request(action="supplement", verdicts=verdicts)
    cases.act(task_id=task.id, request=request, at=clock.now(), by=town.minh)
    return case


def withdrawn(town: Town) -> Case:
    case = filed(town)
    cases.withdraw_case(code=case.code, reason="đổi ý", at=clock.now(), by=town.lan)
    return case


@pytest.fixture
def addresses(town: Town, browser_of: Callable[[Actor], Client]) -> list[str]:
    """The addresses of all pages, with something on each."""
    browser_of(town.lan).post(f"/procedures/{BIRTH}/drafts", {"whom": "self"})
    draft = Draft.objects.get()
    waiting = asked(town).code
    open_now = case_queries.open_revisions(on=clock.today())
    definition = case_queries.revision_definition(draft.revision_id)
    pages = [page.id for page in definition.procedure.form.pages]
    return [
        *("/", "/procedures", "/procedures?q=khai+sinh", "/procedures?q=xyzzy", "/track"),
        *("/life-events/birth", "/sign-in", "/display", "/nowhere"),
        *(f"/procedures/{one.definition.procedure.slug}" for one in open_now),
        *(f"/drafts/{draft.id}/pages/{page}" for page in pages),
        *(f"/drafts/{draft.id}/pages/{page}?show=1" for page in pages),
        *(f"/drafts/{draft.id}/{place}" for place in ("papers", "return", "check", "removal")),
        *(f"/dossiers/{make(town).code}" for make in (filed, received, withdrawn)),
        *(f"/dossiers/{waiting}{rest}" for rest in ("", "/supplement", "/withdrawal")),
        *("/dossiers", "/documents", "/account", "/account/contact", "/account/notices"),
        *("/account/sessions", "/account/security", "/account/mandates"),
        *("/account/mandates/new", "/account/mandates/child"),
    ]


@pytest.fixture
def opened_as_lan(
    chromium: Browser, town: Town, browser_of: Callable[[Actor], Client], live_server: LiveServer
) -> Iterator[Callable[..., Page]]:
    """Opens Lan's browser: its size, language and theme."""
    contexts: list[Any] = []

    def open_page(size: dict[str, int], language: str, theme: str) -> Page:
        context = chromium.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            base_url=live_server.url,
        )
        session = browser_of(town.lan).cookies["sessionid"].value
        for name, value in (("sessionid", session), ("django_language", language)):
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def name_of(address: str) -> str:
    """Which page this is."""
    return str(resolve(address.partition("?")[0]).url_name)


def wrong_with(page: Page, address: str) -> list[str]:
    """What shuts somebody out of a page, in words."""
    page.goto(address)
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RULES)["violations"]
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in SERIOUS
    ]
    found += [f"smaller than a finger: {one}" for one in page.evaluate(SMALL)]
    if page.evaluate(f"{PRIMARY}.length") > 1:
        found.append("more than one primary button")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
        found.append("wider than the screen at double text size")
    return found


def test_no_page_on_a_phone_shuts_anybody_out(
    opened_as_lan: Callable[..., Page], addresses: list[str]
) -> None:
    look = partial(wrong_with, opened_as_lan(PHONE, "vi", "light"))

    assert {address: found for address in addresses if (found := look(address))} == {}


def test_no_kind_of_page_on_a_desk_in_the_dark_shuts_anybody_out(
    opened_as_lan: Callable[..., Page], addresses: list[str]
) -> None:
    look = partial(wrong_with, opened_as_lan(DESK, "en", "dark"))
    one_of_each = {name_of(address): address for address in addresses if address != "/nowhere"}

    assert {name: found for name, at in one_of_each.items() if (found := look(at))} == {}


def test_no_page_is_left_out_of_the_walk(addresses: list[str]) -> None:
    walked = {name_of(one) for one in addresses if one != "/nowhere"}
    ours = {
        str(one.name)
        for one in [*procedure_addresses, *account_addresses]
        if not str(one.name).startswith(("desk", "preview"))
    }

    assert ours - walked - OFFICERS - NO_PAGE == set()
