"""The watch over the clock, and the guard before jobs that end or throw away something."""

import datetime
from collections.abc import Callable
from functools import wraps

import structlog
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.calendar import actions, queries, rules

log = structlog.get_logger(__name__)
Job = Callable[[int], None]


@app.periodic(cron="* * * * *")
@app.task(name="calendar.note_time", queue="clocks")
def note_time(timestamp: int) -> None:
    """Note what time it is, every minute."""
    del timestamp
    actions.note_time(at=clock.now())


def when_steady(wanted: datetime.timedelta = rules.BEFORE_ENDING) -> Callable[[Job], Job]:
    """For a job of the clock: it does nothing unless the clock has gone without a jump so long.

    What it leaves, its next run after that takes up.
    """

    def guard(job: Job) -> Job:
        @wraps(job)
        def guarded(timestamp: int) -> None:
            if queries.is_clock_steady(at=clock.now(), wanted=wanted):
                job(timestamp)
            else:
                log.warning("left_until_the_clock_is_steady", job=job.__name__)

        guarded.waits_for_steady_clock = True  # type: ignore[attr-defined]
        return guarded

    return guard
