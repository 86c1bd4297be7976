"""`thanglong backup` and `restore`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from thanglong.config.cli.city import city

FOLDER = click.Path(file_okay=False, path_type=Path)
NAME = click.option("--name", default="", help="Which backup of the folder; else the newest.")
JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


class Bars:
    """A bar for each part of the work, on standard error; or silence."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None

    def begin(self, label: str, total: int) -> None:
        """The next part."""
        self.end()
        if not self._quiet:
            self._bar = click.progressbar(
                length=max(total, 1), label=f"{label:<9}", file=sys.stderr
            )
            self._bar.render_progress()

    def advance(self, steps: int) -> None:
        """So many steps further."""
        if self._bar is not None and steps:
            self._bar.update(steps)

    def end(self) -> None:
        """The part is over."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--verify", "only_verify", is_flag=True, help="Check the backup in FOLDER, offline.")
@NAME
@JSON
def backup_command(folder: Path, only_verify: bool, name: str, as_json: bool) -> None:
    """Back up the database and all files into FOLDER while people work; files only once.

    Keys and passwords are never in a backup: keep the environment of the city apart from it.

    Example: thanglong backup /srv/backup && thanglong backup --verify /srv/backup
    """
    if name and not only_verify:
        raise click.UsageError("--name goes with --verify; a new backup is named by its instant.")
    with _told(quiet=as_json) as bars:
        if only_verify:
            from thanglong.config.backup.place import Place
            from thanglong.config.backup.verifying import verify

            done = verify(place=Place(folder), name=name, progress=bars)
        else:
            done = _make(folder, bars)
    _say(done, as_json, _verified(done) if only_verify else _made(done))
    sys.exit(1 if done["lost"] else 0)


@click.command("restore")
@click.argument("folder", type=FOLDER)
@NAME
@JSON
def restore_command(folder: Path, name: str, as_json: bool) -> None:
    """Bring the city in FOLDER back into an empty database, and prove that it is the same.

    A database that holds anything is refused. An older backup is brought to this release.

    Example: DATABASE_URL=postgres:///restored thanglong restore /srv/backup
    """
    with _told(quiet=as_json) as bars, city():
        from thanglong.config.backup.place import Place
        from thanglong.config.backup.restoring import restore

        done = restore(place=Place(folder), name=name, progress=bars)
    _say(done, as_json, _restored(done))
    sys.exit(1 if done["lost"] else 0)


def _make(folder: Path, bars: Bars) -> dict[str, Any]:
    with city():
        from thanglong.config.backup.making import make
        from thanglong.config.backup.place import Place
        from thanglong.kernel.base import clock

        return make(place=Place(folder), at=clock.now(), progress=bars)


@contextmanager
def _told(*, quiet: bool) -> Iterator[Bars]:
    from thanglong.config.backup.place import NoBackup

    bars = Bars(quiet=quiet)
    try:
        yield bars
    except NoBackup as error:
        bars.end()
        raise click.ClickException(str(error)) from error
    finally:
        bars.end()


def _say(done: dict[str, Any], as_json: bool, lines: list[str]) -> None:
    click.echo(json.dumps(done, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    if done["lost"] and not as_json:
        click.echo(
            f"{len(done['lost'])} files were lost or damaged in the store before this backup; "
            f"the first is {done['lost'][0]}. Look for them in older backups.",
            err=True,
        )


def _counts(done: dict[str, Any]) -> str:
    rows = sum(one["rows"] for one in done["tables"].values())
    return (
        f"{len(done['tables'])} tables with {rows} rows, {done['files']['number']} files, "
        f"{done['open_tasks']['number']} open tasks"
    )


def _made(done: dict[str, Any]) -> list[str]:
    apart = [f"  {line}" for line in done["kept_apart"]]
    return [
        f"Backup {done['name']}: {_counts(done)}; {done['copied']} files were new.",
        "Not in it, keep apart:",
        *apart,
    ]


def _verified(done: dict[str, Any]) -> list[str]:
    return [f"Backup {done['name']} is whole: {_counts(done)}."]


def _restored(done: dict[str, Any]) -> list[str]:
    lines = [f"Restored {done['name']}: {_counts(done)}, all as they were."]
    if done["migrated"]:
        lines.append("The backup was older than this release; its tables were brought to it.")
    if done["second_steps_closed"]:
        lines.append(
            f"{done['second_steps_closed']} officers' second steps do not open with this "
            "SECRET_KEY: put the city's own key into SECRET_KEY or SECRET_KEY_FALLBACKS."
        )
    return [
        *lines,
        "Everybody signs in again. Set the keys that were kept apart, then: thanglong check",
    ]


COMMANDS = [backup_command, restore_command]
