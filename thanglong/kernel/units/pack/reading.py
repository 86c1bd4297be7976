"""Reading the whole pack: `city.yaml`, `areas.csv`, `successions.csv`, `agencies.yaml`,
`jurisdictions.csv`.
"""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from thanglong.kernel.units.pack import expanding, files
from thanglong.kernel.units.pack.files import BadPack, Line
from thanglong.kernel.units.pack.rows import (
    AreaRow,
    JurisdictionRow,
    Pack,
    Span,
    SuccessionRow,
)

LEVELS = ("city", "district", "commune")
KINDS_OF_CHANGE = ("whole", "part", "rename")
AREA_COLUMNS = ("code", "level", "kind", "name", "parent", "valid_from", "valid_to", "basis",
                "certainty", "source")  # fmt: skip
SUCCESSION_COLUMNS = ("old_code", "new_code", "on", "kind", "is_default", "certainty", "source")
JURISDICTION_COLUMNS = ("power", "variant", "level", "function", "area", "agency", "valid_from",
                        "valid_to", "reason_vi", "reason_en", "basis", "certainty",
                        "source")  # fmt: skip


class Dated(Protocol):
    """What two rows of one table must not share: a name and a day."""

    @property
    def span(self) -> Span: ...

    @property
    def place(self) -> str: ...


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`, checked. Raises BadPack with file and line."""
    city = files.settings(folder / "city.yaml")
    areas = _Areas(list(_bare_areas(folder, city)))
    pack = Pack(areas=areas.with_parents())
    pack.successions = [
        _succession(line, areas, city)
        for line in files.lines(folder / "successions.csv", SUCCESSION_COLUMNS)
    ]
    pack.agencies = expanding.agencies(pack.areas, files.settings(folder / "agencies.yaml"))
    check_overlaps((row.code, row) for row in pack.agencies)
    codes = {row.code for row in pack.agencies}
    pack.jurisdictions = [
        _jurisdiction(line, areas, codes, city)
        for line in files.lines(folder / "jurisdictions.csv", JURISDICTION_COLUMNS)
    ]
    check_overlaps(
        (f"{row.power} {row.variant} {row.area_code}".strip(), row) for row in pack.jurisdictions
    )
    return pack


def check_overlaps(rows: Iterable[tuple[str, Dated]]) -> None:
    """Refuse two rows of one name on one day. Raises BadPack naming both lines."""
    last: dict[str, Dated] = {}
    for name, row in sorted(rows, key=lambda one: (one[0], one[1].span.valid_from)):
        before = last.get(name)
        if before and before.span.common(row.span):
            raise BadPack(
                f"{row.place}: {name} is valid from {row.span.valid_from}, but {before.place} "
                f"gives the same until {before.span.valid_to or 'further notice'}. "
                "End the first before the second begins."
            )
        last[name] = row


class _Areas:
    """The areas of a pack, by code and day."""

    def __init__(self, rows: list[tuple[AreaRow, str]]) -> None:
        self._parents = {row.key: parent for row, parent in rows}
        self._by_code: defaultdict[str, list[AreaRow]] = defaultdict(list)
        for row, _ in rows:
            self._by_code[row.code].append(row)
        self._rows = [row for row, _ in rows]
        check_overlaps((row.code, row) for row in self._rows)

    def on(self, code: str, day: datetime.date) -> AreaRow | None:
        """The area that has a code on a day."""
        return next((row for row in self._by_code[code] if row.span.covers(day)), None)

    def ended(self, code: str, day: datetime.date) -> AreaRow | None:
        """The area of this code whose last day was the day before."""
        return next((row for row in self._by_code[code] if row.span.valid_to == day), None)

    def has(self, code: str) -> bool:
        """Whether any area ever had this code."""
        return code in self._by_code

    def with_parents(self) -> list[AreaRow]:
        """All areas, each with the key of the one above it."""
        return [self._with_parent(row) for row in self._rows]

    def _with_parent(self, row: AreaRow) -> AreaRow:
        code = self._parents[row.key]
        if not code:
            return row
        above = self.on(code, row.span.valid_from)
        if above is None or above.span.common(row.span) != row.span:
            raise BadPack(
                f"{row.place}: {row.code} {row.name} is under {code}, which is not there from "
                f"{row.span.valid_from} to {row.span.valid_to or 'now'}."
            )
        return dataclasses.replace(row, parent=above.key)


def _bare_areas(folder: Path, city: dict[str, Any]) -> Iterator[tuple[AreaRow, str]]:
    """The areas, each with the code of the one above it."""
    for line in files.lines(folder / "areas.csv", AREA_COLUMNS):
        kinds = _section(city, "kinds")
        kind = line.one_of("kind", kinds)
        words, name, certainty = kinds[kind], line.text("name"), line.certainty()
        basis = _named(line, "basis", _section(city, "bases"))
        yield (
            AreaRow(
                code=line.text("code"),
                level=line.one_of("level", LEVELS),
                kind=kind,
                kind_name=words["vi"],
                bare_name=name,
                name=f"{words['vi']} {name}",
                name_en=line.text("name_en", "") or f"{name} {words['en']}",
                parent=None,
                span=line.span(),
                legal_basis=basis,
                source=f"{_named(line, 'source', _section(city, 'sources'))} [{certainty}]",
                latitude=line.number("latitude"),
                longitude=line.number("longitude"),
                area_km2=line.number("area_km2"),
                place=line.place,
            ),
            line.text("parent", ""),
        )


def _succession(line: Line, areas: _Areas, city: dict[str, Any]) -> SuccessionRow:
    on = line.day("on")
    old, new = areas.ended(line.text("old_code"), on), areas.on(line.text("new_code"), on)
    if old is None:
        raise line.fault(f"no unit {line.text('old_code')} ended on {on}.")
    if new is None:
        raise line.fault(f"there is no unit {line.text('new_code')} on {on}.")
    return SuccessionRow(
        old=old.key,
        new=new.key,
        kind=line.one_of("kind", KINDS_OF_CHANGE),
        on=on,
        is_default=line.one_of("is_default", ("0", "1")) == "1",
        legal_basis=new.legal_basis if new.span.valid_from == on else "",
        certainty=line.certainty(),
        source=_named(line, "source", _section(city, "sources")),
        place=line.place,
    )


def _jurisdiction(
    line: Line, areas: _Areas, agency_codes: set[str], city: dict[str, Any]
) -> JurisdictionRow:
    area_code, agency_code = line.text("area", ""), line.text("agency", "")
    if area_code and not areas.has(area_code):
        raise line.fault(f"there is no unit {area_code}.")
    if agency_code and agency_code not in agency_codes:
        raise line.fault(f"there is no agency {agency_code}.")
    return JurisdictionRow(
        power=line.text("power"),
        variant=line.text("variant", ""),
        level=line.one_of("level", LEVELS),
        function=line.text("function", ""),
        area_code=area_code,
        agency_code=agency_code,
        span=line.span(),
        reason=line.text("reason_vi"),
        reason_en=line.text("reason_en"),
        legal_basis=line.text("basis"),
        certainty=line.certainty(),
        source=_named(line, "source", _section(city, "sources")),
        place=line.place,
    )


def _section(city: dict[str, Any], name: str) -> dict[str, Any]:
    found = city.get(name)
    if not isinstance(found, dict):
        raise BadPack(f"city.yaml: “{name}” is missing.")
    return {key: value for key, value in found.items() if key != files.LINE}


def _named(line: Line, column: str, words: dict[str, Any]) -> str:
    """What a key of `city.yaml` stands for."""
    return str(words[line.one_of(column, words)])
