"""Where the made-up city lies: a database meant for it, and a disk with room."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import click

NAME = "thanglong_bench"
ENDING = "bench"
BYTES_A_CASE = 9_000  # tables, indexes, and what the server writes beside them while it loads
ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def database() -> Iterator[str]:
    """DATABASE_URL is set to a database for measuring, Django set up, the city in it.

    Without one: a database of its own beside the demo city's, on the server that comes along. With
    one: its name must end with `bench`, so that no real city is ever filled.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
    from thanglong.config.cli import city

    given = os.environ.get("DATABASE_URL", "")
    if given and not urlsplit(given).path.endswith(ENDING):
        raise click.ClickException(
            f"The database «{urlsplit(given).path.lstrip('/')}» may be somebody's city, and this "
            f"would fill it with made-up dossiers. Give it one whose name ends with “{ENDING}”."
        )
    with city.database():
        if not given:
            os.environ["DATABASE_URL"] = _beside(os.environ["DATABASE_URL"])
        import django

        django.setup()
        _make_city()
        from django.conf import settings

        yield str(settings.DATABASE_URL)


def check_disk(cases: int) -> None:
    """Raises ClickException when so many more dossiers do not fit; says nothing of other hosts."""
    folder = Path(os.environ.get("VAR_DIR", str(ROOT / "var"))) / "postgres"
    if not folder.exists():
        return
    free, needed = shutil.disk_usage(folder).free, cases * BYTES_A_CASE
    if free < needed:
        raise click.ClickException(
            f"The disk of {folder.name}/ has {free / 1e9:.1f} GB free; {cases:,} more dossiers "
            f"need about {needed / 1e9:.1f} GB. Make room, or ask for fewer with --cases."
        )


def _beside(url: str) -> str:
    """The URL of the database for measuring, made if need be."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if not found.fetchone():
            connection.execute(f'CREATE DATABASE "{NAME}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))


def _make_city() -> None:
    from tests import town
    from thanglong.config.cli import keeping

    keeping.compile_messages()
    keeping.migrate()
    town.ensure_city()
