"""People find a procedure with the words that they have."""

import datetime

import pytest

from thanglong.kernel.base.text import fold
from thanglong.services.procedures import rules

LIBRARY = {
    "birth": rules.words_of(
        [
            (fold("Thủ tục đăng ký khai sinh"), 1.0),
            (fold("Birth registration"), 1.0),
            (fold("làm giấy khai sinh cho con"), 0.9),
            (fold("my baby was born"), 0.9),
        ],
        phrases=[fold("giấy khai sinh"), fold("my baby was born")],
    ),
    "death": rules.words_of([(fold("Thủ tục đăng ký khai tử"), 1.0)], phrases=[]),
    "build": rules.words_of(
        [(fold("Cấp giấy phép xây dựng nhà ở riêng lẻ"), 1.0)], phrases=[fold("xin phép xây nhà")]
    ),
}


@pytest.mark.parametrize(
    ("cite", "then", "now"),
    [
        ("Luật 59/2020/QH14; Luật 76/2025/QH15", "Luật 59/2020/QH14", None),
        ("NĐ 61/2018; từ 01/7/2025: NĐ 118/2025", "NĐ 61/2018", "NĐ 118/2025"),
        ("NĐ 123/2015/NĐ-CP, Điều 21", None, None),
        ("NĐ 140/2025/NĐ-CP", None, None),  # nothing else is there to say
    ],
)
def test_of_a_citation_stands_what_is_law_on_the_day(
    cite: str, then: str | None, now: str | None
) -> None:
    assert rules.law_on(cite, datetime.date(2024, 12, 10)) == (then or cite)
    assert rules.law_on(cite, datetime.date(2026, 11, 25)) == (now or cite)


@pytest.mark.parametrize(
    "query", ["khai sinh", "giay khai sinh", "GIẤY KHAI SINH", "my baby was born", "dang ky khai s"]
)
def test_parents_find_birth_registration_first_in_any_spelling(query: str) -> None:
    assert rules.ranked(fold(query), LIBRARY)[0] == "birth"


def test_a_builder_finds_the_permit_and_not_a_birth() -> None:
    assert rules.ranked(fold("xin phép xây nhà"), LIBRARY) == ["build"]


def test_words_that_nothing_has_find_nothing() -> None:
    assert rules.ranked(fold("mua vé xem phim"), LIBRARY) == []


@pytest.mark.parametrize(
    ("post", "agency", "said"),
    [
        ("Chủ tịch UBND phường", "UBND phường Ba Đình", "Chủ tịch UBND phường Ba Đình"),
        ("Cán bộ một cửa", "Điểm phục vụ Ba Đình", "Cán bộ một cửa, Điểm phục vụ Ba Đình"),
        ("", "Công an thành phố", "Công an thành phố"),
        ("Chuyên viên", "", "Chuyên viên"),
    ],
)
def test_a_post_and_its_agency_are_not_said_twice(post: str, agency: str, said: str) -> None:
    assert rules.holder_words(post, agency) == said


def test_a_citation_is_read_without_the_abbreviations_of_offices() -> None:
    cite = "NĐ 61/2018/NĐ-CP; từ 01/7/2025: NĐ 118/2025/NĐ-CP; TT 85/2019/TT-BTC"

    assert rules.law_words(cite) == (
        "Nghị định 61/2018/NĐ-CP; từ 01/7/2025: Nghị định 118/2025/NĐ-CP; Thông tư 85/2019/TT-BTC"
    )


@pytest.mark.parametrize("query", ["khai sih", "giấy khia sinh", "babby was born", "bron"])
def test_a_slip_of_the_finger_does_not_hide_the_procedure(query: str) -> None:
    assert rules.ranked(fold(query), LIBRARY)[:1] == ["birth"]


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("sinh", "sih", True),
        ("sinh", "sinhh", True),
        ("sinh", "sanh", True),
        ("khai", "khia", True),
        ("khai", "khai", False),
        ("khai", "kiah", False),
        ("nha", "na", False),
        ("marriage", "mariages", False),
    ],
)
def test_one_slip_is_a_letter_missing_too_many_wrong_or_changed_about(
    one: str, other: str, *, is_slip: bool
) -> None:
    assert rules.is_one_slip(one, other) is is_slip
    assert rules.is_one_slip(other, one) is is_slip


def test_what_shares_only_a_syllable_with_a_good_answer_is_left_out() -> None:
    """Whoever says `khai sinh` does not want the registration of a death (`khai tử`)."""
    assert rules.ranked(fold("khai sinh"), LIBRARY) == ["birth"]
    assert rules.ranked(fold("khai"), LIBRARY) == ["birth", "death"]


def test_an_empty_question_finds_nothing() -> None:
    assert rules.ranked("  ", LIBRARY) == []
