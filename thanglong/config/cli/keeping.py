"""`thanglong migrate`, `check` and `messages`."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from thanglong.config.cli.city import city

MAKING = 0x7468616E  # the number of the advisory lock; any that nothing else uses
ALONE_SECONDS_MAX = 1800
ASK_AGAIN_SECONDS = 0.2
_UNFINISHED = """
SELECT format('DROP INDEX %I', c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
"""
LOCK_TIMEOUT = "-c lock_timeout=2000"  # a migration never makes the city wait
TRIES_MAX = 12  # about a minute and a half
PAUSE_SECONDS_MAX = 8


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this release; waits at most two seconds for any lock, again and again.

    Example: thanglong migrate
    """
    from django.db.utils import OperationalError

    with city(), alone():
        try:
            migrate()
        except OperationalError as error:
            if not _is_held(error):
                raise
            raise click.ClickException(
                "Somebody holds a table all the time; nothing was changed in it. "
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


@contextmanager
def alone() -> Iterator[None]:
    """Whoever makes or changes the city's tables does so alone; a second one waits for the first.

    With a connection of its own, which no rollback touches. It asks again and again instead of
    waiting in the database: an index that is made beside others' work waits for all who wait.
    """
    from django.db import connection

    keeper = connection.copy()
    try:
        with keeper.cursor() as cursor:
            ends_at = time.monotonic() + ALONE_SECONDS_MAX
            while not _taken(cursor):
                if time.monotonic() > ends_at:
                    raise click.ClickException(
                        "Another command has been making or changing this city's tables for "
                        f"{ALONE_SECONDS_MAX // 60} minutes. Let it end, then try again."
                    )
                time.sleep(ASK_AGAIN_SECONDS)
        yield
    finally:
        keeper.close()


def _taken(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [MAKING])
    return bool(cursor.fetchone()[0])


def migrate() -> None:
    """Apply all migrations with a short lock timeout; who holds a table is asked again.

    Between two tries the city goes on: nobody waits behind a migration that waits.
    """
    from django.db.utils import OperationalError

    for number in range(1, TRIES_MAX):
        try:
            _migrate()
        except OperationalError as error:
            if not _is_held(error):
                raise
            click.echo(f"Somebody holds a table; asking again ({number} of {TRIES_MAX}).", err=True)
            time.sleep(min(number, PAUSE_SECONDS_MAX))
        else:
            return
    _migrate()


def _is_held(error: Exception) -> bool:
    from psycopg.errors import LockNotAvailable

    return isinstance(error.__cause__, LockNotAvailable)


def _migrate() -> None:
    """Once, and let requests ask what policies allow.

    An index that was being made beside the work of others when a migration was cut off is dropped
    first: it is of no use, and its name would be in the way.
    """
    from django.core.management import call_command
    from django.db import connection

    from thanglong.config import asking

    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**options, "options": LOCK_TIMEOUT}
    try:
        with connection.cursor() as cursor:
            cursor.execute(_UNFINISHED)
            for (drop,) in cursor.fetchall():
                cursor.execute(drop)
        call_command("migrate", interactive=False, verbosity=0)
        asking.ensure()
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = options


def compile_messages() -> int:
    """Compile every .po beside itself, when it is newer. Returns how many."""
    from thanglong.config import translations

    root = Path(__file__).resolve().parents[2]
    return translations.compile_all(root)


COMMANDS = [migrate_command, check_command, messages_command]
