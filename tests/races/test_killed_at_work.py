"""Web and worker are killed at work, the database goes away: nothing is lost or doubled.

Real processes over the test database. What the city has confirmed is written down outside it.
"""

import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from django.db import connection

from tests import filing
from tests.tables import Case, Event, Step
from tests.town import Town, ensure_city
from thanglong.kernel.base import clock
from thanglong.kernel.people import actions as people

pytestmark = pytest.mark.django_db(transaction=True)
FORMS = "/api/v1/procedures/marital-status-certificate/dossiers"
SENDERS, BLOWS, SECONDS_MAX = 3, 10, 30
WORK = "import django; django.setup(); from thanglong.config import worker; worker.run({beat})"
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
DELIVERED = "SELECT count(*), count(DISTINCT (event_id, subscriber)) FROM events_delivery"


class House:
    """A web server whose processes come back, and a worker that the test starts again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.database = urlsplit(os.environ["DATABASE_URL"])._replace(
            path=f"/{connection.settings_dict['NAME']}"
        ).geturl()  # fmt: skip
        self._environment = {
            **os.environ, "DATABASE_URL": self.database, "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "thanglong.config.settings", "LOG_LEVEL": "INFO",
        }  # fmt: skip
        self._said = (folder / "said").open("wb")
        self._web = self._start(
            "-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}",
            "--workers=2", "--blocking-threads=1", "--no-ws", "--log-level=error",
            "--respawn-failed-workers", "thanglong.config.wsgi:application",
        )  # fmt: skip
        self._worker = self._start_worker()

    def kill_web(self) -> None:
        """One of the two processes that answer; the server starts another."""
        children = Path(f"/proc/{self._web.pid}/task/{self._web.pid}/children").read_text().split()
        if children:
            os.kill(int(children[0]), signal.SIGKILL)

    def kill_worker(self) -> None:
        """The worker, in the middle of whatever it does; another one begins."""
        self._worker.kill()
        self._worker.wait(30)
        self._worker = self._start_worker()

    def cut_database(self) -> None:
        """Every connection, as a restart of the database cuts them."""
        connection.close()
        with psycopg.connect(self.database, autocommit=True) as other:
            other.execute(CUT, [connection.settings_dict["NAME"], other.info.backend_pid])

    def worker_lives(self) -> bool:
        """Whether the worker goes on by itself."""
        return self._worker.poll() is None

    def end(self) -> None:
        """All of it."""
        for process in (self._web, self._worker):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        self._said.close()

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("-c", WORK.format(beat="beat_seconds=0.5"))

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words], env=self._environment, start_new_session=True,
            stdout=self._said, stderr=self._said,
        )  # fmt: skip


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[House]:
    """The house at work, without the jobs that other tests left for facts that are gone."""
    ensure_city()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    started = House(tmp_path)
    yield started
    started.end()


class Sender:
    """Sends forms until told to stop, each under its key until the city confirms it."""

    def __init__(self, house: House, key: str) -> None:
        self.confirmed: dict[str, str] = {}
        self.unclear: set[int] = set()
        self._house, self._headers = house, {"Authorization": f"Bearer {key}"}
        self._form = {
            "answers": filing.plain(filing.scenario("marital-status-certificate")["answers"])
        }
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._send_forms, args=(number,)) for number in range(SENDERS)
        ]

    def __enter__(self) -> "Sender":
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopping.set()
        for one in self._threads:
            one.join(SECONDS_MAX)

    def confirms(self, count: int) -> bool:
        """Whether so many more forms are confirmed in time."""
        wanted = len(self.confirmed) + count
        return until(lambda: len(self.confirmed) >= wanted)

    def _send_forms(self, sender: int) -> None:
        with httpx.Client(base_url=self._house.address, timeout=20) as client:
            for number in itertools.count():
                if self._stopping.is_set():
                    return
                self._send(client, f"form-{sender}-{number}")

    def _send(self, client: httpx.Client, key: str) -> None:
        end = time.monotonic() + SECONDS_MAX
        while time.monotonic() < end:
            try:
                answer = client.post(
                    FORMS, json=self._form, headers=self._headers | {"Idempotency-Key": key}
                )
            except httpx.TransportError:  # nobody there, or cut off in the middle
                time.sleep(0.05)
                continue
            if answer.status_code == 201:
                self.confirmed[key] = answer.json()["code"]
                return
            self.unclear.add(answer.status_code)
            time.sleep(0.05)


def until(condition: Callable[[], bool]) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + SECONDS_MAX
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def one(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


@pytest.fixture
def sender(house: House) -> Iterator[Sender]:
    """Programs with Lan's key."""
    lan = Town(at=clock.now()).lan
    key = people.make_token(
        account_id=lan.account, label="test", assurance=2, expires_at=None, at=clock.now(), by=lan
    )
    with Sender(house, key) as sending:
        assert sending.confirms(5)
        yield sending


def nothing_is_lost_or_doubled(sending: Sender) -> None:
    """What was confirmed outside is what stands inside: dossiers, first steps, facts, effects."""
    codes = sorted(sending.confirmed.values())
    assert sorted(Case.objects.values_list("code", flat=True)) == codes
    assert Step.objects.filter(action="file").count() == len(codes)
    assert Event.objects.filter(type="cases.dossier.filed.v1").count() == len(codes)
    assert until(lambda: one(LEFT) == (0,))
    every, distinct = one(DELIVERED)
    assert every == distinct > 0


def test_ten_blows_to_web_and_worker_lose_and_double_nothing(house: House, sender: Sender) -> None:
    for blow in range(BLOWS):
        (house.kill_worker if blow % 3 == 2 else house.kill_web)()
        assert sender.confirms(2)
    sender.__exit__()

    nothing_is_lost_or_doubled(sender)


def test_a_database_that_goes_away_costs_nobody_anything(house: House, sender: Sender) -> None:
    for _ in range(4):
        house.cut_database()
        assert sender.confirms(5)
    sender.__exit__()

    nothing_is_lost_or_doubled(sender)
    assert sender.unclear <= {503}
    assert house.worker_lives()
