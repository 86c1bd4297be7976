"""The map of the city for everybody, on any day."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(address: str, *, language: str = "en") -> str:
    answer = Client().get(f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_todays_map_has_no_districts() -> None:
    shown = page("/units?on=02/02/2026")

    assert "126 wards and communes, no districts" in shown
    assert "Ba Đình Ward" in shown


def test_the_map_of_2024_has_three_levels() -> None:
    shown = page("/units?on=22/11/2024", language="vi")

    assert "30 quận, huyện, thị xã; 579 phường, xã, thị trấn" in shown
    assert "Quận Ba Đình" in shown


def test_an_old_name_leads_to_where_it_is_now() -> None:
    shown = page("/units?q=truc+bach&on=2026-02-02")

    assert "Earlier units of this name" in shown
    assert "Trúc Bạch Ward" in shown
    assert "On 2 Feb 2026: Ba Đình Ward" in shown


def test_a_misspelt_name_is_found() -> None:
    assert "Hoàn Kiếm Ward" in page("/units?q=hoan+kiemm&on=2026-02-02")


def test_nothing_found_says_what_to_do() -> None:
    assert "Try a shorter part of the name" in page("/units?q=qqqqqqqq")


def test_what_is_no_date_is_said_and_the_words_stay() -> None:
    shown = page("/units?q=Ba&on=yesterday")

    assert "This is not a date." in shown
    assert 'value="Ba"' in shown


def test_a_unit_says_who_decides_what_there_and_why() -> None:
    shown = page("/units/00004?on=2026-02-02")

    assert "Household businesses are registered by the commune." in shown
    assert "Economy, infrastructure and urban division of Ba Đình Ward" in shown
    assert "The code 00004 also stood for another unit" in shown


def test_the_same_code_on_another_day_is_another_unit() -> None:
    shown = page("/units/00004?on=2024-11-22", language="vi")

    assert "<h1>Phường Trúc Bạch</h1>" in shown
    assert "Hộ kinh doanh do quận, huyện, thị xã đăng ký." in shown


def test_a_unit_that_is_no_more_is_shown_as_it_was_last() -> None:
    shown = page("/units/00007?on=2026-02-02")

    assert "Cống Vị Ward was there until 30 Jun 2025" in shown
    assert "a part of it, taken when nothing more is known" in shown


def test_a_unit_that_is_not_yet_is_shown_as_it_will_be() -> None:
    shown = page("/units/00112?on=2020-03-05")

    assert "<h1>" in shown


def test_what_rests_on_memory_is_marked() -> None:
    shown = page("/units/00538?on=2024-11-22")

    assert "from memory, to be checked" in shown


@pytest.mark.parametrize("code", ["99999", "zz", "0" * 60])
def test_an_unknown_code_is_not_found(code: str) -> None:
    assert Client().get(f"/units/{code}").status_code == 404


def test_a_page_of_the_map_is_light() -> None:
    for address in ("/units", "/units?on=2024-11-22", "/units/01", "/units/001?on=2024-11-22"):
        assert len(page(address)) < 60_000


def test_the_map_is_in_the_menu() -> None:
    assert 'href="/units"' in page("/units")
