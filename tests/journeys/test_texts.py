"""A text is changed in a browser: Quỳnh writes, Trọng reads and publishes, a resident meets it."""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import filing
from tests.journeys.conftest import DESK, PHONE
from tests.tables import Account, Case, Draft, Holding, Post, Revision
from tests.town import LONG_AGO, Town, ensure_city
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import tasks

pytestmark = pytest.mark.django_db(transaction=True)
CODE, SLUG = "1.004873", "marital-status-certificate"
OFFICE = "Văn phòng UBND thành phố Hà Nội"
OLD, NEW = "Cấp Giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận độc thân hay đã kết hôn"
HERE = {"subject.residence": {"area": "00004", "line": "Số 1"}, "fee_group": "ordinary"}
SERIOUS = {"serious", "critical"}
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
DAY = datetime.timedelta(days=1)
Open = Callable[[Actor, dict[str, int]], Page]


@pytest.fixture
def town(transactional_db: None) -> Town:
    """The cast at this moment, in a city whose posts are all held."""
    ensure_city()
    town = Town(at=clock.now())
    account = Account.objects.get(id=town.officer("Mai", OFFICE, "specialist").account_id)
    Holding.objects.filter(account=account).delete()
    posts = Post.objects.filter(agency__valid_to__isnull=True)
    Holding.objects.bulk_create(
        Holding(post=post, account=account, valid_from=LONG_AGO, basis="test") for post in posts
    )
    return town


@pytest.fixture
def opened_as(
    chromium: Browser, live_server: LiveServer, browser_of: Callable[[Actor], Client]
) -> Iterator[Open]:
    """Opens somebody's browser."""
    contexts: list[Any] = []

    def open_page(who: Actor, size: dict[str, int]) -> Page:
        context = chromium.new_context(viewport=size, base_url=live_server.url, locale="vi-VN")  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        session = browser_of(who).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu. Mọi chỗ khác giữ nguyên.")).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Các trang của bản thảo").get_by_role(
        "link", name=name, exact=True
    ).click()


def check_access(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    found = [one for one in page.evaluate(RULES)["violations"] if one["impact"] in SERIOUS]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found]
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def write(page: Page, begins: datetime.date) -> None:
    """Quỳnh changes a text, a fee, a due and the day; the check speaks meanwhile."""
    page.goto(f"/texts/{CODE}")
    page.get_by_label("Thay đổi về việc gì?").fill("Tên ngắn hơn, lệ phí mới")
    page.get_by_role("button", name="Soạn bản thảo từ bản mới nhất").click()
    tab(page, "Lời văn")
    page.locator("[name='vi|title']").fill("")
    expect(page.locator(".pair .wrong-text").first).to_contain_text("còn thiếu")
    page.locator("[name='vi|title']").fill(NEW)
    save(page)
    tab(page, "Lệ phí")
    page.locator("[name='p|fee|ordinary|amount']").fill("12.000")
    save(page)
    tab(page, "Thời hạn")
    page.locator("[name='p|stages|appraisal|due']").fill("60")
    expect(page.locator(".wrong-text").first).to_contain_text("giờ làm việc, nhưng")
    page.locator("[name='p|stages|appraisal|due']").fill("10")
    save(page)
    tab(page, "Căn cứ, ngày")
    page.locator("[name='p|effective|from']").fill(f"{begins:%d/%m/%Y}")
    save(page)
    tab(page, "Đường đi")
    page.locator("[name='gone|authority|0']").check()
    save(page)
    tab(page, "Tệp")
    page.get_by_role("link", name="scenarios.yaml").click()
    stories = page.locator("#f-text").input_value()
    page.locator("#f-text").fill(without_old_stories(stories))
    page.get_by_role("button", name="Lưu tệp").click()


def without_old_stories(text: str) -> str:
    """The scenarios without those of the time before the new text."""
    parts = re.split(r"(?m)^(?=- name:)", text)
    old = ("before the reform", "Online before 2026")
    return "".join(one for one in parts if not any(name in one for name in old))


def test_a_text_is_written_read_published_and_met_from_its_day(
    town: Town, opened_as: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filing.file(slug=SLUG, by=town.lan, at=clock.now(), answers=HERE, channel="direct")
    begins = clock.today() + DAY
    writer = opened_as(town.known("quynh"), DESK)
    write(writer, begins)
    draft = Draft.objects.get()
    writer.goto(f"/texts/drafts/{draft.id}")
    tab(writer, "Xem thử")
    expect(writer.get_by_role("heading", level=1)).to_have_text(NEW)
    assert not Case.objects.exclude(id=before.id).exists()
    writer.goto(f"/texts/drafts/{draft.id}/proof")
    writer.get_by_role("button", name="Thử", exact=True).click()
    tasks.run_trial(trial_id=draft.trials.get().id)
    writer.goto(f"/texts/drafts/{draft.id}/proof")
    expect(writer.get_by_text("10.000 ₫ → 12.000 ₫")).to_be_visible()
    writer.goto(f"/texts/drafts/{draft.id}")
    expect(writer.get_by_text("Không có gì phải sửa")).to_be_visible()
    writer.get_by_role("button", name="Trình người thứ hai").click()
    expect(writer.get_by_text("Chờ người thứ hai").first).to_be_visible()
    expect(writer.get_by_role("link", name="Đọc và công bố")).to_have_count(0)

    reader = opened_as(town.known("trong"), PHONE)
    reader.goto("/texts")
    reader.get_by_role("link", name=OLD).first.click()
    reader.get_by_role("link", name="Đọc và công bố").click()
    expect(reader.get_by_text(NEW).first).to_be_visible()
    check_access(reader)
    reader.get_by_label("Tôi đã đọc những gì thay đổi").check()
    reader.get_by_role("button", name="Công bố").click()
    expect(reader.get_by_text("sắp có hiệu lực").first).to_be_visible()

    resident = opened_as(town.hanh, PHONE)
    resident.goto(f"/procedures/{SLUG}")
    expect(resident.get_by_role("heading", level=1)).to_have_text(OLD)
    monkeypatch.setattr(settings, "CLOCK_SHIFT", settings.CLOCK_SHIFT + DAY)
    resident.goto(f"/procedures/{SLUG}")
    expect(resident.get_by_role("heading", level=1)).to_have_text(NEW)
    expect(resident.get_by_text("12.000 ₫")).to_be_visible()
    after = filing.file(slug=SLUG, by=town.hanh, at=clock.now(), answers=HERE, channel="direct")
    published = Revision.objects.get(how="review")
    assert after.revision_id == published.id
    assert Case.objects.get(id=before.id).revision_id == published_before(published)


def published_before(revision: Any) -> int:
    found = Revision.objects.filter(procedure=revision.procedure).exclude(id=revision.id)
    return int(found.latest("published_at").id)
