"""`thanglong bench …`: filling a city with many cases, to see what it bears."""

import click

from thanglong.config.cli.city import city


@click.group("bench")
def bench_group() -> None:
    """Fill a city with many cases. `python -m bench` then measures it over HTTP.

    Example: thanglong bench load --cases 100000
    """


@bench_group.command("load")
@click.option("--cases", "count", default=100_000, show_default=True, help="How many.")
@click.option("--wards", default=16, show_default=True, help="Over how many wards.")
@click.option("--open", "open_percent", default=30, show_default=True, help="Per cent still open.")
def load_command(count: int, wards: int, open_percent: int) -> None:
    """Write made-up cases by COPY, with their steps, tasks and clocks. Never in a real city.

    Example: thanglong bench load --cases 100000
    """
    with city():
        from django.conf import settings

        if not settings.DEMO:
            raise click.ClickException("This is a real city (DEBUG=0): made-up cases stay out.")
        from thanglong.config import crowd

        shape = crowd.Shape(count=count, wards=wards, open_percent=open_percent)
        with click.progressbar(length=count, label="Cases") as bar:
            crowd.load(shape=shape, progress=bar.update)
        click.echo(f"{count} cases are there.")


COMMANDS = [bench_group]
