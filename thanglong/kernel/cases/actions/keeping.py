"""Keeping the clocks: reminders at 50, 80 and 100 per cent, and form 04 prepared in time."""

import datetime

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.cases import clocks, desks, events, queries, refusals, store
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.rules import EXTENSION
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live

LEADER = "leader@deciding"


def keep_clocks(*, at: datetime.datetime, limit: int = 500) -> int:
    """Look at the clocks whose next mark has come, the oldest first, at most `limit`.

    Tells the house once of each of 50, 80 and 100 per cent, and puts form 04 before the leader a
    working day before the time is up. Returns how many were looked at; call again for the rest.
    Publishes cases.deadline.neared.v1. Locks: each case by itself.
    """
    due = Case.objects.filter(remind_at__lte=at).order_by("remind_at")
    codes = list(due.values_list("code", flat=True)[:limit])
    for code in codes:
        _keep(code, at)
    return len(codes)


def _keep(code: str, at: datetime.datetime) -> None:
    with transaction.atomic():
        locks.wait_at_most()
        case = queries.lock_case(code)
        if case.remind_at is None or case.remind_at > at:
            return
        if case.closed_at or case.decided_at or case.paused_at:
            store.update_case(case, {"remind_at": None})
            return
        reading = clocks.reading(case, now=at)
        reached = max(reading.reminders, default=0)
        if reached > case.reminded_percent:
            _tell(case, reached, at)
        ready = clocks.prepare_at(case, reading)
        if ready is not None and ready <= at:
            _prepare_extension(case, at)
        store.update_case(
            case,
            {
                "remind_at": clocks.next_look(case, reading),
                "reminded_percent": max(reached, case.reminded_percent),
            },
        )


def _tell(case: Case, percent: int, at: datetime.datetime) -> None:
    facts.publish(
        events.DEADLINE_NEAR,
        subject=f"dossier:{case.code}",
        payload={"code": case.code, "percent": percent},
        at=at,
        by=SYSTEM,
        person_id=case.applicant_id,
    )


def _prepare_extension(case: Case, at: datetime.datetime) -> None:
    """Put form 04 on the leader's desk: once, and only while no extension was given."""
    if case.extensions or Task.objects.filter(case=case, kind=EXTENSION).exists():
        return
    try:
        desk = desks.desk_of_case(LEADER, case=case, at=at)
    except refusals.NobodyOnDesk:
        return  # the agency has been abolished: a reform gives the case another one
    task = store.NewTask(
        kind=EXTENSION,
        stage=EXTENSION,
        agency_id=desk.agency_id,
        role=desk.role,
        due_at=case.due_at,
    )
    store.open_task(case, task, at)
    if desk.agency_id not in case.seen_by:
        store.update_case(case, {"seen_by": sorted({*case.seen_by, desk.agency_id})})
    live.touch(f"agency:{desk.agency_id}", f"dossier:{case.code}")
