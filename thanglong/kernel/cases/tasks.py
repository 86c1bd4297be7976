"""What happens to cases by the clock alone: each run has a limit, the next one takes the rest."""

import procrastinate
import structlog
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.cases import actions

log = structlog.get_logger(__name__)
CASES_A_RUN_MAX = 500
BOOKS_A_RUN_MAX = 500
PRINT_TRIES_MAX = 3


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.keep_clocks", queue="clocks")
def keep_clocks(timestamp: int) -> None:
    """Remind of deadlines and prepare apologies."""
    del timestamp
    looked = actions.keep_clocks(at=clock.now(), limit=CASES_A_RUN_MAX)
    log.info("clocks_kept", cases=looked)


@app.periodic(cron="11 * * * *")
@app.task(name="cases.stop_unanswered", queue="clocks")
def stop_unanswered(timestamp: int) -> None:
    """End dossiers whose applicant has not answered in time."""
    del timestamp
    stopped = actions.stop_unanswered(at=clock.now(), limit=CASES_A_RUN_MAX)
    log.info("unanswered_stopped", cases=stopped)


@app.task(
    name="cases.print_volume",
    queue="papers",
    retry=procrastinate.RetryStrategy(max_attempts=PRINT_TRIES_MAX, exponential_wait=3),
)
def print_volume(*, volume_id: int) -> None:
    """Make one volume of a register book; twice makes one."""
    actions.print_volume(volume_id=volume_id)


@app.periodic(cron="23 * * * *")
@app.task(name="cases.drop_old_books", queue="papers")
def drop_old_books(timestamp: int) -> None:
    """Throw away printed registers that nobody needs any more."""
    del timestamp
    dropped = actions.drop_old_books(at=clock.now(), limit=BOOKS_A_RUN_MAX)
    log.info("books_dropped", books=dropped)
