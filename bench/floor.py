"""What the bare database can do: the same rows, the same commits, nothing but psycopg.

A dossier that the server has really filed and received is the pattern: the rows that it left in
every table are written again and again, with new keys, in as few statements as there are tables.
"""

import itertools
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from psycopg.types.json import Jsonb

from bench import measure
from bench.load import Run, timed, together, wait_of

_NEXT = (
    "INSERT INTO cases_counter (key, last) VALUES (%s, 1) "
    "ON CONFLICT (key) DO UPDATE SET last = cases_counter.last + 1 RETURNING last"
)
_JOB = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('events', 'events.deliver', 0, NULL, NULL, %s, "
    "NULL)::procrastinate_job_to_defer_v1])"
)
# The one question of a page: without clocks, texts and rights.
INBOX = """
SELECT t.id, t.kind, t.stage, t.role, t.agency_id, t.due_at, t.opened_at, t.claimed_by_id,
       c.id, c.code, c.revision_id, c.procedure, c.applicant_name, c.channel, c.status,
       c.filed_at, c.due_at, c.paused_at, c.supplements
FROM cases_task t JOIN cases_case c ON c.id = t.case_id
WHERE t.agency_id = %(desk)s AND t.role = 'one_stop' AND t.closed_at IS NULL
ORDER BY t.due_at, t.id LIMIT 51
"""
DOSSIER = """
SELECT c.*, s.* FROM cases_case c JOIN cases_step s ON s.case_id = c.id
WHERE c.code = %(code)s AND c.seen_by && ARRAY[%(desk)s]::bigint[] ORDER BY s.seq
"""
SEARCH = """
SELECT id, code, procedure, applicant_name, status, stage, filed_at, due_at FROM cases_case
WHERE seen_by && ARRAY[%(desk)s]::bigint[] AND folded LIKE %(words)s ORDER BY id DESC LIMIT 51
"""
WAITING = 600  # filings that wait on each connection to be received
BY_HAND = "F.BENCH-260101-"  # begins the code of a dossier that was written without the city
_numbers = itertools.count(time.time_ns() // 1_000_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be written: its table, and its values by column (the id is left to the table)."""

    table: str
    values: dict[str, Any]

    @classmethod
    def read(
        cls, bare: "psycopg.Connection[Any]", table: str, where: str, key: dict[str, Any]
    ) -> list[Self]:
        """The rows of a table that fit, in order, as they could be written again."""
        cursor = bare.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1", key)  # noqa: S608
        names = [one.name for one in cursor.description or ()]
        keeps_id = table == "documents_document"  # its key is made by us, others by the database
        return [
            cls(
                table,
                {
                    name: Jsonb(value) if isinstance(value, dict) else value
                    for name, value in zip(names, row, strict=True)
                    if name != "id" or keeps_id
                },
            )
            for row in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows of one filing, and of its receipt: case, task, clock, step, events, trail, paper."""

    filing: list[Row]
    receipt: list[Row]
    changes: dict[str, Any]


_BOTH = ("cases_task", "cases_step", "events_event", "trail_entry")
_OF_CASE = "case_id = (SELECT id FROM cases_case WHERE code = %(code)s)"
_OF_SUBJECT = "subject = 'dossier:' || %(code)s"
_WHERE = {
    "cases_case": "code = %(code)s",
    "cases_task": _OF_CASE,
    "cases_step": _OF_CASE,
    "cases_clock_entry": _OF_CASE,
    "cases_paper": _OF_CASE,
    "events_event": _OF_SUBJECT,
    "trail_entry": _OF_SUBJECT,
    "documents_document": "case_code = %(code)s",
}


def pattern(url: str, code: str) -> Pattern:
    """The rows that a dossier left which was filed and received."""
    with psycopg.connect(url) as bare:
        rows = {name: Row.read(bare, name, where, {"code": code}) for name, where in _WHERE.items()}
    case = rows["cases_case"][0]
    names = ("status", "stage", "received_at", "promised_at", "agency_id", "seen_by")
    filing = [case, *(rows[one][0] for one in _BOTH), *rows["cases_clock_entry"]]
    filing += rows["cases_paper"]
    receipt = [*(one for name in _BOTH for one in rows[name][1:]), *rows["documents_document"]]
    return Pattern(filing, receipt, {name: case.values[name] for name in names})


def submissions(url: str, found: Pattern, *, connections: int, seconds: float) -> Run:
    """Write filings as fast as the database takes them."""
    return drive(url, connections, seconds, lambda bare: lambda: _file(Writer(bare), found))


def transitions(url: str, found: Pattern, *, connections: int, seconds: float) -> Run:
    """Write receipts as fast as the database takes them, each on a case that was filed before."""

    def job(bare: "psycopg.Connection[Any]") -> Callable[[], object]:
        writer = Writer(bare)
        waiting = [_file(writer, found) for _ in range(WAITING)]

        def receive() -> None:
            if not waiting:
                raise StopIteration
            _receive(writer, found, *waiting.pop())

        return receive

    return drive(url, connections, seconds, job)


def asked(
    url: str, statements: list[tuple[str, dict[str, Any]]], *, seconds: float, pause: float
) -> Run:
    """Ask one question on each connection, again and again."""
    turn = iter(statements)

    def job(bare: "psycopg.Connection[Any]") -> Callable[[], object]:
        statement, values = next(turn)
        return lambda: bare.execute(statement, values).fetchall()

    return drive(url, len(statements), seconds, job, pause=pause)


def new_code() -> str:
    """The code of a dossier that nobody filed."""
    return f"{BY_HAND}{next(_numbers)}"


class Writer:
    """Writes rows with new keys, a statement each."""

    def __init__(self, bare: "psycopg.Connection[Any]") -> None:
        self._bare = bare

    def write(self, row: Row, **changes: Any) -> int:
        """One row, some of its columns changed. Returns its id."""
        values = row.values | {name: new for name, new in changes.items() if name in row.values}
        if row.table == "documents_document":
            values["id"] = uuid.uuid4()
        columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
        statement = f"INSERT INTO {row.table} ({columns}) VALUES ({places}) RETURNING id"  # noqa: S608
        return self._one(statement, list(values.values()))

    def number(self, key: str) -> int:
        """The next running number."""
        return self._one(_NEXT, [key])

    def lock(self, case_id: int) -> None:
        """Lock a case."""
        self._bare.execute("SELECT id FROM cases_case WHERE id = %s FOR UPDATE", [case_id])

    def close(self, task_id: int) -> None:
        """Take work off its desk."""
        self._bare.execute(
            "UPDATE cases_task SET closed_at = now(), action = 'accept' WHERE id = %s", [task_id]
        )

    def change(self, case_id: int, changes: dict[str, Any]) -> None:
        """Set columns of a case."""
        columns = ", ".join(f"{name} = %s" for name in changes)
        self._bare.execute(
            f"UPDATE cases_case SET {columns} WHERE id = %s",  # noqa: S608
            [*changes.values(), case_id],
        )

    def tell(self, event: str) -> None:
        """A job for each subscriber of an event."""
        from thanglong.kernel.events.registry import REGISTRY

        for label in REGISTRY.of(event):
            self._bare.execute(_JOB, [Jsonb({"event_id": 1, "subscriber": label})])

    def touch(self) -> None:
        """Have open pages look again."""
        self._bare.execute("SELECT pg_notify('live', 'floor')")

    def transaction(self) -> Any:
        """One durable transaction."""
        return self._bare.transaction()

    def _one(self, statement: str, values: list[Any]) -> int:
        found = self._bare.execute(statement, values).fetchone()
        assert found is not None
        return int(found[0]) if not isinstance(found[0], uuid.UUID) else 0


def _file(writer: Writer, found: Pattern) -> tuple[int, int]:
    """One filing in one transaction. Returns the ids of case and task."""
    case, *others = found.filing
    with writer.transaction():
        writer.number("floor")
        case_id = writer.write(case, code=new_code(), request_key=None)
        written = [writer.write(row, case_id=case_id) for row in others]
        _tell(writer, others)
    return case_id, written[0]


def _receive(writer: Writer, found: Pattern, case_id: int, task_id: int) -> None:
    """One receipt in one transaction."""
    with writer.transaction():
        writer.lock(case_id)
        writer.close(task_id)
        writer.change(case_id, found.changes)
        for row in found.receipt:
            writer.write(row, case_id=case_id)
        _tell(writer, found.receipt)


def _tell(writer: Writer, rows: list[Row]) -> None:
    for row in rows:
        if row.table == "events_event":
            writer.tell(str(row.values["type"]))
    writer.touch()


def _put(jobs: list[Callable[[], object]], place: int, job: Callable[[], object]) -> None:
    jobs[place] = job


def drive(
    url: str,
    connections: int,
    seconds: float,
    make: Callable[["psycopg.Connection[Any]"], Callable[[], object]],
    *,
    pause: float = 0.0,
) -> Run:
    """Do jobs on connections of their own; the processor time of the server is that of theirs."""
    run, lock = Run(), threading.Lock()
    opened = [psycopg.connect(url, autocommit=True) for _ in range(connections)]
    jobs: list[Callable[[], object]] = [lambda: None] * connections
    together(
        [lambda place=place: _put(jobs, place, make(opened[place])) for place in range(connections)]
    )  # type: ignore[misc]
    backends = [one.info.backend_pid for one in opened]
    before, own = measure.cpu_each(backends), time.process_time()
    until = time.perf_counter() + seconds

    def work(job: Callable[[], object]) -> None:
        latencies: list[float] = []
        if pause:
            time.sleep(wait_of(pause))
        while (began := time.perf_counter()) < until:
            try:
                job()
            except StopIteration:  # nothing left to do: the time until here counts
                break
            latencies.append(time.perf_counter() - began)
            if pause:
                time.sleep(wait_of(pause))
        with lock:
            run.latencies += latencies

    run.seconds = timed(lambda: together([lambda one=one: work(one) for one in jobs]))  # type: ignore[misc]
    run.server_cpu = measure.spent(before, measure.cpu_each(backends))
    run.own_cpu = time.process_time() - own
    for one in opened:
        one.close()
    return run
