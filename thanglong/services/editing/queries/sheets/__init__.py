"""The pages of cells: which values of a draft stand together for those who write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from thanglong.services.editing.queries.cells import Cell, Group, Row, Sheet, Source
from thanglong.services.editing.queries.findings import Told
from thanglong.services.editing.queries.sheets import law, stages, words

SHEETS: Mapping[str, Callable[[Source, str], Sequence[Group]]] = {
    "about": words.about,
    "questions": words.questions,
    "steps": words.steps,
    "law": law.law,
    "fees": law.fees,
    "times": law.times,
    "papers": law.papers,
    "route": stages.route,
}


def sheet_of(code: str, source: Source, language: str) -> Sheet:
    """A page of cells."""
    return Sheet(code=code, groups=tuple(SHEETS[code](source, language)))


def with_findings(sheet: Sheet, found: Sequence[Told]) -> Sheet:
    """The page with what the check says beside the cells it is about."""
    cells = sheet.cells()
    files = {cell.file for cell in cells}
    by_name: dict[str, list[Told]] = {}
    loose: list[Told] = []
    for one in found:
        cell = cell_about(cells, one)
        if cell is not None:
            by_name.setdefault(cell.name, []).append(one)
        elif one.file in files and not one.path:
            loose.append(one)
    groups = tuple(
        replace(group, rows=tuple(_row(row, by_name) for row in group.rows))
        for group in sheet.groups
    )
    return replace(sheet, groups=groups, loose=tuple(loose))


def cell_about(cells: Sequence[Cell], one: Told) -> Cell | None:
    """The cell that a finding is about: at its place, around it, or the first of its row."""
    here = [cell for cell in cells if cell.file == one.file and one.path]
    exact = next((cell for cell in here if cell.path == one.path), None)
    if exact is not None:
        return exact
    around = [cell for cell in here if one.path.startswith(f"{cell.path}.")]
    if around:
        return max(around, key=lambda cell: len(cell.path))
    return next((cell for cell in here if cell.path.startswith(f"{one.path}.")), None)


def _row(row: Row, by_name: Mapping[str, Sequence[Told]]) -> Row:
    cells = []
    for cell in row.cells:
        found = by_name.get(cell.name, ())
        wrong = tuple(f"{one.message} {one.advice}" for one in found if not one.is_notice)
        hints = tuple(f"{one.message} {one.advice}" for one in found if one.is_notice)
        cells.append(replace(cell, wrong=wrong, hints=hints))
    return replace(row, cells=tuple(cells))
