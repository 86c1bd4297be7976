"""Noting what time it is, so that a jump of the clock is noticed."""

import datetime

import structlog
from django.db import transaction

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.models import ClockWatch

log = structlog.get_logger(__name__)


def note_time(*, at: datetime.datetime) -> datetime.datetime:
    """Write down what time it is. Returns since when the clock has gone without a jump.

    Locks: the one row of the watch.
    """
    with transaction.atomic():
        ClockWatch.objects.get_or_create(id=1, defaults={"seen_at": at, "steady_since": at})
        watch = ClockWatch.objects.select_for_update(of=("self",)).get(id=1)
        since = rules.steady_since(seen=watch.seen_at, since=watch.steady_since, at=at)
        if since != watch.steady_since:
            log.warning("clock_jumped", seconds=round((at - watch.seen_at).total_seconds()))
        watch.seen_at, watch.steady_since = at, since
        watch.save(update_fields=["seen_at", "steady_since"])
    return since
