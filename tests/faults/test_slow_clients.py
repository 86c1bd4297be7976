"""People on bad lines, or of bad will, hold up nobody: bodies, heads and answers may crawl.

The twin on the plain WSGI interface shows two of them stopping a city of two processes.
"""

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.faults.house import House, until
from tests.faults.oracle import FORMS

SENDERS, READERS, PATIENCE_SECONDS = 40, 4, 3.0
SIDES = 2400, 2000  # of noise: more than the kernel holds for a reader who does not read
FILED = "SELECT count(*) AS n FROM cases_case WHERE answers->>'purpose_text' = %s"


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def key(house: House) -> dict[str, str]:
    """Lan's."""
    return {"Authorization": f"Bearer {house.known['keys']['lan']}"}


def form(house: House, name: str) -> bytes:
    """A whole form."""
    answers = house.known["answers"] | {"purpose": "other", "purpose_text": name}
    return json.dumps({"answers": answers}).encode()


def begin(port: int, house: House, line: str, **headers: Any) -> socket.socket:
    """A client who has sent the head of a request, and takes little at a time."""
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.settimeout(30)
    slow.connect(("127.0.0.1", port))
    lines = {"Host": "localhost", **key(house), **headers}
    head = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in lines.items())
    slow.sendall(f"{line} HTTP/1.1\r\n{head}\r\n".encode())
    return slow


def send_form(port: int, house: House, size: int, **headers: Any) -> socket.socket:
    """A client who is about to send so many bytes of a form."""
    headers |= {"Content_Type": "application/json", "Content_Length": size}
    return begin(port, house, f"POST {FORMS}", **headers)


def serves(port: int) -> bool:
    """Whether others get their pages, eight in a row, each in time."""
    with contextlib.suppress(httpx.TimeoutException):
        pages = [
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE_SECONDS)
            for _ in range(8)
        ]
        return {page.status_code for page in pages} == {200}
    return False


@pytest.fixture
def plain(house: House) -> Iterator[int]:
    """The port of the same city without its door."""
    port = free_port()
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface=wsgi", f"--port={port}", "--workers=2",
            "--blocking-threads=1", "--no-ws", "--log-level=error", "--workers-kill-timeout=1",
            "thanglong.config.wsgi:application",
        ],
        env=house.environment() | {"PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    with contextlib.suppress(httpx.TransportError):
        assert until(lambda: is_open(port))
    assert serves(port)
    yield port
    server.terminate()
    server.wait(30)


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


@pytest.fixture(scope="module")
def paper(_built: House) -> str:
    """A large paper of Lan's."""
    _built.open()
    assert until(_built.answers)
    kept = io.BytesIO()
    Image.frombytes("RGB", SIDES, os.urandom(SIDES[0] * SIDES[1] * 3)).save(kept, "PNG")
    sent = httpx.post(
        f"{_built.address}/api/v1/files", headers=key(_built), timeout=60,
        files={"file": ("large.png", kept.getvalue())},
    )  # fmt: skip
    return str(sent.json()["id"])


def test_forty_who_send_a_byte_and_wait_hold_up_nobody(house: House) -> None:
    content = form(house, "slow-one")
    with contextlib.ExitStack() as open_:
        crowd = [
            open_.enter_context(send_form(house.port, house, len(content))) for _ in range(SENDERS)
        ]
        for one in crowd:
            one.sendall(content[:1])
        assert serves(house.port)
        crowd[0].sendall(content[1:])

        assert crowd[0].recv(12) == b"HTTP/1.1 201"

    assert until(lambda: house.answers())
    assert house.ask(FILED, "slow-one") == [{"n": 1}]


def test_readers_who_do_not_read_hold_up_nobody(house: House, paper: str) -> None:
    with contextlib.ExitStack() as open_:
        crowd = [
            open_.enter_context(begin(house.port, house, f"GET /api/v1/files/{paper}"))
            for _ in range(READERS)
        ]
        assert crowd[0].recv(12) == b"HTTP/1.1 200"
        assert serves(house.port)


def test_without_the_door_two_slow_senders_stop_the_city(house: House, plain: int) -> None:
    with contextlib.ExitStack() as open_:
        for _ in range(4):
            open_.enter_context(send_form(plain, house, 1000)).sendall(b"{")

        assert not serves(plain)


def test_a_form_that_breaks_off_in_the_middle_is_not_filed(house: House) -> None:
    content = form(house, "broken-one")

    with send_form(house.port, house, len(content)) as broken:
        broken.sendall(content[:-1])
    whole = httpx.post(
        f"{house.address}{FORMS}", content=iter([form(house, "whole-one")]), timeout=30,
        headers=key(house) | {"Content-Type": "application/json"},
    )  # fmt: skip

    assert whole.status_code == 201
    assert house.ask(FILED, "whole-one") == [{"n": 1}]
    assert house.ask(FILED, "broken-one") == [{"n": 0}]


def test_more_than_anybody_needs_to_send_is_refused_before_it_comes(house: House) -> None:
    with send_form(house.port, house, 10**10) as greedy:
        assert greedy.recv(12) == b"HTTP/1.1 413"
