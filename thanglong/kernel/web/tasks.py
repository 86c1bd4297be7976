"""What is tidied up every night: answers that nobody will ask for again."""

import datetime

import structlog
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.calendar.tasks import when_steady
from thanglong.kernel.web import once

log = structlog.get_logger(__name__)
LIMIT = 50_000  # a run; the next night goes on


@app.periodic(cron="40 19 * * *")  # 2:40 at night in Hanoi
@app.task(name="web.tidy", queue="events")
@when_steady()
def tidy(timestamp: int) -> None:
    """Forget what is of no use any more, at most LIMIT rows."""
    del timestamp
    kept = clock.now() - datetime.timedelta(days=once.KEPT_DAYS)
    answers = once.forget_answers(before=kept, limit=LIMIT)
    log.info("web_tidied", answers=answers)
