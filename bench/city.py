"""A city to measure: people with keys and sessions, files that are there, and two web workers."""

import contextlib
import http.client
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import measure

ROOT = Path(__file__).resolve().parents[1]
PORT = 8460
WORKERS = 2
SLUG = "birth-registration"
NEEDS = ("medical_certificate", "parents_marriage", "lives_here")  # three files with each dossier

# The fullest desks of communes, and some finished dossiers of each.
_DESKS = """
SELECT t.agency_id, g.name FROM cases_task t JOIN units_agency g ON g.id = t.agency_id
WHERE t.closed_at IS NULL AND t.role = 'one_stop' AND g.kind <> 'committee'
AND t.agency_id <> %s  -- where all that is filed for measuring lies
GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT %s
"""
_BY_NAME = """
SELECT g.id, g.name FROM units_agency g JOIN units_post p ON p.agency_id = g.id
WHERE p.role = 'one_stop' AND g.name LIKE '%%phường Ba Đình' LIMIT 1
"""
_CODES = """
SELECT c.code FROM cases_task t JOIN cases_case c ON c.id = t.case_id
WHERE t.agency_id = %s AND t.role = 'one_stop' AND t.closed_at IS NULL ORDER BY t.due_at LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Officer:
    """A clerk of a commune's one-stop desk, with a key for programs and a session for pages."""

    key: str
    session: str
    desk_id: int
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """Whom the load acts as, and what it files. clerk: at the desk of what is filed."""

    resident_key: str
    clerk: Officer
    officers: list[Officer]
    answers: dict[str, Any]


def prepare(*, officers: int) -> Ground:
    """The people, in the city that is there."""
    from django.db import connection

    from tests import filing
    from tests.town import Town
    from thanglong.kernel.base import clock

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as the server would by itself, later
    town = Town(at=clock.now())
    clerk_id, clerk_desk = _rows(_BY_NAME, [])[0]
    desks = _rows(_DESKS, [clerk_id, officers])
    return Ground(
        resident_key=_key(town.lan),
        clerk=_officer(town, clerk_id, clerk_desk),
        officers=[_officer(town, desk_id, name) for desk_id, name in desks],
        answers=filing.plain(filing.scenario(SLUG)["answers"]),
    )


def upload(key: str) -> list[str]:
    """Three photos of papers, sent as a program sends them. Returns their ids."""
    return [_send(key, _photo(seed)) for seed in range(len(NEEDS))]


def _officer(town: Any, desk_id: int, desk: str) -> Officer:
    actor = town.officer(f"Cán bộ {desk_id}", desk, "one_stop")
    codes = [row[0] for row in _rows(_CODES, [desk_id])]
    return Officer(_key(actor), _session(actor), desk_id, codes)


def _key(actor: Any) -> str:
    from thanglong.kernel.base import clock
    from thanglong.kernel.people import actions as people

    return people.make_token(
        account_id=actor.account_id, label="bench", assurance=2, expires_at=None,
        at=clock.now(), by=actor,
    )  # fmt: skip


def _session(actor: Any) -> str:
    """Sign in as the screens do it."""
    from django.contrib.sessions.backends.db import SessionStore

    from thanglong.kernel.base import clock
    from thanglong.kernel.people import actions as people
    from thanglong.kernel.people.models import Account

    session = SessionStore()
    session["account_id"] = actor.account_id
    session.create()
    people.begin_session(
        account=Account.objects.get(id=actor.account_id), session_key=session.session_key,
        method="totp", assurance=2, device="bench", at=clock.now(),
    )  # fmt: skip
    return str(session.session_key)


def _photo(seed: int) -> bytes:
    """A sharp photo of a page of writing."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (600, 800), "white")
    pen, dice = ImageDraw.Draw(picture), random.Random(seed)  # noqa: S311 - a picture, no secret
    for row in range(20, 780, 14):
        pen.line([(20, row), (dice.randint(300, 580), row)], fill="black", width=3)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90)
    return content.getvalue()


def _send(key: str, content: bytes) -> str:
    border = uuid.uuid4().hex
    head = (
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="to.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": f"multipart/form-data; boundary={border}",
    }
    connection.request("POST", "/api/v1/files", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise SystemExit(f"The city did not take a photo: {answer.status} {said[:300]!r}")
    return str(json.loads(said)["id"])


def _rows(statement: str, values: list[Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@contextlib.contextmanager
def serving(*, workers: int = WORKERS) -> Iterator["Server"]:
    """Granian as in the city: workers behind their doors, one working thread each."""
    command = [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--host", "127.0.0.1",
        "--port", str(PORT), "--workers", str(workers), "--no-ws",
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
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("The web server ended at once; look at its settings.")
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2),
        ):
            return
        time.sleep(0.1)
    raise SystemExit("The web server did not answer in a minute.")


class Server:
    """The running web server: its workers' processor time and memory."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return measure.children(self._pid)

    def cpu_seconds(self) -> float:
        """Processor time of the server and its workers so far."""
        return sum(measure.cpu_each([self._pid, *self.workers]).values())

    def memory_mb(self) -> float:
        """What the largest of the workers has in memory."""
        return max(measure.rss_mb(pid) for pid in self.workers)


def backends() -> list[int]:
    """The processes of PostgreSQL that serve this database, but for our own."""
    return [
        row[0]
        for row in _rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
            [],
        )
    ]
