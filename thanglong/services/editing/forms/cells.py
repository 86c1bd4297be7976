"""What came back from a page of cells: which places change, and where two people wrote at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from thanglong.kernel.base import text as letters
from thanglong.kernel.cases.patching import GONE, Edit, MovedTo, Place, patch
from thanglong.kernel.web.forms import parse_date, parse_money
from thanglong.services.editing.queries.cells import (
    EN,
    PROCEDURE,
    VI,
    Cell,
    Row,
    Sheet,
    Source,
    digest,
)

LENGTH_MAX = 8000
# Rows whose words stand in the texts under another name than the row.
WORDS_IN: Mapping[str, str] = {"fee": "fees", "needs": "needs", "stages": "stages"}


@dataclass(slots=True)
class Written:
    """The changes that a page asks for. clashes: names of cells that somebody else changed too."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    clashes: set[str] = field(default_factory=set)
    nameless: bool = False

    def add(self, file: str, place: Place, value: Any) -> None:
        """One more change of a file."""
        self.edits.setdefault(file, []).append(Edit(place, value))

    def files(self, source: Source) -> dict[str, bytes]:
        """The changed files. Raises DefinitionError when one cannot be read, CannotPatch."""
        return {
            file: patch(source.files[file], edits, file=file) for file, edits in self.edits.items()
        }


def read(post: Mapping[str, Any], sheet: Sheet, source: Source) -> Written:
    """What somebody wrote on a page, against what the draft says now."""
    found = Written()
    gone = [row for row in sheet.rows() if row.owns and row.gone_name in post]
    found.clashes |= {row.gone_name for row in gone if post[row.gone_name] != row.was}
    moved = [row for row in sheet.rows() if not row.is_new and _wants_place(post, row)]
    for row in (row for row in sheet.rows() if row not in gone):
        if row.is_new:
            _added(post, row, source, found)
        else:
            for cell in row.cells:
                _changed(post, cell, found)
    for row in moved if not gone else ():  # what goes away first has its own save
        file, place = row.owns[0]
        found.add(file, place, MovedTo(_position(post, row) - 1))
    _take_away(gone, source, found)
    return found


def shown(sheet: Sheet, written: Written) -> Sheet:
    """The page as it was written, each clash with what a colleague has saved meanwhile."""

    def cell(one: Cell) -> Cell:
        if one.name not in written.values:
            return one
        now = one.value if one.name in written.clashes else None
        return replace(one, value=written.values[one.name], now=now)

    return replace(
        sheet,
        groups=tuple(
            replace(
                group,
                rows=tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in group.rows),
            )
            for group in sheet.groups
        ),
    )


def posted(post: Mapping[str, Any], cell: Cell) -> str | None:
    """What was written into a cell; None when it did not come back."""
    if cell.name not in post:
        return None
    text = letters.nfc(str(post[cell.name])[:LENGTH_MAX]).replace("\r\n", "\n").strip()
    if cell.kind == "duration" and text:
        return text + str(post.get(f"{cell.name}|unit", ""))[:3]
    return text


def typed(cell: Cell, text: str) -> Any:
    """What was written as a plain value; what is none stays text, and the check says so."""
    if not text:
        return GONE
    if cell.kind == "money":
        found = parse_money(text)
        return text if found is None else found
    if cell.kind == "date":
        return parse_date(text) or text
    if cell.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if cell.place[-1] == "required" and text in ("true", "false"):
        return text == "true"
    return text


def _changed(post: Mapping[str, Any], cell: Cell, found: Written) -> None:
    mine = posted(post, cell)
    was = str(post.get(f"was|{cell.name}", cell.was))
    if mine is None or digest(mine) in (was, cell.was):
        return
    found.values[cell.name] = mine
    if was != cell.was:
        found.clashes.add(cell.name)
    elif cell.is_there or mine:
        found.add(cell.file, cell.place, typed(cell, mine))


def _added(post: Mapping[str, Any], row: Row, source: Source, found: Written) -> None:
    """A row that was filled in; nothing when all of it is empty."""
    given = {cell.name: posted(post, cell) or "" for cell in row.cells}
    if not any(given.values()):
        return
    found.values |= given
    words = {cell.file: given[cell.name] for cell in row.cells if cell.place == ("new",)}
    cells = [cell for cell in row.cells if cell.place != ("new",)]
    values = {
        str(cell.place[-1]): typed(cell, given[cell.name]) for cell in cells if given[cell.name]
    }
    table = str(cells[0].place[1])
    name = str(values.pop("id", ""))
    if any(cell.place[-1] == "id" for cell in cells) and not _is_name(name):
        found.nameless = True
        return
    for file, place, value in _new_entries(table, name, values, source):
        found.add(file, place, value)
        if row.position and _position(post, row) < row.count:
            found.add(file, place, MovedTo(_position(post, row) - 1))
    for file in (VI, EN):
        if name and words.get(file) and table in WORDS_IN:
            found.add(file, (WORDS_IN[table], name), words[file])


def _take_away(gone: list[Row], source: Source, found: Written) -> None:
    """Rows that go: the last of a list first, so that the others keep their numbers."""
    for row in reversed(gone):
        for file, place in row.owns:
            if source.at(file, place) is not None:
                found.add(file, place, GONE)


def _wants_place(post: Mapping[str, Any], row: Row) -> bool:
    """Whether somebody chose another position for a row, whatever others did meanwhile."""
    was = str(post.get(f"was|{row.position_name}", row.position))
    return bool(row.position and row.owns) and str(_position(post, row)) not in (was, "0")


def _position(post: Mapping[str, Any], row: Row) -> int:
    """The position that was chosen, counted from 1; the present one when none that is there."""
    text = str(post.get(row.position_name, row.position))
    number = int(text) if text.isdigit() and len(text) < 4 else row.position
    return number if 1 <= number <= row.count else row.position


def _new_entries(
    table: str, name: str, values: dict[str, Any], source: Source
) -> Iterator[tuple[str, Place, Any]]:
    there = source.at(PROCEDURE, (table,))
    if table == "stages":
        act, target = values.pop("act", "propose"), values.pop("target", "returned")
        values["do"] = {act: target}
    if name and not isinstance(there, list):
        yield PROCEDURE, (table, name), values
    else:
        number = len(there) if isinstance(there, list) else 0
        yield PROCEDURE, (table, number), {"id": name, **values} if name else values


def _is_name(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_]{0,39}", text) is not None
