"""A new calendar reaches open dossiers: only by a decision that is written into each of them."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction

from thanglong.kernel.base import locks, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import clocks, events, queries, refusals, store
from thanglong.kernel.cases.actions import interlinking
from thanglong.kernel.cases.actions.reviewing import OF_ALL, check_leads_city
from thanglong.kernel.cases.models import Case, DateMove, DateReview
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live
from thanglong.kernel.trail import actions as trail

MOVES_A_PART = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why the dates move: in words for the applicant, and the number of the decision."""

    reason: str
    basis: str


def decide_moves(
    *, key: uuid.UUID, decision: Decision, at: datetime.datetime, by: Actor
) -> DateReview:
    """Decide that the dates found by a review move. They move in parts, by `move_part`.

    A review is decided once; the same again changes nothing.
    Raises NotAllowed, NoSuchReview, ReasonMissing, DayIsNotDeclared, ReviewIsNotDone.
    Publishes cases.dates.decided.v1. Locks: the review.
    Source: dates are recomputed only by a logged decision; docs/clock.md.
    """
    check_leads_city(at=at, by=by)
    if not decision.reason.strip() or not decision.basis.strip():
        raise refusals.ReasonMissing()
    with transaction.atomic():
        locks.wait_at_most()
        review = queries.lock_review(key)
        if review.decided_at:
            return review
        if review.days and review.declared_at is None:
            raise refusals.DayIsNotDeclared()
        if review.asked_at is None:
            raise refusals.ReviewIsNotDone()
        review.decided_at, review.decided_by = at, by.name
        review.decided_account_id = by.account_id
        review.decided_post_id = by.posts[0].post_id if by.posts else None
        review.reason, review.basis = decision.reason.strip(), decision.basis.strip()
        review.save()
        trail.record(
            act="cases.move_dates", subject=f"review:{key}", at=at, by=by, purpose=review.basis
        )
        facts.publish(
            events.DATES_DECIDED,
            subject=f"review:{key}",
            payload={"review": str(key), "dates": review.moves.count()},
            at=at,
            by=by,
        )
    return review


@sight.of_the_house(OF_ALL)
def move_part(*, key: uuid.UUID, at: datetime.datetime, limit: int = MOVES_A_PART) -> int:
    """Move the next dates of a decided review, at most `limit`; whoever calls, in his name.

    The date that was printed stays in the dossier (`promised_at`) and in its history. What is
    moved stays moved when this ends half-way; a date is never moved twice by one decision.
    Returns how many were looked at; 0 when nothing is left.
    Raises NoSuchReview. Publishes cases.date.moved.v1. Locks: each case by itself, then its move.
    """
    review = queries.review(key)
    if review.decided_at is None or review.finished_at is not None:
        return 0
    waiting = review.moves.filter(outcome="").order_by("case_id")
    found = list(waiting.values_list("id", "case__code")[:limit])
    for move_id, code in found:
        _move(review, move_id, code, at)
    if len(found) < limit:
        DateReview.objects.filter(id=review.id, finished_at__isnull=True).update(finished_at=at)
    return len(found)


def go_on_moving(*, at: datetime.datetime, limit: int = MOVES_A_PART) -> int:
    """Go on with the oldest decision whose dates have not all moved. Returns as `move_part`."""
    waiting = DateReview.objects.filter(decided_at__isnull=False, finished_at__isnull=True)
    key = waiting.order_by("decided_at").values_list("key", flat=True).first()
    return 0 if key is None else move_part(key=key, at=at, limit=limit)


def _move(review: DateReview, move_id: int, code: str, at: datetime.datetime) -> None:
    with transaction.atomic():
        locks.wait_at_most()
        case = queries.lock_case(code)
        move = DateMove.objects.select_for_update(of=("self",)).get(id=move_id)
        if move.outcome:
            return
        move.outcome = "moved" if _take_over(review, case, at) else "kept"
        if case.due_at is not None:
            move.new_due_at = case.due_at
        move.save(update_fields=["outcome", "new_due_at"])


def _take_over(review: DateReview, case: Case, at: datetime.datetime) -> bool:
    """Count the case by the calendar as it is known now; whether its date is another one."""
    if case.closed_at or case.decided_at or case.paused_at:
        return False
    before = case.due_at
    reading, columns = clocks.recount(case, now=at)
    if reading.due_at == before:
        return False
    by = Actor(kind="officer", account_id=review.decided_account_id, name=review.decided_by)
    post = review.decided_post
    step = store.NewStep(
        action="calendar_moved",
        at=at,
        by=by,
        from_stage=case.stage,
        note=review.reason,
        data={
            "basis": review.basis,
            "old_due_at": before.isoformat() if before else "",
            "new_due_at": reading.due_at.isoformat() if reading.due_at else "",
            "promised_at": case.promised_at.isoformat() if case.promised_at else "",
        },
        post_id=post.id if post else None,
        agency_id=post.agency_id if post else None,
    )
    store.add_step(case, step, columns | {"remind_at": clocks.next_look(case, reading)})
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
