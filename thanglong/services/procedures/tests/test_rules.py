"""People find a procedure with the words that they have."""

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
    "query", ["khai sinh", "giay khai sinh", "GIẤY KHAI SINH", "my baby was born", "dang ky khai s"]
)
def test_parents_find_birth_registration_first_in_any_spelling(query: str) -> None:
    assert rules.ranked(fold(query), LIBRARY)[0] == "birth"


def test_a_builder_finds_the_permit_and_not_a_birth() -> None:
    assert rules.ranked(fold("xin phép xây nhà"), LIBRARY) == ["build"]


def test_words_that_nothing_has_find_nothing() -> None:
    assert rules.ranked(fold("mua vé xem phim"), LIBRARY) == []


def test_an_empty_question_finds_nothing() -> None:
    assert rules.ranked("  ", LIBRARY) == []
