"""A city to measure: its own database, people with keys, cases, and two web workers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PORT = 8460
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Officer:
    """A clerk of a ward's one-stop desk, with a key."""

    key: str
    desk_id: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Whom the load acts as, and what it files."""

    resident_key: str
    officers: list[Officer]
    form: dict[str, Any]
    procedure: str


def prepare(*, cases: int, officers: int) -> Ground:
    """Make the city, the crowd of cases and the people; Django is set up in this process."""
    import django

    django.setup()
    from tests import town
    from thanglong.config.cli import keeping

    keeping.compile_messages()
    keeping.migrate()
    town.ensure_city()
    _crowd(cases, officers)
    return _people(officers)


def _crowd(cases: int, wards: int) -> None:
    from django.db import connection

    from thanglong.config import crowd

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        missing = cases - cursor.fetchone()[0]
    if missing > 0:
        crowd.load(shape=crowd.Shape(count=missing, wards=wards), progress=lambda _: None)


def _people(officers: int) -> Ground:
    import django.db

    from tests import filing
    from tests.town import Town
    from thanglong.config import crowd
    from thanglong.kernel.base import clock

    town = Town(at=clock.now())
    with django.db.connection.cursor() as cursor:
        cursor.execute(crowd._WARDS, [clock.today(), clock.today(), officers])
        desks = [row[2] for row in cursor.fetchall()]
        names = {}
        for desk in desks:
            cursor.execute("SELECT name FROM units_agency WHERE id = %s", [desk])
            names[desk] = cursor.fetchone()[0]
    clerks = [
        Officer(_key(town.officer(f"Cán bộ {desk}", names[desk], "one_stop")), desk)
        for desk in desks
    ]
    answers = filing.plain(filing.scenario(crowd.PROCEDURE)["answers"])
    return Ground(_key(town.lan), clerks, {"answers": answers}, crowd.PROCEDURE)


def _key(actor: Any) -> str:
    from thanglong.kernel.base import clock
    from thanglong.kernel.people import actions as people

    return people.make_token(
        account_id=actor.account_id, label="bench", assurance=2, expires_at=None,
        at=clock.now(), by=actor,
    )  # fmt: skip


@contextlib.contextmanager
def serving() -> Iterator["Server"]:
    """Granian as in the city: two workers behind their doors, one working thread each."""
    command = [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--host", "127.0.0.1",
        "--port", str(PORT), "--workers", str(WORKERS), "--no-ws",
        "--log-level", "warning", "thanglong.config.rsgi:application",
    ]  # fmt: skip
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(command, cwd=ROOT, stdin=nowhere, stdout=nowhere, stderr=nowhere)
        try:
            _wait(process)
            yield Server(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait(process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("The web server ended at once; look at its settings.")
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2),
        ):
            return
        time.sleep(0.1)
    raise SystemExit("The web server did not answer in thirty seconds.")


class Server:
    """The running web server: its workers' processor time."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def cpu_seconds(self) -> float:
        """User and system time of the server and its workers so far."""
        return sum(_cpu(pid) for pid in [self._pid, *_children(self._pid)])


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in path.read_text("ascii").split()]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
