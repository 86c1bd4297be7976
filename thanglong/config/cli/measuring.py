"""`thanglong bench`: the load generator of `bench/`, which a checkout has beside the package."""

import sys
from importlib import import_module
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[3]


@click.command("bench", context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench_command(arguments: tuple[str, ...]) -> None:
    """Measure a city over HTTP on this machine, each figure beside its raw floor.

    All options: thanglong bench --help

    Example: thanglong bench --seconds 12 --no-write
    """
    if not (ROOT / "bench").is_dir():
        raise click.ClickException("The load generator is part of a checkout; run this in one.")
    sys.path.insert(0, str(ROOT))
    measure: click.Command = import_module("bench.__main__").main
    measure.main(args=list(arguments), prog_name="thanglong bench", standalone_mode=False)


COMMANDS = [bench_command]
