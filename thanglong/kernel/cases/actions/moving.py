"""Carrying out a move: the one place where a case changes its stage."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.base.actor import Actor, HeldPost
from thanglong.kernel.cases import clocks, desks, events, issuing, store
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.rules import Move
from thanglong.kernel.events import actions as facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the actor says with the move; `data` is kept with the step."""

    note: str = ""
    basis: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    request_key: str | None = None


def carry_out(
    *, case: Case, task: Task | None, move: Move, words: Words, at: datetime.datetime, by: Actor
) -> None:
    """Do what a move says to clock, desks, row, history and papers, and tell the house.

    The case is locked by the caller. `task` is the work that this ends; None when the case is
    taken from outside its desks (withdrawal, stop).
    """
    from_stage = case.stage
    _clear_desks(case=case, task=task, move=move, at=at)
    changes = _standing_after(case=case, move=move, at=at)
    changes |= clocks.after(case=case, move=move, words=(words.note, words.basis), at=at, by=by)
    work = None
    if move.to_stage:
        work = _next_work(case=case, move=move, from_task=task, at=at)
        changes["agency_id"] = work.agency_id
        changes["seen_by"] = _seen_by(case, work.agency_id)
    step = _step(case=case, task=task, move=move, words=words, at=at, by=by)
    store.add_step(case, step, changes, work=work)
    issuing.issue_for(case=case, move=move, note=words.note, basis=words.basis, at=at, by=by)
    tell(case=case, move=move, from_stage=from_stage, at=at, by=by)


def tell(*, case: Case, move: Move, from_stage: str, at: datetime.datetime, by: Actor) -> None:
    """Publish what happened, and have the open pages of those concerned look again."""
    subject = f"dossier:{case.code}"
    payload = {
        "code": case.code,
        "action": move.action,
        "from": from_stage,
        "to": move.to_stage,
        "status": move.status,
    }
    told = [(events.DOSSIER_MOVED, payload)]
    if move.decides:
        told.append((events.DOSSIER_DECIDED, {"code": case.code, "outcome": move.outcome}))
    if move.closes:
        told.append((events.DOSSIER_CLOSED, {"code": case.code, "status": move.status}))
    if move.asks_supplement:
        told.append((events.SUPPLEMENT_ASKED, {"code": case.code}))
    for event_type, content in told:
        news = facts.News(
            type=event_type,
            subject=subject,
            payload=content,
            person_id=case.applicant_id,
            touch=(subject, f"agency:{case.agency_id}"),
        )
        facts.announce(news=news, at=at, by=by)


def post_of(*, by: Actor, task: Task | None) -> HeldPost | None:
    """The post in which the actor acts: the one that the task asks for, else his first."""
    if task is not None:
        held = by.post_in(agency_id=task.agency_id, role=task.role)
        if held is not None:
            return held
    return by.posts[0] if by.posts else None


def _clear_desks(*, case: Case, task: Task | None, move: Move, at: datetime.datetime) -> None:
    if task is None or move.closes or move.decides:
        store.close_open_tasks(case, action=move.action, at=at)
    else:
        store.close_task(task.id, action=move.action, at=at)


def _standing_after(*, case: Case, move: Move, at: datetime.datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"status": move.status, "stage": move.to_stage}
    if move.action == "accept" and case.received_at is None:
        changes |= {"received_at": at, "promised_at": case.due_at}
    if move.decides:
        changes |= {"outcome": move.outcome, "decided_at": at}
    if move.closes:
        changes["closed_at"] = at
    if move.asks_supplement:
        changes["supplements"] = case.supplements + 1
    return changes


def _next_work(
    *, case: Case, move: Move, from_task: Task | None, at: datetime.datetime
) -> store.NewTask:
    """What lies on the next desk. Raises NobodyOnDesk."""
    flow = Flow.of(case)
    by, due = flow.by(move.to_stage), flow.due(move.to_stage)
    if by == APPLICANT:
        agency_id = from_task.agency_id if from_task else case.agency_id
        desk = desks.Desk(agency_id=agency_id, role=APPLICANT)
    else:
        desk = desks.desk_of_case(by, case=case, at=at)
    due_at, allowed = clocks.stage_time(start=at, budget=due, calendar=clocks.calendar_now(case))
    return store.NewTask(
        stage=move.to_stage,
        agency_id=desk.agency_id,
        role=desk.role,
        due_at=due_at,
        allowed_minutes=allowed,
    )


def _seen_by(case: Case, agency_id: int) -> list[int]:
    """Who may see the dossier: also the agency to which it comes."""
    return case.seen_by if agency_id in case.seen_by else [*case.seen_by, agency_id]


def _step(
    *, case: Case, task: Task | None, move: Move, words: Words, at: datetime.datetime, by: Actor
) -> store.NewStep:
    post = post_of(by=by, task=task)
    used = None
    if task is not None:
        used = clocks.worked_minutes(
            start=task.opened_at, end=at, calendar=clocks.calendar_now(case)
        )
    return store.NewStep(
        action=move.action,
        at=at,
        by=by,
        from_stage=case.stage,
        note=words.note,
        data=words.data | ({"basis": words.basis} if words.basis else {}),
        opened_at=task.opened_at if task else None,
        allowed_minutes=task.allowed_minutes if task else None,
        used_minutes=used,
        post_id=post.post_id if post else None,
        agency_id=post.agency_id if post else None,
        request_key=words.request_key,
    )
