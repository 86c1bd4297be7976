"""What is tidied up every night: counts of tries, old sign-ins, sessions that have ended."""

import structlog
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.people import actions

log = structlog.get_logger(__name__)
LIMIT = 50_000  # of each kind a run; the next night goes on


@app.periodic(cron="20 19 * * *")  # 2:20 at night in Hanoi
@app.task(name="people.tidy", queue="events")
def tidy(timestamp: int) -> None:
    """Forget what is of no use any more, at most LIMIT rows of each kind."""
    del timestamp
    at = clock.now()
    tries = actions.forget_tries(at=at, limit=LIMIT)
    sign_ins = actions.forget_old_sign_ins(at=at, limit=LIMIT)
    ended = Session.objects.filter(expire_date__lt=at).values_list("session_key", flat=True)
    sessions, _by_model = Session.objects.filter(session_key__in=list(ended[:LIMIT])).delete()
    log.info("people_tidied", tries=tries, sign_ins=sign_ins, sessions=sessions)
