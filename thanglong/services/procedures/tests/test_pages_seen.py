"""What a person saw when every page was looked at, one by one."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import Task
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.services.procedures.models import Draft

SLUG = "birth-registration"
BrowserOf = Callable[[Actor], Client]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "first"), [("vi", "Đăng ký khai sinh"), ("en", "Birth reg")])
def test_what_a_newborn_needs_most_stands_first(language: str, first: str) -> None:
    page = Client().get(f"/life-events/birth?lang={language}").content.decode()

    assert page.split("<h3>")[1].partition(">")[2].startswith(first)


def test_papers_and_offices_are_called_in_the_language_of_the_page(
    town: Town, browser_of: BrowserOf
) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=town.at)
    task = Task.objects.get(case=case, closed_at__isnull=True)
    cases.act(task_id=task.id, request=cases.Request(action="accept"), at=town.at, by=town.minh)
    browser_of(town.minh).get(f"/desk/dossiers/{case.code}")

    pages = [
        browser_of(who).get(f"{place}{case.code}?lang=en")
        for who, place in ((town.lan, "/dossiers/"), (town.minh, "/desk/dossiers/"))
    ]

    for page in pages:
        text = page.content.decode()
        assert "Receipt and appointment slip" in text
        assert "Giấy tiếp nhận" not in text
        assert "Public service point of Ba Đình Ward" in text
        assert "Điểm phục vụ" not in text


def test_whoever_loads_a_refused_submission_anew_is_back_at_the_check(
    town: Town, browser_of: BrowserOf
) -> None:
    browser_of(town.lan).post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    draft = Draft.objects.get()
    place = f"/drafts/{draft.id}/submission"

    again = browser_of(town.lan).get(place)

    assert again.headers["Location"] == f"/drafts/{draft.id}/check"
    assert browser_of(town.hanh).get(place).status_code == 404
