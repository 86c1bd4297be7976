"""Finding a dossier again: without tone marks, open or finished, only where it has lain."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.tables import Case
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.services.procedures.queries import dossier_search

pytestmark = pytest.mark.django_db
OTHER_DESK = "Điểm phục vụ hành chính công phường Hoàn Kiếm"

Browse = Callable[[Actor], Client]


@pytest.fixture
def town(awake: Town) -> Town:
    return awake


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug="birth-registration", by=town.lan, at=clock.now())


def page_of(client: Client, words: str) -> str:
    response = client.get("/desk/search", {"words": words})
    assert response.status_code == 200
    return response.content.decode()


def found(client: Client, words: str) -> list[str]:
    return re.findall(r'href="/desk/dossiers/([^"]+)"', page_of(client, words))


@pytest.mark.parametrize(
    "words", ["Nguyễn Thị Lan", "nguyen thi lan", "NGUYỄN LAN", "  lan ", "thị lan"]
)
def test_minh_finds_lans_dossier_however_he_writes_her_name(
    town: Town, browse: Browse, case: Case, words: str
) -> None:
    assert case.code in found(browse(town.minh), words)


def test_minh_finds_it_by_a_part_of_its_code(town: Town, browse: Browse, case: Case) -> None:
    assert case.code in found(browse(town.minh), case.code[-11:])


def test_a_finished_dossier_is_found_as_well(town: Town, browse: Browse, case: Case) -> None:
    Case.objects.filter(id=case.id).update(closed_at=clock.now(), status="withdrawn", stage="")

    assert case.code in found(browse(town.minh), "lan")


def test_another_ward_does_not_find_it(town: Town, browse: Browse, case: Case) -> None:
    stranger = browse(town.officer("Bùi Thị Cúc", OTHER_DESK, "one_stop"))

    assert case.code not in found(stranger, "nguyen thi lan")
    assert case.code not in found(stranger, case.code)


@pytest.mark.parametrize("words", ["hi lan", "lan nguyen", "yen lan"])
def test_a_short_word_is_looked_for_from_its_beginning_and_in_its_place(
    town: Town, browse: Browse, case: Case, words: str
) -> None:
    assert case.code not in found(browse(town.minh), words)


@pytest.mark.parametrize("words", ["%", "_%_", "lan%", "\\"])
def test_signs_of_the_database_are_only_signs(
    town: Town, browse: Browse, case: Case, words: str
) -> None:
    assert case.code not in found(browse(town.minh), words)


def test_two_letters_are_too_few(town: Town, browse: Browse, case: Case) -> None:
    page = page_of(browse(town.minh), "la")

    assert f"/desk/dossiers/{case.code}" not in page
    assert "ít nhất 3" in page


def test_many_dossiers_come_in_pages_and_cost_no_more_queries(
    town: Town, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier_search, "PAGE_SIZE", 4)
    minh = browse(town.minh)
    first = filing.file(slug="birth-registration", by=town.lan, at=clock.now())
    found(minh, "lan")
    with CaptureQueriesContext(connection) as few:
        found(minh, "lan")
    for _ in range(5):
        filing.file(slug="birth-registration", by=town.lan, at=clock.now())
    with CaptureQueriesContext(connection) as many:
        page = page_of(minh, "lan")

    assert len(many) == len(few)
    assert f"/desk/dossiers/{first.code}" not in page
    after = page.partition("before=")[2].partition('"')[0]
    rest = minh.get("/desk/search", {"words": "lan", "before": after}).content.decode()
    assert f"/desk/dossiers/{first.code}" in rest


def test_a_resident_is_not_let_in(town: Town, browse: Browse) -> None:
    assert browse(town.lan).get("/desk/search").status_code == 403
