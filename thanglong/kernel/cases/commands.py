"""`thanglong procedure …`: check and look at procedures from a terminal."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from thanglong.kernel.cases import definition
from thanglong.kernel.cases.definition import Finding

DEFAULT = Path("cities/hanoi/procedures")


@click.group()
def procedure() -> None:
    """Check, try and draw procedures."""


@procedure.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check(paths: Sequence[Path], as_json: bool) -> None:
    """Read procedures and report every fault, with the place and what to do.

    PATH is a procedure's folder or a folder of such folders.

    Example: thanglong procedure check cities/hanoi/procedures
    """
    reports = {str(folder): _findings(folder) for folder in _folders(paths)}
    if as_json:
        click.echo(json.dumps(_plain(reports), ensure_ascii=False, indent=1))
    else:
        for folder, findings in reports.items():
            click.echo(f"{folder}: {f'{len(findings)} to mend' if findings else 'in order'}")
            for finding in findings:
                click.echo(f"  {finding}")
    if any(reports.values()):
        raise SystemExit(1)


def _findings(folder: Path) -> list[Finding]:
    try:
        definition.load(folder)
    except definition.DefinitionError as error:
        return list(error.findings)
    return []


def _folders(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths or [DEFAULT]:
        if (path / "procedure.yaml").exists():
            found.append(path)
        else:
            found.extend(sorted(one.parent for one in path.glob("*/procedure.yaml")))
    if not found:
        raise click.ClickException("There is no procedure.yaml here. Name a procedure's folder.")
    return found


def _plain(reports: dict[str, list[Finding]]) -> list[dict[str, object]]:
    return [
        {
            "folder": folder,
            "ok": not findings,
            "findings": [
                {name: getattr(one, name) for name in Finding.__slots__} for one in findings
            ],
        }
        for folder, findings in reports.items()
    ]


COMMANDS = [procedure]

if __name__ == "__main__":
    procedure()
