"""Jobs for tests of the worker: `python -m thanglong.config.tests.jobs work|slow FOLDER`."""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
django.setup()

from procrastinate.contrib.django import app  # noqa: E402 - Django comes first

from thanglong.config import worker  # noqa: E402

SLOW_SECONDS = 2
BEAT_SECONDS = 0.5


@app.task(name="tests.slow")
def slow(*, folder: str) -> None:
    """Leaves a mark when it begins and when it ends."""
    place = Path(folder)
    (place / f"begun-{os.getpid()}").touch()
    time.sleep(SLOW_SECONDS)
    (place / "done").touch()


if __name__ == "__main__":
    if sys.argv[1] == "work":
        worker.run(beat_seconds=BEAT_SECONDS)
    else:
        app.configure_task("tests.slow").defer(folder=sys.argv[2])
