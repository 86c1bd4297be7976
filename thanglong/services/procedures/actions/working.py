"""Working on one task, whatever the action: one of its stage, or one that every desk has."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import refusals

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOrder:
    """What is to be done with a task. findings: what was found, for an action of the stage.

    consult: for `consult` and `recall`; to_account_id: for `pass_on`; key: once only.
    """

    action: str
    note: str = ""
    basis: str = ""
    verdicts: tuple[cases.Verdict, ...] = ()
    findings: Mapping[str, Any] = field(default_factory=dict)
    consult: str = ""
    to_account_id: int | None = None
    key: str | None = None


def claim(*, task_id: int, at: datetime.datetime, by: Actor) -> "Task":
    """Take a task on oneself. Raises NotFound for strangers, and what claiming raises."""
    with hidden_from_strangers(task_id, by):
        return cases.claim_task(task_id=task_id, at=at, by=by)


def release(*, task_id: int, at: datetime.datetime, by: Actor) -> "Task":
    """Put a task back. Raises NotFound for strangers, and what releasing raises."""
    with hidden_from_strangers(task_id, by):
        return cases.release_task(task_id=task_id, at=at, by=by)


def work_on(*, task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    """Do one thing with a task. Raises NotFound for strangers, and what the action raises."""
    with hidden_from_strangers(task_id, by):
        return _DO.get(order.action, _act)(task_id, order, at, by)


@contextmanager
def hidden_from_strangers(task_id: int, by: Actor) -> Iterator[None]:
    """Whoever may not see the dossier learns nothing of it, not even that it is there."""
    try:
        yield
    except (refusals.NotYourTask, refusals.TaskIsDone, refusals.TaskIsClaimed):
        if not case_queries.sees_task(task_id=task_id, by=by):
            raise NotFound() from None
        raise


def _act(task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    request = cases.Request(
        action=order.action,
        note=order.note,
        basis=order.basis,
        verdicts=order.verdicts,
        findings=order.findings,
        key=order.key,
    )
    return cases.act(task_id=task_id, request=request, at=at, by=by)


def _stop(task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    return cases.stop_case(task_id=task_id, reason=order.note, basis=order.basis, at=at, by=by)


def _consult(task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    return cases.ask_opinion(
        task_id=task_id, consult=order.consult, question=order.note, at=at, by=by
    )


def _opinion(task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    return cases.give_opinion(task_id=task_id, opinion=order.note, at=at, by=by)


def _recall(task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    return cases.recall_opinion(task_id=task_id, consult=order.consult, at=at, by=by)


def _pass_on(task_id: int, order: TaskOrder, at: datetime.datetime, by: Actor) -> "Case":
    if order.to_account_id is None:
        raise refusals.NotYourTask()
    task = cases.pass_on(task_id=task_id, to_account_id=order.to_account_id, at=at, by=by)
    case: Any = task.case
    return case  # type: ignore[no-any-return]


_Do = Callable[[int, TaskOrder, datetime.datetime, Actor], "Case"]
_DO: dict[str, _Do] = {
    "stop": _stop,
    "consult": _consult,
    "opinion": _opinion,
    "recall": _recall,
    "pass_on": _pass_on,
}
