"""A value of a file is changed, and nothing else of it."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from thanglong.kernel.cases.definition import strict_yaml
from thanglong.kernel.cases.patching import GONE, CannotPatch, Edit, MovedTo, Place, patch, value_at

FOLDERS = sorted(one.parent for one in (settings.CITY / "procedures").glob("*/procedure.yaml"))
NEW = 'Lời "mới": {a}, #1 và \\ hết'
FILE = b"""\
# One sort of tea.
name: "Tr\xc3\xa0"   # in quotes
plain: green tea
long: |
  One line.
  Another.
flow: {a: 1, b: [x, y], c: 'it''s'}   # beside
rows:
  - {id: one, amount: 8000}   # the first
  - {id: two, amount: 9000}
names:
  - green tea   # common
  - lotus tea
fields:
  full_name: "H\xe1\xbb\x8d t\xc3\xaan"
stages:
  first:
    by: clerk
    do: {go: second}
"""


def patched(*edits: tuple[Place, Any], content: bytes = FILE) -> str:
    return patch(content, [Edit(*one) for one in edits], file="f").decode()


def told(*edits: tuple[Place, Any]) -> list[str]:
    """The lines that are gone and come."""
    lines = difflib.ndiff(FILE.decode().splitlines(), patched(*edits).splitlines())
    return [line for line in lines if line[0] in "+-"]


CHANGES: list[tuple[Place, Any, list[str]]] = [
    (("name",), 'a "b"', ['- name: "Trà"   # in quotes', '+ name: "a \\"b\\""   # in quotes']),
    (("plain",), "black tea", ["- plain: green tea", "+ plain: black tea"]),
    (("plain",), "no: tea", ["- plain: green tea", '+ plain: "no: tea"']),
    (("plain",), "2026-01-01", ["- plain: green tea", '+ plain: "2026-01-01"']),
    (("long",), "One line.\nA third.", ["-   Another.", "+   A third."]),
    (
        ("rows", "two", "amount"),
        9500,
        ["-   - {id: two, amount: 9000}", "+   - {id: two, amount: 9500}"],
    ),
    (
        ("rows", "two", "until"),
        "x",
        ["-   - {id: two, amount: 9000}", "+   - {id: two, amount: 9000, until: x}"],
    ),
    (("rows", 2), {"id": "three"}, ["+   - {id: three}"]),
    (("rows", "one"), GONE, ["-   - {id: one, amount: 8000}   # the first"]),
    (
        ("rows", "two"),
        MovedTo(0),
        ["-   - {id: two, amount: 9000}", "+   - {id: two, amount: 9000}"],
    ),
    (("names",), ["green tea", "tea", "lotus tea"], ["+   - tea"]),
    (
        ("fields", "full_name", "hint"),
        "Help",
        ['-   full_name: "Họ tên"', '+   full_name: {label: "Họ tên", hint: Help}'],
    ),
    (
        ("fields", "full_name", "label"),
        "Tên",
        ['-   full_name: "Họ tên"', '+   full_name: "Tên"'],
    ),
    (
        ("stages", "second"),
        {"by": "leader", "do": {"end": "over"}},
        ["+   second:", "+     by: leader", "+     do: {end: over}"],
    ),
    (
        ("stages", "first", "do", "stop"),
        "over",
        ["-     do: {go: second}", "+     do: {go: second, stop: over}"],
    ),
    (("new", "a"), ["x"], ["+ new: {a: [x]}"]),
]


@pytest.mark.parametrize(("place", "value", "lines"), CHANGES)
def test_only_the_lines_of_the_value_change(place: Place, value: Any, lines: list[str]) -> None:
    assert sorted(told((place, value))) == sorted(lines)


def test_many_changes_are_one_and_the_last_entry_takes_its_map_along() -> None:
    last: Place = ("stages", "first", "do", "go")
    found = patched((("flow", "b"), GONE), (("flow", "a"), 2), (last, GONE))

    assert "flow: {a: 2, c: 'it''s'}   # beside" in found
    assert found.endswith("  first:\n    by: clerk\n")


@pytest.mark.parametrize("content", [FILE.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + FILE])
def test_ends_of_lines_and_marks_of_other_systems_stay(content: bytes) -> None:
    assert patch(content, [Edit(("plain",), "green tea")], file="f") == content
    found = patch(content, [Edit(("rows", 2), {"id": "three"})], file="f")
    assert len(found) - len(content) in (16, 17)


def test_what_cannot_be_changed_alone_is_refused() -> None:
    with pytest.raises(CannotPatch):
        patch(b"a:\n  - b: c\n    d: e\n", [Edit(("a", 0, "b"), GONE)], file="f")
    with pytest.raises(CannotPatch):
        patch(b"a: word\n", [Edit(("a", "b", "c"), "d")], file="f")


@pytest.mark.parametrize("folder", FOLDERS[::4], ids=lambda one: one.name)
def test_every_file_of_the_city_can_be_changed_at_a_place_and_keeps_the_rest(folder: Path) -> None:
    for file in ("procedure.yaml", "texts/vi.yaml"):
        content = (folder / file).read_bytes()
        data = strict_yaml.parse(content, file=file).data
        texts = [place for place, value in leaves(data) if isinstance(value, str)]
        place = texts[len(folder.name) * 7 % len(texts)]

        found = patch(content, [Edit(place, NEW)], file=file)

        assert value_at(strict_yaml.parse(found, file=file).data, place).rstrip("\n") == NEW
        assert len(changed(content, found)) <= 2 + str(value_at(data, place)).count("\n")


def leaves(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*place, number))
    else:
        yield place, data


def changed(before: bytes, after: bytes) -> list[str]:
    lines = difflib.unified_diff(before.decode().split("\n"), after.decode().split("\n"), n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
