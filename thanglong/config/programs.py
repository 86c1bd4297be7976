"""The processes of a city: what runs beside what, and where it listens."""

import sys

from thanglong.config import settings
from thanglong.config.supervisor import Program

WEB_END_SECONDS = 15  # a request in flight may take so long to end
LIVE_END_SECONDS = 3  # streams are cut; pages come back by themselves


def web() -> Program:
    """The web server."""
    return _granian(
        name="web",
        port=settings.PORT,
        application="thanglong.config.rsgi:application",
        health="/healthz",
        options=[
            "--interface=rsgi",
            f"--workers={settings.WEB_WORKERS}",
            f"--workers-kill-timeout={WEB_END_SECONDS}",
        ],
    )


def live() -> Program:
    """Live updates of open pages, on the next port."""
    return _granian(
        name="live",
        port=settings.PORT + 1,
        application="thanglong.config.live:application",
        health="",
        options=[
            "--interface=asgi",
            "--workers=1",
            f"--workers-kill-timeout={LIVE_END_SECONDS}",
        ],
    )


def worker() -> Program:
    """The worker of jobs."""
    return Program(name="worker", command=thanglong("worker"))


def simulators() -> tuple[Program, ...]:
    """What the outside world owns, simulated, on the two ports after ours."""
    vneid, registers = settings.PORT + 2, settings.PORT + 3
    return (
        Program(
            name="vneid",
            command=thanglong("simulator", "vneid", "--port", str(vneid)),
            host=settings.HOST,
            port=vneid,
        ),
        Program(
            name="registers",
            command=thanglong("simulator", "registers", "--port", str(registers)),
            host="127.0.0.1",
            port=registers,
        ),
    )


def thanglong(*words: str) -> tuple[str, ...]:
    """A `thanglong` command of this same installation."""
    return (sys.executable, "-m", "thanglong.config", *words)


def _granian(*, name: str, port: int, application: str, health: str, options: list[str]) -> Program:
    command = (
        sys.executable, "-m", "granian", f"--host={settings.HOST}", f"--port={port}", *options,
        "--no-ws", "--log-level=warning", "--respawn-failed-workers", application,
    )  # fmt: skip
    return Program(name=name, command=command, host=settings.HOST, port=port, health=health)
