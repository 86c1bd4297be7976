"""What happens to cases by the clock alone: each run has a limit, the next one takes the rest."""

import structlog
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.cases import actions

log = structlog.get_logger(__name__)
CASES_A_RUN_MAX = 500


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
