"""Whether the house can work: its database, the shape of its tables, its workers."""

from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

log = structlog.get_logger(__name__)
HEARTBEAT_SECONDS_MAX = 45  # a worker reports every ten seconds
_HEARTBEAT = """
SELECT count(*) > 0 FROM procrastinate_workers
WHERE last_heartbeat > now() - make_interval(secs => %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What answers and what does not."""

    database: bool = False
    migrations: bool = False
    worker: bool = False


def health() -> Health:
    """Ask the database, compare its tables with this release, look for a worker's heartbeat.

    Never raises: what cannot be asked is not there.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Health(database=True, migrations=_is_migrated(), worker=_has_worker())
    except (DatabaseError, InterfaceError) as error:
        log.warning("database_unreachable", error=type(error).__name__)
        return Health()


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _has_worker() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('procrastinate_workers') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_HEARTBEAT, [HEARTBEAT_SECONDS_MAX])
        found: bool = cursor.fetchone()[0]
    return found
