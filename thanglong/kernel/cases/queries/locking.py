"""Reading a case to change it: always locked, always the case before its tasks."""

import datetime
from typing import Any

import orjson
from django.db import connection, models

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import rules
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case, Supplement, Task
from thanglong.kernel.people import queries as people

# The hot path of every action: written out, because composing these costs more than running them.
_CASE_FIELDS = [one.attname for one in Case._meta.concrete_fields]
_TASK_FIELDS = [one.attname for one in Task._meta.concrete_fields]
_JSON_FIELDS = {
    one.attname for one in Case._meta.concrete_fields if isinstance(one, models.JSONField)
}
# A task never changes its case, nor a case its whole, so they can be locked by way of them. The
# whole of a part is locked with it and, being older, before it (ADR 0024).
_LOCK = (
    f"SELECT {', '.join(_CASE_FIELDS)} FROM cases_case "  # noqa: S608 - constants only
    "WHERE id = ANY(ARRAY(SELECT unnest(ARRAY[c.parent_id, c.id]) FROM {})) ORDER BY id FOR UPDATE"
)
_BY_TASK = _LOCK.format("cases_task t JOIN cases_case c ON c.id = t.case_id WHERE t.id = %s")
_BY_CODE = _LOCK.format("cases_case c WHERE c.code = %s")
_TASK = f"SELECT {', '.join(_TASK_FIELDS)} FROM cases_task WHERE id = %s"  # noqa: S608
_TASK_OF = f"""
SELECT {", ".join(_TASK_FIELDS)} FROM cases_task
WHERE case_id = %s AND kind = 'stage' AND closed_at IS NULL ORDER BY id LIMIT 1
"""  # noqa: S608 - constants only
_OPINIONS_OUT = """
SELECT count(*) FROM cases_task
WHERE case_id = %s AND kind = 'consultation' AND closed_at IS NULL
"""


def lock_case(code: str) -> Case:
    """The case, locked until the transaction ends, a part with its whole. Raises NotFound."""
    return _locked(_BY_CODE, code)


def lock_parts(whole: Case) -> list[Case]:
    """The parts of a whole that is locked already, locked too, in the order of their beginning."""
    parts = Case.objects.select_for_update(of=("self",)).filter(parent=whole)
    return list(parts.order_by("id"))


def lock_task(task_id: int) -> tuple[Case, Task]:
    """The case of a task, locked, and then the task as it is under that lock. Raises NotFound."""
    case = _locked(_BY_TASK, task_id)
    with connection.cursor() as cursor:
        cursor.execute(_TASK, [task_id])
        task_row = cursor.fetchone()
    task = Task.from_db("default", _TASK_FIELDS, task_row)
    task.case = case
    return case, task


def task_of(case: Case) -> Task | None:
    """The open work for which a case waits, as it is now, unlocked; None when it waits for none."""
    with connection.cursor() as cursor:
        cursor.execute(_TASK_OF, [case.id])
        row = cursor.fetchone()
    return Task.from_db("default", _TASK_FIELDS, row) if row else None


def _locked(statement: str, key: str | int) -> Case:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        rows = cursor.fetchall()
    if not rows:
        raise NotFound()
    return Case.from_db("default", _CASE_FIELDS, _with_json(rows[-1]))


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
    with connection.cursor() as cursor:
        cursor.execute(_OPINIONS_OUT, [case.id])
        count: int = cursor.fetchone()[0]
    return count


def _with_json(row: tuple[Any, ...]) -> list[Any]:
    """The row with its JSON columns read."""
    return [
        orjson.loads(value) if name in _JSON_FIELDS else value
        for name, value in zip(_CASE_FIELDS, row, strict=True)
    ]


def is_held(*, task: Task, by: Actor, at: datetime.datetime) -> bool:
    """Whether a colleague's claim keeps this actor off a task.

    A claim binds only as long as whoever claimed it is there and holds the post: work does not
    wait for somebody who is away, nor for a deputy whose days are over.
    """
    claimer = task.claimed_by_id
    if claimer is None or claimer == by.account_id:
        return False
    is_there = not people.is_away(account_id=claimer, at=at)
    held = people.posts_held(account_id=claimer, at=at)
    return is_there and any(
        (one.agency_id, one.role) == (task.agency_id, task.role) for one in held
    )


def claimer_name(task: Task) -> str:
    """The name of whoever has claimed the task."""
    return str(task.claimed_by.person) if task.claimed_by else ""


def colleague_name(*, task: Task, account_id: int, at: datetime.datetime) -> str | None:
    """The name of a colleague who holds the post of the task at that instant; None otherwise."""
    actor = people.actor_for_account(account_id=account_id, at=at)
    holds = actor.post_in(agency_id=task.agency_id, role=task.role)
    return actor.name if holds else None
