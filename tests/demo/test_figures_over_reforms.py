"""The city's leader counts dossiers by ward, on the map of any epoch, and opens them."""

import datetime
from collections.abc import Callable

from django.test import Client

from tests import filing
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases.models import Case

FILED = datetime.datetime(2025, 6, 26, 2, 0, tzinfo=datetime.UTC)
PAGE = "/desk/overview/areas"


def leader(town: Town) -> Actor:
    return town.officer("Vũ Quang Sơn", "UBND thành phố Hà Nội", "leader")


def file_in(town: Town, area: str, at: datetime.datetime) -> Case:
    answers = {"subject.residence": {"area": area, "line": "Số 1"}, "fee_group": "ordinary"}
    return filing.file(slug="marital-status-certificate", by=town.lan, at=at, answers=answers)


def test_what_is_now_ba_dinh_counts_the_wards_it_was_made_of(
    town: Town, browser_of: Callable[[Actor], Client]
) -> None:
    old, new = file_in(town, "00013", FILED), file_in(town, "00004", town.at)
    client = browser_of(leader(town))

    page = client.get(f"{PAGE}?lang=en").content.decode()
    area = new.area
    listed = client.get(f"/desk/overview/dossiers?area={area.id}&on=2026-11-25").content.decode()

    assert page.count("Ba Đình Ward") == 1 and "Nguyễn Trung Trực" not in page
    assert old.code in listed and new.code in listed


def test_on_the_former_map_they_count_where_they_were_filed(
    town: Town, browser_of: Callable[[Actor], Client]
) -> None:
    old, new = file_in(town, "00013", FILED), file_in(town, "00004", town.at)
    client = browser_of(leader(town))

    page = client.get(f"{PAGE}?on=2025-06-30&lang=vi").content.decode()
    listed = client.get(
        f"/desk/overview/dossiers?area={old.area_id}&on=2025-06-30"
    ).content.decode()

    assert old.area.name in page and "Phường Ba Đình" not in page
    assert old.code in listed and new.code not in listed


def test_a_ward_leader_counts_only_the_own_and_a_clerk_and_hanh_see_nothing(
    town: Town, browser_of: Callable[[Actor], Client]
) -> None:
    file_in(town, "00097", town.at)

    assert "Hồng Hà" not in browser_of(town.long).get(PAGE).content.decode()
    for stranger in (town.lan, town.hanh, town.minh):
        assert browser_of(stranger).get(PAGE).status_code == 403


def test_nonsense_in_the_address_shows_todays_map(
    town: Town, browser_of: Callable[[Actor], Client]
) -> None:
    client = browser_of(leader(town))

    assert client.get(f"{PAGE}?on=9999-99-99").status_code == 200
    assert client.get("/desk/overview/dossiers?area=7x&on=no").status_code == 200
