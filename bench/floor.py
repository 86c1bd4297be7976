"""What the bare database can do: the same rows, the same commits, nothing but psycopg.

A dossier that the server has really filed and received is the pattern: the rows that it left in
every table are written again and again, with new keys, in as few statements as there are tables.
"""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bench.load import Run, timed, together

_NEXT = (
    "INSERT INTO cases_counter (key, last) VALUES (%s, 1) "
    "ON CONFLICT (key) DO UPDATE SET last = cases_counter.last + 1 RETURNING last"
)
_INBOX = """
SELECT t.id, t.kind, t.stage, t.role, t.agency_id, t.due_at, t.opened_at, t.claimed_by_id,
       c.id, c.code, c.revision_id, c.procedure, c.applicant_name, c.channel, c.status,
       c.filed_at, c.due_at, c.paused_at, c.supplements
FROM cases_task t JOIN cases_case c ON c.id = t.case_id
WHERE t.agency_id = %s AND t.role = 'one_stop' AND t.closed_at IS NULL
ORDER BY t.due_at, t.id LIMIT 51
"""
_JOB = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('events', 'events.deliver', 0, NULL, NULL, %s, "
    "NULL)::procrastinate_job_to_defer_v1])"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be written: its table, and its values by column (the id is left to the table)."""

    table: str
    values: dict[str, Any]

    @property
    def statement(self) -> str:
        """The INSERT, giving back the id."""
        names = ", ".join(self.values)
        places = ", ".join("%s" for _ in self.values)
        return f"INSERT INTO {self.table} ({names}) VALUES ({places}) RETURNING id"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows of one filing, and of its receipt: case, task, clock, step, events, trail, paper."""

    filing: list[Row]
    receipt: list[Row]
    changes: dict[str, Any]


def pattern(url: str, code: str) -> Pattern:
    """The rows that a dossier left which was filed and received."""
    with psycopg.connect(url) as connection:
        rows = {table: _rows(connection, table, where, code) for table, where in _WHERE.items()}
    case = rows["cases_case"][0].values
    changes = {
        name: case[name]
        for name in ("status", "stage", "received_at", "promised_at", "agency_id", "seen_by")
    }
    filing = [rows["cases_case"][0], *(rows[one][0] for one in _BOTH), rows["cases_clock_entry"][0]]
    receipt = [*(one for name in _BOTH for one in rows[name][1:]), *rows["documents_document"]]
    return Pattern(filing=filing, receipt=receipt, changes=changes)


_BOTH = ("cases_task", "cases_step", "events_event", "trail_entry")
_OF_CASE = "case_id = (SELECT id FROM cases_case WHERE code = %s)"
_OF_SUBJECT = "subject = 'dossier:' || %s"
_WHERE = {
    "cases_case": "code = %s",
    "cases_task": _OF_CASE,
    "cases_step": _OF_CASE,
    "cases_clock_entry": _OF_CASE,
    "events_event": _OF_SUBJECT,
    "trail_entry": _OF_SUBJECT,
    "documents_document": "case_code = %s",
}


def submissions(url: str, found: Pattern, *, connections: int, seconds: float) -> Run:
    """Write filings as fast as the database takes them."""
    return _drive(url, connections, seconds, lambda one: _Writer(one, found).file)


def transitions(url: str, found: Pattern, *, connections: int, seconds: float) -> Run:
    """Write receipts as fast as the database takes them, each on a case that was filed before."""

    def job(connection: "psycopg.Connection[Any]") -> Callable[[], object]:
        writer = _Writer(connection, found)
        waiting = [writer.file() for _ in range(int(seconds * 400))]
        return lambda: writer.receive(*waiting.pop()) if waiting else None

    return _drive(url, connections, seconds, job)


def inboxes(url: str, desks: list[int], *, seconds: float, pause: float) -> Run:
    """Read the inboxes of these desks, one connection each."""
    turn = iter(desks)

    def job(connection: "psycopg.Connection[Any]") -> Callable[[], object]:
        desk = next(turn)
        return lambda: connection.execute(_INBOX, [desk]).fetchall()

    return _drive(url, len(desks), seconds, job, pause=pause)


class _Writer:
    """Writes the rows of a pattern with new keys."""

    def __init__(self, connection: "psycopg.Connection[Any]", found: Pattern) -> None:
        self._connection, self._found = connection, found

    def file(self) -> tuple[int, int]:
        """One filing in one transaction. Returns the ids of case and task."""
        with self._connection.transaction():
            number = self._one(_NEXT, ["floor"])
            case, *others = self._found.filing
            case_id = self._one(
                case.statement, list((case.values | {"code": f"F-{number}"}).values())
            )
            ids = [self._write(one, case_id) for one in others]
            self._say("events.deliver")
        return case_id, ids[0]

    def receive(self, case_id: int, task_id: int) -> None:
        """One receipt in one transaction."""
        with self._connection.transaction():
            self._connection.execute(
                "SELECT id FROM cases_case WHERE id = %s FOR UPDATE", [case_id]
            )
            self._connection.execute(
                "UPDATE cases_task SET closed_at = now(), action = 'accept' WHERE id = %s",
                [task_id],
            )
            columns = ", ".join(f"{name} = %s" for name in self._found.changes)
            self._connection.execute(
                f"UPDATE cases_case SET {columns} WHERE id = %s",  # noqa: S608
                [*self._found.changes.values(), case_id],
            )
            for one in self._found.receipt:
                self._write(one, case_id)
            self._say("events.deliver")
            self._say("events.deliver")

    def _write(self, row: Row, case_id: int) -> int:
        values = dict(row.values)
        if "case_id" in values:
            values["case_id"] = case_id
        if row.table == "documents_document":
            values["id"] = uuid.uuid4()
        return self._one(row.statement, list(values.values()))

    def _one(self, statement: str, values: list[Any]) -> Any:
        found = self._connection.execute(statement, values).fetchone()
        assert found is not None
        return found[0]

    def _say(self, name: str) -> None:
        self._connection.execute(_JOB, [Jsonb({"event_id": 1, "subscriber": name})])
        self._connection.execute("SELECT pg_notify('live', 'floor')")


def _rows(connection: "psycopg.Connection[Any]", table: str, where: str, code: str) -> list[Row]:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1", [code])  # noqa: S608
    names = [one.name for one in cursor.description or ()]
    kept = [
        {name: _value(value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]
    fresh = table != "documents_document"  # its key is made by us, all others by the database
    return [
        Row(table, {name: value for name, value in one.items() if not (fresh and name == "id")})
        for one in kept
    ]


def _value(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def _drive(
    url: str,
    connections: int,
    seconds: float,
    make: Callable[["psycopg.Connection[Any]"], Callable[[], object]],
    *,
    pause: float = 0.0,
) -> Run:
    run, lock = Run(), threading.Lock()
    opened = [psycopg.connect(url, autocommit=True) for _ in range(connections)]
    jobs = [make(one) for one in opened]
    until = time.perf_counter() + seconds

    def work(job: Callable[[], object]) -> None:
        latencies: list[float] = []
        while (began := time.perf_counter()) < until:
            job()
            latencies.append(time.perf_counter() - began)
            if pause:
                time.sleep(pause)
        with lock:
            run.latencies += latencies

    run.seconds = timed(lambda: together([lambda one=one: work(one) for one in jobs]))  # type: ignore[misc]
    for one in opened:
        one.close()
    return run
