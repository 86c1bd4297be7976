"""Two starts at once make the city's tables one after the other."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections

from thanglong.config.cli import keeping

pytestmark = pytest.mark.django_db(transaction=True)
INDEX = "CREATE INDEX CONCURRENTLY alone_index ON alone (one)"


@pytest.fixture
def table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS alone; CREATE TABLE alone (one int)")
        cursor.execute("INSERT INTO alone VALUES (1), (1)")


def beside(work: Callable[[], None]) -> threading.Thread:
    """Somebody else who starts the city at the same moment."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def make_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 500")
        try:
            cursor.execute(INDEX)
        finally:
            cursor.execute("RESET lock_timeout")


def test_the_second_start_waits_and_does_not_stand_in_the_way(table: None) -> None:
    came, order = threading.Event(), []

    def second() -> None:
        came.set()
        with keeping.alone():
            order.append("second")

    with keeping.alone():
        waiting = beside(second)
        assert came.wait(10)
        make_index()
        order.append("first")
    waiting.join(30)

    assert order == ["first", "second"]


def test_who_waits_in_the_database_stands_in_the_way(table: None) -> None:
    """The twin: a lock that the database itself waits for keeps an index from being made."""
    pids: list[int] = []

    def second() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])
            cursor.execute("SELECT pg_advisory_lock(%s)", [keeping.MAKING])

    with keeping.alone():
        waiting = beside(second)
        while not is_waiting(pids):
            pass
        with pytest.raises(DatabaseError, match="lock timeout"):
            make_index()
    waiting.join(30)


def is_waiting(pids: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE locktype = 'advisory' AND NOT granted AND pid = ANY(%s)",
            [pids],
        )
        return bool(cursor.fetchone()[0])


def test_an_index_whose_making_was_cut_off_does_not_stop_the_next_migration(table: None) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="could not create unique index"):
            cursor.execute(INDEX.replace("INDEX", "UNIQUE INDEX", 1))
        cursor.execute("SELECT to_regclass('alone_index') IS NOT NULL")
        assert cursor.fetchone() == (True,)

    keeping.migrate()

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('alone_index') IS NULL")
        assert cursor.fetchone() == (True,)
        cursor.execute("DROP TABLE alone")
