"""Who decides what where, and the reason that a person is told."""

import csv
import datetime

import pytest
import yaml
from django.conf import settings

from thanglong.kernel.units import queries
from thanglong.kernel.units.models import Jurisdiction
from thanglong.kernel.units.tests.make import EARLY_2025, IN_2024, NOW, reference

pytestmark = pytest.mark.django_db

NEW_HOUSEHOLD_BUSINESS = "1.001612"


def test_household_businesses_were_registered_by_the_district() -> None:
    answer = queries.unit_of("00004", power=NEW_HOUSEHOLD_BUSINESS, on=IN_2024)

    assert answer.agency is not None and answer.agency.name == "UBND quận Ba Đình"
    assert answer.department is not None
    assert answer.department.name == "Phòng Tài chính - Kế hoạch quận Ba Đình"
    assert answer.one_stop is not None
    assert answer.one_stop.name == "Bộ phận Một cửa phường Trúc Bạch"
    assert "Household businesses are registered by the district." in answer.reason("en")
    assert "Phường Trúc Bạch thuộc quận Ba Đình." in answer.reason("vi")


def test_since_the_reform_the_commune_registers_them_and_says_why() -> None:
    answer = queries.unit_of("00004", power=NEW_HOUSEHOLD_BUSINESS, on=NOW)

    assert answer.agency is not None and answer.agency.name == "UBND phường Ba Đình"
    assert answer.reason("en").startswith(
        "Since 1 July 2025 there are no districts. "
        "Household businesses are registered by the commune."
    )
    assert answer.reason("vi").startswith(
        "Từ ngày 01/07/2025 không còn cấp huyện. Hộ kinh doanh do phường, xã đăng ký."
    )
    assert answer.legal_basis == "NĐ 168/2025/NĐ-CP"
    assert answer.certainty == "V"


def test_the_last_day_of_the_districts_is_still_theirs() -> None:
    last, first = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)

    before = queries.unit_of("00004", power="construction", on=last)
    after = queries.unit_of("00004", power="construction", on=first)

    assert (before.level, after.level) == ("district", "commune")


def test_an_old_code_is_answered_for_its_successor() -> None:
    answer = queries.unit_of("00001", power="civil_status", on=NOW)

    assert answer.agency is not None and answer.agency.name == "UBND phường Hồng Hà"
    assert "Phúc Xá Ward ended on 1 July 2025; its place is in Hồng Hà Ward." in answer.reason("en")


def test_a_code_used_again_is_read_on_the_day_it_was_written() -> None:
    stored = queries.unit_of("00004", power="civil_status", on=NOW, known_on=IN_2024)

    assert stored.asked is not None and stored.asked.name == "Phường Trúc Bạch"
    assert stored.area is not None and stored.area.name == "Phường Ba Đình"
    assert stored.reasons[0].code == "whole"


def test_a_split_ward_gives_the_default_and_says_so() -> None:
    answer = queries.unit_of("00007", power="construction", on=NOW)

    assert answer.agency is not None and answer.agency.name == "UBND phường Ngọc Hà"
    assert [one.area.name for one in answer.candidates] == ["Phường Ngọc Hà", "Phường Giảng Võ"]
    assert "but may also be in Giảng Võ Ward. Please check." in answer.reason("en")


def test_without_a_default_nobody_is_named_where_it_matters() -> None:
    local = queries.unit_of("00274", power="civil_status", on=EARLY_2025)
    district = queries.unit_of("00274", power="construction", on=EARLY_2025)

    assert local.agency is None and len(local.candidates) == 2
    assert "Please choose the one that has this address." in local.reason("en")
    assert district.agency is not None
    assert district.agency.name == "UBND quận Hai Bà Trưng"


def test_what_is_from_memory_is_said_to_be() -> None:
    answer = queries.unit_of("00538", power="civil_status", on=EARLY_2025)

    assert answer.certainty == "M"
    assert "has not been checked against the law" in answer.reason("en")


def test_main_roads_are_the_citys_exception() -> None:
    usual = queries.unit_of("00004", power="1.013061", on=NOW)
    main = queries.unit_of("00004", power="1.013061", on=NOW, variant="main_road")

    assert usual.agency is not None and usual.agency.name == "UBND phường Ba Đình"
    assert [one.variant for one in usual.exceptions] == ["main_road"]
    assert main.agency is not None and main.agency.name == "Sở Xây dựng"


@pytest.mark.parametrize(
    ("power", "on", "name"),
    [
        ("labour", IN_2024, "Sở Lao động - Thương binh và Xã hội"),
        ("labour", NOW, "Sở Nội vụ"),
        ("3.000333", IN_2024, "Sở Tư pháp"),
        ("3.000333", NOW, "Công an thành phố Hà Nội"),
        ("2.001610", IN_2024, "Sở Kế hoạch và Đầu tư"),
        ("2.001610", NOW, "Sở Tài chính"),
        ("2.002288", IN_2024, "Sở Giao thông vận tải"),
        ("2.002288", NOW, "Sở Xây dựng"),
    ],
)
def test_work_moved_between_departments_of_the_city(
    power: str, on: datetime.date, name: str
) -> None:
    answer = queries.unit_of("00004", power=power, on=on)

    assert answer.agency is not None and answer.agency.name == name


@pytest.mark.parametrize(
    ("code", "power", "reason"),
    [
        ("99999", "civil_status", "unknown_code"),
        ("001", "civil_status", "ended"),
        ("00004", "fortune_telling", "no_power"),
    ],
)
def test_what_cannot_be_answered_is_said(code: str, power: str, reason: str) -> None:
    answer = queries.unit_of(code, power=power, on=NOW)

    assert answer.agency is None
    assert [one.code for one in answer.reasons] == [reason]


def test_every_power_is_somebodys_everywhere_in_every_epoch() -> None:
    for on in (IN_2024, EARLY_2025, NOW):
        for power in queries.powers_on(on=on):
            for code in ("00004", "00070", "00376"):
                answer = queries.unit_of(code, power=power, on=on)
                if answer.asked is not None and answer.asked.level == "commune":
                    assert answer.agency is not None or not answer.area, (power, code, on)


def test_an_exception_for_one_ward_comes_before_the_rule() -> None:
    ward = queries.area("00004", on=NOW)
    Jurisdiction.objects.create(
        power="one_stop", level="city", function="one_stop", area=ward,
        valid_from=datetime.date(2026, 1, 1), reason="Thí điểm.", reason_en="A pilot.",
        legal_basis="test", certainty="M", source="test",
    )  # fmt: skip
    queries.forget()

    here = queries.unit_of("00004", power="one_stop", on=NOW)
    there = queries.unit_of("00008", power="one_stop", on=NOW)
    queries.forget()

    assert (here.level, there.level) == ("city", "commune")


def test_the_procedures_of_the_city_say_the_same_as_its_jurisdictions() -> None:
    lines = (reference() / "jurisdictions.csv").read_text(encoding="utf-8").splitlines()
    known = {row["power"] for row in csv.DictReader(lines)}
    folders = (settings.CITY / "procedures").glob("*/procedure.yaml")
    procedures = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in folders]

    for procedure in procedures:
        if procedure["procedure"] not in known:
            continue
        for on in (IN_2024, NOW):
            said = {
                row["level"]
                for row in procedure["authority"]
                if row.get("from", on) <= on < row.get("until", datetime.date.max)
            }
            if on == NOW:
                said.discard("district")  # a row that lives by the day of filing names it still
            rows = queries.unit_of("00004", power=procedure["procedure"], on=on)
            levels = {rows.level} | {one.level for one in rows.exceptions}
            assert said <= levels, (procedure["procedure"], on, said, levels)
