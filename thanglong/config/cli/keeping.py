"""`thanglong migrate`, `check` and `messages`."""

import json
import sys
from importlib import import_module
from pathlib import Path

import click

from thanglong.config.cli.city import city

LOCK_TIMEOUT = "-c lock_timeout=2000"  # a migration never makes the city wait


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this release; waits at most two seconds for any lock.

    Example: thanglong migrate
    """
    from django.db.utils import OperationalError

    with city():
        try:
            migrate()
        except OperationalError as error:
            if "lock timeout" not in str(error):
                raise
            raise click.ClickException(
                "Somebody held a table for more than two seconds; nothing was changed in it. "
                "Try again at a quieter time."
            ) from error
        click.echo("The database is up to date.")


@click.command("check")
@click.option(
    "--deploy", is_flag=True, help="Also what matters only in a real city (as with DEBUG=0)."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def check_command(deploy: bool, as_json: bool) -> None:
    """Say what is wrong with this installation and how to fix it.

    Example: thanglong check --deploy
    """
    with city():
        from django.conf import settings
        from django.core.checks import run_checks

        import_module("thanglong.config.checks")  # they register themselves
        is_real = deploy or not settings.DEMO
        found = [
            one for one in run_checks(include_deployment_checks=is_real) if not one.is_silenced()
        ]
        rows = [
            {"level": one.level, "id": one.id, "says": one.msg, "fix": one.hint} for one in found
        ]
        if as_json:
            click.echo(json.dumps(rows, default=str, ensure_ascii=False, indent=2))
        for one in [] if as_json else found:
            click.echo(f"{one.id}: {one.msg} {one.hint or ''}")
        if not as_json and not found:
            click.echo("Nothing is wrong.")
        sys.exit(1 if any(one.level >= 40 for one in found) else 0)


@click.command("messages")
@click.option("--check", is_flag=True, help="Fail when a sentence has no translation.")
def messages_command(check: bool) -> None:
    """Compile translations (.po to .mo) and say which sentences have none.

    Example: thanglong messages --check
    """
    from thanglong.config import translations

    compiled = compile_messages()
    missing = translations.missing()
    click.echo(f"{compiled} files compiled.")
    for place, sentence in missing:
        click.echo(f"{place}: no Vietnamese for “{sentence}”")
    sys.exit(1 if check and missing else 0)


def migrate() -> None:
    """Apply all migrations with a short lock timeout."""
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**options, "options": LOCK_TIMEOUT}
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = options


def compile_messages() -> int:
    """Compile every .po beside itself, when it is newer. Returns how many."""
    from thanglong.config import translations

    root = Path(__file__).resolve().parents[2]
    return translations.compile_all(root)


COMMANDS = [migrate_command, check_command, messages_command]
