"""Vietnamese text: one normal form, folding for search, an order that people expect."""

import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the dictionary
_PLACE = {letter: index for index, letter in enumerate(ALPHABET, start=20)}
_TONE_PLACE = {tone: index for index, tone in enumerate(TONES, start=1)}


def nfc(text: str) -> str:
    """The text in the one normal form in which the city stores text."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text as search sees it: lower case, no tones, no diacritics, đ as d, single spaces."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.split())


def sort_key(text: str) -> bytes:
    """A key whose bytes sort as a Vietnamese dictionary does.

    Order: a ă â b c d đ e ê … ; tones level < huyền < hỏi < ngã < sắc < nặng, looked at only where the
    letters are equal; spaces first. Source: vi in CLDR (ICU 78), facts/vietnam.md §7.2.
    """
    letters, tones = bytearray(), bytearray()
    for char in nfc(text).lower():
        base, tone = _split_tone(char)
        letters.append(_PLACE.get(base) or _other_place(base))
        tones.append(tone)
    return bytes(letters) + b"\x00" + bytes(tones)


def given_name_key(full_name: str) -> bytes:
    """The key of a list of persons: by given name, then family name, then middle names."""
    words = full_name.split()
    if len(words) < 2:
        return sort_key(full_name)
    return sort_key(" ".join([words[-1], words[0], *words[1:-1]]))


def _split_tone(char: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", char)
    tone = next((_TONE_PLACE[mark] for mark in parts if mark in _TONE_PLACE), 0)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONE_PLACE))
    return letter, tone


def _other_place(char: str) -> int:
    if char.isspace():
        return 1
    if char.isdigit():
        return 8 + unicodedata.digit(char, 0)
    return 2 if not char.isalpha() else 60
