"""The process that stands over the server: it stops it when nobody is left who uses it.

Everyone who uses the server holds a shared lock on the file `users`; the kernel takes it away when
they end, even by `kill -9`. The keeper waits for the exclusive lock: once it has it, it is alone.
A server that ends under those who use it is started again. Killed itself, the kernel asks the
server to shut down. Standard library only: it runs by its path, without the project, and starts in
no time.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
STOP_WAIT_SECONDS = 60
RESTARTS_MAX = 20  # in a row
RESTART_PAUSE_SECONDS = 0.5  # what a killed server leaves behind needs a moment to go
HEALTHY_SECONDS = 60  # a server that has lived so long starts anew with a clean record
LIBC = ctypes.CDLL(None, use_errno=True)


class Keeper:
    """Runs the server until nobody uses it.

    order: command, env, cwd, log, users (the lock file), step_down (uid, gid and groups).
    """

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._stopping = threading.Event()
        self._server = self._start(mode="wb")

    def run(self) -> int:
        """Wait, start again, stop in the end. Returns the server's exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop())
        threading.Thread(target=self._stop_when_alone, daemon=True).start()
        restarts, began = 0, time.monotonic()
        while True:
            code = self._server.wait()
            if time.monotonic() - began > HEALTHY_SECONDS:
                restarts = 0
            never_ran = code > 0 and not restarts  # killed: below 0; ended in order: 0
            if self._stopping.is_set() or never_ran or restarts >= RESTARTS_MAX:
                return code
            self._stopping.wait(RESTART_PAUSE_SECONDS)
            restarts, began = restarts + 1, time.monotonic()
            self._server = self._start(mode="ab")
            if self._stopping.is_set():
                self.stop()

    def stop(self) -> None:
        """Ask the server for a fast, safe shutdown."""
        self._stopping.set()
        self._server.send_signal(signal.SIGINT)

    def _start(self, *, mode: str) -> "subprocess.Popen[bytes]":
        me = os.getpid()

        def end_with_keeper() -> None:
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
            if os.getppid() != me:
                os.kill(os.getpid(), signal.SIGKILL)  # too late: nothing has been opened yet

        with Path(self._order["log"]).open(mode) as log:
            return subprocess.Popen(
                self._order["command"],
                env=self._order["env"],
                cwd=self._order["cwd"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_keeper,
                **self._order["step_down"],
            )

    def _stop_when_alone(self) -> None:
        """Wait for the lock that says that nobody is left, then stop and keep the lock."""
        lock = os.open(self._order["users"], os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        self.stop()
        try:
            self._server.wait(STOP_WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.send_signal(signal.SIGQUIT)


if __name__ == "__main__":
    if os.fork():  # whoever started us goes on at once, and has no child to look after
        os._exit(0)
    os.setsid()
    raise SystemExit(Keeper(json.loads(sys.argv[1])).run())
