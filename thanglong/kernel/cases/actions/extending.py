"""The leader asks for pardon and gives a new date, once (form 04), or lets it be."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import clocks, events, issuing, queries, refusals, store
from thanglong.kernel.cases.actions import acting, interlinking, moving
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.rules import EXTENSION, Form
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live

DAYS_MAX = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDate:
    """How much more time, and why the person has to wait. days: working days, 1..30."""

    days: int
    reason: str
    key: str | None = None


def extend_time(*, task_id: int, new: NewDate, at: datetime.datetime, by: Actor) -> Case:
    """Give a new date: clock, promise, history and form 04 in one; at most once a case.

    The new time is at most as long as the first one; the same key again changes nothing.
    Raises NotYourTask, TaskIsClaimed, TaskIsDone, NoSuchAction, ReasonMissing, ExtensionTooLong.
    Publishes cases.time.extended.v1. Locks: the case.
    Source: Decree 118/2025/NĐ-CP: a new date at most once [M]; form 04 [S].
    """
    if not new.reason.strip():
        raise refusals.ReasonMissing()
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        if new.key and case.steps.filter(request_key=new.key).exists():
            return case
        by = _check(case, task, by, at)
        _check_amount(case, new, at)
        entry = store.NewEntry(kind="extended", why=new.reason, amount=f"{new.days}wd")
        store.add_clock_entry(case, entry, at=at, by=by)
        before = case.due_at
        reading, columns = clocks.recount(case, now=at)
        changes = columns | {
            "promised_at": reading.due_at,
            "extensions": case.extensions + 1,
            "remind_at": clocks.next_look(case, reading),
            "reminded_percent": max(reading.reminders, default=0),
        }
        store.close_task(task.id, action="extend", at=at)
        dates = _dates(case, reading.due_at, new.days)
        words = moving.Words(note=new.reason, data=dates, request_key=new.key)
        store.add_step(case, _step(case, task, "extend", words, at, by), changes)
        issuing.issue_form(case=case, form=Form.APOLOGY, note=new.reason, basis="", at=at, by=by)
        _tell(case, before, at, by)
        interlinking.follow(part=case, at=at)
    return case


def decline_extension(
    *, task_id: int, at: datetime.datetime, by: Actor, key: str | None = None
) -> Case:
    """Let the promised date stand, and write that down.

    Raises NotYourTask, TaskIsClaimed, TaskIsDone. Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        if key and case.steps.filter(request_key=key).exists():
            return case
        by = _check(case, task, by, at)
        store.close_task(task.id, action="decline", at=at)
        words = moving.Words(request_key=key)
        store.add_step(case, _step(case, task, "decline_extension", words, at, by))
        live.touch(f"agency:{task.agency_id}", f"dossier:{case.code}")
    return case


def _check(case: Case, task: Task, by: Actor, at: datetime.datetime) -> Actor:
    if task.kind != EXTENSION:
        raise refusals.NoSuchAction()
    by = acting.check_may_work(task=task, at=at, by=by)
    if case.extensions or case.decided_at or case.paused_at:
        raise refusals.NoSuchAction()
    return by


def _check_amount(case: Case, new: NewDate, at: datetime.datetime) -> None:
    """At most as much as the whole time that the procedure gives, and never under a day."""
    calendar = clocks.calendar_now(case)
    whole = time.due(at, time.Duration.parse(case.budget), calendar)
    most = sum(
        time.due(at, time.Duration(days, "wd"), calendar) <= whole
        for days in range(1, DAYS_MAX + 1)
    )
    if not 1 <= new.days <= max(most, 1):
        raise refusals.ExtensionTooLong(limit=max(most, 1))


def _dates(case: Case, new_due: datetime.datetime | None, days: int) -> dict[str, Any]:
    return {
        "days": days,
        "old_due_at": case.promised_at.isoformat() if case.promised_at else "",
        "new_due_at": new_due.isoformat() if new_due else "",
    }


def _step(
    case: Case, task: Task, action: str, words: moving.Words, at: datetime.datetime, by: Actor
) -> store.NewStep:
    post = moving.post_of(by=by, task=task)
    return store.NewStep(
        action=action,
        at=at,
        by=by,
        from_stage=case.stage,
        note=words.note,
        data=words.data,
        post_id=post.post_id if post else None,
        agency_id=post.agency_id if post else None,
        request_key=words.request_key,
    )


def _tell(case: Case, before: datetime.datetime | None, at: datetime.datetime, by: Actor) -> None:
    payload = {
        "code": case.code,
        "before": before.isoformat() if before else "",
        "after": case.due_at.isoformat() if case.due_at else "",
    }
    subject = f"dossier:{case.code}"
    facts.publish(
        events.TIME_EXTENDED,
        subject=subject,
        payload=payload,
        at=at,
        by=by,
        person_id=case.applicant_id,
    )
    live.touch(subject, f"agency:{case.agency_id}")
