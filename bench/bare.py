"""Taking keys and indexes away from tables that are filled, and making them again."""

from collections.abc import Iterable

from django.db import connection

# Foreign keys, then what is unique; the primary keys stay, other tables hang on them.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u')
ORDER BY contype, conname
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid::regclass::text = ANY(%s)
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""
# For building them; of this transaction only.
_ROOM = "SET LOCAL maintenance_work_mem = '512MB'"


def take_away(tables: Iterable[str]) -> list[str]:
    """Drop their foreign keys, unique constraints and indexes, in the caller's transaction.

    Returns the statements that make them again: indexes first, then the keys that need them.
    """
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    unique = [one for one in constraints if one[2].startswith("UNIQUE")]
    foreign = [one for one in constraints if one not in unique]
    return [
        *(definition for _name, definition in indexes),
        *(_add(*one) for one in unique),
        *(_add(*one) for one in foreign),
    ]


def _add(table: str, name: str, definition: str) -> str:
    return f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
