"""Asking the applicant once for everything that is missing, and taking the answer."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import parties, queries, refusals, rules, scopes, store
from thanglong.kernel.cases.actions import interlinking, moving
from thanglong.kernel.cases.actions.papers import GivenPaper, add_papers
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.models import Case, Supplement, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the office says of one requirement (`need:ID` or `page:ID`)."""

    requirement: str
    is_fulfilled: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the applicant sends back: changed answers and new papers."""

    answers: dict[str, Any]
    papers: tuple[GivenPaper, ...] = ()
    note: str = ""
    key: str | None = None


def prepare(
    *,
    case: Case,
    task: Task,
    move: rules.Move,
    verdicts: tuple[Verdict, ...],
    at: datetime.datetime,
    by: Actor,
) -> dict[str, Any]:
    """Write the request to supplement that goes with a move, if it is one.

    Returns what the step keeps of it. Raises VerdictMissing when a requirement has no verdict or a
    missing one no reason, NothingWanting when all are fulfilled.
    Source: one request, in writing, complete ([M]; form 02 [S]).
    """
    if move.action == "approve_supplement":
        pending = case.supplement_requests.get(number=case.supplements + 1)
        return {"number": pending.number, "verdicts": pending.verdicts}
    if move.action != "supplement":
        return {}
    _check(case=case, verdicts=verdicts)
    kept = [asdict(verdict) for verdict in verdicts]
    number = case.supplements + 1
    Supplement.objects.update_or_create(
        case=case,
        number=number,
        defaults={
            "asked_at": at,
            "asked_by_id": by.account,
            "agency_id": task.agency_id,
            "back_to": case.stage,
            "verdicts": kept,
        },
    )
    return {"number": number, "verdicts": kept}


def answer_supplement(*, code: str, answer: Answer, at: datetime.datetime, by: Actor) -> Case:
    """The applicant completes the dossier; it goes back to the desk that asked, the clock runs on.

    Only what was found wanting may change. Raises NotYourDossier, TaskIsDone, BadInput.
    Publishes cases.dossier.moved.v1. Locks: the case.
    """
    with transaction.atomic():
        locks.wait_at_most()
        case = queries.lock_case(code)
        parties.check(case=case, by=by, at=at)
        if answer.key and case.steps.filter(request_key=answer.key).exists():
            return case
        task = case.tasks.filter(role=APPLICANT, closed_at__isnull=True).first()
        if task is None:
            raise refusals.TaskIsDone()
        request = case.supplement_requests.get(number=case.supplements)
        _take(case=case, request=request, answer=answer, at=at, by=by)
        move = rules.move(standing=queries.standing(case=case, leads=False), action="resubmit")
        moving.carry_out(
            case=case,
            task=task,
            move=move,
            words=moving.Words(
                note=answer.note,
                data={"number": request.number, "papers": len(answer.papers)},
                request_key=answer.key,
            ),
            at=at,
            by=by,
        )
        interlinking.follow(part=case, at=at)
    return case


def _check(*, case: Case, verdicts: tuple[Verdict, ...]) -> None:
    wanted = set(scopes.requirements(case))
    given = {verdict.requirement for verdict in verdicts}
    if wanted - given or any(
        not verdict.is_fulfilled and not verdict.reason.strip() for verdict in verdicts
    ):
        raise refusals.VerdictMissing()
    if all(verdict.is_fulfilled for verdict in verdicts):
        raise refusals.NothingWanting()


def _take(
    *, case: Case, request: Supplement, answer: Answer, at: datetime.datetime, by: Actor
) -> None:
    wanting = {
        verdict["requirement"] for verdict in request.verdicts if not verdict["is_fulfilled"]
    }
    allowed = scopes.fields_of(case, pages={name for name in wanting if name.startswith("page:")})
    changed = {key: value for key, value in answer.answers.items() if key in allowed}
    papers = tuple(one for one in answer.papers if f"{scopes.NEED}{one.need}" in wanting)
    missing = [
        Problem(name, "required")
        for name in sorted(wanting)
        if name.startswith("need:")
        and not any(paper.need == name.removeprefix("need:") for paper in papers)
    ]
    if missing:
        raise BadInput(problems=missing, definition=Flow.of(case).definition)
    if changed:
        typed = scopes.validated(case=case, answers={**case.answers, **changed})
        store.update_case(case, {"answers": typed})
    add_papers(case=case, papers=papers, round_number=request.number, at=at, by=by)
    kept = {name: case.answers[name] for name in changed if name in case.answers}
    interlinking.give_back(part=case, answers=kept, papers=papers, at=at)
    request.answered_at = at
    request.save(update_fields=["answered_at"])
