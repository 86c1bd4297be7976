"""Jobs for tests of the worker: `python -m thanglong.config.tests.jobs work|slow|say FOLDER`."""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - Django comes first
from procrastinate.contrib.django import app  # noqa: E402

from thanglong.config import worker  # noqa: E402
from thanglong.kernel.base import clock  # noqa: E402
from thanglong.kernel.base.actor import SYSTEM  # noqa: E402
from thanglong.kernel.events import actions  # noqa: E402
from thanglong.kernel.events.registry import REGISTRY, EventType, Fact  # noqa: E402

SLOW_SECONDS = 2
BEAT_SECONDS = 0.5
SAID = EventType("tests.word.said.v1", "Somebody said a word.", ("folder",))


@app.task(name="tests.slow")
def slow(*, folder: str) -> None:
    """Leaves a mark when it begins and when it ends."""
    place = Path(folder)
    (place / f"begun-{os.getpid()}").touch()
    time.sleep(SLOW_SECONDS)
    (place / "done").touch()


def hear(fact: Fact) -> None:
    """A subscriber that writes a row, and takes its time before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effects (event_id) VALUES (%s)", [fact.id])
    slow(folder=fact.payload["folder"])


def say(folder: str) -> None:
    """Publish a fact."""
    with transaction.atomic():
        payload = {"folder": folder}
        actions.publish(SAID, subject="word:1", payload=payload, at=clock.now(), by=SYSTEM)


if __name__ == "__main__":
    hear.__module__ = "thanglong.config.tests.jobs"  # not `__main__`: it is a name in the queue
    REGISTRY.declare(SAID)
    REGISTRY.subscribe(SAID.name, hear)
    if sys.argv[1] == "work":
        worker.run(beat_seconds=BEAT_SECONDS)
    elif sys.argv[1] == "say":
        say(sys.argv[2])
    else:
        app.configure_task("tests.slow").defer(folder=sys.argv[2])
