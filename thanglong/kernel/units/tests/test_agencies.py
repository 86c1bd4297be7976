"""Agencies: who is where, which part does what, and who has the work of one that is no more."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from thanglong.kernel.units import queries
from thanglong.kernel.units.models import Agency, Post
from thanglong.kernel.units.tests.make import EARLY_2025, IN_2024, NOW

pytestmark = pytest.mark.django_db


def the(code: str, on: datetime.date) -> Agency:
    found = queries.agency_by_code(code, on=on)
    assert found is not None
    return found


def test_each_level_has_its_committee_over_an_address() -> None:
    names = {
        level: found and found.name
        for level in ("commune", "district", "city")
        for found in [queries.committee_of(area_code="00004", level=level, on=IN_2024)]
    }

    assert names == {
        "commune": "UBND phường Trúc Bạch",
        "district": "UBND quận Ba Đình",
        "city": "UBND thành phố Hà Nội",
    }


def test_since_the_reform_there_is_no_district_over_an_address() -> None:
    assert queries.committee_of(area_code="00004", level="district", on=NOW) is None


def test_a_department_is_found_by_its_function_whatever_it_is_called() -> None:
    city = queries.city_id(on=IN_2024)
    assert city is not None

    before = queries.department_of(agency_id=city, function="roads", on=IN_2024)
    after = queries.department_of(agency_id=city, function="roads", on=EARLY_2025 + _month())

    assert before is not None and before.name == "Sở Giao thông vận tải"
    assert after is not None and after.name == "Sở Xây dựng"


def test_the_desk_of_a_role_is_in_the_part_for_it() -> None:
    commune = queries.committee_of(area_code="00004", level="commune", on=NOW)
    assert commune is not None

    desks = {
        role: found and found.name
        for role in ("one_stop", "supervisor", "leader")
        for desk in [queries.desk_agency(agency_id=commune.id, role=role, on=NOW)]
        for found in [queries.agency(desk or 0)]
    }

    assert desks == {
        "one_stop": "Điểm phục vụ hành chính công phường Ba Đình",
        "supervisor": "Điểm phục vụ hành chính công phường Ba Đình",
        "leader": "UBND phường Ba Đình",
    }
    assert queries.desk_agency(agency_id=commune.id, role="astrologer", on=NOW) is None


def test_wards_and_communes_have_the_divisions_of_their_kind() -> None:
    ward = queries.agency_of(area_code="00004", level="commune", function="construction", on=NOW)
    rural = queries.agency_of(area_code="00376", level="commune", function="construction", on=NOW)

    assert ward is not None and ward.name == "Phòng Kinh tế, Hạ tầng và Đô thị phường Ba Đình"
    assert rural is not None and rural.name == "Phòng Kinh tế xã Sóc Sơn"


def test_posts_have_the_titles_of_their_house() -> None:
    chair = queries.post_in(agency_id=the("H26.00004", NOW).id, role="leader")
    specialist = queries.post_in(agency_id=the("H26.00004.KT", NOW).id, role="specialist")

    assert chair is not None and chair.title == "Chủ tịch UBND phường"
    assert specialist is not None
    assert specialist.title == "Chuyên viên Phòng Kinh tế, Hạ tầng và Đô thị"


def test_every_agency_has_posts() -> None:
    assert not Agency.objects.filter(posts=None).exists()
    assert not Post.objects.filter(title="").exists()


def test_demo_codes_are_marked() -> None:
    assert the("H26", NOW).is_demo_code is False
    assert the("H26.00004", NOW).is_demo_code is True


def test_the_work_of_an_old_ward_went_to_the_new_one() -> None:
    old = the("H26.00001", IN_2024)
    desk = the("H26.00001.MC", IN_2024)

    heir = queries.agency_now(agency_id=old.id, area_code="00001", on=NOW)
    new_desk = queries.agency_now(agency_id=desk.id, area_code="00001", on=NOW)

    assert heir is not None and heir.name == "UBND phường Hồng Hà"
    assert new_desk is not None
    assert new_desk.name == "Điểm phục vụ hành chính công phường Hồng Hà"


def test_the_work_of_a_district_went_to_the_commune_of_the_address() -> None:
    division = the("H26.001.TK", IN_2024)

    heir = queries.agency_now(agency_id=division.id, area_code="00004", on=NOW)

    assert heir is not None
    assert heir.name == "Phòng Kinh tế, Hạ tầng và Đô thị phường Ba Đình"


def test_an_agency_that_is_still_there_keeps_its_work() -> None:
    office = the("H26.QH", IN_2024)

    heir = queries.agency_now(agency_id=office.id, area_code="00004", on=NOW)

    assert heir is not None and heir.id == office.id


def test_what_is_above_and_below() -> None:
    desk, ward, city = the("H26.00004.MC", NOW), the("H26.00004", NOW), the("H26", NOW)

    assert queries.agencies_over(desk.id) == {desk.id, ward.id, city.id}
    assert desk.id in queries.agencies_under(ward.id)
    assert queries.parent_id(agency_id=desk.id) == ward.id
    assert len(queries.agencies_under(city.id)) == Agency.objects.count()


def test_hot_questions_cost_one_statement_and_then_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ward, city = the("H26.00004", NOW), queries.city_id(on=NOW)
    assert city is not None
    queries.forget()

    for ask in (
        lambda: queries.committee_of(area_code="00004", level="city", on=NOW),
        lambda: queries.department_of(agency_id=city, function="roads", on=NOW),
        lambda: queries.desk_agency(agency_id=ward.id, role="one_stop", on=NOW),
        lambda: queries.agencies_over(ward.id),
        lambda: queries.is_commune("00004", NOW),
        lambda: queries.commune_choices(on=NOW),
    ):
        with django_assert_num_queries(1):
            first = ask()
        with django_assert_num_queries(0):
            assert ask() == first


def _month() -> datetime.timedelta:
    return datetime.timedelta(days=31)
