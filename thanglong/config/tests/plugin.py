"""Loaded by pytest before anything else: a PostgreSQL when none is named, and no network.

pytest-django reads the settings before any conftest.py, so the server has to be there first.
"""

import contextlib
import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest

from thanglong.config import postgres

NAMES = {"localhost", "", None}
running = contextlib.ExitStack()


class NetworkUsed(RuntimeError):
    """A test wanted to leave this machine."""


def start_postgres() -> None:
    """The server that comes along, in a folder of this run; forgetful, because tests may be."""
    folder = Path(tempfile.mkdtemp(prefix="thanglong-tests-"))
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    url = running.enter_context(postgres.running(folder / "postgres", durable=False))
    os.environ["DATABASE_URL"] = url


def keep_apart() -> None:
    """A folder of this run for what the platform writes: the demo city here has its own files."""
    if "VAR_DIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="thanglong-tests-var-")
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ["VAR_DIR"] = folder


def close_network() -> None:
    """Only this machine can be reached, by any library that uses Python's sockets."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_here(address[0]):
            raise NetworkUsed(f"Tests stay on this machine; {address[0]} is elsewhere.")
        return connect(self, address)

    def look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_here(host):
            raise NetworkUsed(f"Tests stay on this machine; {host} is elsewhere.")
        return look_up(host, *args, **kwargs)

    socket.socket.connect = connect_here  # type: ignore[assignment, method-assign]
    socket.getaddrinfo = look_up_here


def is_here(host: Any) -> bool:
    """Whether this is an address of this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def pytest_report_header(config: pytest.Config) -> str:
    """Which server the tests run on."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return "PostgreSQL: named by DATABASE_URL_FILE"
    with psycopg.connect(url, dbname="postgres") as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return f"PostgreSQL: {row[0] if row else 'unknown'}{' (comes along)' if OWN else ''}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the server; the last one out stops it."""
    running.close()


keep_apart()
OWN = not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))
if OWN:
    start_postgres()
close_network()
