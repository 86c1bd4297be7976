"""What every `thanglong procedure` command asks: which text, and who is at the keyboard."""

import functools
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from thanglong.kernel.cases import folders
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.folders import Folder
from thanglong.kernel.units.commands import in_city

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
NOTE = click.option("--note", default="", help="Why, for those who read the history.")
DRAFT = click.argument("draft_id", metavar="DRAFT", type=int)

_DRAFT = re.compile(r"draft:([0-9]{1,12})\Z")
_HASH = re.compile(r"[0-9a-f]{8,64}\Z")


@click.group()
def procedure() -> None:
    """Write, check, try, draw, publish and show procedures.

    PATH is a procedure's folder or a folder of such folders (default: those of the city), CODE a
    procedure's code, slug or folder; a text in the database is draft:NUMBER or the beginning of a
    content hash.

    Example: thanglong procedure check
    """


def read_all(paths: Sequence[Path]) -> list[Folder]:
    """The procedures' folders at these paths, or those of the city."""
    found = folders.find(paths or [_default()])
    if not found:
        raise click.ClickException("There is no procedure.yaml here. Name a procedure's folder.")
    return [folders.read(path) for path in found]


def text_of(name: str) -> Definition:
    """The text with this name: of a folder, of the city's folder, a draft, a published one."""
    found = _folder_of(name)
    if found is None:
        hint = "See: thanglong procedure list"
        raise click.ClickException(f"There is no procedure '{name}'. {hint}")
    if found.definition is None:
        raise click.ClickException(f"It cannot be read: {found.faults[0]}")
    return found.definition


def echo_json(answer: Any) -> None:
    """An answer for machines."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def signed_in(command: Callable[..., None]) -> Callable[..., None]:
    """A command that is given `by`: who is at the keyboard, proved as on the page of officers."""

    @click.option("--by", "login", required=True, help="Your login.")
    @click.option(
        "--password", prompt=True, hide_input=True, envvar="OFFICER_PASSWORD", help="Asked for."
    )
    @click.option(
        "--code", "totp", prompt=True, envvar="OFFICER_CODE", help="Of your app; asked for."
    )
    @functools.wraps(command)
    def proved(login: str, password: str, totp: str, **rest: Any) -> None:
        from thanglong.kernel.base import clock
        from thanglong.kernel.people import actions, queries

        account = actions.check_password(
            login=login, password=password, address="terminal", at=clock.now()
        )
        actions.check_code(account_id=account.id, code=totp, at=clock.now())
        by = queries.actor_for_account(account_id=account.id, at=clock.now(), assurance=2)
        command(by=by, **rest)

    return proved


def _folder_of(name: str) -> Folder | None:
    path = Path(name)
    if (path / folders.PROCEDURE).exists():
        return folders.read(path)
    if _DRAFT.match(name) or _HASH.match(name):
        return _stored(name)
    for folder in folders.find([_default()]):
        named = folder.name == name or folder.name.startswith(f"{name}-")
        if named or folder.name.partition("-")[2] == name:
            return folders.read(folder)
    return None


@in_city
def _stored(name: str) -> Folder | None:
    """A draft or a published revision, from the database."""
    from thanglong.kernel.cases import queries

    match = _DRAFT.match(name)
    if match:
        queries.draft(int(match[1]))
        return queries.folder_of_draft(int(match[1]))
    revision = queries.revision_named(name)
    if revision is None:
        return None
    return Folder(
        name=name,
        files=queries.files_of_revision(revision.id),
        definition=queries.revision_definition(revision.id),
        scenarios=None,
        calendar=None,
        faults=(),
        parts={},
    )


def _default() -> Path:
    try:
        return Path(settings.CITY) / "procedures"
    except ImproperlyConfigured:
        raise click.ClickException("Name a folder: procedure check PATH") from None
