"""The work of officers: the inbox, claiming, and the actions of a stage."""

import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from thanglong.kernel.base import clock, text
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases.flow import flow_of_revision
from thanglong.kernel.web import api, cursors
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.once import key_of, once
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import actions, permissions
from thanglong.services.procedures.api import bodies, payloads, telling

router = Router(tags=["Desk"])
View = Literal["mine", "team", "late", "today", "waiting", "consulted"]
TaskId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/inbox", response=payloads.Inbox)
@requires(permissions.DESK)
def read_inbox(
    request: HttpRequest,
    view: View = "team",
    procedure: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=api.PAGE_MAX)] = 50,
    cursor: str | None = None,
) -> HttpResponse:
    """The open work of the posts held now, the most urgent first."""
    by, now = actor_of(request), clock.now()
    after = cursors.place(cursor, count=2)
    show = case_queries.Filter(
        view=view,
        procedure=procedure,
        words=text.fold(q),
        after=_after(after) if after else None,
        limit=limit + 1,
    )
    found = case_queries.inbox(by=by, show=show, now=now)
    rows, following = cursors.cut(found, limit=limit, after=_place)
    zone, words = clock.zone(), language()
    items = [_line(row, account_id=by.account_id, now=now, zone=zone, words=words) for row in rows]
    return api.answer(payloads.Inbox(items=items, next_cursor=following))


@router.post("/tasks/{task_id}/claim", response=payloads.Claim)
@requires(permissions.DESK)
def claim_task(request: HttpRequest, task_id: TaskId) -> HttpResponse:
    """Take a task on oneself; 409 with the colleague's name when he has it."""

    def make() -> HttpResponse:
        by = actor_of(request)
        task = actions.claim(task_id=task_id, at=clock.now(), by=by)
        return api.answer(telling.claim(task, code=task.case.code, by=by))

    return once(request, make)


@router.post("/tasks/{task_id}/release", response=payloads.Claim)
@requires(permissions.DESK)
def release_task(request: HttpRequest, task_id: TaskId) -> HttpResponse:
    """Put a task back on the desk of the team."""

    def make() -> HttpResponse:
        by = actor_of(request)
        task = actions.release(task_id=task_id, at=clock.now(), by=by)
        return api.answer(telling.claim(task, code=task.case.code, by=by))

    return once(request, make)


@router.post("/tasks/{task_id}/actions/{action}", response=payloads.Standing)
@requires(permissions.DESK)
def act_on_task(
    request: HttpRequest,
    task_id: TaskId,
    action: Annotated[str, Path(max_length=40)],
    body: bodies.ActionTaken | None = None,
) -> HttpResponse:
    """Take an action of the stage (`accept`, `supplement`, `propose`, …), or one that every desk
    has: `stop`, `pass_on`, `consult`, `recall`, `opinion`.
    """
    given = body or bodies.ActionTaken()
    order = actions.TaskOrder(
        action=action,
        note=given.note,
        basis=given.basis,
        verdicts=tuple(
            cases.Verdict(
                requirement=one.requirement, is_fulfilled=one.is_fulfilled, reason=one.reason
            )
            for one in given.verdicts
        ),
        findings=given.findings,
        consult=given.consult,
        to_account_id=given.to_account,
        key=key_of(request),
    )

    def make() -> HttpResponse:
        case = actions.work_on(task_id=task_id, order=order, at=clock.now(), by=actor_of(request))
        return api.answer(telling.standing(case))

    return once(request, make)


def _after(values: list[object]) -> tuple[datetime.datetime | None, int]:
    due, task_id = str(values[0]), int(str(values[1]))
    return (datetime.datetime.fromisoformat(due) if due else None), task_id


def _place(row: case_queries.InboxRow) -> list[object]:
    due = row.task_due_at.isoformat() if row.task_due_at else ""
    return [due, row.task_id]


def _line(
    row: case_queries.InboxRow,
    *,
    account_id: int | None,
    now: datetime.datetime,
    zone: datetime.tzinfo,
    words: str,
) -> payloads.InboxLine:
    text = flow_of_revision(row.revision_id).definition.words(words)
    is_late = row.paused_at is None and row.due_at is not None and row.due_at < now
    return payloads.InboxLine(
        task=row.task_id,
        kind=row.kind,
        stage=row.stage,
        stage_title=text.stages.get(row.stage) or text.consult.get(row.stage) or row.stage,
        role=row.role,
        opened_at=row.opened_at.astimezone(zone),
        task_due_at=row.task_due_at.astimezone(zone) if row.task_due_at else None,
        claimed_by=row.claimed_by_name,
        is_mine=row.claimed_by_id is not None and row.claimed_by_id == account_id,
        code=row.code,
        procedure=row.procedure,
        title=text.title,
        applicant_name=row.applicant_name,
        channel=row.channel,
        status=row.status,
        national_code=telling.national_code(row.status),
        filed_at=row.filed_at.astimezone(zone),
        due_at=row.due_at.astimezone(zone) if row.due_at else None,
        is_late=is_late,
        is_paused=row.paused_at is not None,
        supplements=row.supplements,
    )
