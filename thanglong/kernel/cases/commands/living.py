"""`thanglong procedure import, export, drafts, submit, return, publish`: the life of a revision."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thanglong.kernel.cases.commands.asking import (
    AS_JSON,
    DRAFT,
    NOTE,
    echo_json,
    procedure,
    signed_in,
)
from thanglong.kernel.units.commands import in_city

if TYPE_CHECKING:
    from thanglong.kernel.base.actor import Actor
    from thanglong.kernel.cases.models import Draft

FOLDER = click.Path(file_okay=False, path_type=Path)


@procedure.command("import")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--draft", "draft_id", type=int, help="Into this draft, instead of a new one.")
@NOTE
@AS_JSON
@in_city
@signed_in
def import_command(path: Path, draft_id: int | None, by: "Actor", note: str, as_json: bool) -> None:
    """Bring a folder in as a draft, byte for byte; whoever does it is its author.

    Example: thanglong procedure import my/1.001193-birth-registration --by an
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions, queries
    from thanglong.kernel.cases.definition import DefinitionError, read_folder

    try:
        content = read_folder(path)
    except DefinitionError as error:
        raise click.ClickException(str(error.findings[0])) from error
    at = clock.now()
    if draft_id is None:
        done = actions.begin_draft(content=content, note=note, at=at, by=by)
    else:
        version = queries.draft(draft_id).version
        done = actions.replace_files(
            draft_id=draft_id, content=content, version=version, at=at, by=by
        )
    _tell(done, as_json=as_json)


@procedure.command("export")
@click.argument("name", metavar="TEXT")
@click.argument("path", type=FOLDER)
@in_city
def export_command(name: str, path: Path) -> None:
    """Write the files of a draft or of a published revision into a folder, byte for byte.

    TEXT is draft:NUMBER, the beginning of a content hash, or a code (what is in force today).
    Nothing is written over.

    Example: thanglong procedure export draft:12 my/1.001193-birth-registration
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import queries
    from thanglong.kernel.cases.definition import write_folder

    kind, _, number = name.partition(":")
    if kind == "draft" and number.isdigit():
        content = queries.files_of_draft(queries.draft(int(number)).id)
    else:
        found = queries.revision_named(name)
        in_force = queries.latest_revision(name, on=clock.local(clock.now()).date())
        revision_id = found.id if found else in_force.id if in_force else None
        content = queries.files_of_revision(revision_id) if revision_id else {}
    if not content:
        raise click.ClickException(f"No files are kept of '{name}'.")
    try:
        write_folder(content, path)
    except FileExistsError as error:
        message = f"{error.filename} is there already. Name a new folder."
        raise click.ClickException(message) from error
    click.echo(f"{len(content)} files written to {path}")


@procedure.command("drafts")
@click.option("--all", "with_all", is_flag=True, help="Also what is published or put away.")
@AS_JSON
@in_city
def drafts_command(with_all: bool, as_json: bool) -> None:
    """List the drafts that are being written or reviewed.

    Example: thanglong procedure drafts --json
    """
    from thanglong.kernel.cases import queries
    from thanglong.kernel.cases.models.draft import STATES

    found = queries.drafts(states=STATES if with_all else ("draft", "review"))
    if as_json:
        echo_json([_plain(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.id:>6}  {one.state:<10} {one.procedure:<10} {one.slug}")


@procedure.command("submit")
@DRAFT
@NOTE
@AS_JSON
@in_city
@signed_in
def submit_command(draft_id: int, by: "Actor", note: str, as_json: bool) -> None:
    """Give a draft to review. The check must find nothing to mend.

    Example: thanglong procedure submit 12 --by an --note "New fee from 1 January"
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions

    done = actions.submit_draft(draft_id=draft_id, note=note, at=clock.now(), by=by)
    _tell(done, as_json=as_json)


@procedure.command("return")
@DRAFT
@click.option("--note", required=True, help="What is to be changed.")
@AS_JSON
@in_city
@signed_in
def return_command(draft_id: int, by: "Actor", note: str, as_json: bool) -> None:
    """Give a draft in review back to be written.

    Example: thanglong procedure return 12 --by binh --note "The law for the fee is missing"
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions

    done = actions.return_draft(draft_id=draft_id, note=note, at=clock.now(), by=by)
    _tell(done, as_json=as_json)


@procedure.command("publish")
@DRAFT
@click.option("--hash", "content_hash", help="Of the text you have read; asked when left out.")
@NOTE
@AS_JSON
@in_city
@signed_in
def publish_command(
    draft_id: int, by: "Actor", content_hash: str | None, note: str, as_json: bool
) -> None:
    """Publish a draft in review, as another person than its authors; in force from its date.

    Read it first: thanglong procedure diff, simulate, replay. Its content hash is its identity.

    \b
    Example: thanglong procedure publish 12 --by binh --hash 3f9a1c2b…
    {"procedure", "content_hash", "from", "published_by"}
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions, queries

    if content_hash is None:
        content_hash = queries.content_hash_of(queries.draft(draft_id).id)
        click.confirm(f"Publish the text {content_hash[:12]}?", abort=True, err=True)
    revision = actions.publish_draft(
        draft_id=draft_id, content_hash=content_hash, note=note, at=clock.now(), by=by
    )
    answer = {
        "procedure": revision.procedure,
        "content_hash": revision.content_hash,
        "from": revision.effective_from.isoformat(),
        "published_by": revision.published_by,
    }
    if as_json:
        echo_json(answer)
    else:
        click.echo(f"{revision} is published, in force from {revision.effective_from}")


def _tell(draft: "Draft", *, as_json: bool) -> None:
    if as_json:
        echo_json(_plain(draft))
    else:
        click.echo(f"draft {draft.id} of {draft.procedure} {draft.slug}: {draft.state}")


def _plain(draft: "Draft") -> dict[str, Any]:
    return {
        "draft": draft.id,
        "procedure": draft.procedure,
        "slug": draft.slug,
        "state": draft.state,
        "version": draft.version,
        "changed_at": draft.changed_at.isoformat(),
        "follows": draft.base.content_hash if draft.base else None,
    }
