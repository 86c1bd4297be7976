"""Ends the process that it is loaded into, at a named point, once, when a test has armed the point.

Python loads it by itself where this folder stands in PYTHONPATH; the platform knows nothing of it.
A point is armed by a file of its name in the folder FAULT_POINTS: `kill` in it means SIGKILL,
`stop` means SIGSTOP. Who reaches the point renames the file first, so only one process falls.
"""

import os
import signal
from pathlib import Path
from typing import Any

ARMED = Path(os.environ["FAULT_POINTS"])
BEFORE = {  # a statement that is about to run
    "INSERT INTO events_delivery": "before_delivery",
    'UPDATE "documents_upload" SET "received_bytes"': "upload_written",
    'INSERT INTO "documents_file"': "upload_stored",
}
MARKS = {  # a statement that gives the transaction around it a name
    "INSERT INTO cases_case": "filing",
    "INSERT INTO events_delivery": "delivery",
    "UPDATE cases_case": "step",
}


def reach(point: str) -> None:
    """Fall here, if it is so ordered."""
    reached = ARMED / f"{point}.{os.getpid()}"
    try:
        (ARMED / point).rename(reached)
    except FileNotFoundError:
        return
    word = signal.SIGSTOP if reached.read_text(encoding="ascii") == "stop" else signal.SIGKILL
    os.kill(os.getpid(), word)


def watch_statements(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """One statement of Django's: perhaps a point, perhaps the name of its transaction."""
    text = str(sql).lstrip()
    for beginning, point in BEFORE.items():
        if text.startswith(beginning):
            reach(point)
    for part, name in MARKS.items():
        if part in text:
            context["connection"].fault_marks.add(name)
    return execute(sql, params, many, context)


def watch_commits(wrapper: Any) -> None:
    """Points on both sides of a commit: `filing_before_commit`, `filing_after_commit`."""
    commit, connect = wrapper._commit, wrapper.connect

    def connected(self: Any) -> None:
        self.fault_marks = set()
        if watch_statements not in self.execute_wrappers:
            self.execute_wrappers.append(watch_statements)
        connect(self)

    def committed(self: Any) -> Any:
        names, self.fault_marks = sorted(self.fault_marks), set()
        for name in names:
            reach(f"{name}_before_commit")
        done = commit(self)
        for name in names:
            reach(f"{name}_after_commit")
        return done

    wrapper.connect, wrapper._commit = connected, committed


def watch_bodies(handler: Any) -> None:
    """A point in the middle of an upload: half of its piece has been read."""
    call = handler.__call__

    def called(self: Any, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] == "PATCH":
            half = int(environ.get("CONTENT_LENGTH") or 0) // 2
            environ["wsgi.input"] = HalfRead(environ["wsgi.input"], half)
        return call(self, environ, start_response)

    handler.__call__ = called


class HalfRead:
    """The body of a request; whoever has read its first half may fall there."""

    def __init__(self, body: Any, half: int) -> None:
        self._body, self._half = body, half
        self.readline = body.readline

    def read(self, size: int = -1) -> bytes:
        first = self._body.read(self._half)
        self._half = 0
        reach("upload_read")
        return first + self._body.read(size if size < 0 else size - len(first))


def install() -> None:
    """Before the program itself begins."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.db.backends.base.base import BaseDatabaseWrapper

    watch_commits(BaseDatabaseWrapper)
    watch_bodies(WSGIHandler)


install()
