"""A city of real processes over a PostgreSQL of its own, in which any of them can be killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from thanglong.config import postgres
from thanglong.config.postgres import cluster

WAIT_SECONDS = 60
POINTS = Path(__file__).parent / "points"
SERVER_FALLS_MAX = 15  # then it is ended and begun in order: its keeper gives up after more
WORK = "import django; django.setup(); from thanglong.config import worker; worker.run({beat})"


class House:
    """Web server, worker and database. Named points are armed with `arm`."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.points = folder, folder / "points"
        self.points.mkdir()
        self.address = f"http://127.0.0.1:{self.port}"
        self._falls = 0
        self.gave_up: list[str] = []  # programs that ended though nobody had killed them
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._said = (folder / "said").open("ab")
        with postgres.running(folder / "postgres", durable=False) as url:  # made in a hurry
            self.url = url
            self.known = self._prepare()
        self._server = postgres.join(folder / "postgres")

    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        here = str(Path(__file__).parents[2])
        return {
            **os.environ, "DATABASE_URL": self.url, "VAR_DIR": str(self.folder / "var"),
            "DJANGO_SETTINGS_MODULE": "thanglong.config.settings", "LOG_LEVEL": "WARNING",
            "FAULT_POINTS": str(self.points), "PYTHONPATH": f"{POINTS}{os.pathsep}{here}",
        }  # fmt: skip

    def open(self) -> None:
        """Start what does not run: what a service manager does."""
        for name, words in self._programs().items():
            held = self._running.get(name)
            status = held.poll() if held else None
            if held and status not in {None, -signal.SIGKILL}:
                self.gave_up.append(f"{name}: {status}")
            if held is None or status is not None:
                self._running[name] = subprocess.Popen(
                    [sys.executable, *words], env=self.environment(), start_new_session=True,
                    stdout=self._said, stderr=self._said,
                )  # fmt: skip

    def end(self) -> None:
        """All of it."""
        for process in self._running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        self._running.clear()
        self._said.close()
        self._server.leave()

    def answers(self) -> bool:
        """Whether a page can be had."""
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.address}/healthz", timeout=5).status_code == 200
        return False

    def kill_web(self) -> None:
        """One of the processes that answer; the server starts another."""
        for pid in children(self._running["web"].pid)[:1]:
            kill(pid)

    def kill_web_server(self) -> None:
        """The web server with all its processes."""
        os.killpg(self._running["web"].pid, signal.SIGKILL)
        self._running["web"].wait(30)

    def kill_worker(self) -> None:
        """The worker, in the middle of whatever it does."""
        self._running["worker"].kill()
        self._running["worker"].wait(30)

    def cut_database(self) -> None:
        """Every connection of the city, as a restart of the database cuts them."""
        self.order(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename='thanglong'"
        )

    def hold_log_writer(self) -> None:
        """What is committed without waiting for the disk stays in the server's memory from here."""
        for pid in children(self.server()):
            if b"walwriter" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGSTOP)

    def kill_database(self) -> None:
        """PostgreSQL with all its processes; its keeper starts it anew and it repairs itself."""
        first = self.server()
        for pid in [first, *children(first)]:
            kill(pid)
        self._falls += 1
        if self._falls % SERVER_FALLS_MAX == 0:
            self._server.leave()
            self._server = postgres.join(self.folder / "postgres")

    def arm(self, point: str, *, word: str = "kill") -> None:
        """Whoever reaches this point next falls there."""
        new = self.points / f".{point}"
        new.write_text(word, encoding="ascii")
        new.rename(self.points / point)

    def disarm(self, point: str) -> bool:
        """Whether nobody has reached the point; then nobody will."""
        try:
            (self.points / point).unlink()
        except FileNotFoundError:
            return False
        return True

    def server(self) -> int:
        """The process id of PostgreSQL."""
        data = self.folder / "postgres" / "data"
        return int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def ask(self, question: str, *values: Any) -> list[dict[str, Any]]:
        """Rows, past the platform."""
        with self.superuser() as connection:
            rows = connection.cursor(row_factory=dict_row)
            return rows.execute(question.encode(), values or None).fetchall()

    def order(self, what: str) -> None:
        """As the superuser of the database."""
        with self.superuser() as connection:
            connection.execute(what.encode())

    def superuser(self, name: str = "thanglong") -> "psycopg.Connection[Any]":
        """Past the platform and past what its role may see."""
        its = cluster.find(self.folder / "postgres")
        return psycopg.connect(
            host=str(its.sockets), port=cluster.PORT, user=cluster.ADMIN, dbname=name,
            autocommit=True,
        )  # fmt: skip

    def _prepare(self) -> dict[str, Any]:
        said = subprocess.run(
            [sys.executable, "-m", "tests.faults.prepare"], env=self.environment(), check=True,
            stdout=subprocess.PIPE, stderr=self._said, timeout=300,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(said.stdout)
        return found

    def _programs(self) -> dict[str, list[str]]:
        web = [
            "-m", "granian", "--interface=rsgi", "--host=127.0.0.1", f"--port={self.port}",
            "--workers=2", "--no-ws", "--log-level=error",
            "--respawn-failed-workers", "thanglong.config.rsgi:application",
        ]  # fmt: skip
        return {"web": web, "worker": ["-c", WORK.format(beat="beat_seconds=0.5")]}


def until(condition: Callable[[], bool], *, seconds: float = WAIT_SECONDS) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def kill(pid: int) -> None:
    """SIGKILL, if it is still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
