"""Parents follow one page for three agencies; officers see of which filing theirs is a part."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.program import Program
from tests.tables import Case, Event, Notice, Task
from tests.town import MORNING, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.events.registry import Fact
from thanglong.services.procedures import queries as pages
from thanglong.services.procedures import subscribers

SLUG = "newborn-three-in-one"
BrowserOf = Callable[[Actor], Client]


@pytest.fixture
def whole(awake: Town) -> Case:
    return filing.file(slug=SLUG, by=awake.lan, at=MORNING)


def birth_of(whole: Case) -> Case:
    case = queries.parts_of(whole)[0].case
    assert case is not None
    return case


def grant_birth(town: Town, whole: Case) -> None:
    case = birth_of(whole)
    for action, by in (("accept", town.minh), ("propose", town.hoa), ("approve", town.long)):
        case.refresh_from_db()
        task = Task.objects.get(case=case, closed_at__isnull=True)
        request = cases.Request(action=action, findings=filing.found_for(case, action))
        cases.act(task_id=task.id, request=request, at=MORNING, by=by)


def test_lan_sees_one_page_with_all_parts_and_one_date(
    awake: Town, whole: Case, browse: BrowserOf
) -> None:
    page = browse(awake.lan).get(f"/dossiers/{whole.code}").content.decode()

    for words in ("Giấy khai sinh", "Đăng ký thường trú", "Thẻ bảo hiểm y tế"):
        assert words in page
    assert "Tự bắt đầu khi có: Giấy khai sinh." in page
    assert f"/dossiers/{birth_of(whole).code}" in page
    assert page.count('class="promise"') == 1


def test_what_happened_in_every_part_stands_in_one_thread(
    awake: Town, whole: Case, browse: BrowserOf
) -> None:
    grant_birth(awake, whole)

    page = browse(awake.lan).get(f"/dossiers/{whole.code}").content.decode()

    assert "Giấy khai sinh: Đã chuyển đến cơ quan giải quyết" in page
    assert "Đăng ký thường trú: Đã chuyển đến cơ quan giải quyết" in page
    assert page.count("Tự bắt đầu khi có") == 0


def test_lans_list_shows_the_whole_and_not_its_parts(
    awake: Town, whole: Case, browse: BrowserOf
) -> None:
    page = browse(awake.lan).get("/dossiers").content.decode()

    assert whole.code in page
    assert birth_of(whole).code not in page


def test_the_page_of_a_part_leads_back_to_the_whole(
    awake: Town, whole: Case, browse: BrowserOf
) -> None:
    page = browse(awake.lan).get(f"/dossiers/{birth_of(whole).code}").content.decode()

    assert f"/dossiers/{whole.code}" in page


def test_an_officer_sees_of_what_his_dossier_is_a_part(
    awake: Town, whole: Case, browse: BrowserOf
) -> None:
    page = browse(awake.minh).get(f"/desk/dossiers/{birth_of(whole).code}").content.decode()

    assert "Một hồ sơ, nhiều cơ quan" in page
    assert whole.code in page
    assert "bắt đầu sau: Giấy khai sinh" in page


def test_hanh_sees_neither_page(awake: Town, whole: Case, browse: BrowserOf) -> None:
    for case in (whole, birth_of(whole)):
        assert browse(awake.hanh).get(f"/dossiers/{case.code}").status_code == 404


def test_a_program_reads_the_parts(
    awake: Town, whole: Case, ask: Callable[[Actor | None], Program]
) -> None:
    told = ask(awake.lan).get(f"/dossiers/{whole.code}").json()
    part = ask(awake.lan).get(f"/dossiers/{birth_of(whole).code}").json()

    assert [one["id"] for one in told["parts"]] == ["birth", "residence", "card"]
    assert told["parts"][0]["code"] == birth_of(whole).code
    assert told["parts"][1]["code"] is None
    assert told["parts"][1]["waits_for"] == ["Birth certificate"]
    assert part["part_of"] == whole.code


def test_lan_is_told_once_that_she_has_filed(awake: Town, whole: Case) -> None:
    for event in Event.objects.filter(type="cases.dossier.filed.v1"):
        fact = Fact(
            id=event.id,
            type=event.type,
            subject=event.subject,
            payload=event.payload,
            happened_at=event.happened_at,
            account_id=event.account_id,
        )
        subscribers.tell_of_filing(fact)

    told = Notice.objects.filter(message="dossier.filed")
    assert [one.link for one in told] == [f"/dossiers/{whole.code}"]


def test_the_band_of_days_ends_where_the_promise_does(awake: Town, whole: Case) -> None:
    grant_birth(awake, whole)
    whole.refresh_from_db()

    told = pages.clock_of(whole, at=MORNING, language="vi")

    assert told.reading.due_at == whole.due_at
    assert told.strip is not None and whole.due_at is not None
    assert told.strip.days[-1].on == whole.due_at.astimezone(clock.zone()).date()
