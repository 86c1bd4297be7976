"""Procedures' folders on disk: found, read, with what their city's folder knows around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from thanglong.kernel.calendar import pack
from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import lint, scenarios
from thanglong.kernel.cases.definition import Definition, DefinitionError, Finding, loader
from thanglong.kernel.cases.definition.strict_yaml import read as read_yaml
from thanglong.kernel.cases.lint import IsStaffed
from thanglong.kernel.cases.scenarios import Report, Scenario

PROCEDURE = "procedure.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder that was read. `faults`: why it, or a part of it, could not be.

    definition and scenarios are None when they could not be read; calendar when the city's folder
    has none.
    """

    path: Path
    definition: Definition | None
    scenarios: tuple[Scenario, ...] | None
    calendar: Calendar | None
    faults: tuple[Finding, ...]


def find(paths: Sequence[Path]) -> list[Path]:
    """The procedures' folders at or directly under these paths, in order of their names."""
    return [folder for path in paths for folder in _under(path)]


def read(path: Path) -> Folder:
    """A folder with its scenarios and the calendar of its city."""
    definition, faults = loader.examine(path)
    stories, calendar = None, None
    try:
        stories = scenarios.load(path)
    except DefinitionError as error:
        faults.extend(error.findings)
    if definition is not None:
        calendar = _calendar(path, definition.procedure.calendar, faults)
    return Folder(
        path=path,
        definition=definition,
        scenarios=stories,
        calendar=calendar,
        faults=tuple(faults),
    )


def check(folder: Folder, *, is_staffed: IsStaffed | None = None) -> list[Finding]:
    """Every fault and notice of a folder."""
    if folder.definition is None:
        return list(folder.faults)
    documents = loader.documents(folder.path)
    if folder.scenarios is not None:
        documents[scenarios.FILE] = read_yaml(folder.path / scenarios.FILE, file=scenarios.FILE)
    found = lint.lint(
        folder.definition,
        scenarios=folder.scenarios,
        calendar=folder.calendar,
        is_staffed=is_staffed,
        documents=documents,
    )
    return [*folder.faults, *found]


def simulate(folder: Folder) -> tuple[Report, ...]:
    """What came of each scenario of a folder."""
    if folder.definition is None or folder.scenarios is None:
        return ()
    return scenarios.run_all(folder.definition, folder.scenarios, calendar=folder.calendar)


def _under(path: Path) -> Iterator[Path]:
    if (path / PROCEDURE).exists():
        yield path
    else:
        yield from sorted(one.parent for one in path.glob(f"*/{PROCEDURE}"))


def _calendar(path: Path, code: str, faults: list[Finding]) -> Calendar | None:
    """The calendar of the city in whose folder the procedure stands, if it has one."""
    place = path.resolve().parent.parent / "calendar"
    if not place.is_dir():
        return None
    try:
        return pack.calendar(pack.read_pack(place), code)
    except pack.PackError as error:
        advice = "Name a calendar of the city."
        faults.append(Finding(file=PROCEDURE, path="calendar", message=str(error), advice=advice))
        return None
