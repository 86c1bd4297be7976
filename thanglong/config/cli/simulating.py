"""`thanglong simulate day`: a working day of the demo town, so that open pages move."""

import datetime
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from thanglong.config.cli.city import city

if TYPE_CHECKING:
    from thanglong.config.demo_town.day import Day, Happening


@click.group("simulate")
def simulate_group() -> None:
    """Life in a running demo town.

    Example: thanglong simulate day --speed 120
    """


@simulate_group.command("day")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Whose rhythm it has.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As in `thanglong demo --on`.")
@click.option(
    "--speed",
    type=click.FloatRange(min=1, max=100_000),
    default=120,
    show_default=True,
    help="How many times quicker than life: 120 plays the ten hours in five minutes.",
)
@click.option("--seed", default=1010, show_default=True, help="Another number, another day.")
@click.option("--json", "as_json", is_flag=True, help="Print nothing but the summary, as JSON.")
def day_command(
    day: datetime.datetime | None,
    on: datetime.datetime | None,
    speed: float,
    seed: int,
    as_json: bool,
) -> None:
    """Play a working day live: people file, officers work, one line for each thing done.

    Everything happens through the same actions as on the screens and at the present time of the
    city, so inboxes and leaders' pages that are open change as one looks. Start `thanglong demo`
    in another terminal first. Ends by itself; Ctrl-C ends it sooner, and what was done stays.

    Example: thanglong simulate day --date 2026-08-10 --speed 300
    """
    from thanglong.config.cli.running import choose_day

    choose_day(on)
    with city():
        from thanglong.config import demo_town
        from thanglong.config.demo_town import day as days
        from thanglong.kernel.base import clock

        try:
            played = demo_town.working_day(
                on=day.date() if day else None, now=clock.now(), seed=seed
            )
        except demo_town.NoTown as error:
            raise click.ClickException("There is no town yet. Run: thanglong demo") from error
        if not as_json:
            _announce(played, wanted=day.date() if day else clock.today())
        happened, is_whole = _play(played, speed=speed, is_told=not as_json)
        found = days.summary(happened, on=played.on, is_whole=is_whole)
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _in_words(found))


def _announce(played: "Day", *, wanted: datetime.date) -> None:
    if played.on != wanted:
        click.echo(f"On {wanted:%A %d %B %Y} offices are closed.")
    click.echo(f"Played: {played.on:%A %d %B %Y}. Ctrl-C ends it.\n")


def _play(played: "Day", *, speed: float, is_told: bool) -> "tuple[list[Happening], bool]":
    """Everything that happened, and whether the day came to its end."""

    def wait(minutes: int) -> None:
        time.sleep(minutes * 60 / speed)

    happened: list[Happening] = []
    try:
        for one in played.events(wait=wait):
            happened.append(one)
            if is_told:
                click.echo(str(one))
    except KeyboardInterrupt:
        return happened, False
    return happened, True


def _in_words(found: Mapping[str, Any]) -> str:
    end = "The day is over" if found["whole"] else "\nStopped before the evening; all is kept"
    words = ", ".join(f"{count} x {what}" for what, count in found["done"].items())
    return f"{end}: {found['events']} things done by {found['people']} people ({words})."


COMMANDS = [simulate_group]
