"""A job in flight ends, or is taken up again by another worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

JOBS = [sys.executable, "-m", "thanglong.config.tests.jobs"]
MIGRATE = [sys.executable, "-W", "ignore", "-m", "django", "migrate", "-v0"]
EFFECTS = "SELECT (SELECT count(*) FROM effects), (SELECT count(*) FROM events_delivery)"


@pytest.fixture(scope="module")
def jobs_database() -> Iterator[dict[str, str]]:
    """An environment with a database that holds jobs, events and their effects."""
    url, name = os.environ["DATABASE_URL"], f"jobs_{os.getpid()}"
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = {
        **os.environ,
        "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl(),
        "DJANGO_SETTINGS_MODULE": "thanglong.config.settings",
    }
    for label in ("procrastinate", "trail", "events"):
        subprocess.run([*MIGRATE, label], env=environment, check=True, timeout=120)
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE effects (event_id bigint)")
    yield environment
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def start(jobs_database: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a worker; ends it if the test has not."""
    workers: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        workers.append(subprocess.Popen([*JOBS, "work"], env=jobs_database))
        return workers[-1]

    yield one
    for worker in workers:
        worker.kill()
        worker.wait(30)


def defer(jobs_database: dict[str, str], folder: Path, *, what: str = "slow") -> None:
    """Queue a slow job, or publish a fact that leads to one."""
    subprocess.run([*JOBS, what, str(folder)], env=jobs_database, check=True, timeout=60)


def appears(folder: Path, pattern: str, *, count: int = 1) -> bool:
    """Whether so many files appear in time."""
    end = time.monotonic() + 30
    while len(list(folder.glob(pattern))) < count and time.monotonic() < end:
        time.sleep(0.05)
    return len(list(folder.glob(pattern))) >= count


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_a_job_in_flight_ends_before_the_worker_does(
    start: Callable[[], subprocess.Popen[bytes]],
    jobs_database: dict[str, str],
    tmp_path: Path,
    word: signal.Signals,
) -> None:
    worker = start()
    defer(jobs_database, tmp_path)
    assert appears(tmp_path, "begun-*")

    worker.send_signal(word)

    assert worker.wait(30) == 0
    assert (tmp_path / "done").exists()


def test_the_job_of_a_killed_worker_is_taken_up_by_another(
    start: Callable[[], subprocess.Popen[bytes]], jobs_database: dict[str, str], tmp_path: Path
) -> None:
    first = start()
    defer(jobs_database, tmp_path)
    assert appears(tmp_path, "begun-*")
    first.kill()
    first.wait(30)

    start()

    assert appears(tmp_path, "begun-*", count=2)
    assert appears(tmp_path, "done")


def test_an_event_takes_effect_once_though_its_worker_was_killed_in_the_middle(
    start: Callable[[], subprocess.Popen[bytes]], jobs_database: dict[str, str], tmp_path: Path
) -> None:
    first = start()
    defer(jobs_database, tmp_path, what="say")
    assert appears(tmp_path, "begun-*")
    first.kill()
    first.wait(30)

    second = start()
    assert appears(tmp_path, "done")
    second.terminate()
    second.wait(30)

    with psycopg.connect(jobs_database["DATABASE_URL"]) as connection:
        assert connection.execute(EFFECTS).fetchone() == (1, 1)
    assert len(list(tmp_path.glob("begun-*"))) == 2
