"""Joining the server and leaving it."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from thanglong.config.postgres import cluster, keeper
from thanglong.config.postgres.cluster import Cluster, NoServer

DATABASE = "thanglong"
ROLE = "thanglong"  # no superuser
ASKING = "thanglong_web"  # owns nothing: row-level security holds for it (config/asking.py)
START_WAIT_SECONDS = 120  # after a crash the server first repairs its files
STOP_WAIT_SECONDS = 90
PAUSE_SECONDS = 0.02
LOOKS = 5


class Server:
    """One user's hold on the server. The server runs at least as long as this is held."""

    def __init__(self, its: Cluster, users: int) -> None:
        self.cluster = its
        self._users = users

    @property
    def url(self) -> str:
        """The value for DATABASE_URL."""
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.cluster.sockets), safe='/')}"

    def leave(self) -> None:
        """Let go; the last one out waits until the server has stopped."""
        is_last = _try_lock(self._users, fcntl.LOCK_EX)
        os.close(self._users)
        if is_last:
            _wait_until_stopped(self.cluster)


@contextlib.contextmanager
def running(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """Use the server of this folder for a while; gives its DATABASE_URL. Raises NoServer."""
    server = join(folder, durable=durable)
    try:
        yield server.url
    finally:
        server.leave()


def join(folder: Path, *, durable: bool = True) -> Server:
    """Join the server of a folder; start it, and make its cluster, if need be.

    durable: a committed row outlives a power cut. Only tests may do without; the first one in
    decides.
    Raises NoServer, whose text says what to do.
    """
    its = cluster.find(folder)
    with _locked(its, "start"):
        users = _open(its, "users")
        fcntl.flock(users, fcntl.LOCK_SH)  # waits for a server that is being stopped
        try:
            _ensure_running(its, durable=durable)
        except BaseException:
            os.close(users)
            raise
    return Server(its, users)


def _ensure_running(its: Cluster, *, durable: bool) -> None:
    """Start the server unless a keeper stands over it."""
    hold = _open(its, "keeper")
    try:
        is_free = _is_free(hold)
        if is_free:
            cluster.prepare(its)
            _start(its, hold, durable=durable)
    finally:
        os.close(hold)  # the keeper has inherited the lock and keeps it
    _wait_until_ready(its)
    if is_free:
        _make_database(its)


def _start(its: Cluster, hold: int, *, durable: bool) -> None:
    order = {
        "command": cluster.command(its, durable=durable),
        "env": cluster.environment(),
        "cwd": str(its.folder),
        "log": str(its.log),
        "users": str(its.folder / "users.lock"),
        "step_down": its.owner.step_down(),
    }
    subprocess.run(
        [sys.executable, "-I", "-S", keeper.__file__, json.dumps(order)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(hold,),
        check=True,
    )


def _wait_until_ready(its: Cluster) -> None:
    end = time.monotonic() + START_WAIT_SECONDS
    while not cluster.is_ready(its):
        if not _has_keeper(its):
            raise NoServer(f"PostgreSQL did not start: {_last_words(its)}")
        if time.monotonic() > end:
            raise NoServer(f"PostgreSQL is not ready yet; {its.log} says why. Try again later.")
        time.sleep(PAUSE_SECONDS)


def _wait_until_stopped(its: Cluster) -> None:
    """Wait for the keeper to finish, unless somebody else has joined meanwhile."""
    users = _open(its, "users")
    end = time.monotonic() + STOP_WAIT_SECONDS
    try:
        while _has_keeper(its) and time.monotonic() < end:
            if _try_lock(users, fcntl.LOCK_EX):
                fcntl.flock(users, fcntl.LOCK_UN)  # nobody: the keeper is about to take it
            elif _try_lock(users, fcntl.LOCK_SH):
                return  # others share it: they are at work
            time.sleep(PAUSE_SECONDS)
    finally:
        os.close(users)


def _has_keeper(its: Cluster) -> bool:
    hold = _open(its, "keeper")
    try:
        return not _try_lock(hold, fcntl.LOCK_EX)
    finally:
        os.close(hold)


def _make_database(its: Cluster) -> None:
    """The role and the database of the city, on the first start."""
    with psycopg.connect(
        host=str(its.sockets), port=cluster.PORT, user=cluster.ADMIN, dbname="postgres",
        autocommit=True,
    ) as connection:  # fmt: skip
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE))
            )
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ASKING]).fetchone():
            both = {"asking": sql.Identifier(ASKING), "role": sql.Identifier(ROLE)}
            connection.execute(sql.SQL("CREATE ROLE {asking} NOLOGIN").format(**both))
            connection.execute(sql.SQL("GRANT {asking} TO {role}").format(**both))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            make = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(make.format(sql.Identifier(DATABASE), sql.Identifier(ROLE)))


def _last_words(its: Cluster) -> str:
    try:
        said = its.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except FileNotFoundError:
        said = []
    return " ".join(said[-3:]) or "it said nothing."


@contextlib.contextmanager
def _locked(its: Cluster, name: str) -> Iterator[None]:
    lock = _open(its, name)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open(its: Cluster, name: str) -> int:
    path = its.folder / f"{name}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        os.fchown(lock, its.owner.uid, its.owner.gid)
    return lock


def _is_free(hold: int) -> bool:
    """Take the keeper's lock unless there is one; somebody who only looks holds it for a blink."""
    for _ in range(LOOKS):
        if _try_lock(hold, fcntl.LOCK_EX):
            return True
        time.sleep(PAUSE_SECONDS / LOOKS)
    return False


def _try_lock(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
