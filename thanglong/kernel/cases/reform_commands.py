"""`thanglong units reform FILE`: a reform as one act, from a terminal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thanglong.kernel.units.commands import in_city

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Reform, Rehoming

HOW = {
    "whole": "sure: their unit went wholly into another",
    "rename": "sure: their unit has a new name",
    "address": "sure: the act names their street",
    "chosen": "decided by a person",
    "default": "to be decided: their unit was split; the usual successor has them meanwhile",
    "nowhere": "to be decided: nobody is found who has their work",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rehearse", is_flag=True, help="Only work out what would move; nothing moves.")
@click.option("--undo", is_flag=True, help="Take it back, as long as nobody has worked on.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@in_city
def reform(file: Path, rehearse: bool, undo: bool, as_json: bool) -> None:
    """Bring all open work of units that end to those that follow, by the FILE of an act.

    The rehearsal shows what goes where, and what a person must decide. It is kept, so that the
    decisions can be made on the page of reforms. From the first day of the act on it can be carried
    out; when it is stopped, the same command goes on.

    \b
    Example: thanglong units reform cities/hanoi/reforms/2025-07-01-two-levels.yaml --rehearse
    {"act", "on", "state", "affected", "ways": [{"how", "count", "moved"}], "officers": {…},
     "undecided": [{"code", "address", "from", "candidates": […]}], "empty_desks": […]}
    """
    from thanglong.kernel.base import clock
    from thanglong.kernel.base.actor import SYSTEM
    from thanglong.kernel.cases import actions, queries, reform_file

    found = reform_file.read(file)
    known = queries.reform_of_act(found.act)
    if undo:
        if known is None:
            raise click.ClickException(f"{found.act} was never carried out here.")
        done = actions.undo_reform(reform_id=known.id, at=clock.now(), by=SYSTEM)
    else:
        done = _carried(found, known, rehearse=rehearse, quiet=as_json)
    _tell(done, as_json=as_json)


def _carried(found: Any, known: "Reform | None", *, rehearse: bool, quiet: bool) -> "Reform":
    from thanglong.kernel.base import clock
    from thanglong.kernel.base.actor import SYSTEM
    from thanglong.kernel.cases import actions

    at, count = clock.now(), 0

    def progress(more: int) -> None:
        nonlocal count
        count += more
        click.echo(f"\r{count:,} dossiers", nl=False, err=True)

    # What is under way goes on; what is done is looked at again, for dossiers that came too late.
    reform = known if known and known.state in {"applying", "applied"} and not rehearse else None
    if reform is None:
        reform = actions.announce_reform(file=found, at=at, by=SYSTEM)
        reform = actions.rehearse_reform(reform_id=reform.id, at=at, by=SYSTEM, progress=progress)
        count = 0
    if not rehearse:
        reform = actions.apply_reform(reform_id=reform.id, at=at, by=SYSTEM, progress=progress)
    if count or not quiet:
        click.echo("", err=True)
    return reform


def _tell(reform: "Reform", *, as_json: bool) -> None:
    from thanglong.kernel.cases import queries

    report: dict[str, Any] = {
        "act": reform.act,
        "on": reform.on.isoformat(),
        "state": reform.state,
        "affected": reform.affected,
        "ways": [
            {"how": one.how, "count": one.count, "moved": one.moved}
            for one in queries.counts_of(reform)
        ],
        "officers": queries.posts_counted(reform),
        "undecided": [_line(one) for one in queries.undecided(reform)],
        "empty_desks": [
            {"code": one.code, "name": one.name, "role": one.role, "tasks": one.tasks}
            for one in queries.empty_desks(reform)
        ],
    }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    click.echo(f"{reform.act}, from {reform.on}: {reform.state}")
    click.echo(f"{reform.affected:,} open dossiers")
    for way in report["ways"]:
        click.echo(f"  {way['count']:>7,}  {HOW[way['how']]} ({way['moved']:,} moved)")
    for how, count in report["officers"].items():
        click.echo(f"  {count:>7,}  officers' posts: {how}")
    for one in report["undecided"]:
        names = " / ".join(area["name"] for area in one["candidates"]) or "nobody known"
        click.echo(f"  ? {one['code']}  {one['address']} ({one['from']}) → {names}")
    for desk in report["empty_desks"]:
        click.echo(f"  ! nobody at {desk['role']} of {desk['name']} for {desk['tasks']:,} tasks")


def _line(one: "Rehoming") -> dict[str, Any]:
    from thanglong.kernel.cases import rehoming
    from thanglong.kernel.units import queries as units

    code = one.area_from.code if one.area_from else ""
    found = units.areas_by_id(one.candidates)
    return {
        "code": one.case.code,
        "address": rehoming.address_of(one.case, code),
        "from": one.area_from.name if one.area_from else "",
        "candidates": [{"code": area.code, "name": area.name} for area in found],
    }


COMMANDS = [reform]
