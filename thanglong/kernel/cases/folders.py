"""Procedures' files, on disk or in a draft: found, read, checked and tried."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thanglong.kernel.calendar import pack
from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import lint, scenarios
from thanglong.kernel.cases.definition import (
    Definition,
    DefinitionError,
    Files,
    Finding,
    loader,
    read_folder,
    strict_yaml,
)
from thanglong.kernel.cases.lint import IsStaffed
from thanglong.kernel.cases.scenarios import Report, Scenario

PROCEDURE = "procedure.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A procedure's files that were read. `faults`: why they, or a part of them, could not be.

    name: the folder on disk, or what a draft is called. definition and scenarios are None when they
    could not be read; calendar when there is none. parts: the procedures that it starts, by code.
    """

    name: str
    files: Files
    definition: Definition | None
    scenarios: tuple[Scenario, ...] | None
    calendar: Calendar | None
    faults: tuple[Finding, ...]
    parts: Mapping[str, Definition]


CalendarOf = Callable[[str], Calendar | None]  # by code; raises LookupError with a sentence
PartOf = Callable[[str], Definition | None]  # the procedure of this code, to be started by another


def find(paths: Sequence[Path]) -> list[Path]:
    """The procedures' folders at or directly under these paths, in order of their names."""
    return [folder for path in paths for folder in _under(path)]


def read(path: Path) -> Folder:
    """A folder with its scenarios and the calendar of its city."""
    try:
        files = read_folder(path)
    except DefinitionError as error:
        return _unread(str(path), error)
    return read_files(
        files,
        name=str(path),
        calendar_of=lambda code: _calendar(path, code),
        part_of=lambda code: _beside(path, code),
    )


def read_files(files: Files, *, name: str, calendar_of: CalendarOf, part_of: PartOf) -> Folder:
    """A procedure in these files, with its scenarios, its calendar and what it starts."""
    definition, faults = loader.examine(files)
    stories, calendar = None, None
    try:
        stories = scenarios.of(files)
    except DefinitionError as error:
        faults.extend(error.findings)
    if definition is not None:
        try:
            calendar = calendar_of(definition.procedure.calendar)
        except LookupError as error:
            advice = "Name a calendar of the city."
            fault = Finding(
                file=PROCEDURE, path="calendar", message=str(error.args[0]), advice=advice
            )
            faults.append(fault)
    return Folder(
        name=name,
        files=files,
        definition=definition,
        scenarios=stories,
        calendar=calendar,
        faults=tuple(faults),
        parts=_parts(definition, part_of),
    )


def check(folder: Folder, *, is_staffed: IsStaffed | None = None) -> list[Finding]:
    """Every fault and notice of a folder."""
    if folder.definition is None:
        return list(folder.faults)
    documents = loader.documents(folder.files)
    if folder.scenarios is not None:
        documents[scenarios.FILE] = strict_yaml.of(folder.files, scenarios.FILE)
    found = lint.lint(
        folder.definition,
        scenarios=folder.scenarios,
        calendar=folder.calendar,
        is_staffed=is_staffed,
        documents=documents,
        procedures=folder.parts,
    )
    return [*folder.faults, *found]


def simulate(folder: Folder) -> tuple[Report, ...]:
    """What came of each scenario of a folder."""
    if folder.definition is None or folder.scenarios is None:
        return ()
    return scenarios.run_all(folder.definition, folder.scenarios, calendar=folder.calendar)


def _parts(definition: Definition | None, part_of: PartOf) -> dict[str, Definition]:
    codes = [one.procedure for one in definition.procedure.parts] if definition else []
    found = {code: part_of(code) for code in codes}
    return {code: one for code, one in found.items() if one is not None}


def _beside(path: Path, code: str) -> Definition | None:
    """The procedure of this code in the folders beside one, if it can be read."""
    for one in path.resolve().parent.glob(f"{code}-*/{PROCEDURE}"):
        return loader.examine(read_folder(one.parent))[0]
    return None


def _under(path: Path) -> Iterator[Path]:
    if (path / PROCEDURE).exists():
        yield path
    else:
        yield from sorted(one.parent for one in path.glob(f"*/{PROCEDURE}"))


def _unread(name: str, error: DefinitionError) -> Folder:
    return Folder(
        name=name,
        files={},
        definition=None,
        scenarios=None,
        calendar=None,
        faults=error.findings,
        parts={},
    )


def _calendar(path: Path, code: str) -> Calendar | None:
    """The calendar of the city in whose folder the procedure stands, if it has one."""
    place = path.resolve().parent.parent / "calendar"
    if not place.is_dir():
        return None
    try:
        return pack.calendar(pack.read_pack(place), code)
    except pack.PackError as error:
        raise LookupError(str(error)) from error
