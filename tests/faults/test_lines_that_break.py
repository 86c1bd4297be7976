"""Lines break between client, city and database: what is sent again is done once."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.faults.house import House, until
from tests.faults.oracle import FORMS
from tests.faults.test_slow_clients import FILED, form, free_port, is_open, key, send_form
from thanglong.config.postgres import cluster

SOCKET = f".s.PGSQL.{cluster.PORT}"


class Line:
    """The line to the database. `breaking`: it breaks when a filing is being confirmed."""

    def __init__(self, folder: Path, its: Path) -> None:
        self.breaking = False
        self.folder, self._its = folder, its
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / SOCKET))
        self._door.listen()
        threading.Thread(target=self._let_in, daemon=True).start()

    def close(self) -> None:
        """Nobody comes in any more."""
        self._door.close()

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        """Both ways; when it breaks, the order to commit has gone through, the answer has not."""
        with client, socket.socket(socket.AF_UNIX) as server, contextlib.suppress(OSError):
            server.connect(str(self._its / SOCKET))
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            is_filing = False
            while content := client.recv(65_536):
                is_filing = is_filing or b"INSERT INTO cases_case" in content
                if self.breaking and is_filing and b"COMMIT" in content:
                    self.breaking = False
                    client.shutdown(socket.SHUT_RDWR)  # deaf from here: the answer goes nowhere
                    server.sendall(content)
                    server.shutdown(socket.SHUT_WR)
                    back.join()
                    return
                server.sendall(content)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while content := source.recv(65_536):
            target.sendall(content)


@pytest.fixture
def line(house: House, tmp_path: Path) -> Iterator[tuple[Line, str]]:
    """A line to the database that can break, and the address of a city at its other end."""
    its = cluster.find(house.folder / "postgres").sockets
    with contextlib.closing(Line(tmp_path, its)) as line:
        port = free_port()
        away = quote(str(tmp_path), safe="/")
        environment = house.environment() | {
            "DATABASE_URL": f"postgres://thanglong@/thanglong?host={away}",
            "PYTHONPATH": os.getcwd(),
        }
        web = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface=rsgi", f"--port={port}", "--no-ws",
                "--workers=1", "--log-level=error", "thanglong.config.rsgi:application",
            ],
            env=environment,
        )  # fmt: skip
        assert until(lambda: is_open(port))
        yield line, f"http://127.0.0.1:{port}"
        web.terminate()
        web.wait(30)


def test_a_line_that_breaks_after_the_commit_files_once(
    house: House, line: tuple[Line, str]
) -> None:
    its, address = line
    headers = key(house) | {"Content-Type": "application/json", "Idempotency-Key": "broken-line"}
    content = form(house, "broken-line")

    its.breaking = True
    first = httpx.post(f"{address}{FORMS}", content=content, headers=headers, timeout=30)
    again = httpx.post(f"{address}{FORMS}", content=content, headers=headers, timeout=30)

    assert not its.breaking
    assert (first.status_code, again.status_code) == (503, 201)
    assert "Retry-After" in first.headers
    assert house.ask(FILED, "broken-line") == [{"n": 1}]


def test_who_hangs_up_before_the_answer_and_asks_again_has_filed_once(house: House) -> None:
    content = form(house, "hung-up")
    headers = key(house) | {"Content-Type": "application/json", "Idempotency-Key": "hung-up"}

    with send_form(house.port, house, len(content), Idempotency_Key="hung-up") as hasty:
        hasty.sendall(content)
    again = httpx.post(f"{house.address}{FORMS}", content=content, headers=headers, timeout=30)

    assert again.status_code == 201
    assert house.ask(FILED, "hung-up") == [{"n": 1}]
