"""What officers do with many pieces of work at once, each in its own transaction."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases

TASKS_MAX = 500


class NothingChosen(CityError):
    """No row was ticked, or no action."""

    code = "procedures.nothing_chosen"
    status = 422
    message = _("Please tick at least one dossier and choose what to do with them.")


class TooManyChosen(CityError):
    """More rows than one bulk order takes."""

    code = "procedures.too_many_chosen"
    status = 422
    message = _("At most %(limit)s dossiers at once. Please choose fewer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing to do with many tasks. action: claim, release, pass_on or an action of a stage.

    key: the same order again changes nothing. to_account_id: for pass_on.
    """

    key: uuid.UUID
    action: str
    note: str = ""
    to_account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one task: done, or refused and why."""

    task_id: int
    code: str
    refusal: str = ""


def check_order(*, action: str, task_ids: Iterable[int]) -> None:
    """Raises NothingChosen, TooManyChosen."""
    count = len(set(task_ids))
    if not action or not count:
        raise NothingChosen()
    if count > TASKS_MAX:
        raise TooManyChosen(limit=TASKS_MAX)


def do_many(
    *, order: Order, tasks: Iterable[tuple[int, str]], at: datetime.datetime, by: Actor
) -> list[Outcome]:
    """Do one thing with these tasks, one after the other; what is refused does not stop the rest.

    tasks: (id of the task, code of its dossier).
    """
    return [_outcome(task_id, code, order, at, by) for task_id, code in tasks]


def _outcome(task_id: int, code: str, order: Order, at: datetime.datetime, by: Actor) -> Outcome:
    try:
        _DO.get(order.action, _act)(task_id, order, at, by)
    except CityError as refusal:
        return Outcome(task_id=task_id, code=code, refusal=str(refusal))
    return Outcome(task_id=task_id, code=code)


def _claim(task_id: int, order: Order, at: datetime.datetime, by: Actor) -> None:
    cases.claim_task(task_id=task_id, at=at, by=by)


def _release(task_id: int, order: Order, at: datetime.datetime, by: Actor) -> None:
    cases.release_task(task_id=task_id, at=at, by=by)


def _pass_on(task_id: int, order: Order, at: datetime.datetime, by: Actor) -> None:
    to = order.to_account_id or 0
    cases.pass_on(task_id=task_id, to_account_id=to, at=at, by=by)


def _act(task_id: int, order: Order, at: datetime.datetime, by: Actor) -> None:
    request = cases.Request(
        action=order.action, note=order.note, key=f"bulk:{order.key.hex}:{task_id}"
    )
    cases.act(task_id=task_id, request=request, at=at, by=by)


_Do = Callable[[int, Order, datetime.datetime, Actor], None]
_DO: dict[str, _Do] = {"claim": _claim, "release": _release, "pass_on": _pass_on}
