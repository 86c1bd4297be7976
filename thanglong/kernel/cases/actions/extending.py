"""The leader asks for pardon and gives a new date, once (form 04), or lets it be."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import clocks, events, issuing, queries, refusals, store
from thanglong.kernel.cases.actions import acting, moving
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.rules import EXTENSION, Form
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDate:
    """How much more time, and why the person has to wait. days: working days, 1..30."""

    days: int
    reason: str
    key: str | None = None


def extend_time(*, task_id: int, new: NewDate, at: datetime.datetime, by: Actor) -> Case:
    """Give a new date: clock, promise and form 04 in one; at most once a case.

    Raises NotYourTask, TaskIsClaimed, TaskIsDone, NoSuchAction, ReasonMissing.
    Publishes cases.time.extended.v1. Locks: the case.
    Source: Decree 118/2025/NĐ-CP: a new date at most once [M]; form 04 [S].
    """
    if not new.reason.strip():
        raise refusals.ReasonMissing()
    if not 1 <= new.days <= 30:
        raise refusals.ExtensionTooLong(limit=30)
    with transaction.atomic():
        locks.wait_at_most()
        case, task = _locked(task_id, by)
        if case.extensions or case.decided_at or case.paused_at:
            raise refusals.NoSuchAction()
        amount = f"{new.days}wd"
        entry = store.NewEntry(kind="extended", why=new.reason, amount=amount)
        store.add_clock_entry(case, entry, at=at, by=by)
        before = case.due_at
        reading = clocks.reading(case, now=at)
        changes = {"due_at": reading.due_at, "extensions": case.extensions + 1}
        store.close_task(task.id, action="extend", at=at)
        store.add_step(case, _step(case, task, new, at, by), changes)
        issuing.issue_form(case=case, form=Form.APOLOGY, note=new.reason, basis="", at=at, by=by)
        store.update_case(
            case,
            {"promised_at": reading.due_at, "remind_at": clocks.next_look(case, reading)},
        )
        _tell(case, before, at, by)
    return case


def decline_extension(*, task_id: int, at: datetime.datetime, by: Actor) -> Case:
    """Let the promised date stand. Raises NotYourTask, TaskIsClaimed, TaskIsDone."""
    with transaction.atomic():
        locks.wait_at_most()
        case, task = _locked(task_id, by)
        store.close_task(task.id, action="decline", at=at)
        live.touch(f"agency:{task.agency_id}", f"dossier:{case.code}")
    return case


def _locked(task_id: int, by: Actor) -> tuple[Case, Task]:
    case, task = queries.lock_task(task_id)
    if task.kind != EXTENSION:
        raise refusals.NoSuchAction()
    acting.check_may_work(task=task, by=by)
    return case, task


def _step(case: Case, task: Task, new: NewDate, at: datetime.datetime, by: Actor) -> store.NewStep:
    post = moving.post_of(by=by, task=task)
    return store.NewStep(
        action="extend",
        at=at,
        by=by,
        from_stage=case.stage,
        note=new.reason,
        data={"days": new.days},
        post_id=post.post_id if post else None,
        agency_id=post.agency_id if post else None,
        request_key=new.key,
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
