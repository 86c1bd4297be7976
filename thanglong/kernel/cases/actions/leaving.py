"""Ending a dossier from outside its desks: the applicant withdraws, the office stops it."""

import datetime
from collections.abc import Callable

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.cases import parties, queries, refusals, rules
from thanglong.kernel.cases.actions import acting, interlinking, moving
from thanglong.kernel.cases.flow import APPLICANT
from thanglong.kernel.cases.models import Case, Task


def withdraw_case(*, code: str, reason: str, at: datetime.datetime, by: Actor) -> Case:
    """The applicant takes the dossier back before it is decided; of a whole, what is undecided.

    Raises NotYourDossier, CaseIsClosed. Publishes cases.dossier.closed.v1. Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case = queries.lock_case(code)
        parties.check(case=case, by=by, at=at)
        if case.status == "withdrawn":
            return case
        move = _move(rules.withdrawal, case)
        for one in queries.lock_parts(case) if case.has_parts else [case]:
            if (one.decided_at or one.closed_at) is None:
                _leave(case=one, move=move, note=reason, basis="", at=at, by=by)
        if case.has_parts:  # it has followed its parts
            case.refresh_from_db()
    return case


def stop_case(*, task_id: int, reason: str, basis: str, at: datetime.datetime, by: Actor) -> Case:
    """The office ends a dossier that cannot go on; form 05 is issued.

    Raises ReasonMissing, NotYourTask, TaskIsClaimed, CaseIsClosed. Locks: the case.
    """
    if not reason.strip() or not basis.strip():
        raise refusals.ReasonMissing()
    with transaction.atomic():
        locks.wait_at_most()
        case, task = queries.lock_task(task_id)
        by = acting.check_may_work(task=task, at=at, by=by)
        words = moving.Words(note=reason, basis=basis)
        move = _move(rules.stop, case)
        moving.carry_out(case=case, task=task, move=move, words=words, at=at, by=by)
        interlinking.follow(part=case, at=at)
    return case


def stop_unanswered(*, at: datetime.datetime, limit: int = 500) -> int:
    """End dossiers whose applicant has not answered in time, oldest first, at most `limit`.

    Returns how many; call again for the rest. Source: `limit` and `on_limit` of the stage.
    """
    late = Task.objects.filter(role=APPLICANT, closed_at__isnull=True, due_at__lt=at).order_by(
        "due_at"
    )
    codes = list(late.values_list("case__code", flat=True)[:limit])
    stopped = 0
    for code in codes:
        with transaction.atomic():
            case = queries.lock_case(code)
            task = late.filter(case=case).first()
            if task is None:
                continue
            _leave(
                case=case,
                move=_move(rules.stop, case),
                note="no_answer",
                basis="",
                at=at,
                by=SYSTEM,
            )
            stopped += 1
    return stopped


def _leave(
    *, case: Case, move: rules.Move, note: str, basis: str, at: datetime.datetime, by: Actor
) -> None:
    words = moving.Words(note=note, basis=basis)
    moving.carry_out(case=case, task=None, move=move, words=words, at=at, by=by)
    interlinking.follow(part=case, at=at)


def _move(rule: Callable[..., rules.Move], case: Case) -> rules.Move:
    try:
        return rule(status=case.status)
    except rules.Refused as refused:
        raise refusals.BY_RULE[refused.reason]() from refused
