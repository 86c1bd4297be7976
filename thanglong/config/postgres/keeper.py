"""The process that stands over the server: it stops it when nobody is left who uses it.

Everyone who uses the server holds a shared lock on the file `users`; the kernel takes it away when
they end, even by `kill -9`. The keeper waits for the exclusive lock: once it has it, it is alone.
Killed itself, the kernel asks the server to shut down. Standard library only: it runs by its path,
without the project, and starts in no time.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
STOP_WAIT_SECONDS = 60
LIBC = ctypes.CDLL(None, use_errno=True)


def main(order: dict[str, Any]) -> int:
    """Run the server until nobody uses it. Returns the server's exit code.

    order: command, env, cwd, log, users (the lock file), step_down (uid, gid and groups).
    """
    me = os.getpid()

    def end_with_keeper() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)  # to the server: a fast, safe shutdown
        if os.getppid() != me:
            os.kill(os.getpid(), signal.SIGKILL)  # too late: nothing has been opened yet

    with Path(order["log"]).open("wb") as log:
        server = subprocess.Popen(
            order["command"],
            env=order["env"],
            cwd=order["cwd"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_keeper,
            **order["step_down"],
        )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: server.send_signal(signal.SIGINT))
    threading.Thread(target=stop_when_alone, args=(server, order["users"]), daemon=True).start()
    return server.wait()


def stop_when_alone(server: "subprocess.Popen[bytes]", users: str) -> None:
    """Wait for the lock that says that nobody is left, then stop the server and keep the lock."""
    lock = os.open(users, os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)


if __name__ == "__main__":
    if os.fork():  # whoever started us goes on at once, and has no child to look after
        os._exit(0)
    os.setsid()
    raise SystemExit(main(json.loads(sys.argv[1])))
