"""`thanglong procedure replay, migrate`: what another text means for dossiers that are there."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thanglong.kernel.cases.commands.asking import (
    AS_JSON,
    echo_json,
    procedure,
    signed_in,
    text_of,
)
from thanglong.kernel.units.commands import in_city

if TYPE_CHECKING:
    from thanglong.kernel.base.actor import Actor
    from thanglong.kernel.cases.conversion import Mapped
    from thanglong.kernel.cases.models import Conversion
    from thanglong.kernel.cases.replaying import Difference, Replayed

SAID = {
    "refused": "would not have come in",
    "outcome": "an act is gone or leads elsewhere",
    "authority": "another level or department decides",
    "desk": "another desk has a stage",
    "fee": "another fee",
    "due": "another promised date",
    "needs": "other papers are required",
}


@procedure.command()
@click.argument("new", metavar="NEW")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Filed from this day on.")
@click.option("--most", default=10_000, show_default=True, help="At most so many, the latest.")
@AS_JSON
@in_city
def replay(new: str, since: datetime.datetime | None, most: int, as_json: bool) -> None:
    """Replay past dossiers on a new text: what would have come otherwise. Nothing is changed.

    NEW is a folder, draft:NUMBER, a content hash or a code. Each dossier is compared with the text
    that it began with: outcomes, dates, desks, fees, papers.

    \b
    Example: thanglong procedure replay draft:12 --since 2026-01-01
    {"looked", "same", "counts": {kind: dossiers}, "groups": [{"kind", "where", "before", "after",
     "dossiers"}], "examples": {kind: [{"code", "where", "before", "after"}]}}
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import queries, replaying

    start = since.replace(tzinfo=clock.zone()) if since else None
    found = queries.replay_dossiers(text_of(new), since=start, most=most, progress=_Bar())
    click.echo("", err=True)
    if as_json:
        echo_json(replaying.plain(found))
    else:
        _tell(found)


def _tell(found: "Replayed") -> None:
    click.echo(f"{found.looked:,} dossiers, {found.same:,} the same")
    for kind, said in SAID.items():
        if not found.counts[kind]:
            continue
        click.echo(f"{found.counts[kind]:>7,}  {said}")
        for one, dossiers in found.groups.most_common():
            if one.kind == kind:
                click.echo(f"  {dossiers:>7,}  {_line(one)}")
        codes = ", ".join(code for code, _ in found.examples[kind])
        click.echo(f"           such as {codes}")


def _line(one: "Difference") -> str:
    where = f"{one.where}: " if one.where else ""
    return f"{where}{one.before or '–'} → {one.after or '–'}"


HOW = {
    "same": "go on as they are",
    "mapped": "change something: stage, desk, answers or papers",
    "held": "stay on their text",
}


@procedure.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--mapping",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML: what becomes of stages, fields, options, findings, needs that are gone.",
)
@click.option("--dry-run", "way", flag_value="rehearse", default=True, help="Only say (default).")
@click.option("--apply", "way", flag_value="apply", help="Carry out what the dry run showed.")
@click.option("--undo", "way", flag_value="undo", help="Bring back what nobody has worked on.")
@AS_JSON
@in_city
@signed_in
def migrate(old: str, new: str, file: Path | None, way: str, as_json: bool, by: "Actor") -> None:
    """Bring open dossiers from one published text to another: dry run, then --apply, or --undo.

    OLD and NEW are the beginnings of content hashes. Promised dates, clocks and fees stay. A
    dossier that cannot go stays and is listed; write a mapping and run it again. What was stopped
    goes on with the same command.

    \b
    Example: thanglong procedure migrate 3f9a1c2b 77d0e4aa --mapping map.yaml --by binh
    {"class", "state", "affected", "ways": {how: {"count", "moved"}}, "reasons": {reason: dossiers},
     "held": [{"code", "problems"}], "back", "stayed"}
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions, queries

    at, ids = clock.now(), (_revision_id(old), _revision_id(new))
    answer: dict[str, Any] = {}
    if way == "rehearse":
        found = actions.rehearse_conversion(
            revision_ids=ids, mapping=_mapping(file), at=at, by=by, progress=_Bar()
        )
    else:
        known = queries.conversion_of(*ids)
        if known is None:
            raise click.ClickException("Do the dry run first: leave out --apply and --undo.")
        if way == "apply":
            actions.convert_dossiers(conversion_id=known.id, at=at, by=by, progress=_Bar())
        else:
            done = actions.undo_conversion(conversion_id=known.id, at=at, by=by, progress=_Bar())
            answer = {"back": done.back, "stayed": done.stayed}
        found = queries.conversion(known.id)
    _tell_conversion(found, answer, as_json=as_json)


class _Bar:
    """Counts on standard error."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, more: int) -> None:
        self._count += more
        click.echo(f"\r{self._count:,} dossiers", nl=False, err=True)


def _revision_id(text: str) -> int:
    from thanglong.kernel.cases import queries

    found = queries.revision_named(text)
    if found is None:
        raise click.ClickException(f"No published text has the content hash '{text}'.")
    return int(found.id)


def _mapping(file: Path | None) -> "Mapped":
    from pydantic import ValidationError

    from thanglong.kernel.cases.conversion import Mapped
    from thanglong.kernel.cases.definition import DefinitionError, advice, strict_yaml

    if file is None:
        return Mapped()
    try:
        document = strict_yaml.read(file, file=file.name)
        try:
            return Mapped.model_validate(document.data or {})
        except ValidationError as error:
            found = advice.findings(error, document=document, shape=Mapped)
            raise DefinitionError(found) from error
    except DefinitionError as error:
        raise click.ClickException(str(error.findings[0])) from error


def _tell_conversion(found: "Conversion", answer: dict[str, Any], *, as_json: bool) -> None:
    from thanglong.kernel.cases import queries

    ways, reasons = queries.ways_of(found.id), queries.problems_of(found.id)
    held = [{"code": one.case.code, "problems": one.problems} for one in queries.held_in(found.id)]
    click.echo("", err=True)
    if as_json:
        plain = {how: {"count": count, "moved": moved} for how, (count, moved) in ways.items()}
        echo_json(
            {
                "class": found.weight,
                "state": found.state,
                "affected": found.affected,
                "ways": plain,
                "reasons": dict(reasons),
                "held": held,
                **answer,
            }
        )
        return
    click.echo(f"{found.weight}, {found.state}: {found.affected:,} open dossiers")
    for how, (count, moved) in ways.items():
        click.echo(f"{count:>7,}  {HOW[how]} ({moved:,} moved)")
    for reason, count in reasons.most_common():
        click.echo(f"  {count:>7,}  {reason}")
    for one in held[:20]:
        click.echo(f"  ! {one['code']}: {', '.join(one['problems'])}")
    if answer:
        click.echo(f"{answer['back']:,} brought back, {answer['stayed']:,} stay: worked on since")
