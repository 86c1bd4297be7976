"""`thanglong demo`, `serve` and `worker`."""

import datetime
import os
import sys
from pathlib import Path

import click

from thanglong.config.cli.city import city, database
from thanglong.config.supervisor import Program, Supervisor, command

WEB_SECONDS_MAX = 30


@click.command("serve")
@click.option("--quiet", is_flag=True, help="Do not print what the processes say.")
def serve_command(quiet: bool) -> None:
    """Run the web server on HOST and PORT, and live updates on the port after it.

    Example: HOST=0.0.0.0 PORT=8080 thanglong serve
    """
    with database():
        supervisor = Supervisor(quiet=quiet)
        for program in web_programs():
            supervisor.start(program)
        sys.exit(supervisor.run())


@click.command("worker")
def worker_command() -> None:
    """Run the worker: events, letters, PDFs, reminders. Ctrl-C lets the job in flight end.

    Example: thanglong worker
    """
    with city():
        from thanglong.config import worker

        worker.run()


@click.command("demo")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the city.")
@click.option("--dossiers", default=300, show_default=True, help="How many dossiers to begin with.")
@click.option("--seed-only", is_flag=True, help="Make the city and stop.")
def demo_command(day: datetime.datetime | None, dossiers: int, seed_only: bool) -> None:
    """Make a whole city and run it here, in one terminal: today's, or that of another day.

    Example: thanglong demo --on 2024-11-22
    """
    _choose_day(day)
    with database():
        _make_city(dossiers)
        if seed_only:
            return
        supervisor = Supervisor()
        for program in (*simulator_programs(), *web_programs(), worker_program()):
            supervisor.start(program)
        _say_where()
        status = supervisor.run()
        click.echo("The city is closed; everything is kept.")
        sys.exit(status)


def web_programs() -> tuple[Program, ...]:
    """The web server and the process of live updates; static files are gathered before."""
    import django

    from thanglong.config import settings

    django.setup()
    from thanglong.kernel.web import assets

    assets.gather()

    common = (
        "--host",
        settings.HOST,
        "--no-ws",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
    )
    web = (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(settings.PORT),
        "--workers", str(settings.WEB_WORKERS), "--blocking-threads", "1",
        "--workers-kill-timeout", "15", *common, "thanglong.config.wsgi:application",
    )  # fmt: skip
    live = (
        sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(settings.PORT + 1),
        "--workers", "1", "--workers-kill-timeout", "3", *common, "thanglong.config.live:application",
    )  # fmt: skip
    return (Program(name="web", command=web), Program(name="live", command=live))


def worker_program() -> Program:
    """The worker as a process."""
    return Program(name="worker", command=command("worker"))


def simulator_programs() -> tuple[Program, ...]:
    """What the outside world owns, simulated, on the ports after ours."""
    from thanglong.config import settings

    vneid, registers = str(settings.PORT + 2), str(settings.PORT + 3)
    return (
        Program(name="vneid", command=command("simulator", "vneid", "--port", vneid)),
        Program(name="registers", command=command("simulator", "registers", "--port", registers)),
    )


def _choose_day(day: datetime.datetime | None) -> None:
    """A city of another day has its own database folder and a shifted clock."""
    if day is None:
        return
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - the shift is what clock.now adds
    wanted = datetime.datetime.combine(day.date(), now.timetz())
    os.environ["CLOCK_SHIFT_SECONDS"] = str(int((wanted - now).total_seconds()))
    root = os.environ.get("VAR_DIR") or str(Path(__file__).resolve().parents[3] / "var")
    os.environ["VAR_DIR"] = f"{root}/on-{day:%Y-%m-%d}"


def _make_city(dossiers: int) -> None:
    from thanglong.config import demo
    from thanglong.config.cli.keeping import compile_messages, migrate

    compile_messages()
    with city():
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
    click.echo("  Ctrl-C ends everything.\n")


COMMANDS = [demo_command, serve_command, worker_command]
