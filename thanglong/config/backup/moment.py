"""What the database says of the city: equal before a backup and after its restore."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql

from thanglong.config.backup.manifest import Told, digest
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.documents import queries as documents

LEFT_OUT = "django_session"  # whoever reads a session is signed in as its person

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> %s ORDER BY c.relname
"""
# A sum of hashes needs no order: one walk, however large the table.
_CONTENT = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {} t"
_HEADS = "SELECT DISTINCT ON (app) app, name FROM django_migrations ORDER BY app, id DESC"


@contextmanager
def one_moment() -> Iterator[str]:
    """The database as it is now, for as long as the body lasts. Gives the snapshot's name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def tables() -> list[str]:
    """The tables of the city, but for the sessions."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [LEFT_OUT])
        return [name for (name,) in cursor.fetchall()]


def table_told(name: str) -> Told:
    """How many rows a table has, and a number that stands for all that is in them."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_CONTENT).format(sql.Identifier(name)))
        rows, content = cursor.fetchone()
    return {"rows": rows, "content": content}


def files_told(files: dict[str, int]) -> Told:
    """How many contents there are, and a hash of their hashes."""
    return {"number": len(files), "bytes": sum(files.values()), "sha256": digest(sorted(files))}


def work_told() -> Told:
    """How many tasks are open, and a hash of what they are."""
    lines = cases.work_left()
    return {"number": len(lines), "sha256": digest(lines)}


def city_told() -> Told:
    """What the database says of the city now, table by table."""
    return {
        "tables": {name: table_told(name) for name in tables()},
        "files": files_told(documents.stored_files()),
        "open_tasks": work_told(),
    }


def heads() -> dict[str, str]:
    """The last migration of each app that the database has."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        return dict(cursor.fetchall())


def server_version() -> str:
    """The version of the server, as `18.1`."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]
