"""A migration while the city is open: it waits its turn, and nobody waits behind it."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.house import House, until
from tests.faults.verdict import Watch, faults

READ = "SELECT count(*) FROM cases_case"
ALTER = "ALTER TABLE cases_case ADD COLUMN impatient boolean"
BLOCKED = (
    "SELECT 1 AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER%'"
)
COLUMNS = """
SELECT column_name AS n FROM information_schema.columns
WHERE table_name = 'cases_case' AND column_name IN ('next_release', 'impatient')
"""


@contextlib.contextmanager
def long_reader(house: House) -> Iterator["psycopg.Connection[tuple[int]]"]:
    """Somebody counts dossiers and goes for coffee."""
    with psycopg.connect(house.url) as reader:
        reader.execute(READ)
        yield reader


def django(house: House, *words: str) -> "subprocess.Popen[str]":
    """A command of the next release."""
    environment = house.environment() | {"DJANGO_SETTINGS_MODULE": "tests.faults.next_settings"}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *words], env=environment, text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def next_release(house: House) -> Iterator[None]:
    """What the next release has done is taken back."""
    yield
    back = django(house, "django", "migrate", "-v0", "next_release", "zero")
    assert back.communicate(timeout=120) == (None, "")


def test_a_migration_asks_again_and_again_and_the_city_stays_open(
    house: House, next_release: None
) -> None:
    with Watch(house, "migrated") as oracle:
        assert oracle.more(1)
        with long_reader(house):
            migration = django(house, "thanglong.config", "migrate")
            assert migration.stderr is not None
            for _ in range(2):  # it has given way twice, and the city has gone on
                assert "asking again" in migration.stderr.readline()
                assert oracle.more(2)
        migration.communicate(timeout=60)
        assert migration.returncode == 0
        assert oracle.more(2)

    assert house.ask(COLUMNS) == [{"n": "next_release"}]
    assert faults(oracle) == []


def test_without_a_limit_everybody_waits_behind_the_migration(house: House) -> None:
    with long_reader(house), psycopg.connect(house.url) as impatient:
        migration = threading.Thread(target=_alter, args=(impatient,))
        migration.start()
        assert until(lambda: house.ask(BLOCKED) == [{"n": 1}])
        with (
            psycopg.connect(house.url, options="-c statement_timeout=500") as person,
            pytest.raises(psycopg.errors.QueryCanceled),
        ):
            person.execute(READ)
        impatient.cancel_safe()
        migration.join()


def _alter(impatient: "psycopg.Connection[tuple[int]]") -> None:
    with contextlib.suppress(psycopg.errors.QueryCanceled):
        impatient.execute(ALTER)
