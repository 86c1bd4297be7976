"""The page of the register book: who opens it, what it shows, the table and the printing."""

import contextlib
import csv
import datetime
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import filing
from tests.tables import BookVolume, Case, Entry
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases

pytestmark = pytest.mark.django_db
BOOK = "/desk/book"
OTHER_DESK = "Điểm phục vụ hành chính công phường Hoàn Kiếm"

Browse = Callable[[Actor], Client]


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug="birth-registration", by=town.lan, at=clock.now())


def table_of(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"{BOOK}/table{query}")
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:])))


@pytest.mark.parametrize("path", [BOOK, f"{BOOK}/table"])
def test_a_resident_an_appraiser_and_nobody_see_no_book(
    town: Town, browse: Browse, client: Client, path: str
) -> None:
    assert client.get(path).status_code == 302
    assert browse(town.lan).get(path).status_code == 403
    assert browse(town.hoa).get(path).status_code == 403


def test_minh_reads_todays_book_and_the_look_is_recorded(
    town: Town, browse: Browse, case: Case
) -> None:
    page = browse(town.minh).get(BOOK).content.decode()

    assert case.code in page
    assert "Nguyễn Thị Lan" in page
    assert Entry.objects.filter(act="cases.book_read", account_id=town.minh.account_id).exists()


def test_another_counter_finds_neither_the_unit_nor_its_names(
    town: Town, browse: Browse, case: Case
) -> None:
    stranger = browse(town.officer("Bùi Thị Cúc", OTHER_DESK, "one_stop"))

    assert "Nguyễn Thị Lan" not in stranger.get(BOOK).content.decode()
    assert stranger.get(f"{BOOK}?unit={case.receiving_id}").status_code == 404
    assert stranger.get(f"{BOOK}/table?unit={case.receiving_id}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["?from_on=31/02/2026", "?from_on=05/02/2026&to_on=01/02/2026", "?from_on=x&after=1_2&order=?"],
)
def test_nonsense_in_the_days_is_told_and_breaks_nothing(
    town: Town, browse: Browse, case: Case, query: str
) -> None:
    response = browse(town.minh).get(BOOK + query)

    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_days_before_have_their_own_book(town: Town, browse: Browse, case: Case) -> None:
    before = clock.today() - datetime.timedelta(days=3)
    query = f"?from_on={before:%d/%m/%Y}&to_on={before:%d/%m/%Y}"

    assert case.code not in browse(town.minh).get(BOOK + query).content.decode()


def test_the_queries_of_the_page_do_not_grow_with_its_rows(
    town: Town,
    browse: Browse,
    case: Case,
    django_assert_max_num_queries: Callable[[int], contextlib.AbstractContextManager[object]],
) -> None:
    for _number in range(5):
        filing.file(slug="birth-registration", by=town.lan, at=clock.now())
    client = browse(town.minh)
    client.get(BOOK)

    with django_assert_max_num_queries(14):
        client.get(BOOK)


def test_the_table_is_read_by_a_spreadsheet_and_runs_no_formula(
    town: Town, browse: Browse, case: Case
) -> None:
    Case.objects.filter(id=case.id).update(
        applicant_name='=HYPERLINK("//x","Lan")', contact={"phone": "+84 900 000 001"}
    )

    _head, row = table_of(browse(town.minh))

    assert row[1] == case.code
    assert row[3] == '\'=HYPERLINK("//x","Lan")'
    assert row[4] == "'+84 900 000 001"


def test_minh_prints_the_book_and_fetches_its_volume(
    town: Town, browse: Browse, case: Case
) -> None:
    client = browse(town.minh)
    day = f"{clock.today():%d/%m/%Y}"
    ordered = client.post(f"{BOOK}/printings", {"from_on": day, "to_on": day})
    page = ordered["Location"]
    waiting = client.get(page).content.decode()
    assert f"{page}/volumes/1" not in waiting
    assert client.get(f"{page}/volumes/1").status_code == 404

    for volume in BookVolume.objects.all():
        cases.print_volume(volume_id=volume.id)

    assert re.search(f'href="{page}/volumes/1"', client.get(page).content.decode())
    assert client.get(f"{page}/volumes/1").content.startswith(b"%PDF-")
    assert browse(town.long).get(page).status_code == 404
