"""`python -m bench`: measure a city and write docs/performance.md; its parts are commands too."""

import os

import click

from bench import place

CASES = 1_000_000
OFFICERS = 16


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--cases", default=CASES, show_default=True, help="Dossiers in the city.")
@click.option("--seconds", default=15.0, show_default=True, help="Of each measurement.")
@click.option("--requests", default=10_000, show_default=True, help="For the memory.")
@click.option("--write/--no-write", default=True, help="Write docs/performance.md.")
@click.pass_context
def main(context: click.Context, cases: int, seconds: float, requests: int, write: bool) -> None:
    """Measure a city on this machine, each figure beside its floor.

    Without DATABASE_URL in a database of its own beside the demo city's. All of it takes some ten
    minutes, and as long again the first time, when the dossiers are made.

    Example: thanglong bench --seconds 12 --no-write
    """
    if context.invoked_subcommand is not None:
        return
    with place.database() as url:
        fill(cases)
        from bench import city, engine, memory, report, web

        before = os.getloadavg()[0]
        ground = city.prepare(officers=OFFICERS)
        with city.serving() as server:
            pairs = web.run(url, ground, server, seconds=seconds)
        with city.serving(workers=1) as server:
            looks = memory.run(ground, server, requests=requests)
        contenders = engine.run(url, seconds=seconds)
        busy = f"{before:.1f} and {os.getloadavg()[0]:.1f}"
        text = report.page(pairs=pairs, engine=contenders, looks=looks, cases=cases, load=busy)
    click.echo(text)
    if write:
        report.PAGE.write_text(text, encoding="utf-8")


@main.command("load")
@click.option("--cases", default=CASES, show_default=True, help="Dossiers in the city.")
def load_command(cases: int) -> None:
    """Make up a city's dossiers and copy them in, up to so many; again is harmless.

    Each with its whole way: steps, work on desks, clock, trail; spread over communes, procedures,
    states and people. Breaking it off leaves what was there before.

    Example: thanglong bench load --cases 1000000
    """
    with place.database():
        added = fill(cases)
    click.echo(f"{added:,} dossiers added." if added else f"There are {cases:,} already.")


@main.command("web")
@click.option("--seconds", default=15.0, show_default=True, help="Of each measurement.")
@click.option("--only-looks", is_flag=True, help="Leave out what writes.")
def web_command(seconds: float, only_looks: bool) -> None:
    """Measure filing, acting and pages over HTTP with what is in the database now.

    Example: thanglong bench web --seconds 10
    """
    with place.database() as url:
        from bench import city, report, web

        ground = city.prepare(officers=OFFICERS)
        with city.serving() as server:
            run = web.looks if only_looks else web.run
            pairs = run(url, ground, server, seconds=seconds)
    click.echo(report.lines(pairs))


@main.command("engine")
@click.option("--seconds", default=15.0, show_default=True, help="Of each of the three.")
def engine_command(seconds: float) -> None:
    """Measure the engine alone: five stages, beside the same rows by hand and SpiffWorkflow.

    Example: thanglong bench engine --seconds 12
    """
    with place.database() as url:
        from bench import engine, report

        click.echo(report.engine_rows(engine.run(url, seconds=seconds)))


@main.command("memory")
@click.option("--requests", default=10_000, show_default=True, help="How many.")
def memory_command(requests: int) -> None:
    """Watch the memory of one web process.

    Example: thanglong bench memory --requests 10000
    """
    with place.database():
        from bench import city, memory, report

        ground = city.prepare(officers=OFFICERS)
        with city.serving(workers=1) as server:
            click.echo(report.memory_row(memory.run(ground, server, requests=requests)))


def fill(cases: int) -> int:
    """Make the dossiers that are missing, with a bar. Returns how many."""
    from bench import million

    missing = cases - million.there_are()
    if missing <= 0:
        return 0
    place.check_disk(missing)
    bars: dict[str, int] = {}
    with click.progressbar(length=100, label="dossiers") as bar:

        def say(what: str, done: int, of: int) -> None:
            if what not in bars:
                bars[what] = 0
                bar.label = what
                bar.update(-bar.pos)
            step = 100 * done // max(1, of) - bars[what]
            bars[what] += step
            bar.update(step)

        return million.load(cases=cases, say=say)


if __name__ == "__main__":
    main()
