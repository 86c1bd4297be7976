"""What an address of one day is on another, and how sure that is."""

import pytest

from thanglong.kernel.units import queries
from thanglong.kernel.units.models import Area
from thanglong.kernel.units.tests.make import EARLY_2025, IN_2024, NOW

pytestmark = pytest.mark.django_db


def test_a_ward_that_went_whole_has_one_successor() -> None:
    found = queries.convert("00001", from_on=IN_2024, to_on=NOW)

    assert [(one.area.name, one.kind, one.is_default) for one in found] == [
        ("Phường Hồng Hà", "whole", True)
    ]
    assert found[0].certainty == "V"


def test_a_ward_that_was_split_has_candidates_and_a_default() -> None:
    found = queries.convert("00007", from_on=IN_2024, to_on=NOW)

    assert [one.area.name for one in found] == ["Phường Ngọc Hà", "Phường Giảng Võ"]
    assert [one.is_default for one in found] == [True, False]
    assert {one.kind for one in found} == {"part"}


def test_a_renamed_commune_is_followed_under_its_new_name() -> None:
    found = queries.convert("00181", from_on=IN_2024, to_on=EARLY_2025)

    assert [(one.area.name, one.kind) for one in found] == [
        ("Phường Văn Miếu - Quốc Tử Giám", "rename")
    ]


def test_an_address_goes_through_both_reforms() -> None:
    found = queries.convert("00184", from_on=IN_2024, to_on=NOW)

    assert all(one.area.valid_to is None for one in found)
    assert found[0].is_default
    assert found[0].certainty == "S"


def test_where_no_default_is_recorded_none_is_invented() -> None:
    found = queries.convert("00274", from_on=IN_2024, to_on=EARLY_2025)

    assert [one.area.name for one in found] == ["Phường Bách Khoa", "Phường Thanh Nhàn"]
    assert not any(one.is_default for one in found)


def test_an_unsure_step_makes_the_answer_unsure() -> None:
    found = queries.convert("00538", from_on=IN_2024, to_on=NOW)

    assert {one.certainty for one in found} == {"M"}


def test_a_new_address_is_carried_back_with_care() -> None:
    found = queries.convert("00008", from_on=NOW, to_on=IN_2024)

    names = {one.area.name for one in found}
    assert "Phường Vĩnh Phúc" in names
    assert not any(one.is_default for one in found)


def test_a_renamed_commune_is_carried_back_to_its_old_name() -> None:
    found = queries.convert("00181", from_on=EARLY_2025, to_on=IN_2024)

    assert found[0].area.name == "Phường Văn Miếu"
    assert found[0].is_default


def test_the_same_area_is_the_same() -> None:
    found = queries.convert("00004", from_on=NOW, to_on=NOW)

    assert [(one.area.name, one.kind) for one in found] == [("Phường Ba Đình", "same")]


def test_an_unknown_code_has_no_candidates() -> None:
    assert queries.convert("99999", from_on=IN_2024, to_on=NOW) == []


def test_a_district_has_no_successor() -> None:
    assert queries.convert("001", from_on=IN_2024, to_on=NOW) == []


def test_every_old_commune_leads_to_one_of_today_and_at_most_one_default() -> None:
    today = {area.code for area in queries.areas(on=NOW, level="commune")}

    for area in Area.objects.filter(level="commune", valid_from__lte=IN_2024):
        found = queries.convert(area.code, from_on=IN_2024, to_on=NOW)
        assert found, area.name
        assert {one.area.code for one in found} <= today
        assert sum(one.is_default for one in found) <= 1
