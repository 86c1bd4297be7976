"""`thanglong units …`: who is where and who decides what, on any day, from a terminal."""

import datetime
import functools
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

P = ParamSpec("P")
T = TypeVar("T")

FOUND_MAX = 50
LEVELS = ("city", "district", "commune")


def in_city(command: Callable[P, T]) -> Callable[P, T]:
    """A command that needs the city's database: the caller's context opens it."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        opened = click.get_current_context().find_root().obj
        city: AbstractContextManager[None] = opened() if callable(opened) else nullcontext()
        with city:
            return command(*args, **kwargs)

    return wrapped


class Day(click.ParamType[datetime.date]):
    """A day, as 2025-07-01."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime.date:
        """The day. Fails with a sentence."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return self.fail(f"“{value}” is no date: write it as 2025-07-01.", param, ctx)


ON = click.option("--on", type=Day(), metavar="DATE", help="The day; today if left out.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.group()
def units() -> None:
    """Areas, agencies, and who decides what where, on any day.

    \b
    Example: thanglong units of 00004 --procedure 1.001612 --on 2024-11-22 --json
    """


@units.command("of")
@click.argument("code")
@click.option("--procedure", default="", metavar="CODE", help="Code of a procedure: 1.001612.")
@click.option("--function", default="", metavar="NAME", help="Or a kind of work: construction.")
@click.option("--variant", default="", metavar="NAME", help="An exception: main_road.")
@click.option("--known-on", type=Day(), metavar="DATE", help="When the address had this code.")
@ON
@AS_JSON
@in_city
def of_command(
    code: str,
    known_on: datetime.date | None,
    on: datetime.date | None,
    as_json: bool,
    variant: str,
    **powers: str,
) -> None:
    """Which agency decides for an address (the CODE of its commune), and why.

    An old code is carried over the reform; codes are used again, so say with --known-on when the
    address had it.

    \b
    Example: thanglong units of 00004 --procedure 1.001612 --on 2024-11-22
      UBND quận Ba Đình (H26.001)
    Example: thanglong units of 00001 --function civil_status --known-on 2024-05-01 --json
    {"code", "on", "power", "level": "commune", "certainty": "V|S|M",
     "agency": {"code", "name", "name_en"}, "department": …, "one_stop": …,
     "area": {…}, "candidates": [{"area": {…}, "kind": "same|rename|whole|part",
     "is_default", "certainty"}], "reason": {"vi", "en"}, "reasons": […],
     "exceptions": […], "legal_basis", "source"}
    """
    from thanglong.kernel.units import answers, queries

    given = [power for power in powers.values() if power]
    if len(given) != 1:
        raise click.ClickException("Say what for: --procedure 1.001612 or --function construction.")
    _need_units()
    found = queries.unit_of(code, power=given[0], on=_day(on), variant=variant, known_on=known_on)
    if as_json:
        return _echo(answers.answer(found))
    if found.agency is None:
        raise click.ClickException(found.reason("en"))
    click.echo(f"{found.agency.name} ({found.agency.code})")
    for language in ("vi", "en"):
        click.echo(f"\n{found.reason(language)}")
    click.echo(f"\n{found.legal_basis} [{found.certainty}]")
    return None


@units.command("list")
@click.option("--level", type=click.Choice(LEVELS), help="Only this level.")
@click.option("--in", "parent", default="", metavar="CODE", help="Only what is in this unit.")
@ON
@AS_JSON
@in_city
def list_command(level: str | None, parent: str, on: datetime.date | None, as_json: bool) -> None:
    """The units of a day, in the order of the Vietnamese alphabet.

    \b
    Example: thanglong units list --on 2024-11-22 --level district --json
    [{"code", "level", "kind", "name", "name_en", "parent", "valid_from", "valid_to", …}]
    """
    from thanglong.kernel.units import answers, queries

    _need_units()
    if parent and queries.closest(parent, on=_day(on)) is None:
        raise click.ClickException(f"There is no unit {parent}. Try: thanglong units find NAME")
    found = queries.areas(on=_day(on), level=level or "", parent_code=parent)
    if as_json:
        return _echo([answers.area(one) for one in found])
    for one in found:
        click.echo(_line(one))
    return None


@units.command()
@click.argument("code")
@ON
@AS_JSON
@in_city
def show(code: str, on: datetime.date | None, as_json: bool) -> None:
    """A unit: its names in time, what it was made of, what became of it, its agencies.

    \b
    Example: thanglong units show 00004 --on 2024-11-22 --json
    {"area": {…}, "history": […], "predecessors": […], "successors": […], "agencies": […]}
    """
    from thanglong.kernel.units import answers, queries

    _need_units()
    day = _day(on)
    found = queries.closest(code, on=day)
    if found is None:
        raise click.ClickException(f"There is no unit {code}. Try: thanglong units find NAME")
    sheet = answers.sheet(found, on=day)
    if as_json:
        return _echo(sheet)
    for one in sheet["history"]:
        click.echo(f"{one['code']}  {one['name']}  {one['valid_from']} – {one['valid_to'] or ''}")
    for title in ("predecessors", "successors"):
        for one in sheet[title]:
            usual = " (usual)" if one["is_default"] and one["kind"] == "part" else ""
            click.echo(f"  {title[:-1]}: {one['area']['name']}, {one['kind']}{usual}")
    for one in sheet["agencies"]:
        click.echo(f"  {one['code']:<16} {one['name']}")
    return None


@units.command()
@click.argument("words", nargs=-1, required=True)
@ON
@AS_JSON
@in_city
def find(words: tuple[str, ...], on: datetime.date | None, as_json: bool) -> None:
    """Units by name or code, with or without diacritics; also those that are no more.

    \b
    Example: thanglong units find ba dinh
    """
    from thanglong.kernel.units import answers, queries

    _need_units()
    day, text = _day(on), " ".join(words)
    now = queries.search(text, on=day, limit=FOUND_MAX)
    past = queries.former(text, on=day, limit=FOUND_MAX)
    if as_json:
        return _echo(
            {"now": [answers.area(one) for one in now], "past": [answers.area(one) for one in past]}
        )
    if not now and not past:
        raise click.ClickException(f"Nothing is called “{text}”. Try a shorter part of the name.")
    for one in [*now, *past]:
        click.echo(_line(one))
    return None


@units.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The pack's folder; that of CITY_DIR if left out.",
)
@in_city
def load(folder: Path | None) -> None:
    """Load the units of the city pack. The same pack twice changes nothing.

    \b
    Example: thanglong units load --from cities/hanoi/units
    """
    from django.conf import settings

    from thanglong.kernel.base import clock
    from thanglong.kernel.units import actions

    counts = actions.load_city(
        folder=folder or Path(settings.CITY) / "units",
        at=clock.now(),
        progress=lambda what: click.echo(f"{what} …", err=True),
    )
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))


def _day(on: datetime.date | None) -> datetime.date:
    from thanglong.kernel.base import clock

    return on or clock.today()


def _need_units() -> None:
    from thanglong.kernel.units import queries

    if not queries.is_loaded():
        raise click.ClickException("The city has no units yet. Run: thanglong units load")


def _line(one: Any) -> str:
    above = f", {one.parent.name}" if one.parent else ""
    past = f"  (until {one.valid_to})" if one.valid_to else ""
    return f"{one.code:<6} {one.name}{above}{past}"


def _echo(answer: Any) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


COMMANDS = [units]
