"""Reading what processes take: processor time and memory, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(pid: int) -> float:
    """Seconds of processor that a process has taken, of its own and of the system."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_mb(pid: int) -> float:
    """Megabytes that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def children(pid: int) -> list[int]:
    """The processes that a process has begun."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in path.read_text("ascii").split()]


def cpu_each(pids: list[int]) -> dict[int, float]:
    """Seconds of processor of each process that still runs."""
    found = {}
    for pid in pids:
        try:
            found[pid] = cpu_of(pid)
        except OSError:
            continue
    return found


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """What processes took that were there both times, and those that came meanwhile."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
