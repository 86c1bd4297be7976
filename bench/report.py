"""docs/performance.md: what was measured, when, with which command, beside what."""

import os
import platform
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import wanted
from bench.engine import Contender
from bench.memory import Look
from bench.web import Pair

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def page(
    *,
    pairs: Sequence[Pair],
    engine: Sequence[Contender],
    looks: Sequence[Look],
    cases: int,
    load: str,
) -> str:
    """The whole page."""
    from django.db import connection

    from thanglong.kernel.base import clock

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
        cursor.execute(
            "SELECT current_setting('fsync') || ', ' || current_setting('synchronous_commit')"
        )
        durability = cursor.fetchone()[0]
    return TEMPLATE.read_text(encoding="utf-8").format(
        on=clock.today(), command=shlex.join(["python", "-m", "bench", *sys.argv[1:]]),
        cores=os.cpu_count(), python=platform.python_version(), version=version,
        durability=durability, cases=cases, load=load, writes=_writes(pairs), looks=_looks(pairs),
        engine=engine_rows(engine), memory=memory_row(looks),
        requests=looks[-1].requests, short=_short(wanted.shortfalls(pairs, engine, looks)),
    )  # fmt: skip


def _short(found: list[str]) -> str:
    """What this run falls short of, plainly."""
    if not found:
        return "Nothing: everything that was wanted was reached in this run."
    return "\n".join(f"* {one[0].upper()}{one[1:]}." for one in found)


def _writes(pairs: Sequence[Pair]) -> str:
    rows = []
    for one in (pair for pair in pairs if not pair.is_look):
        own, server = one.cpu(one.ours)
        bare_own, bare_server = one.cpu(one.bare)
        rows.append(
            f"| {one.name} | {one.rate:,.0f} a second | {one.floor_rate:,.0f} "
            f"| {100 * one.rate / one.floor_rate:.0f} % | {one.p95(one.ours):.0f} "
            f"| {own:.1f} + {server:.1f} | {bare_own:.1f} + {bare_server:.1f} |"
        )
    return "\n".join(rows)


def _looks(pairs: Sequence[Pair]) -> str:
    rows = []
    for one in (pair for pair in pairs if pair.is_look):
        own, server = one.cpu(one.ours)
        rows.append(
            f"| {one.name} | {one.p95(one.ours):.1f} | {one.p95(one.bare):.1f} "
            f"| {own:.1f} + {server:.1f} | {sum(len(run.latencies) for run in one.ours):,} |"
        )
    return "\n".join(rows)


def engine_rows(contenders: Sequence[Contender]) -> str:
    """The table of the engine."""
    ours, rows = contenders[0], []
    for one in contenders:
        own, server = one.cpu
        rate, work = ours.per_second / one.per_second, sum(one.cpu) / sum(ours.cpu)
        beside = "| |" if one is ours else f"| {rate:.0%} |"
        rows.append(
            f"| {one.name} | {one.per_second:,.1f} {beside} {own:.1f} + {server:.1f} "
            f"{'| |' if one is ours else f'| {work:.0%} |'}"
        )
    return "\n".join(rows)


def lines(pairs: Sequence[Pair]) -> str:
    """All tables of the web, for the screen."""
    return "\n".join([*_writes(pairs).splitlines(), *_looks(pairs).splitlines()])


def memory_row(looks: Sequence[Look]) -> str:
    """Megabytes, one after the other."""
    return ", ".join(f"{one.mb:.0f}" for one in looks)
