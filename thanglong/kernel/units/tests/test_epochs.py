"""The city in three epochs: every unit at its time, nothing twice, nothing lost."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from thanglong.kernel.units import queries
from thanglong.kernel.units.models import Agency, Area
from thanglong.kernel.units.tests.make import EARLY_2025, IN_2024, NOW

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2020, 3, 1)


@pytest.mark.parametrize(
    ("on", "districts", "communes"),
    [
        (FIRST, 30, 579),
        (IN_2024, 30, 579),
        (datetime.date(2024, 12, 31), 30, 579),
        (datetime.date(2025, 1, 1), 30, 526),
        (EARLY_2025, 30, 526),
        (datetime.date(2025, 6, 30), 30, 526),
        (datetime.date(2025, 7, 1), 0, 126),
        (NOW, 0, 126),
    ],
)
def test_each_epoch_has_its_number_of_units(
    on: datetime.date, districts: int, communes: int
) -> None:
    assert queries.areas(on=on, level="city").count() == 1
    assert queries.areas(on=on, level="district").count() == districts
    assert queries.areas(on=on, level="commune").count() == communes


def test_the_city_of_today_has_wards_and_communes_with_a_place_on_the_map() -> None:
    communes = queries.areas(on=NOW, level="commune")

    assert communes.filter(kind="phuong").count() == 51
    assert communes.filter(kind="xa").count() == 75
    assert not communes.filter(latitude=None).exists()
    assert round(sum(one.area_km2 or 0 for one in communes)) == 3360


def test_one_code_is_two_wards_at_two_times() -> None:
    before, after = queries.area("00004", on=IN_2024), queries.area("00004", on=NOW)

    assert before is not None and before.name == "Phường Trúc Bạch"
    assert before.parent is not None and before.parent.name == "Quận Ba Đình"
    assert after is not None and after.name == "Phường Ba Đình"
    assert after.name_en == "Ba Đình Ward"
    assert after.parent is not None and after.parent.name == "Thành phố Hà Nội"
    assert [one.name for one in queries.history("00004")] == ["Phường Trúc Bạch", "Phường Ba Đình"]


def test_thirty_three_communes_were_renamed_under_their_code() -> None:
    renamed = Area.objects.filter(successions__kind="rename")

    assert renamed.count() == 33
    for before in renamed:
        after = queries.area(before.code, on=EARLY_2025)
        assert after is not None and after.name != before.name


def test_every_commune_that_ended_has_a_successor() -> None:
    ended = Area.objects.filter(level="commune", valid_to__isnull=False)

    assert ended.count() == 579 + 33
    assert not ended.filter(successions=None).exists()


def test_the_reform_of_july_is_recorded_pair_by_pair() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE is_default), "
            "count(DISTINCT predecessor_id) FILTER (WHERE kind = 'part'), "
            "count(DISTINCT predecessor_id) FILTER (WHERE certainty = 'S') "
            "FROM units_succession WHERE \"on\" = '2025-07-01'"
        )
        pairs, defaults, split, doubtful = cursor.fetchone()

    assert (pairs, defaults, split, doubtful) == (794, 526, 199, 3)


def test_two_units_cannot_have_one_code_at_one_time() -> None:
    known = queries.area("00004", on=NOW)
    assert known is not None
    known.pk, known.valid_from = None, datetime.date(2026, 1, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        known.save()


def test_two_agencies_cannot_have_one_code_at_one_time() -> None:
    known = queries.agency_by_code("H26.00004", on=NOW)
    assert known is not None
    known.pk, known.valid_from = None, datetime.date(2026, 1, 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        known.save()


def test_every_unit_and_agency_hangs_on_one_of_its_time() -> None:
    for table, root in (("units_area", "level = 'city'"), ("units_agency", "code = 'H26'")):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table} a LEFT JOIN {table} p ON p.id = a.parent_id "  # noqa: S608
                f"WHERE NOT a.{root} AND (p.id IS NULL OR p.valid_from > a.valid_from "
                "OR coalesce(p.valid_to, 'infinity') < coalesce(a.valid_to, 'infinity'))"
            )
            assert cursor.fetchone()[0] == 0


def test_every_commune_and_district_has_a_committee_and_a_one_stop_unit() -> None:
    for on in (IN_2024, EARLY_2025, NOW):
        for level in ("commune", "district"):
            areas = queries.areas(on=on, level=level).count()
            agencies = Agency.objects.filter(queries.on_day(on), level=level)
            assert agencies.filter(kind="committee").count() == areas
            assert agencies.filter(kind="one_stop").count() == areas


class TestAnyDay(TestCase):
    """What holds on every day since the first epoch."""

    @settings(max_examples=25, deadline=None)
    @given(on=st.dates(min_value=FIRST, max_value=datetime.date(2030, 12, 31)))
    def test_each_area_has_exactly_one_parent_that_is_there_too(self, on: datetime.date) -> None:
        areas = list(queries.areas(on=on))
        there = {area.id for area in areas}
        has_districts = any(area.level == "district" for area in areas)

        assert len({area.code for area in areas}) == len(areas)
        for area in areas:
            above = {"city": None, "district": "city", "commune": "city"}[area.level]
            if area.level == "commune" and has_districts:
                above = "district"
            assert (area.parent.level if area.parent else None) == above
            assert area.parent_id is None or area.parent_id in there
