"""Reading the units of a city pack: CSV and YAML into rows, each fault with file and line."""

import csv
import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from thanglong.kernel.base import text

KINDS = {
    "phường": "phuong",
    "xã": "xa",
    "thị trấn": "thi_tran",
    "quận": "quan",
    "huyện": "huyen",
    "thị xã": "thi_xa",
}
ENGLISH = {
    "phuong": "Ward",
    "xa": "Commune",
    "thi_tran": "Township",
    "quan": "Urban District",
    "huyen": "District",
    "thi_xa": "Town",
}


class BadPack(Exception):
    """The pack cannot be loaded; the message names file, line and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One area in one span of time."""

    code: str
    level: str
    kind: str
    name: str
    parent_code: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    legal_basis: str
    source: str
    latitude: str = ""
    longitude: str = ""

    @property
    def name_en(self) -> str:
        """`Ba Đình Ward`: the name kept, the kind in English."""
        if self.level == "city":
            return "Hanoi"
        for word in KINDS:
            if self.name.lower().startswith(f"{word} "):
                return f"{self.name[len(word) + 1 :]} {ENGLISH[self.kind]}"
        return self.name


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """What became of an area on a day."""

    old_code: str
    new_code: str
    kind: str
    on: datetime.date
    is_default: bool
    source: str


@dataclass(slots=True)
class Pack:
    """Everything that a city pack says of its units."""

    areas: list[AreaRow]
    successions: list[SuccessionRow]
    agencies: dict[str, Any]
    city: dict[str, Any]
    bases: dict[datetime.date, str] = field(default_factory=dict)


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises BadPack with file and line."""
    city = _yaml(folder / "city.yaml")
    first, second, third = (epoch["from"] for epoch in city["epochs"])
    bases = {epoch["from"]: epoch["legal_basis"] for epoch in city["epochs"]}
    pack = Pack([_city(city)], [], _yaml(folder / "agencies.yaml"), city, bases)
    for row, _ in _rows(folder / "districts_until_2025-06-30.csv"):
        pack.areas.append(
            AreaRow(
                code=row["code"],
                level="district",
                kind=KINDS[row["type"].lower()],
                name=row["name_with_type"],
                parent_code=city["code"],
                valid_from=first,
                valid_to=third,
                legal_basis=bases[first],
                source=city["sources"]["districts"],
            )
        )
    for row, place in _rows(folder / "communes_until_2025-06-30.csv"):
        pack.areas += _old_commune(row, place, (first, second, third), pack)
    for row, _ in _rows(folder / "communes_since_2025-07-01.csv"):
        pack.areas.append(_new_commune(row, third, pack))
    for row, _ in _rows(folder / "successions_2025-07-01.csv"):
        pack.successions.append(_succession(row, third, pack))
    _check_overlaps(pack.areas)
    return pack


def _old_commune(
    row: dict[str, str], place: str, starts: tuple[datetime.date, ...], pack: Pack
) -> Iterator[AreaRow]:
    """A commune of the three-level city: one row, or two when it was renamed in between."""
    first, second, third = starts
    lives_on = row["exists_2025h1"] == "1"
    renamed = lives_on and text.fold(row["name_2024"]) != text.fold(row["name_2025h1"])
    spans = [(first, second, "2024")] if renamed or not lives_on else [(first, third, "2024")]
    if renamed:
        spans.append((second, third, "2025h1"))
        pack.successions.append(
            SuccessionRow(
                row["code"], row["code"], "rename", second, True, pack.city["sources"]["communes"]
            )
        )
    for valid_from, valid_to, column in spans:
        kind = KINDS.get(row[f"type_{column}"].lower())
        if kind is None:
            raise BadPack(f"{place}: there is no kind of unit “{row[f'type_{column}']}”.")
        yield AreaRow(
            code=row["code"],
            level="commune",
            kind=kind,
            name=row[f"name_{column}"] if column == "2025h1" or renamed else _spelling(row),
            parent_code=row["district_code"],
            valid_from=valid_from,
            valid_to=valid_to,
            legal_basis=pack.bases[valid_from],
            source=pack.city["sources"]["communes"],
        )


def _spelling(row: dict[str, str]) -> str:
    """The later spelling of a name that only moved its tone mark (Hoà, Hòa)."""
    return row["name_2025h1"] or row["name_2024"]


def _new_commune(row: dict[str, str], start: datetime.date, pack: Pack) -> AreaRow:
    return AreaRow(
        code=row["code"],
        level="commune",
        kind=KINDS[row["type"].lower()],
        name=row["name_with_type"],
        parent_code=pack.city["code"],
        valid_from=start,
        valid_to=None,
        legal_basis=pack.bases[start],
        source=pack.city["sources"]["communes"],
        latitude=row["lat"],
        longitude=row["lon"],
    )


def _succession(row: dict[str, str], on: datetime.date, pack: Pack) -> SuccessionRow:
    doubt = "" if row["sources_agree"] == "1" else "; a second source differs"
    return SuccessionRow(
        old_code=row["old_code"],
        new_code=row["new_code"],
        kind="part" if row["old_is_split"] == "1" else "whole",
        on=on,
        is_default=row["is_default"] == "1",
        source=pack.city["sources"]["successions"] + doubt,
    )


def _city(city: dict[str, Any]) -> AreaRow:
    return AreaRow(
        code=city["code"],
        level="city",
        kind=city["kind"],
        name=city["name"],
        parent_code="",
        valid_from=city["valid_from"],
        valid_to=None,
        legal_basis=city["legal_basis"],
        source=city["legal_basis"],
    )


def _check_overlaps(areas: list[AreaRow]) -> None:
    last: dict[str, AreaRow] = {}
    for row in sorted(areas, key=lambda one: (one.code, one.valid_from)):
        before = last.get(row.code)
        if before and (before.valid_to is None or before.valid_to > row.valid_from):
            raise BadPack(
                f"The code {row.code} is given to “{before.name}” and “{row.name}” at one time. "
                "End the first before the second begins."
            )
        last[row.code] = row


def _rows(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if None in row.values() or None in row:
                raise BadPack(f"{path.name}:{number}: the line has too few or too many values.")
            yield {key: text.nfc(value.strip()) for key, value in row.items()}, (
                f"{path.name}:{number}"
            )


def _yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadPack(f"{path.name}: {error}") from error
    if not isinstance(content, dict):
        raise BadPack(f"{path.name}: a list of names and values was expected.")
    return content
