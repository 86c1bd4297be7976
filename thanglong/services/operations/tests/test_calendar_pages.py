"""The working calendar for everybody, and changes of it for the one who answers for it."""

import datetime
import html
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.tables import Account, Case, DateReview
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db

STORM = {
    "kind": "off",
    "first": "26/11/2026",
    "name": "Nghỉ phòng chống bão",
    "name_en": "Storm",
    "source": "Công điện 12/CĐ-UBND ngày 25/11/2026",
}
DECISION = {"reason": "Cơ quan nghỉ phòng chống bão ngày 26/11.", "basis": "4321/QĐ-UBND"}


@pytest.fixture
def awake(settings: Any) -> Town:
    """The cast on a working morning, on the city's own clock."""
    settings.CLOCK_SHIFT = MORNING - datetime.datetime.now(datetime.UTC)  # noqa: TID251
    return Town(at=MORNING)


def page(address: str, *, language: str = "en") -> str:
    answer = Client().get(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def browser(who: Actor) -> Client:
    client = Client()
    make.sign_in(client, Account.objects.get(id=who.account_id))
    return client


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def plan(client: Client, **changes: str) -> str:
    """Plan the storm; the address of the change."""
    sent = client.post("/calendar/changes/new", {**STORM, "key": str(uuid.uuid4()), **changes})
    assert sent.status_code == 302, words(sent)
    return str(sent["Location"])


def go_on(client: Client, address: str) -> None:
    """Press "Go on" once more than there is to do."""
    for _number in range(3):
        assert client.post(f"{address}/parts").status_code == 302


def file_for_lan(town: Town) -> Case:
    return filing.file(
        slug="marital-status-certificate",
        by=town.lan,
        at=MORNING,
        answers={"fee_group": "ordinary"},
    )


def test_the_swap_of_january_2026_is_told_with_its_source_and_since_when() -> None:
    shown = page("/calendar/2026")

    assert "12729/VPCP-KGVX" in shown
    assert "Saturday 10 January 2026" in shown
    assert "known since 25 Dec 2025" in shown
    assert "cell num swapped" in shown


def test_before_the_swap_was_announced_nobody_knew_of_it() -> None:
    shown = page("/calendar/2026/1?known=20/12/2025", language="vi")

    assert "Như đã biết vào" in shown
    assert "12729/VPCP-KGVX" not in shown


def test_a_month_is_a_list_of_days_with_their_hours() -> None:
    shown = page("/calendar/2026/2", language="vi")

    assert "thứ Hai 16/02/2026" in shown
    assert "08:00–12:00 13:00–17:00" in shown
    assert shown.count("<li class=") >= 28


def test_projections_and_doubts_are_marked() -> None:
    shown = page("/calendar/2027")

    assert "not yet announced" in shown
    assert "from memory, to be checked" in shown


def test_a_month_or_year_that_is_none_is_not_found() -> None:
    for address in ("/calendar/2026/13", "/calendar/1200", "/calendar/2026/0", "/calendar/99999"):
        assert Client().get(address).status_code == 404


def test_nonsense_in_the_address_shows_everybodys_calendar_of_today() -> None:
    assert "12729/VPCP-KGVX" in page("/calendar/2026?unit=NO-SUCH&known=gestern")


def test_the_footer_and_the_reason_of_a_date_lead_to_the_calendar(awake: Town) -> None:
    case = file_for_lan(awake)

    shown = browser(awake.lan).get(f"/dossiers/{case.code}").content.decode()

    assert 'href="/calendar"' in shown
    assert 'href="/calendar/2026/11"' in shown


def test_the_leader_sees_what_would_move_and_nothing_has_changed(awake: Town) -> None:
    case, client = file_for_lan(awake), browser(awake.tuan)

    address = plan(client)
    client.post(f"{address}/parts")

    shown = words(client.get(f"{address}?lang=en"))
    assert "Only a plan" in shown
    assert "1 date would move" in shown
    dates = words(client.get(f"{address}/dates"))
    assert case.code in dates and "1 day later" in dates
    assert "Storm" not in page("/calendar/2026/11")
    assert Case.objects.get(id=case.id).due_at == case.due_at


def test_it_is_declared_then_decided_and_lan_is_told(awake: Town) -> None:
    case, client = file_for_lan(awake), browser(awake.tuan)
    address = plan(client)
    go_on(client, address)

    client.post(f"{address}/declaration")
    go_on(client, address)
    declared = Case.objects.get(id=case.id).due_at
    lan = browser(awake.lan)
    before = words(lan.get(f"/dossiers/{case.code}?lang=en"))
    client.post(address, DECISION)
    go_on(client, address)

    assert "Storm" in page("/calendar/2026/11")
    assert declared == case.due_at
    assert "On the receipt" not in before
    moved = Case.objects.get(id=case.id)
    assert moved.due_at is not None and case.due_at is not None
    assert moved.due_at > case.due_at
    told = words(lan.get(f"/dossiers/{case.code}?lang=en"))
    assert "On the receipt: 09:00, Monday 30 November 2026" in told
    assert DECISION["reason"] in told and DECISION["basis"] in told
    assert "The date was 09:00, Monday 30 November 2026; it is now 09:00, Tuesday" in told
    assert "1 moved" in words(client.get(f"{address}?lang=en"))


def test_the_officer_sees_old_and_new_date_on_the_control_slip(awake: Town) -> None:
    case, client = file_for_lan(awake), browser(awake.tuan)
    address = plan(client)
    go_on(client, address)
    client.post(f"{address}/declaration")
    go_on(client, address)
    client.post(address, DECISION)
    go_on(client, address)

    minh = browser(awake.minh)
    shown = words(minh.get(f"/desk/dossiers/{case.code}?lang=en"))
    slip = minh.get(f"/desk/dossiers/{case.code}/control-slip")

    assert "New dates" in shown and DECISION["basis"] in shown
    assert "On the receipt: 09:00, Monday 30 November 2026" in shown
    assert b"".join(slip.streaming_content).startswith(b"%PDF")


def test_the_same_click_twice_plans_once(awake: Town) -> None:
    client, key = browser(awake.tuan), str(uuid.uuid4())

    assert plan(client, key=key) == plan(client, key=key)
    assert DateReview.objects.count() == 1


def test_a_plan_can_be_thrown_away(awake: Town) -> None:
    client = browser(awake.tuan)
    address = plan(client)

    client.post(f"{address}/removal")

    assert client.get(address).status_code == 404


def test_a_swap_and_a_span_are_one_change(awake: Town) -> None:
    client = browser(awake.tuan)

    address = plan(client, last="27/11/2026", swapped="28/11/2026", hours="08:00-12:00")
    go_on(client, address)
    client.post(f"{address}/declaration")

    shown = page("/calendar/2026/11")
    assert shown.count("Storm") >= 3
    assert "rest day that is worked" in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first": "31/02/2026"}, "This is not a date"),
        ({"last": "25/11/2026"}, "before the first one"),
        ({"first": "01/01/2099"}, "too far from today"),
        ({"hours": "morning"}, "These are no hours"),
        ({"kind": "working", "swapped": "28/11/2026"}, "Only a day off can be swapped"),
        ({"source": ""}, "Please fill this in"),
        ({"last": "26/01/2027"}, "at most 31 days"),
        ({"unit": "999999"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(
    awake: Town, wrong: dict[str, str], sentence: str
) -> None:
    answer = browser(awake.tuan).post("/calendar/changes/new?lang=en", {**STORM, **wrong})

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert DateReview.objects.count() == 0


def test_what_is_declared_already_is_refused(awake: Town) -> None:
    client = browser(awake.tuan)
    address = plan(client)
    go_on(client, address)
    client.post(f"{address}/declaration")

    again = client.post("/calendar/changes/new?lang=en", STORM)

    assert "already declared so" in words(again)


def test_nobody_else_sees_or_changes_a_change(awake: Town) -> None:
    address = plan(browser(awake.tuan))
    pages = ["/calendar/changes", "/calendar/changes/new", address, f"{address}/dates"]
    posts = [f"{address}/parts", f"{address}/declaration", f"{address}/removal", address]

    for who in (awake.hanh, awake.minh, awake.long, awake.known("bich")):
        client = browser(who)
        assert [client.get(one).status_code for one in pages] == [403] * len(pages)
        assert [client.post(one, DECISION).status_code for one in posts] == [403] * len(posts)
        assert "/calendar/changes" not in client.get("/calendar").content.decode()
    assert Client().get(address).status_code == 302
    assert "/calendar/changes" in browser(awake.tuan).get("/calendar").content.decode()


def test_an_agency_that_closes_has_its_own_day(awake: Town) -> None:
    case, client = file_for_lan(awake), browser(awake.tuan)
    address = plan(client, unit=str(case.deciding_id))
    go_on(client, address)
    client.post(f"{address}/declaration")
    agency = Case.objects.select_related("deciding").get(id=case.id).deciding

    everybody, own = page("/calendar/2026/11"), page(f"/calendar/2026/11?unit={agency.code}")

    assert '<span class="day-words"><strong>Storm</strong>' not in everybody
    assert '<span class="day-words"><strong>Storm</strong>' in own
    assert f"Only: {agency.name_en}" in page("/calendar/2026")


def test_more_dossiers_take_no_more_queries(awake: Town) -> None:
    file_for_lan(awake)
    client = browser(awake.tuan)

    def count() -> int:
        address = plan(client)
        client.post(f"{address}/parts")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
            client.get(f"{address}/dates")
        return len(captured)

    few = count()
    for _number in range(4):
        file_for_lan(awake)
    assert count() == few


def test_everybody_is_told_when_all_dates_agree(awake: Town) -> None:
    file_for_lan(awake)
    client = browser(awake.tuan)

    sent = client.post("/calendar/changes", {"key": str(uuid.uuid4())})
    go_on(client, str(sent["Location"]))

    assert "No date has to move" in words(client.get(f"{sent['Location']}?lang=en"))


def test_dates_are_listed_page_by_page(awake: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LINES_A_PAGE", 2)
    dossiers = [file_for_lan(awake) for _number in range(3)]
    client = browser(awake.tuan)
    address = plan(client)
    go_on(client, address)

    first = client.get(f"{address}/dates").content.decode()
    more = re.search(r'href="(\?after=[^"]+)" rel="next"', first)
    assert more is not None
    second = client.get(f"{address}/dates{more[1]}").content.decode()

    assert [one.code in first for one in dossiers] == [True, True, False]
    assert [one.code in second for one in dossiers] == [False, False, True]
