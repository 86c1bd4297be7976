"""The role as which requests ask the database: it owns nothing, so policies hold for it (ADR 0030).

It is named after the role that the city signs in with, `thanglong` and `thanglong_web`, so that
several cities on one server do not meet.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError
from psycopg import sql

RIGHTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
)
_WHO = "SELECT session_user::text, session_user || '_web', current_schema()"
_POWERS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s"


def ensure() -> None:
    """Make the role if it is missing, and let it read and write what policies allow.

    Done after every migration, and so after a restore. Raises ImproperlyConfigured.
    """
    login, role, schema = _names()
    if not can_take(role):
        _make(login, role)
    names = {"role": sql.Identifier(role), "schema": sql.Identifier(schema)}
    with connection.cursor() as cursor:
        for right in RIGHTS:
            cursor.execute(sql.SQL(right).format(**names))


def missing() -> str:
    """What the administrator of the server has to run; empty when nothing is missing."""
    login, role, _schema = _names()
    return "" if can_take(role) else _lines(login, role)


def is_too_mighty() -> str:
    """The name of the role if policies do not hold for it, else nothing."""
    _login, role, _schema = _names()
    with connection.cursor() as cursor:
        cursor.execute(_POWERS, [role])
        row = cursor.fetchone()
    return role if row and row[0] else ""


def can_take(role: str) -> bool:
    """Whether the city may ask as this role."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [role])
            cursor.execute("SELECT set_config('role', 'none', true)")
    except (DataError, ProgrammingError):  # it is not there, or not ours to take
        return False
    return True


def _make(login: str, role: str) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
            grant = sql.SQL("GRANT {} TO {}")
            cursor.execute(grant.format(sql.Identifier(role), sql.Identifier(login)))
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            f"The city may not ask the database as {role}, so nobody could be kept from seeing "
            "everything. Let whoever administers the server run, and then migrate again: "
            + _lines(login, role)
        ) from error


def _names() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        login, role, schema = cursor.fetchone()
    return login, role, schema


def _lines(login: str, role: str) -> str:
    return f'CREATE ROLE "{role}" NOLOGIN; GRANT "{role}" TO "{login}";'
