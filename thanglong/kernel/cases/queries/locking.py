"""Reading a case to change it: always locked, always the case before its tasks."""

import datetime

from django.db.models import Subquery

from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import rules
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case, Supplement, Task
from thanglong.kernel.people import queries as people


def lock_case(code: str) -> Case:
    """The case, locked until the transaction ends. Raises NotFound."""
    case = Case.objects.select_for_update(of=("self",)).filter(code=code).first()
    if case is None:
        raise NotFound()
    return case


def lock_task(task_id: int) -> tuple[Case, Task]:
    """The case of a task, locked, and then the task as it is under that lock. Raises NotFound."""
    of_task = Task.objects.filter(id=task_id).values("case_id")  # a task never changes its case
    case = Case.objects.select_for_update(of=("self",)).filter(id=Subquery(of_task)).first()
    if case is None:
        raise NotFound()
    task = Task.objects.get(id=task_id)
    task.case = case
    return case, task


def standing(*, case: Case, leads: bool) -> rules.Standing:
    """The case as the rules see it; `leads`: the actor signs for the agency."""
    flow = Flow.of(case)
    return rules.Standing(
        stage=flow.stage(case.stage),
        status=case.status,
        delivery=case.delivery,
        supplements=case.supplements,
        waiting_stage=flow.waiting_stage,
        back_to=_back_to(case),
        was_received=case.received_at is not None,
        open_consultations=_open_consultations(case, flow),
        leads=leads,
    )


def _back_to(case: Case) -> str:
    """The stage that asked for the last supplement; no query where nobody ever asked."""
    if not case.supplements:
        return ""
    asked = Supplement.objects.filter(case=case).order_by("-number")
    return asked.values_list("back_to", flat=True).first() or ""


def _open_consultations(case: Case, flow: Flow) -> int:
    if not any(stage.consult for stage in flow.stages.values()):
        return 0
    return Task.objects.filter(
        case=case, kind="consultation", closed_at__isnull=True
    ).count()


def claimer_name(task: Task) -> str:
    """The name of whoever has claimed the task."""
    return str(task.claimed_by.person) if task.claimed_by else ""


def colleague_name(*, task: Task, account_id: int, at: datetime.datetime) -> str | None:
    """The name of a colleague who holds the post of the task at that instant; None otherwise."""
    actor = people.actor_for_account(account_id=account_id, at=at)
    holds = actor.post_in(agency_id=task.agency_id, role=task.role)
    return actor.name if holds else None
