"""The city in three epochs: every unit at its time, nothing twice, nothing lost."""

import datetime

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from thanglong.kernel.units import actions, queries
from thanglong.kernel.units.models import Area

IN_2024 = datetime.date(2024, 11, 22)
EARLY_2025 = datetime.date(2025, 3, 3)
NOW = datetime.date(2026, 2, 2)


@pytest.fixture
def city(db: None) -> dict[str, int]:
    return actions.load_city(folder=settings.CITY / "units")


@pytest.mark.parametrize(
    ("on", "districts", "communes"), [(IN_2024, 30, 579), (EARLY_2025, 30, 526), (NOW, 0, 126)]
)
def test_each_epoch_has_its_number_of_units(
    city: dict[str, int], on: datetime.date, districts: int, communes: int
) -> None:
    assert queries.areas(on=on, level="district").count() == districts
    assert queries.areas(on=on, level="commune").count() == communes


def test_a_city_that_is_loaded_is_not_loaded_again(city: dict[str, int]) -> None:
    assert actions.load_city(folder=settings.CITY / "units") == city


def test_one_code_is_two_wards_at_two_times(city: dict[str, int]) -> None:
    before, after = queries.area("00004", on=IN_2024), queries.area("00004", on=NOW)

    assert before is not None and before.name == "Phường Trúc Bạch"
    assert after is not None and after.name == "Phường Ba Đình"


def test_thirty_three_communes_were_renamed_in_2025(city: dict[str, int]) -> None:
    renamed = Area.objects.filter(successions__kind="rename")

    assert renamed.count() == 33


def test_two_units_cannot_have_one_code_at_one_time(city: dict[str, int]) -> None:
    known = queries.area("00004", on=NOW)
    assert known is not None
    known.pk, known.valid_from = None, datetime.date(2026, 1, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        known.save()


def test_an_address_in_a_split_commune_gives_candidates(city: dict[str, int]) -> None:
    whole = queries.convert("00001", from_on=IN_2024, to_on=NOW)
    split = queries.convert("00007", from_on=IN_2024, to_on=NOW)

    assert [one.certainty for one in whole] == ["whole"]
    assert len(split) > 1 and split[0].certainty == "default"


def test_every_area_hangs_on_one_of_its_time(city: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM units_area a LEFT JOIN units_area p ON p.id = a.parent_id "
            "WHERE a.level <> 'city' AND (p.id IS NULL OR p.valid_from > a.valid_from "
            "OR coalesce(p.valid_to, 'infinity') < coalesce(a.valid_to, 'infinity'))"
        )
        assert cursor.fetchone()[0] == 0


def test_household_businesses_moved_from_the_district_to_the_commune(city: dict[str, int]) -> None:
    district = queries.committee_of(area_code="00004", level="district", on=IN_2024)
    nobody = queries.committee_of(area_code="00004", level="district", on=NOW)
    commune = queries.committee_of(area_code="00004", level="commune", on=NOW)
    assert district is not None and commune is not None

    division = queries.department_of(
        agency_id=commune.id, function="business_registration", on=NOW
    )

    assert district.name == "UBND Quận Ba Đình"
    assert nobody is None
    assert division is not None and division.name.startswith("Phòng Kinh tế")


def test_roads_moved_to_the_department_of_construction(city: dict[str, int]) -> None:
    committee = queries.city_id(on=IN_2024)
    assert committee is not None

    then = queries.department_of(agency_id=committee, function="roads", on=IN_2024)
    now = queries.department_of(agency_id=committee, function="roads", on=NOW)

    assert then is not None and then.name == "Sở Giao thông vận tải"
    assert now is not None and now.name == "Sở Xây dựng"


def test_the_one_stop_desk_is_in_the_unit_below_the_committee(city: dict[str, int]) -> None:
    commune = queries.committee_of(area_code="00004", level="commune", on=NOW)
    assert commune is not None

    desk = queries.desk_agency(agency_id=commune.id, role="one_stop", on=NOW)

    found = queries.agency(desk or 0)
    assert found is not None and found.name == "Điểm phục vụ hành chính công Phường Ba Đình"


def test_wards_are_found_without_diacritics(city: dict[str, int]) -> None:
    assert [one.name for one in queries.search("ba dinh", on=NOW)] == ["Phường Ba Đình"]


def test_communes_stand_in_the_order_of_the_alphabet(city: dict[str, int]) -> None:
    names = [name for _, name, _ in queries.commune_choices(on=NOW)]

    assert names.index("Phường Ba Đình") < names.index("Phường Cầu Giấy")
    assert names.index("Xã Đông Anh") > names.index("Phường Cầu Giấy")
