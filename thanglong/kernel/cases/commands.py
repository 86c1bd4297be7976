"""`thanglong procedure …`: check, try, draw and show procedures from a terminal.

Works on folders alone; where Django is set up (the `thanglong` command), the city's calendar is
taken from its folder as well, so that no database is needed.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from thanglong.kernel.calendar import pack
from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import definition, lint, scenarios
from thanglong.kernel.cases.definition import Definition, Finding, loader, strict_yaml
from thanglong.kernel.cases.scenarios import Report, Scenario

DEFAULT = Path("cities/hanoi/procedures")
PATHS = click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A folder that was read. `findings`: why not, when `text` is None."""

    folder: Path
    text: Definition | None
    scenarios: tuple[Scenario, ...] | None
    calendar: Calendar | None
    findings: tuple[Finding, ...]


@click.group()
def procedure() -> None:
    """Check, try, draw and show procedures."""


@procedure.command()
@PATHS
@AS_JSON
def check(paths: Sequence[Path], as_json: bool) -> None:
    """Read procedures and report every fault, with the place and what to do.

    PATH is a procedure's folder or a folder of such folders. Notices do not make the check fail.

    Example: thanglong procedure check cities/hanoi/procedures
    """
    reports = {str(one.folder): _findings(one) for one in _read_all(paths)}
    if as_json:
        click.echo(json.dumps(_plain(reports), ensure_ascii=False, indent=1))
    else:
        for folder, findings in reports.items():
            count = sum(not one.is_notice for one in findings)
            click.echo(f"{folder}: {f'{count} to mend' if count else 'in order'}")
            for finding in findings:
                click.echo(f"  {finding}")
    if any(not one.is_notice for findings in reports.values() for one in findings):
        raise SystemExit(1)


@procedure.command()
@PATHS
@AS_JSON
def simulate(paths: Sequence[Path], as_json: bool) -> None:
    """Run the scenarios of procedures and say what came of each.

    Example: thanglong procedure simulate cities/hanoi/procedures/1.001193-birth-registration
    """
    found = [(one, _reports(one)) for one in _read_all(paths)]
    if as_json:
        answer = [_plain_reports(one, reports) for one, reports in found]
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for one, reports in found:
            click.echo(str(one.folder))
            for line in _lines(one, reports):
                click.echo(f"  {line}")
    if any(one.findings or _has_fault(reports) for one, reports in found):
        raise SystemExit(1)


def _read_all(paths: Sequence[Path]) -> list[Read]:
    return [read(folder) for folder in folders(paths)]


def folders(paths: Sequence[Path]) -> list[Path]:
    """The procedures' folders at or directly under these paths."""
    found: list[Path] = []
    for path in paths or [DEFAULT]:
        if (path / "procedure.yaml").exists():
            found.append(path)
        else:
            found.extend(sorted(one.parent for one in path.glob("*/procedure.yaml")))
    if not found:
        raise click.ClickException("There is no procedure.yaml here. Name a procedure's folder.")
    return found


def read(folder: Path) -> Read:
    """A folder with its scenarios and the calendar of its city."""
    text, findings = loader.examine(folder)
    stories = None
    try:
        stories = scenarios.load(folder)
    except definition.DefinitionError as error:
        findings.extend(error.findings)
    calendar = None if text is None else _calendar(folder, text.procedure.calendar, findings)
    return Read(
        folder=folder,
        text=text,
        scenarios=stories,
        calendar=calendar,
        findings=tuple(findings),
    )


def _calendar(folder: Path, code: str, findings: list[Finding]) -> Calendar | None:
    """The calendar of the city in whose folder the procedure stands, if there is one."""
    place = folder.resolve().parent.parent / "calendar"
    if not place.is_dir():
        return None
    try:
        return pack.calendar(pack.read_pack(place), code)
    except pack.PackError as error:
        findings.append(
            Finding(
                file="procedure.yaml",
                path="calendar",
                message=str(error),
                advice="Name a calendar of the city.",
            )
        )
        return None


def _findings(one: Read) -> list[Finding]:
    if one.text is None:
        return list(one.findings)
    files = loader.documents(one.folder)
    if one.scenarios is not None:
        files[scenarios.FILE] = strict_yaml.read(one.folder / scenarios.FILE, file=scenarios.FILE)
    found = lint.lint(one.text, scenarios=one.scenarios, calendar=one.calendar, documents=files)
    return [*one.findings, *found]


def _reports(one: Read) -> Sequence[Report]:
    if one.text is None or one.scenarios is None:
        return ()
    return scenarios.run_all(one.text, one.scenarios, calendar=one.calendar)


def _has_fault(reports: Sequence[Report]) -> bool:
    return any(not report.is_as_expected for report in reports)


def _lines(one: Read, reports: Sequence[Report]) -> Iterator[str]:
    yield from (str(finding) for finding in one.findings)
    for report in reports:
        yield f"{'ok' if report.is_as_expected else 'NOT AS EXPECTED'}  {report.scenario.name}"
        yield f"    {_outcome(report)}"
        yield from (f"    {fault}" for fault in report.faults)


def _outcome(report: Report) -> str:
    if report.refused:
        return f"refused by {', '.join(report.refused)}"
    due = f", due {report.due:%Y-%m-%d %H:%M}" if report.due else ""
    return f"{report.level}: {' → '.join(report.path)}{due}, fee {report.fee}"


def _plain(reports: dict[str, list[Finding]]) -> list[dict[str, Any]]:
    return [
        {
            "folder": folder,
            "ok": all(one.is_notice for one in findings),
            "findings": [
                {name: getattr(one, name) for name in Finding.__slots__} for one in findings
            ],
        }
        for folder, findings in reports.items()
    ]


def _plain_reports(one: Read, reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "folder": str(one.folder),
        "ok": not one.findings and not _has_fault(reports),
        "findings": [str(finding) for finding in one.findings],
        "scenarios": [
            {
                "name": report.scenario.name,
                "ok": report.is_as_expected,
                "faults": list(report.faults),
                "refused": list(report.refused),
                "authority": report.level,
                "path": list(report.path),
                "due": report.due.isoformat() if report.due else None,
                "fee": report.fee,
            }
            for report in reports
        ],
    }


COMMANDS = [procedure]

if __name__ == "__main__":
    procedure()
