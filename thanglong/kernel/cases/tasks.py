"""What happens to cases by the clock alone: each run has a limit, the next one takes the rest."""

import procrastinate
import structlog
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.calendar.rules import BEFORE_TELLING
from thanglong.kernel.calendar.tasks import when_steady
from thanglong.kernel.cases import actions
from thanglong.kernel.people import queries as people

log = structlog.get_logger(__name__)
CASES_A_RUN_MAX = 500
BOOKS_A_RUN_MAX = 500
PRINT_TRIES_MAX = 3


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.keep_clocks", queue="clocks")
@when_steady(BEFORE_TELLING)
def keep_clocks(timestamp: int) -> None:
    """Remind of deadlines and prepare apologies."""
    del timestamp
    looked = actions.keep_clocks(at=clock.now(), limit=CASES_A_RUN_MAX)
    log.info("clocks_kept", cases=looked)


@app.periodic(cron="* * * * *")
@app.task(name="cases.go_on_moving", queue="clocks")
def go_on_moving(timestamp: int) -> None:
    """Move the dates of a decision whose page was left before all had moved."""
    del timestamp
    moved = actions.go_on_moving(at=clock.now(), limit=CASES_A_RUN_MAX)
    if moved:
        log.info("dates_moved", cases=moved)


@app.periodic(cron="11 * * * *")
@app.task(name="cases.stop_unanswered", queue="clocks")
@when_steady()
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
@when_steady()
def drop_old_books(timestamp: int) -> None:
    """Throw away printed registers that nobody needs any more."""
    del timestamp
    dropped = actions.drop_old_books(at=clock.now(), limit=BOOKS_A_RUN_MAX)
    log.info("books_dropped", books=dropped)


@app.task(name="cases.run_reform", queue="clocks")
def run_reform(*, reform_id: int, run: str, account_id: int | None) -> None:
    """Rehearse, carry out or undo a reform, as whoever ordered it may now."""
    at = clock.now()
    by = people.actor_for_account(account_id=account_id, at=at) if account_id else SYSTEM
    runs = {
        "rehearse": actions.rehearse_reform,
        "apply": actions.apply_reform,
        "undo": actions.undo_reform,
    }
    done = runs[run](reform_id=reform_id, at=at, by=by)
    log.info("reform_run", reform=reform_id, run=run, state=done.state, looked=done.looked)


@app.task(name="cases.run_trial", queue="papers")
def run_trial(*, trial_id: int) -> None:
    """Try a text that is being written; nothing else is changed by it."""
    done = actions.run_trial(trial_id=trial_id, at=clock.now())
    log.info("text_tried", trial=trial_id, state=done.state, looked=done.looked)


@app.task(name="cases.run_conversion", queue="clocks")
def run_conversion(
    *, conversion_id: int, run: str, account_id: int, most: int | None = None
) -> None:
    """Rehearse, carry out or take back a conversion, as whoever ordered it may now."""
    at = clock.now()
    by = people.actor_for_account(account_id=account_id, at=at)
    done = actions.run_conversion(
        conversion_id=conversion_id, order=actions.Order(run=run, most=most), at=at, by=by
    )
    log.info("conversion_run", conversion=conversion_id, run=run, state=done.state)
