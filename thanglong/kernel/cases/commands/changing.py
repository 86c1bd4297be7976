"""`thanglong procedure replay`: what another text would mean for dossiers that are there."""

import datetime
from typing import TYPE_CHECKING, Any

import click

from thanglong.kernel.cases.commands.asking import AS_JSON, echo_json, procedure, text_of
from thanglong.kernel.units.commands import in_city

if TYPE_CHECKING:
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
    from thanglong.kernel.cases import queries

    count = 0

    def progress(more: int) -> None:
        nonlocal count
        count += more
        click.echo(f"\r{count:,} dossiers", nl=False, err=True)

    start = since.replace(tzinfo=clock.zone()) if since else None
    found = queries.replay_dossiers(text_of(new), since=start, most=most, progress=progress)
    click.echo("", err=True)
    if as_json:
        echo_json(_plain(found))
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


def _plain(found: "Replayed") -> dict[str, Any]:
    return {
        "looked": found.looked,
        "same": found.same,
        "counts": dict(found.counts),
        "groups": [
            _plain_difference(one) | {"dossiers": dossiers}
            for one, dossiers in found.groups.most_common()
        ],
        "examples": {
            kind: [{"code": code} | _plain_difference(one) for code, one in shown]
            for kind, shown in found.examples.items()
        },
    }


def _plain_difference(one: "Difference") -> dict[str, str]:
    return {"kind": one.kind, "where": one.where, "before": one.before, "after": one.after}
