"""Vietnamese text: one normal form, folding for search, an order that people expect."""

import unicodedata
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the dictionary
MARKS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"  # before the digits, in this order
_PLACE = {
    **{mark: place for place, mark in enumerate(MARKS, start=2)},
    **{digit: place for place, digit in enumerate("0123456789", start=60)},
    **{letter: place for place, letter in enumerate(ALPHABET, start=80)},
}
_TONE_PLACE = {tone: place for place, tone in enumerate(TONES, start=2)}
KEYS_KEPT = 4_096  # lists of procedures and units are sorted with every page
_OTHER_SPACE, _OTHER_MARK, _OTHER_LETTER = 2, 59, 140
_NO_TONE, _OTHER_TONE = 1, 9


def nfc(text: str) -> str:
    """The text in the one normal form in which the city stores text."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text as search sees it: lower case, no tones, no diacritics, đ as d, single spaces."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.split())


@lru_cache(maxsize=KEYS_KEPT)
def sort_key(text: str) -> bytes:
    """A key whose bytes sort as a Vietnamese dictionary does.

    Order: spaces, marks, digits, a ă â b c d đ e ê …; where these are equal, tones level < huyền <
    hỏi < ngã < sắc < nặng; where those are equal too, small letters before capitals.
    Source: vi in CLDR (ICU 78); compared with PostgreSQL's `vi-x-icu` in
    the tests.
    """
    letters, tones, cases = bytearray(), bytearray(), bytearray()
    for char in nfc(text):
        letter, tone = _place(char.lower())
        letters.append(letter)
        tones.append(tone)
        cases.append(2 if char.isupper() else 1)
    return bytes(letters) + b"\x00" + bytes(tones) + b"\x00" + bytes(cases)


def given_name_key(full_name: str) -> bytes:
    """The key of a list of persons: by given name, then family name, then middle names."""
    words = full_name.split()
    if len(words) < 2:
        return sort_key(full_name)
    return sort_key(" ".join([words[-1], words[0], *words[1:-1]]))


def _place(char: str) -> tuple[int, int]:
    """Where a small letter or a mark stands, and its tone."""
    parts = unicodedata.normalize("NFD", char)
    tone = next((_TONE_PLACE[mark] for mark in parts if mark in _TONE_PLACE), _NO_TONE)
    bare = "".join(mark for mark in parts if mark not in _TONE_PLACE)
    letter = unicodedata.normalize("NFC", bare)
    if letter in _PLACE:
        return _PLACE[letter], tone
    if parts[:1] in _PLACE:  # ñ, ü: a letter that Vietnamese does not have, as the one without mark
        return _PLACE[parts[:1]], _OTHER_TONE
    return _other_place(char), tone


def _other_place(char: str) -> int:
    if char.isspace():
        return _OTHER_SPACE
    if char.isdigit():
        return _PLACE[str(unicodedata.digit(char, 0))]
    return _OTHER_LETTER if char.isalpha() else _OTHER_MARK
