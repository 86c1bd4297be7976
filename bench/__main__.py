"""`python -m bench`: measure filing, acting and inboxes, and write docs/performance.md."""

import json
import os
import platform
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bench import city, floor, load

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
CONNECTIONS = 4
PAUSE_SECONDS = 0.2  # an officer does not reload without a breath


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing beside its floor. unit: `a second` (more is better) or `ms p95`."""

    name: str
    unit: str
    measured: float
    floor: float
    p95_ms: float
    cpu_ms: float
    requests: int

    @property
    def ratio(self) -> float:
        """How many times the floor is better."""
        better, worse = (self.floor, self.measured)
        if self.unit != "a second":
            better, worse = worse, better
        return better / worse if worse else 0.0


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--cases", default=100_000, show_default=True, help="Cases in the city.")
@click.option("--officers", default=16, show_default=True, help="Officers at their inboxes.")
@click.option("--seconds", default=15.0, show_default=True, help="Of each measurement.")
@click.option("--write/--no-write", default=True, help="Write docs/performance.md.")
def main(cases: int, officers: int, seconds: float, write: bool) -> None:
    """Measure a city over HTTP on this machine. Without DATABASE_URL on its own PostgreSQL.

    Example: thanglong bench --seconds 12 --no-write
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
    from thanglong.config.cli.city import database

    with database():
        ground = city.prepare(cases=cases, officers=officers)
        from django.conf import settings

        before = os.getloadavg()[0]
        with city.serving() as server:
            figures = _measure(ground, server, settings.DATABASE_URL, seconds)
        busy = f"{before:.1f} and {os.getloadavg()[0]:.1f}"
        text = _page(figures, busy, cases=cases, officers=officers, seconds=seconds)
    click.echo(text)
    if write:
        PAGE.write_text(text, encoding="utf-8")


def _measure(ground: city.Ground, server: city.Server, url: str, seconds: float) -> list[Figure]:
    _drive(server, [_forms(ground, 200)], 3)  # warm
    code = _pattern_code(ground)
    found = floor.pattern(url, code)
    filed, filed_cpu = _drive(server, [_forms(ground) for _ in range(CONNECTIONS)], seconds)
    filed_floor = floor.submissions(url, found, connections=CONNECTIONS, seconds=seconds)
    tasks = _tasks()
    sources = [_receipts(ground, tasks[n::CONNECTIONS]) for n in range(CONNECTIONS)]
    moved, moved_cpu = _drive(server, sources, seconds)
    moved_floor = floor.transitions(url, found, connections=CONNECTIONS, seconds=seconds / 2)
    readers = [_inbox(one) for one in ground.officers]
    read, read_cpu = _drive(server, readers, seconds, pause=PAUSE_SECONDS)
    desks = [one.desk_id for one in ground.officers]
    read_floor = floor.inboxes(url, desks, seconds=seconds / 2, pause=PAUSE_SECONDS)
    return [
        _rate("submissions", filed, filed_floor, filed_cpu),
        _rate("transitions (accept, with receipt)", moved, moved_floor, moved_cpu),
        Figure(
            "inbox of 50 rows", "ms p95", read.percentile(0.95), read_floor.percentile(0.95),
            read.percentile(0.95), read_cpu, len(read.latencies),
        ),
    ]  # fmt: skip


def _drive(
    server: city.Server, sources: list[Iterator[load.Request]], seconds: float, pause: float = 0.0
) -> tuple[load.Run, float]:
    """The run, and the processor milliseconds of the web workers for each request."""
    before = server.cpu_seconds()
    run = load.drive(port=city.PORT, sources=sources, seconds=seconds, pause=pause)
    spent = server.cpu_seconds() - before
    wrong = {status: count for status, count in run.statuses.items() if status >= 300}
    if wrong:
        raise SystemExit(f"The city refused what it should take: {wrong}")
    return run, 1000 * spent / max(1, len(run.latencies))


def _rate(name: str, run: load.Run, bare: load.Run, cpu_ms: float) -> Figure:
    return Figure(
        name, "a second", run.per_second, bare.per_second, run.percentile(0.95), cpu_ms,
        len(run.latencies),
    )  # fmt: skip


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def _forms(ground: city.Ground, count: int = 10**9) -> Iterator[load.Request]:
    path = f"/api/v1/procedures/{ground.procedure}/dossiers"
    body, headers = json.dumps(ground.form).encode(), _headers(ground.resident_key)
    for _ in range(count):
        yield "POST", path, body, headers


def _receipts(ground: city.Ground, tasks: list[tuple[int, int]]) -> Iterator[load.Request]:
    keys = {one.desk_id: _headers(one.key) for one in ground.officers}
    for task_id, desk_id in tasks:
        yield "POST", f"/api/v1/tasks/{task_id}/actions/accept", b"{}", keys[desk_id]


def _inbox(officer: city.Officer) -> Iterator[load.Request]:
    while True:
        yield "GET", "/api/v1/inbox", b"", _headers(officer.key)


def _tasks() -> list[tuple[int, int]]:
    """Dossiers filed over HTTP a moment ago that wait for their receipt."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.agency_id FROM cases_task t JOIN cases_case c ON c.id = t.case_id "
            "WHERE t.closed_at IS NULL AND c.account_id IS NOT NULL AND c.code NOT LIKE 'F-%' "
            "AND t.stage = 'reception'"
        )
        return list(cursor.fetchall())


def _pattern_code(ground: city.Ground) -> str:
    """The code of one dossier that has been filed and received over HTTP."""
    from django.db import connection

    task_id, desk_id = _tasks()[0]
    source = _receipts(ground, [(task_id, desk_id)])
    load.drive(port=city.PORT, sources=[source], seconds=10)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.code FROM cases_case c JOIN cases_task t ON t.case_id = c.id WHERE t.id = %s",
            [task_id],
        )
        code: str = cursor.fetchone()[0]
    return code


def _page(figures: list[Figure], busy: str, *, cases: int, officers: int, seconds: float) -> str:
    from django.db import connection

    from thanglong.kernel.base import clock

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
        cursor.execute(
            "SELECT current_setting('fsync') || ', ' || current_setting('synchronous_commit')"
        )
        durability = cursor.fetchone()[0]
    rows = [
        f"| {one.name} | {one.measured:,.1f} {one.unit} | {one.floor:,.1f} | {one.ratio:.1f} "
        f"| {one.p95_ms:.0f} | {one.cpu_ms:.1f} | {one.requests:,} |"
        for one in figures
    ]
    command = shlex.join(["python", "-m", "bench", *sys.argv[1:]])
    return TEMPLATE.read_text(encoding="utf-8").format(
        on=clock.today(), command=command, cores=os.cpu_count(), cases=cases,
        officers=officers, seconds=seconds, version=version, durability=durability,
        load=busy, connections=CONNECTIONS,
        python=platform.python_version(), rows="\n".join(rows),
    )  # fmt: skip


if __name__ == "__main__":
    main()
