"""Several processes in one terminal: started and ended together, watched, none left behind."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

import click

END_SECONDS_MAX = 20
READY_SECONDS_MAX = 90
RESTARTS_MAX = 5  # in a row
HEALTHY_SECONDS = 60  # who has lived so long starts anew with a clean record
RESTART_PAUSE_SECONDS = 1.0
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "white")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One process: a short name for its lines, and its command.

    `host` and `port`: where it listens, if it does. `health`: the path that answers when it works.
    """

    name: str
    command: tuple[str, ...]
    host: str = ""
    port: int = 0
    health: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[str]
    began: float
    restarts: int = 0


class Supervisor:
    """Keeps programs running until it is told to stop."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._running: list[_Running] = []
        self._stopping = threading.Event()
        self._quiet = quiet

    def start(self, program: Program) -> None:
        """Start one program; it ends when we end, even when we are killed."""
        self._running.append(_Running(program, self._spawn(program), time.monotonic()))

    def run(self, *, when_ready: Callable[[], None] | None = None) -> int:
        """Watch until told to end, or until a program has died too often. The exit status.

        when_ready: called once, when every program that listens answers.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stopping.set())
        late = time.monotonic() + READY_SECONDS_MAX
        is_open = False
        status = 0
        while not self._stopping.wait(0.2):
            if not all(self._restart(one) for one in self._fallen()):
                status = 1
                break
            if not is_open and all(answers(one.program) for one in self._running):
                is_open = True
                (when_ready or _nothing)()
            if not is_open and time.monotonic() > late:
                click.echo(f"Not ready after {READY_SECONDS_MAX} seconds; stopping.", err=True)
                status = 1
                break
        self.stop()
        return status

    def _fallen(self) -> list[_Running]:
        return [one for one in self._running if one.process.poll() is not None]

    def stop(self) -> None:
        """End all: a request or job in flight ends before its process does."""
        self._stopping.set()
        for one in self._running:
            if one.process.poll() is None:
                one.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS_MAX
        for one in self._running:
            try:
                one.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
            _end_family(one)

    def _restart(self, one: _Running) -> bool:
        has_lived = time.monotonic() - one.began > HEALTHY_SECONDS
        one.restarts = 1 if has_lived else one.restarts + 1
        if one.restarts > RESTARTS_MAX:
            click.echo(f"{one.program.name} has ended {RESTARTS_MAX} times; stopping.", err=True)
            return False
        click.echo(f"{one.program.name} has ended and is started again.", err=True)
        _end_family(one)
        time.sleep(RESTART_PAUSE_SECONDS)
        one.process, one.began = self._spawn(one.program), time.monotonic()
        return True

    def _spawn(self, program: Program) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone; we end the others in order
            preexec_fn=_die_with_parent,
        )
        colour = COLOURS[len(self._running) % len(COLOURS)]
        assert process.stdout is not None
        threading.Thread(
            target=self._tell, args=(program.name, process.stdout, colour), daemon=True
        ).start()
        return process

    def _tell(self, name: str, lines: IO[str], colour: str) -> None:
        with lines:
            for line in lines:
                if not self._quiet:
                    click.echo(f"{click.style(f'{name:<10}', fg=colour)} {line}", nl=False)


def why_not_here(*programs: Program) -> str:
    """Why a program cannot listen on its address, in the system's words; empty when all can."""
    for host in sorted({one.host for one in programs if one.port}):
        try:
            family, kind, proto, _name, place = socket.getaddrinfo(
                host, 0, type=socket.SOCK_STREAM
            )[0]
            with socket.socket(family, kind, proto) as tried:
                tried.bind(place)
        except OSError as error:
            return f"{host}: {error.strerror}"
    return ""


def taken_ports(*programs: Program) -> list[int]:
    """The ports that somebody else listens on already."""
    return [one.port for one in programs if one.port and _is_open(one.host, one.port)]


def answers(program: Program) -> bool:
    """Whether the program does its work, as far as can be seen from outside."""
    if not program.health:
        return not program.port or _is_open(program.host, program.port)
    asked = http.client.HTTPConnection(_here(program.host), program.port, timeout=5)
    with contextlib.closing(asked), contextlib.suppress(OSError, http.client.HTTPException):
        asked.request("GET", program.health, headers={"Host": "localhost"})
        return asked.getresponse().status < 500
    return False


def _is_open(host: str, port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection((_here(host), port), timeout=1).close()
        return True
    return False


def _here(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 - compared, not bound


def _end_family(one: _Running) -> None:
    """End what a program that was killed has left behind: its children are of its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(one.process.pid, signal.SIGKILL)


def _nothing() -> None:
    """What is done when nothing is asked for."""


def _die_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
