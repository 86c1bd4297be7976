"""The embedded PostgreSQL: one cluster under `var/postgres`, running as long as somebody uses it.

A keeper process owns the server. Whoever uses it holds a shared lock that the operating system
takes back even from a killed process; when the last is gone the keeper stops the server and ends.
If the keeper itself is killed, the kernel tells the server to shut down. So nothing is ever left
running, and any number of commands may start, join and die in any order.
"""

import fcntl
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

START_SECONDS_MAX = 90
DATABASE = "thanglong"
USER = "thanglong"


class NoServer(Exception):
    """The server could not be started; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """The files of one cluster."""

    folder: Path

    @property
    def data(self) -> Path:
        """The data directory of PostgreSQL."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def port_file(self) -> Path:
        """The port of the running server."""
        return self.folder / "port"

    @property
    def password_file(self) -> Path:
        """The password of the one role, readable by the owner only."""
        return self.folder / "password"

    def lock(self, name: str) -> Path:
        """One of the lock files: `users`, `start`, `keeper`."""
        return self.folder / f"{name}.lock"

    def url(self, database: str = DATABASE) -> str:
        """The address for DATABASE_URL."""
        password = self.password_file.read_text(encoding="utf-8")
        port = int(self.port_file.read_text(encoding="utf-8"))
        return f"postgres://{USER}:{password}@127.0.0.1:{port}/{database}"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Use the server of this folder, starting it if nobody has; gives its DATABASE_URL.

    Raises NoServer with a sentence for people.
    """
    place = Place(folder)
    _prepare(place)
    with place.lock("users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with place.lock("start").open("a") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            if not _answers(place):
                _start_keeper(place)
        yield place.url()


def _prepare(place: Place) -> None:
    try:
        place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.password_file.exists():
            handle = os.open(place.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(24))
    except FileExistsError:
        pass  # another start has just made it
    except OSError as error:
        raise NoServer(
            f"The folder {place.folder} cannot be written ({error.strerror}). "
            "Set VAR_DIR to a folder of yours, or DATABASE_URL to a PostgreSQL server."
        ) from error


def _answers(place: Place) -> bool:
    try:
        with psycopg.connect(place.url(), connect_timeout=3):
            return True
    except (psycopg.Error, OSError, ValueError):
        return False


def _start_keeper(place: Place) -> None:
    with place.log.open("a") as log:
        keeper = _spawn(place, log)
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if _answers(place):
            return
        if _has_ended(keeper):
            break
        time.sleep(0.1)
    tail = place.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    raise NoServer(
        f"PostgreSQL did not start. It said: {' | '.join(tail) or 'nothing'}. "
        f"The whole log is in {place.log}; with DATABASE_URL another server is used."
    )


def _spawn(place: Place, log: IO[str]) -> int:
    """Start the keeper in a session of its own; it outlives us for as long as others use it."""
    command = [sys.executable, "-m", "thanglong.config.postgres.keeper", str(place.folder)]
    quiet = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
        (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
    ]
    return os.posix_spawn(sys.executable, command, os.environ, file_actions=quiet, setsid=True)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True
