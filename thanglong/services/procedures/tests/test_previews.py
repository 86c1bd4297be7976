"""Quỳnh looks at a text that she is writing as citizens and officers would; nothing is kept."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.services.procedures.models import Draft

Browser = Callable[[Actor], Client]
SLUG = "marital-status-certificate"
TITLE = "Cấp Giấy xác nhận tình trạng hôn nhân"


@pytest.fixture
def quynh(town: Town) -> Actor:
    """Who writes texts of procedures."""
    return town.known("quynh")


def begun(by: Actor, *changes: tuple[str, str]) -> Any:
    revision = case_queries.latest_revision(SLUG, on=clock.today())
    assert revision is not None
    draft = cases.begin_from_revision(revision_id=revision.id, at=clock.now(), by=by)
    content = case_queries.files_of_draft(draft.id)
    for path, body in content.items():
        for old, new in changes:
            content[path] = content[path].replace(old.encode(), new.encode())
        assert body is not None
    cases.replace_files(
        draft_id=draft.id, content=content, version=draft.version, at=clock.now(), by=by
    )
    return draft


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_page_the_form_and_the_check_show_the_new_text_and_keep_nothing(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    draft = begun(quynh, (TITLE, "Giấy độc thân"), ("amount: 10000", "amount: 12000"))
    client, base = browser_of(quynh), f"/previews/{draft.id}"

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = shown(client, base)
        form = shown(client, f"{base}/pages/subject")
        check = shown(client, f"{base}/check")

    assert "Giấy độc thân" in page and "12.000" in page
    assert 'name="subject.full_name"' in form and 'method="get"' in form
    assert "Giấy độc thân" in check
    change = re.search(r'href="([^"]+#f-subject-phone)"', check)
    assert change and 'value="Nguyễn Thị Lan"' in shown(client, change[1].replace("&amp;", "&"))
    assert all("preview-bar" in one for one in (page, form, check))
    writes = [one["sql"] for one in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"])]
    assert [one for one in writes if "people_signed_in" not in one] == []
    assert not Draft.objects.exists()


def test_questions_show_and_hide_by_the_answers_of_the_address(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    draft = begun(quynh)
    client, page = browser_of(quynh), f"/previews/{draft.id}/pages/use?empty=1"

    assert 'name="partner.full_name"' not in shown(client, f"{page}&purpose=loan")
    told = shown(client, f"{page}&purpose=marriage&subject.full_name=L%C3%AA+Lan")

    assert 'name="partner.full_name"' in told
    assert '<input type="hidden" name="subject.full_name" value="Lê Lan">' in told
    assert "wrong-text" in shown(client, f"{page}&purpose=marriage&show=1")


def test_each_desk_is_shown_with_what_is_entered_and_done_there(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    draft = begun(quynh)

    told = shown(browser_of(quynh), f"/previews/{draft.id}/desk?stage=appraisal")

    assert "Tra ở đâu?" in told and "Trình" in told


def test_every_procedure_of_the_city_can_be_previewed(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    for one in case_queries.open_revisions(on=clock.today()):
        draft = cases.begin_from_revision(revision_id=one.id, at=clock.now(), by=quynh)
        shown(client, f"/previews/{draft.id}/check")


FAULTS = {  # what is written wrongly, and whether there is something to show all the same
    ("is_exempt:", "exempt:"): 200,
    ("title:", "titel:"): 409,
    ('  purpose: "Mục đích"\n', ""): 409,
    ("basis: tt85", "basis: none"): 409,
}


@pytest.mark.parametrize("change", FAULTS)
def test_a_text_with_a_fault_is_refused_in_a_sentence(
    town: Town, quynh: Actor, browser_of: Browser, change: tuple[str, str]
) -> None:
    draft = begun(quynh, change)
    client = browser_of(quynh)

    places = ("", "/pages/use", "/papers", "/check", "/desk")
    told = {client.get(f"/previews/{draft.id}{place}").status_code for place in places}

    assert FAULTS[change] in told and told <= {200, 409}


def test_nobody_else_sees_a_preview(town: Town, quynh: Actor, browser_of: Browser) -> None:
    draft = begun(quynh)

    for who in (town.minh, town.lan, town.long):
        assert browser_of(who).get(f"/previews/{draft.id}").status_code == 403
