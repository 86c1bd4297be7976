"""A new calendar reaches open dossiers: only by a decision that is written into each of them."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from thanglong.kernel.base import clock, locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.cases import clocks, events, queries, refusals, store
from thanglong.kernel.cases.actions import interlinking
from thanglong.kernel.cases.actions.acting import LEADING_ROLES
from thanglong.kernel.cases.models import Case
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live
from thanglong.kernel.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why the dates move: in words for the applicant, and the number of the decision."""

    reason: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How far it has come. after_id: to go on from; None when all open dossiers were looked at."""

    count: int
    after_id: int | None


def move_dates(
    *,
    calendar_code: str,
    decision: Decision,
    at: datetime.datetime,
    by: Actor,
    after_id: int = 0,
) -> Moved:
    """Bring the dates of open dossiers in line with the calendar as it is known now, by batches.

    The date that was printed stays in the dossier (`promised_at`) and in its history. The same
    decision again moves nothing more.
    Raises ReasonMissing, NotAllowed (only leaders of the city). Publishes cases.date.moved.v1.
    Locks: each case by itself.
    Source: dates are recomputed only by a logged decision; docs/clock.md.
    """
    if not decision.reason.strip() or not decision.basis.strip():
        raise refusals.ReasonMissing()
    _check_leads_city(at=at, by=by)
    calendar = calendars.calendar(calendar_code)
    batch = queries.running_clocks(calendar_code, calendar=calendar, now=at, after_id=after_id)
    count = sum(_move(one.clock.key, decision, at, by) for one in batch)
    return Moved(count=count, after_id=batch[-1].case_id if batch else None)


def _check_leads_city(*, at: datetime.datetime, by: Actor) -> None:
    city = units.city_id(on=clock.local(at).date())
    leads = any(post.role in LEADING_ROLES and post.agency_id == city for post in by.posts)
    if by.kind != "system" and not leads:
        raise NotAllowed()


def _move(code: str, decision: Decision, at: datetime.datetime, by: Actor) -> bool:
    with transaction.atomic():
        locks.wait_at_most()
        case = queries.lock_case(code)
        if case.closed_at or case.decided_at or case.paused_at:
            return False
        reading = clocks.reading(case, now=at)
        if reading.due_at == case.due_at:
            return False
        before = case.due_at
        changes = {"due_at": reading.due_at, "remind_at": clocks.next_look(case, reading)}
        post = by.posts[0] if by.posts else None
        step = store.NewStep(
            action="calendar_moved",
            at=at,
            by=by,
            from_stage=case.stage,
            note=decision.reason,
            data={
                "basis": decision.basis,
                "old_due_at": before.isoformat() if before else "",
                "new_due_at": reading.due_at.isoformat() if reading.due_at else "",
                "promised_at": case.promised_at.isoformat() if case.promised_at else "",
            },
            post_id=post.post_id if post else None,
            agency_id=post.agency_id if post else None,
        )
        store.add_step(case, step, changes)
        _tell(case, before, at, by)
        interlinking.follow(part=case, at=at)
    return True


def _tell(case: Case, before: datetime.datetime | None, at: datetime.datetime, by: Actor) -> None:
    subject = f"dossier:{case.code}"
    facts.publish(
        events.DATE_MOVED,
        subject=subject,
        payload={
            "code": case.code,
            "before": before.isoformat() if before else "",
            "after": case.due_at.isoformat() if case.due_at else "",
        },
        at=at,
        by=by,
        person_id=case.applicant_id,
    )
    live.touch(subject, f"agency:{case.agency_id}")
