"""Acting on a task: claim, release, pass on, and the actions of its stage."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries, refusals, rules, store
from thanglong.kernel.cases.actions import finding, interlinking, moving, supplements
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case, Step, Task
from thanglong.kernel.events import live
from thanglong.kernel.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an officer asks for: the action, his words, and a verdict on every requirement.

    findings: what he found, by the ids that the stage finds.
    key: the same key again changes nothing and gives the same answer.
    """

    action: str
    note: str = ""
    basis: str = ""
    verdicts: tuple[supplements.Verdict, ...] = ()
    findings: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None


def act(*, task_id: int, request: Request, at: datetime.datetime, by: Actor) -> Case:
    """Take an action of the stage that a task stands for.

    Raises TaskIsDone, NotYourTask, TaskIsClaimed, NoSuchAction, OpinionsAreOut, ReasonMissing,
    VerdictMissing; FindingsWrong and FindingsMissing for what was found.
    Publishes cases.dossier.moved.v1 and what follows from it.
    Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        if task.closed_at is not None and _is_repeated(case=case, key=request.key):
            return case
        by = check_may_work(task=task, at=at, by=by)
        if task.kind != "stage":  # whoever is asked for an opinion does not decide
            raise refusals.NoSuchAction()
        standing = queries.standing(case=case, leads=task.role in rules.LEADING_ROLES)
        move = _move(standing=standing, action=request.action)
        _check_words(request)
        data = supplements.prepare(
            case=case, task=task, move=move, verdicts=request.verdicts, at=at, by=by
        )
        data |= finding.prepare(case=case, move=move, given=request.findings, at=at)
        moving.carry_out(
            case=case,
            task=task,
            move=move,
            words=moving.Words(
                note=request.note, basis=request.basis, data=data, request_key=request.key
            ),
            at=at,
            by=by,
        )
        interlinking.follow(part=case, at=at)
    return case


def claim_task(*, task_id: int, at: datetime.datetime, by: Actor) -> Task:
    """Take a task on oneself; claiming what one has already claimed changes nothing.

    Raises TaskIsDone, NotYourTask, TaskIsClaimed. Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        by = check_may_work(task=task, at=at, by=by)
        if task.claimed_by_id != by.account_id:
            _set_claim(task, account_id=by.account_id, at=at)
            _note(case=case, task=task, action="claim", at=at, by=by)
    return task


def release_task(*, task_id: int, at: datetime.datetime, by: Actor) -> Task:
    """Put a claimed task back on the desk of the team.

    The claimer may, whoever leads or supervises in the same agency, and on the same desk everybody
    while the claimer is not there; what nobody has claimed stays as it is.
    Raises TaskIsDone, NotYourTask. Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        check_open(task)
        mine = _holds(task=task, by=by) and not queries.is_held(task=task, by=by, at=at)
        is_claimer = task.claimed_by_id == by.account_id
        if not (mine or is_claimer or may_rebalance(task=task, by=by)):
            raise refusals.NotYourTask()
        if task.claimed_by_id is not None:
            _set_claim(task, account_id=None, at=None)
            _note(case=case, task=task, action="release", at=at, by=by)
    return task


def pass_on(*, task_id: int, to_account_id: int, at: datetime.datetime, by: Actor) -> Task:
    """Give a task to a colleague who holds the same post.

    Raises TaskIsDone, NotYourTask (also when the colleague does not hold the post).
    Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        check_open(task)
        mine = _holds(task=task, by=by) and not queries.is_held(task=task, by=by, at=at)
        if not mine and not may_rebalance(task=task, by=by):
            raise refusals.NotYourTask()
        name = queries.colleague_name(task=task, account_id=to_account_id, at=at)
        if name is None:
            raise refusals.NotYourTask()
        _set_claim(task, account_id=to_account_id, at=at)
        _note(case=case, task=task, action="pass_on", at=at, by=by, to=name)
    return task


def check_may_work(*, task: Task, at: datetime.datetime, by: Actor) -> Actor:
    """The task is open, the actor holds its post now, and no colleague who is there has claimed it.

    Returns the actor as the holder of that post: steps, papers and the trail name it.
    """
    check_open(task)
    if not _holds(task=task, by=by):
        raise refusals.NotYourTask()
    if queries.is_held(task=task, by=by, at=at):
        raise refusals.TaskIsClaimed(name=queries.claimer_name(task))
    return by.acting_as(by.post_in(agency_id=task.agency_id, role=task.role))


def check_open(task: Task) -> None:
    """Raises TaskIsDone when the task is off the desk."""
    if task.closed_at is not None:
        raise refusals.TaskIsDone()


def may_rebalance(*, task: Task, by: Actor) -> bool:
    """Whether the actor leads or supervises the agency of the task, or the one above it."""
    over = units.agencies_over(task.agency_id)
    roles = {*rules.LEADING_ROLES, "supervisor", "head"}
    return any(post.role in roles and post.agency_id in over for post in by.posts)


def _holds(*, task: Task, by: Actor) -> bool:
    return by.post_in(agency_id=task.agency_id, role=task.role) is not None


def _move(*, standing: rules.Standing, action: str) -> rules.Move:
    try:
        return rules.move(standing=standing, action=action)
    except rules.Refused as refused:
        raise refusals.BY_RULE[refused.reason]() from refused


def _check_words(request: Request) -> None:
    lacks_note = request.action in rules.NEEDS_NOTE and not request.note.strip()
    lacks_basis = request.action in rules.NEEDS_BASIS and not request.basis.strip()
    if lacks_note or lacks_basis:
        raise refusals.ReasonMissing()


def _is_repeated(*, case: Case, key: str | None) -> bool:
    return key is not None and Step.objects.filter(case=case, request_key=key).exists()


def _begins_work(*, case: Case, task: Task) -> bool:
    return case.status == "received" and task.stage != Flow.of(case).first


def _set_claim(task: Task, *, account_id: int | None, at: datetime.datetime | None) -> None:
    task.claimed_by_id, task.claimed_at = account_id, at
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET claimed_by_id = %s, claimed_at = %s WHERE id = %s",
            [account_id, at, task.id],
        )


def _note(
    *, case: Case, task: Task, action: str, at: datetime.datetime, by: Actor, to: str = ""
) -> None:
    """Write down who has the work now. The first claim after the reception begins the process."""
    post = moving.post_of(by=by, task=task)
    begins = action == "claim" and _begins_work(case=case, task=task)
    store.add_step(
        case,
        store.NewStep(
            action=action,
            at=at,
            by=by,
            from_stage=case.stage,
            data={"to": to} if to else {},
            post_id=post.post_id if post else None,
            agency_id=post.agency_id if post else None,
        ),
        {"status": "in_process"} if begins else None,
    )
    live.touch(f"agency:{task.agency_id}", f"dossier:{case.code}")
