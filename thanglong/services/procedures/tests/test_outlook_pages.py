"""What Lan reads before she sends is what the city then promises: date and fee."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import actions as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.services.procedures.models import Draft

BrowserOf = Callable[[Actor], Client]
SLUGS = ("birth-registration", "newborn-three-in-one")


def check_page(town: Town, browser: Client, slug: str) -> str:
    """The page before sending, with the answers of the first scenario; papers are missing yet."""
    browser.post(f"/procedures/{slug}/drafts", {"whom": "self"})
    draft = Draft.objects.get(account_id=town.lan.account_id)
    draft.answers |= filing.plain(filing.scenario(slug)["answers"])
    draft.save()
    return browser.get(f"/drafts/{draft.id}/check").content.decode()


def promised(page: str) -> datetime.datetime:
    found = re.search(r'class="promise-label".*?<time datetime="([^"]+)"', page, re.DOTALL)
    assert found, page
    return datetime.datetime.fromisoformat(found[1])


@pytest.mark.parametrize("slug", SLUGS)
def test_the_date_before_sending_is_the_one_promised_also_when_the_office_is_closed(
    awake: Town, browse: BrowserOf, slug: str
) -> None:
    usual = filing.file(slug=slug, by=awake.lan, at=MORNING)
    closed = time.Day(
        on=usual.due_at.date(),
        is_working=False,
        name_vi="Mất điện cả phường",
        name_en="Power cut",
        source="Thông báo 7/TB-UBND",
        certainty="V",
    )
    part = usual.children.first()
    calendars.declare_day(
        code="vn-civil",
        day=closed,
        why="mất điện",
        at=MORNING - datetime.timedelta(minutes=1),
        by=awake.tuan,
        agency_id=(part or usual).deciding_id,
    )

    page = check_page(awake, browse(awake.lan), slug)

    case = filing.file(slug=slug, by=awake.lan, at=MORNING)
    assert case.due_at.date() > usual.due_at.date()
    assert promised(page).date() == case.due_at.date() == case.promised_at.date()


def test_before_sending_each_part_of_a_whole_is_told_with_its_time(
    awake: Town, browse: BrowserOf
) -> None:
    page = check_page(awake, browse(awake.lan), "newborn-three-in-one")

    assert re.search("Giấy khai sinh: [^.]+, chậm nhất", page)
    assert "Đăng ký thường trú: bắt đầu khi có Giấy khai sinh." in page
    assert Case.objects.count() == 0


def test_no_date_is_told_as_long_as_nobody_can_be_named_who_decides(
    awake: Town, browse: BrowserOf
) -> None:
    browser = browse(awake.lan)
    check_page(awake, browser, "birth-registration")
    draft = Draft.objects.get()
    draft.answers = {name: one for name, one in draft.answers.items() if "residence" not in name}
    draft.save()

    page = browser.get(f"/drafts/{draft.id}/check")

    assert page.status_code == 200
    assert 'class="promise-label"' not in page.content.decode()
