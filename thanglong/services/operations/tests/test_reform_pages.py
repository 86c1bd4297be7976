"""The leaders of the city bring open work over a reform from their pages."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests import filing
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries, tasks
from thanglong.kernel.units import queries as units

FILED = datetime.datetime(2025, 6, 26, 2, 0, tzinfo=datetime.UTC)
NEW = datetime.date(2025, 7, 1)
FILE = "2025-07-01-two-levels.yaml"
WHOLE, SPLIT = "00001", "00007"
Case: Any = apps.get_model("cases", "Case")
Reform: Any = apps.get_model("cases", "Reform")
Rehoming: Any = apps.get_model("cases", "Rehoming")
DOT = re.compile(r'<circle class="(?:sure|open)" cx')
Browser = Callable[[Actor], Client]


@pytest.fixture
def leader(town: Town) -> Actor:
    """Who leads the city."""
    city = units.agency(units.city_id(on=NEW) or 0)
    assert city is not None
    return town.officer("Vũ Quang Sơn", city.name, "leader")


def file_in(town: Town, area: str, line: str = "Số 5 phố Quán Thánh") -> Any:
    answers = {"subject.residence": {"area": area, "line": line}, "fee_group": "ordinary"}
    return filing.file(slug="marital-status-certificate", by=town.lan, at=FILED, answers=answers)


def order(client: Client, address: str, run: str, by: Actor, **values: str) -> Any:
    """Press the button, and let the worker do the job."""
    assert client.post(address, values).status_code == 302
    reform = Reform.objects.get()
    tasks.run_reform(reform_id=reform.id, run=run, account_id=by.account_id)
    reform.refresh_from_db()
    return reform


def rehearsed(client: Client, by: Actor) -> Any:
    return order(client, "/reforms/rehearsals", "rehearse", by, file=FILE)


def test_the_file_of_the_city_is_offered_for_a_rehearsal(
    town: Town, leader: Actor, browser_of: Browser
) -> None:
    shown = browser_of(leader).get("/reforms?lang=en").content.decode()

    assert "Rearrangement of Hanoi's communes" in shown.replace("&#39;", "'")
    assert "Rehearse" in shown


def test_the_plan_shows_what_goes_where_on_a_map_and_in_a_table(
    town: Town, leader: Actor, browser_of: Browser
) -> None:
    file_in(town, WHOLE), file_in(town, SPLIT)
    client = browser_of(leader)
    reform = rehearsed(client, leader)

    shown = client.get(f"/reforms/{reform.id}?lang=en").content.decode()

    assert "Phúc Xá" in shown and "Hồng Hà" in shown
    assert len(DOT.findall(shown)) == 4
    assert f"/reforms/{reform.id}/decisions/{SPLIT}" in shown


def test_the_page_looks_again_by_itself_while_it_runs(
    town: Town, leader: Actor, browser_of: Browser
) -> None:
    client = browser_of(leader)
    client.post("/reforms/rehearsals", {"file": FILE})

    answer = client.get(f"/reforms/{Reform.objects.get().id}")

    assert answer["Refresh"] == "2"


def test_ordered_twice_it_is_done_once(town: Town, leader: Actor, browser_of: Browser) -> None:
    client = browser_of(leader)

    answers = [client.post("/reforms/rehearsals", {"file": FILE}) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Reform.objects.count() == 1


def test_a_person_decides_for_all_of_a_split_unit_then_it_is_carried_out_and_undone(
    town: Town, leader: Actor, browser_of: Browser
) -> None:
    case, client = file_in(town, SPLIT), browser_of(leader)
    reform = rehearsed(client, leader)
    target = units.area("00025", on=NEW)
    assert target is not None

    client.post(
        f"/reforms/{reform.id}/decisions/{SPLIT}", {"area": str(target.id), "every": "true"}
    )
    done = order(client, f"/reforms/{reform.id}/carrying-out", "apply", leader, seen="true")
    moved = Case.objects.get(id=case.id).present_area_id
    undone = order(client, f"/reforms/{reform.id}/undoing", "undo", leader, seen="true")

    assert (done.state, moved) == ("applied", target.id)
    assert undone.state == "undone"
    assert Case.objects.get(id=case.id).present_area_id == case.present_area_id


def test_without_the_tick_nothing_happens(town: Town, leader: Actor, browser_of: Browser) -> None:
    client = browser_of(leader)
    reform = rehearsed(client, leader)

    answer = client.post(f"/reforms/{reform.id}/carrying-out", follow=True)

    assert "tick" in answer.content.decode() or "đánh dấu" in answer.content.decode()
    assert Reform.objects.get().state == "rehearsed"


def test_a_refusal_is_said_on_the_page(town: Town, leader: Actor, browser_of: Browser) -> None:
    client = browser_of(leader)
    reform = rehearsed(client, leader)

    answer = client.post(f"/reforms/{reform.id}/undoing", {"seen": "true"}, follow=True)

    assert "chưa được thực hiện" in answer.content.decode()


def test_nothing_ticked_and_nothing_chosen_is_said(
    town: Town, leader: Actor, browser_of: Browser
) -> None:
    file_in(town, SPLIT)
    client = browser_of(leader)
    reform = rehearsed(client, leader)

    answer = client.post(f"/reforms/{reform.id}/decisions/{SPLIT}", {})

    assert answer.status_code == 200
    assert Rehoming.objects.get().how == "default"


def test_a_leader_of_another_ward_sees_no_dossier_and_cannot_run_it(
    town: Town, leader: Actor, browser_of: Browser
) -> None:
    case = file_in(town, SPLIT)
    reform = rehearsed(browser_of(leader), leader)
    elsewhere = browser_of(town.long)

    page = elsewhere.get(f"/reforms/{reform.id}/decisions/{SPLIT}").content.decode()
    ordered = elsewhere.post("/reforms/rehearsals", {"file": FILE})

    assert case.code not in page
    assert ordered.status_code == 403


@pytest.mark.parametrize("address", ["/reforms", "/reforms/1", f"/reforms/1/decisions/{SPLIT}"])
def test_lan_hanh_and_a_clerk_see_no_reform(town: Town, browser_of: Browser, address: str) -> None:
    for stranger in (town.lan, town.hanh, town.minh):
        assert browser_of(stranger).get(address).status_code == 403


def test_the_number_of_questions_does_not_grow_with_the_units(
    town: Town,
    leader: Actor,
    browser_of: Browser,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for area in (WHOLE, SPLIT, "00006", "00013", "00016", "00031"):
        file_in(town, area)
    client = browser_of(leader)
    reform = rehearsed(client, leader)
    client.get(f"/reforms/{reform.id}")

    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        shown = client.get(f"/reforms/{reform.id}").content.decode()

    assert len(DOT.findall(shown)) > 6
    assert queries.counts_of(reform)
