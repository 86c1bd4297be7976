"""Vietnamese text: one form, found without diacritics, ordered as in the dictionary."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from thanglong.kernel.base import text

LETTERS = "".join(
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    for tone in ["", *text.TONES]
    if not tone or letter in "aăâeêioôơuưy"
)
WORDS = st.text(alphabet=LETTERS + LETTERS.upper() + "fjwz 0123456789-,'()/.", max_size=12)


def by_icu(words: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT w FROM unnest(%s::text[]) AS w ORDER BY w COLLATE "vi-x-icu", w COLLATE "C"',
            [words],
        )
        return [row[0] for row in cursor.fetchall()]


def has_icu() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = 'vi-x-icu'")
        return cursor.fetchone() is not None


class TestAgainstTheDatabase(TestCase):
    """The stored key orders as PostgreSQL's Vietnamese collation, where it has one."""

    def setUp(self) -> None:
        if not has_icu():
            pytest.skip("this PostgreSQL is built without ICU")

    @settings(max_examples=150, deadline=None)
    @given(words=st.lists(WORDS, min_size=2, max_size=12))
    def test_any_words_stand_in_the_order_of_the_collation(self, words: list[str]) -> None:
        theirs = by_icu(words)

        ours = sorted(theirs, key=lambda word: (text.sort_key(word), word.encode()))

        assert ours == theirs

    def test_all_units_stand_in_the_order_of_the_collation(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT name FROM units_area")
            names = [row[0] for row in cursor.fetchall()]

        assert sorted(names, key=text.sort_key) == by_icu(names)


@pytest.mark.parametrize(
    "words",
    [
        ["a", "à", "ả", "ã", "á", "ạ", "ă", "â", "b"],
        ["da", "dạ", "đa", "e", "ê"],
        ["Lan", "Làn", "Lán", "Lăn", "Lân"],
        ["an bình", "an hòa", "Ân"],
        ["phường 1", "phường 10", "phường 2", "phường Ba Đình"],
        ["ha noi", "Ha noi", "hà nội"],
        ["müller", "muller ơi"],
    ],
)
def test_words_stand_as_in_the_dictionary(words: list[str]) -> None:
    backwards = words[::-1]

    assert sorted(backwards, key=text.sort_key) == words


def test_a_key_does_not_depend_on_how_the_letters_are_composed() -> None:
    written = "Phường Trúc Bạch"

    assert text.sort_key(unicodedata.normalize("NFD", written)) == text.sort_key(written)
    assert text.nfc(unicodedata.normalize("NFD", written)) == written


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đường  Điện Biên Phủ", "duong dien bien phu"),
        ("NGUYỄN THỊ LAN", "nguyen thi lan"),
        ("Hòa Bình", "hoa binh"),
        ("Hoà Bình", "hoa binh"),
        ("  ", ""),
    ],
)
def test_folded_text_has_no_diacritics(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@given(words=st.text(max_size=40))
def test_folding_twice_is_folding_once(words: str) -> None:
    assert text.fold(text.fold(words)) == text.fold(words)


def test_people_are_ordered_by_given_name() -> None:
    names = ["Trần Văn An", "Lê Thị Bích", "Nguyễn An Châu", "Nguyễn Văn Châu", "Đỗ Đạt"]

    backwards = names[::-1]

    assert sorted(backwards, key=text.given_name_key) == names
