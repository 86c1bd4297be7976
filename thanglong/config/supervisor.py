"""Several processes in one terminal: started and ended together, watched, none left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

import click

END_SECONDS_MAX = 20
RESTARTS_MAX = 5
RESTART_PAUSE_SECONDS = 1.0
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "white")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One process: a short name for its lines, and its command."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[str]
    restarts: int = 0


class Supervisor:
    """Keeps programs running until it is told to stop."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._running: list[_Running] = []
        self._stopping = threading.Event()
        self._quiet = quiet

    def start(self, program: Program) -> None:
        """Start one program; it ends when we end, even when we are killed."""
        self._running.append(_Running(program, self._spawn(program)))

    def run(self) -> int:
        """Watch until SIGINT or SIGTERM, or until a program has died too often. The exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())
        status = 0
        while not self._stopping.wait(0.3):
            fallen = [one for one in self._running if one.process.poll() is not None]
            if any(not self._restart(one) for one in fallen):
                status = 1
                break
        self.stop()
        return status

    def stop(self) -> None:
        """End all, the last started first: a request or job in flight ends before its process."""
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

    def _restart(self, one: _Running) -> bool:
        one.restarts += 1
        if one.restarts > RESTARTS_MAX:
            click.echo(f"{one.program.name} has ended {RESTARTS_MAX} times; stopping.", err=True)
            return False
        click.echo(f"{one.program.name} has ended and is started again.", err=True)
        time.sleep(RESTART_PAUSE_SECONDS)
        one.process = self._spawn(one.program)
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


def command(*words: str) -> tuple[str, ...]:
    """A `thanglong` command of this same installation."""
    return (sys.executable, "-m", "thanglong.config", *words)


def _die_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
