"""Asking other agencies for their opinion while the case stays where it is."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import clocks, desks, events, queries, refusals, store
from thanglong.kernel.cases.actions import acting, moving
from thanglong.kernel.cases.definition.format import Consult
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.events import actions as facts
from thanglong.kernel.events import live

OPINION_MAX = 4000


def ask_opinion(
    *, task_id: int, consult: str, question: str, at: datetime.datetime, by: Actor
) -> Case:
    """Put the question on the other agency's desk, with the time that the procedure gives it.

    consult: the id in the stage's `consult`. Asking again while the answer is out changes nothing.
    Raises NotYourTask, TaskIsClaimed, TaskIsDone, NoSuchAction, MessageIsEmpty. Locks: the case.
    """
    _check_text(question)
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        by = acting.check_may_work(task=task, at=at, by=by)
        asked = _defined(case, consult, at)
        if case.tasks.filter(kind="consultation", stage=consult, closed_at__isnull=True).exists():
            return case
        desk = desks.desk_of_case(asked.to, case=case, at=at)
        due_at, allowed = clocks.stage_time(
            start=at, budget=asked.due, calendar=clocks.calendar_now(case)
        )
        store.open_task(
            case,
            store.NewTask(
                kind="consultation",
                stage=consult,
                agency_id=desk.agency_id,
                role=desk.role,
                due_at=due_at,
                allowed_minutes=allowed,
                question=question,
            ),
            at,
        )
        store.update_case(case, {"seen_by": sorted({*case.seen_by, desk.agency_id})})
        _note(case, task, _Note("consult", question, consult), at=at, by=by)
        live.touch(f"agency:{desk.agency_id}")
    return case


def give_opinion(*, task_id: int, opinion: str, at: datetime.datetime, by: Actor) -> Case:
    """The asked agency answers. Raises NotYourTask, TaskIsClaimed, TaskIsDone, MessageIsEmpty."""
    _check_text(opinion)
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        if task.kind != "consultation":
            raise refusals.NoSuchAction()
        by = acting.check_may_work(task=task, at=at, by=by)
        store.close_task(task.id, action="opinion", at=at, opinion=opinion)
        _note(case, task, _Note("opinion", opinion, task.stage), at=at, by=by)
    return case


def recall_opinion(*, task_id: int, consult: str, at: datetime.datetime, by: Actor) -> Case:
    """The desk that asked goes on without the answer; the question and its recall stay on record.

    task_id: of the stage. Raises NotYourTask, TaskIsClaimed, TaskIsDone, NoSuchAction.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        by = acting.check_may_work(task=task, at=at, by=by)
        asked = case.tasks.filter(
            kind="consultation", stage=consult, closed_at__isnull=True
        ).first()
        if asked is None:
            raise refusals.NoSuchAction()
        store.close_task(asked.id, action="recalled", at=at)
        _note(case, task, _Note("recall", "", consult), at=at, by=by)
        live.touch(f"agency:{asked.agency_id}")
    return case


def _defined(case: Case, consult: str, at: datetime.datetime) -> Consult:
    found = next((one for one in desks.consults_of(case, at=at) if one.id == consult), None)
    if found is None:
        raise refusals.NoSuchAction()
    return found


def _check_text(text: str) -> None:
    if not text.strip() or len(text) > OPINION_MAX:
        raise refusals.MessageIsEmpty(limit=OPINION_MAX)


@dataclass(frozen=True, slots=True)
class _Note:
    """What is written into the history."""

    action: str
    text: str
    consult: str


def _note(case: Case, task: Task, note: _Note, *, at: datetime.datetime, by: Actor) -> None:
    post = moving.post_of(by=by, task=task)
    is_answer = task.kind == "consultation"
    used = clocks.worked_minutes(start=task.opened_at, end=at, calendar=clocks.calendar_now(case))
    store.add_step(
        case,
        store.NewStep(
            action=note.action,
            at=at,
            by=by,
            from_stage=task.stage,
            note=note.text,
            data={"consult": note.consult},
            opened_at=task.opened_at if is_answer else None,
            allowed_minutes=task.allowed_minutes if is_answer else None,
            used_minutes=used if is_answer else None,
            post_id=post.post_id if post else None,
            agency_id=post.agency_id if post else None,
        ),
    )
    facts.publish(
        events.DOSSIER_MOVED,
        subject=f"dossier:{case.code}",
        payload={
            "code": case.code,
            "action": note.action,
            "from": task.stage,
            "to": case.stage,
            "status": case.status,
        },
        at=at,
        by=by,
        person_id=case.applicant_id,
    )
    live.touch(f"dossier:{case.code}", f"agency:{case.agency_id}")
