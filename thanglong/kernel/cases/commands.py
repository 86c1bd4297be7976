"""`thanglong procedure …`: check, try, draw and show procedures from a terminal; no database."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import click
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from thanglong.kernel.cases import drawing, folders
from thanglong.kernel.cases.definition import Definition, Finding, content_hash
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.folders import Folder
from thanglong.kernel.cases.scenarios import Report

PATHS = click.argument(
    "paths",
    nargs=-1,
    metavar="[PATH]...",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
CODE = click.argument("code", metavar="CODE")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
LANGUAGE = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True
)


@click.group()
def procedure() -> None:
    """Check, try, draw and show procedures.

    PATH is a procedure's folder or a folder of such folders (default: those of the city), CODE a
    procedure's code, slug or folder.
    """


@procedure.command()
@PATHS
@AS_JSON
def check(paths: Sequence[Path], as_json: bool) -> None:
    """Report every fault of procedures, with the place and what to do.

    Ends with 1 when there is something to mend; notices alone do not count.

    Example: thanglong procedure check cities/hanoi/procedures
    """
    reports = {str(one.path): folders.check(one) for one in _read_all(paths)}
    if as_json:
        _echo_json([_plain_findings(name, found) for name, found in reports.items()])
    else:
        for name, found in reports.items():
            count = sum(not one.is_notice for one in found)
            click.echo(f"{name}: {f'{count} to mend' if count else 'in order'}")
            for finding in found:
                click.echo(f"  {finding}")
    if any(not one.is_notice for found in reports.values() for one in found):
        raise SystemExit(1)


@procedure.command()
@PATHS
@AS_JSON
def simulate(paths: Sequence[Path], as_json: bool) -> None:
    """Run the scenarios of procedures and say what came of each.

    Ends with 1 when one does not come out as it says.

    Example: thanglong procedure simulate cities/hanoi/procedures/1.001193-birth-registration
    """
    found = [(one, folders.simulate(one)) for one in _read_all(paths)]
    if as_json:
        _echo_json([_plain_reports(one, reports) for one, reports in found])
    else:
        for one, reports in found:
            click.echo(str(one.path))
            for line in _lines(one, reports):
                click.echo(f"  {line}")
    if any(one.faults or _has_fault(reports) for one, reports in found):
        raise SystemExit(1)


@procedure.command()
@CODE
@click.option(
    "--format", "kind", type=click.Choice(["svg", "mermaid"]), default="svg", show_default=True
)
@LANGUAGE
def draw(code: str, kind: Literal["svg", "mermaid"], language: str) -> None:
    """Draw how a dossier moves, as SVG or Mermaid text.

    Example: thanglong procedure draw 1.001193 --format svg > birth.svg
    """
    definition = _definition(code)
    picture = drawing.svg if kind == "svg" else drawing.mermaid
    click.echo(picture(definition, language), nl=False)


@procedure.command()
@CODE
@LANGUAGE
@AS_JSON
def show(code: str, language: str, as_json: bool) -> None:
    """Show a procedure in short: who decides, what it costs, how long, which stages.

    Example: thanglong procedure show 1.001193 --language en
    """
    definition = _definition(code)
    if as_json:
        _echo_json(_summary(definition, language))
    else:
        for line in _description(definition, language):
            click.echo(line)


@procedure.command(name="list")
@PATHS
@LANGUAGE
@AS_JSON
def list_all(paths: Sequence[Path], language: str, as_json: bool) -> None:
    """List procedures: code, slug, field, title.

    Example: thanglong procedure list --language en
    """
    found = [one.definition for one in _read_all(paths) if one.definition is not None]
    if as_json:
        _echo_json([_summary(one, language) for one in found])
        return
    for one in found:
        title = one.words(language).title
        click.echo(f"{one.code:<10} {one.procedure.slug:<34} {one.procedure.field:<22} {title}")


def _read_all(paths: Sequence[Path]) -> list[Folder]:
    found = folders.find(paths or [_default()])
    if not found:
        raise click.ClickException("There is no procedure.yaml here. Name a procedure's folder.")
    return [folders.read(path) for path in found]


def _default() -> Path:
    try:
        return Path(settings.CITY) / "procedures"
    except ImproperlyConfigured:
        raise click.ClickException("Name a folder: procedure check PATH") from None


def _definition(code: str) -> Definition:
    """The procedure with this code or slug, or in this folder."""
    path = Path(code)
    is_folder = (path / folders.PROCEDURE).exists()
    for folder in folders.find([path] if is_folder else [_default()]):
        named = is_folder or folder.name == code or folder.name.startswith(f"{code}-")
        if named or folder.name.partition("-")[2] == code:
            found = folders.read(folder)
            if found.definition is None:
                raise click.ClickException(f"It cannot be read: {found.faults[0]}")
            return found.definition
    raise click.ClickException(f"There is no procedure '{code}'. See: thanglong procedure list")


def _lines(one: Folder, reports: Sequence[Report]) -> Iterator[str]:
    yield from (str(fault) for fault in one.faults)
    for report in reports:
        yield f"{'ok' if report.is_as_expected else 'NOT AS EXPECTED'}  {report.scenario.name}"
        yield f"    {_outcome(report)}"
        yield from (f"    {fault}" for fault in report.faults)


def _outcome(report: Report) -> str:
    if report.refused:
        return f"refused by {', '.join(report.refused)}"
    due = f", due {report.due:%Y-%m-%d %H:%M}" if report.due else ""
    return f"{report.level}: {' → '.join(report.path)}{due}, fee {report.fee}"


def _has_fault(reports: Sequence[Report]) -> bool:
    return any(not report.is_as_expected for report in reports)


def _description(definition: Definition, language: str) -> Iterator[str]:
    procedure, words = definition.procedure, definition.words(language)
    yield f"{definition.code}  {words.title}"
    yield words.summary
    start = procedure.effective.valid_from
    yield f"revision {content_hash(definition)[:12]}, in force from {start}"
    yield "authority"
    yield from (f"  {line}" for line in say.levels(procedure.authority, language))
    yield "fee"
    for fee in procedure.fee:
        when = f"  when {fee.when}" if fee.when else ""
        yield f"  {words.fees.get(fee.id, fee.id)}: {fee.amount} đ{when}"
    yield "time"
    for row in procedure.deadline:
        when = f"  when {row.when}" if row.when else ""
        yield f"  {say.duration(row.total, language)}{when}"
    yield "stages"
    for stage in procedure.stages:
        time = say.duration(stage.due or stage.limit or "", language)
        acts = ", ".join(f"{arc.action} → {arc.target}" for arc in stage.do)
        yield f"  {stage.id}: {words.stages.get(stage.id, '')} ({stage.by}, {time}) {acts}"


def _summary(definition: Definition, language: str) -> dict[str, Any]:
    procedure, words = definition.procedure, definition.words(language)
    return {
        "code": definition.code,
        "slug": procedure.slug,
        "field": procedure.field,
        "title": words.title,
        "summary": words.summary,
        "service_level": procedure.service_level,
        "certainty": procedure.certainty,
        "content_hash": content_hash(definition),
        "fields": len(definition.fields),
        "needs": [need.id for need in procedure.needs],
        "stages": [stage.id for stage in procedure.stages],
        "results": [result.id for result in procedure.results],
    }


def _plain_findings(name: str, found: Sequence[Finding]) -> dict[str, Any]:
    return {
        "folder": name,
        "ok": all(one.is_notice for one in found),
        "findings": [{key: getattr(one, key) for key in Finding.__slots__} for one in found],
    }


def _plain_reports(one: Folder, reports: Sequence[Report]) -> dict[str, Any]:
    return {
        "folder": str(one.path),
        "ok": not one.faults and not _has_fault(reports),
        "findings": [str(fault) for fault in one.faults],
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


def _echo_json(answer: Any) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


COMMANDS = [procedure]

if __name__ == "__main__":
    procedure()
