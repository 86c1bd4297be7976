"""How dates, money and time are written."""

import datetime

import pytest
from django.utils import translation

from thanglong.kernel.web import formats

THURSDAY = datetime.date(2026, 2, 5)
AT = datetime.datetime(2026, 2, 5, 9, 0, tzinfo=datetime.UTC)  # 16:00 in the city
NBSP = "\u00a0"


def test_a_dossier_code_is_not_broken_over_two_lines_and_nothing_else_becomes_markup() -> None:
    told = formats.whole_codes("<b>Hồ sơ</b> H26.00004-260202-0001, ngày 02-02-2026")

    assert told == (
        '&lt;b&gt;Hồ sơ&lt;/b&gt; <span class="num nowrap">H26.00004-260202-0001</span>,'
        " ngày 02-02-2026"
    )


@pytest.mark.parametrize(
    ("language", "date", "instant", "money"),
    [
        ("vi", "thứ Năm 05/02/2026", "16:00 thứ Năm 05/02/2026", f"1.250.000{NBSP}₫"),
        ("en", "Thursday 5 February 2026", "16:00, Thursday 5 February 2026", f"1,250,000{NBSP}₫"),
    ],
)
def test_dates_and_money_are_written_as_people_write_them(
    language: str, date: str, instant: str, money: str
) -> None:
    with translation.override(language):
        assert formats.format_date(THURSDAY) == date
        assert formats.format_datetime(AT) == instant
        assert formats.format_money(1_250_000) == money


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (45, "45 phút làm việc", "45 working minutes"),
        (60, "1 giờ làm việc", "1 working hour"),
        (90, "1 giờ 30 phút làm việc", "1 working hour and 30 min"),
        (540, "9 giờ làm việc", "9 working hours"),
        (1440, "3 ngày làm việc", "3 working days"),
        (1560, "3 ngày 2 giờ làm việc", "3 days and 2 h of working time"),
        (4800 + 120, "10 ngày làm việc", "10 working days"),
    ],
)
def test_working_time_is_said_in_words(minutes: int, vi: str, en: str) -> None:
    with translation.override("vi"):
        assert formats.format_duration(minutes) == vi
    with translation.override("en"):
        assert formats.format_duration(minutes) == en


def test_numbers_use_the_comma_of_the_country() -> None:
    with translation.override("vi"):
        assert formats.format_number(2.5) == "2,5"
        assert formats.format_number(1_284) == "1.284"
        assert formats.file_size(2_410_000) == f"2,4{NBSP}MB"


def test_nothing_is_written_for_nothing() -> None:
    assert formats.format_date(None) == formats.format_money(None) == ""
    assert formats.format_duration(None) == formats.format_datetime(None) == ""


def test_a_name_in_capitals_is_written_as_people_write_it() -> None:
    assert formats.title_name("NGUYỄN THỊ LAN") == "Nguyễn Thị Lan"
    assert formats.title_name("Nguyễn thị Lan") == "Nguyễn thị Lan"
