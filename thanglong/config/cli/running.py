"""`thanglong demo`, `serve`, `live` and `worker`."""

import datetime
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thanglong.config.cli.city import city, database
from thanglong.config.env import envstr

if TYPE_CHECKING:
    from thanglong.config.supervisor import Program

MANY_JOBS = 200  # fewer are done before somebody has read of them

ROOT = Path(__file__).resolve().parents[3]


@click.command("serve")
@click.option("--quiet", is_flag=True, help="Do not print what the processes say.")
def serve_command(quiet: bool) -> None:
    """Run the web server on HOST and PORT, and live updates on the port after it.

    SIGTERM or Ctrl-C: requests in flight end first.

    Example: HOST=0.0.0.0 PORT=8080 thanglong serve
    """
    with database():
        from thanglong.config import programs, settings

        _refuse_without_secret()
        _gather_static_files()
        _run(
            programs.web(),
            programs.live(),
            quiet=quiet,
            when_ready=lambda: click.echo(f"Serving on {settings.SITE_URL}"),
        )


@click.command("live")
def live_command() -> None:
    """Run only the live updates of open pages, on the port after PORT.

    Example: thanglong live
    """
    with database():
        from thanglong.config import programs

        _run(programs.live())


@click.command("worker")
def worker_command() -> None:
    """Run the worker: events, letters, PDFs, reminders. Ctrl-C lets the job in flight end.

    Example: thanglong worker
    """
    with city():
        from thanglong.config import worker

        _refuse_without_secret()
        worker.run()


@click.command("demo")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the city.")
@click.option(
    "--dossiers",
    type=click.IntRange(min=1),
    help="How many dossiers to begin with; else as many as the town has by its day, some 3,000.",
)
@click.option("--seed-only", is_flag=True, help="Make the city and stop.")
def demo_command(day: datetime.datetime | None, dossiers: int | None, seed_only: bool) -> None:
    """Make a whole city and run it here, in one terminal: today's, or that of another day.

    Example: thanglong demo --on 2024-11-22
    """
    choose_day(day)
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # the address stays on the screen
    with database():
        _make_city(dossiers)
        if seed_only:
            return
        from thanglong.config import programs

        _gather_static_files()
        _run(
            *programs.simulators(),
            programs.web(),
            programs.live(),
            programs.worker(),
            when_ready=_say_where,
            farewell="The city is closed; everything is kept.",
        )


def _refuse_without_secret() -> None:
    from thanglong.config import settings

    if not settings.SECRET_KEY:
        raise click.ClickException(
            "A real city needs a SECRET_KEY. Set SECRET_KEY_FILE to a file with 50 or more random "
            "characters; `thanglong check` says what else is missing."
        )


def _run(
    *wanted: "Program",
    quiet: bool = False,
    when_ready: Callable[[], None] | None = None,
    farewell: str = "",
) -> None:
    """Run programs until told to end, and end with them."""
    from thanglong.config import supervisor

    if why := supervisor.why_not_here(*wanted):
        raise click.ClickException(
            f"Cannot listen on {why}. Set HOST to an address of this machine: 127.0.0.1, or "
            "0.0.0.0 for all of them."
        )
    taken = supervisor.taken_ports(*wanted)
    if taken:
        raise click.ClickException(
            f"Port {taken[0]} is in use by another program. Set PORT to a number that is free "
            "together with the three after it, or end that program."
        )
    keeper = supervisor.Supervisor(quiet=quiet)
    for program in wanted:
        keeper.start(program)
    status = keeper.run(when_ready=when_ready)
    if farewell:
        click.echo(farewell)
    sys.exit(status)


def _gather_static_files() -> None:
    import django

    django.setup()
    from thanglong.kernel.web import assets

    assets.gather()


def choose_day(day: datetime.datetime | None) -> None:
    """A city of another day has its own database folder and a shifted clock."""
    if day is None:
        return
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - the shift is what clock.now adds
    wanted = datetime.datetime.combine(day.date(), now.timetz())
    os.environ["CLOCK_SHIFT_SECONDS"] = str(int((wanted - now).total_seconds()))
    root = os.environ.get("VAR_DIR") or str(ROOT / "var")
    os.environ["VAR_DIR"] = f"{root}/on-{day:%Y-%m-%d}"
    from thanglong.kernel.calendar import pack

    # Not from the settings: they are read once, and there is no database yet.
    pack_folder = Path(envstr("CITY_DIR", str(ROOT / "cities" / "hanoi")))
    first = min(one.day.on for one in pack.read_pack(pack_folder / "calendar").days)
    if day.date() < first:
        raise click.ClickException(
            f"The calendar of the demo city begins on {first}: choose that day or a later one."
        )


def _make_city(dossiers: int | None) -> None:
    from thanglong.config import demo
    from thanglong.config.cli.keeping import alone, compile_messages, migrate

    compile_messages()
    with city(), alone():
        migrate()
        steps = demo.steps(dossiers=dossiers)
        if not steps:
            click.echo("The city is already there.")
            return
        with click.progressbar(length=sum(step.weight for step in steps), label="City") as bar:
            for step in steps:
                bar.label = f"{step.name:<28}"
                step.run(bar.update)


def _say_where() -> None:
    from thanglong.config import demo, settings

    click.echo()
    click.secho(f"  {settings.SITE_URL}", bold=True)
    for line in demo.account_lines():
        click.echo(f"  {line}")
    waiting = demo.jobs_waiting()
    if waiting > MANY_JOBS:
        click.echo(
            f"  The worker still brings {waiting:,} notices of the town's past to their people,\n"
            "  a few minutes in the background; what happens now goes before them.\n"
        )
    click.echo("  Ctrl-C ends everything.\n")


COMMANDS = [demo_command, serve_command, live_command, worker_command]
