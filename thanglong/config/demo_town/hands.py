"""What officers and applicants of the town do with a dossier, by the actions of the screens."""

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from thanglong.config.demo_town import answers, haste, papers
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, scopes
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.rules import goes_on

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task

BLURRED = "Bản chụp bị mờ, không đọc được. Xin ông/bà chụp lại rõ hơn."
UNCLEAR = "Thông tin chưa khớp với giấy tờ. Xin ông/bà xem và sửa lại giúp."
SENT_BACK = "Dự thảo còn thiếu căn cứ, đề nghị rà soát lại."
QUESTION = "Đề nghị cho ý kiến về hồ sơ này theo lĩnh vực phụ trách."
OPINION = "Đã kiểm tra, không có vướng mắc."


class NothingFound(RuntimeError):
    """No scenario has findings with which a dossier can go on: a fault in the pack or here."""


def forward(case: "Case", task: "Task") -> str:
    """The action with which an officer lets a dossier go on to the next desk, or to its end."""
    arcs = Flow.of(case).stage(task.stage).actions
    return next(name for name, target in arcs.items() if goes_on(action=name, target=target))


def finds_for(case: "Case", *, at: datetime.datetime) -> tuple[answers.Found, ...]:
    """What officers may find in a dossier at an instant, by its procedure's scenarios."""
    definition, day = Flow.of(case).definition, answers.Day(clock.local(at).date())
    return tuple(
        answers.told_findings(definition=definition, story=one, on=day)
        for one in answers.stories(definition.procedure.slug)
        if one.findings
    )


def act(
    *,
    case: "Case",
    task: "Task",
    action: str,
    finds: tuple[answers.Found, ...],
    at: datetime.datetime,
    by: Actor,
) -> "Case":
    """Act with what the officer found: the first of `finds` that fits. Raises NothingFound."""
    request = _request(case, action)
    if not Flow.of(case).takes_findings(task.stage, action):
        with haste.attempt():
            return cases.act(task_id=task.id, request=request, at=at, by=by)
    why = ""
    known = [one.get(task.stage, {}) for one in finds]
    for found in (*known[:1], {}, *known[1:]):
        try:
            with haste.attempt():
                told = replace(request, findings=found)
                return cases.act(task_id=task.id, request=told, at=at, by=by)
        except BadInput as refusal:
            why = ", ".join(f"{one.field} {one.code}" for one in refusal.details["problems"])
    raise NothingFound(f"{case.code} ({case.procedure}): nothing to find at {task.stage}: {why}.")


def complete(case: "Case", *, at: datetime.datetime, by: Actor) -> "Case":
    """The applicant sends what he was asked for."""
    request = queries.supplements_of(case)[-1]
    needs = tuple(
        one["requirement"].removeprefix(scopes.NEED)
        for one in request.verdicts
        if not one["is_fulfilled"] and one["requirement"].startswith(scopes.NEED)
    )
    given = papers.give(
        definition=Flow.of(case).definition, needs=needs, evidence="file", at=at, by=by
    )
    answer = cases.Answer(answers={}, papers=given)
    return cases.answer_supplement(code=case.code, answer=answer, at=at, by=by)


def _request(case: "Case", action: str) -> cases.Request:
    if action == "refuse":
        definition = Flow.of(case).definition
        ready = definition.texts["vi"].refusals
        reason = ready[0].text if ready else UNCLEAR
        basis = next(iter(definition.bases.values())).cite
        return cases.Request(action=action, note=reason, basis=basis)
    if action == "supplement":
        return cases.Request(action=action, verdicts=_verdicts(case))
    return cases.Request(action=action, note=SENT_BACK if action == "send_back" else "")


def _verdicts(case: "Case") -> tuple[cases.Verdict, ...]:
    """All is in order but one thing: a paper if there is one, else a page of the form."""
    names = scopes.requirements(case)
    wanting = next((one for one in names if one.startswith(scopes.NEED)), names[-1])
    reason = BLURRED if wanting.startswith(scopes.NEED) else UNCLEAR
    return tuple(
        cases.Verdict(
            requirement=one, is_fulfilled=one != wanting, reason=reason if one == wanting else ""
        )
        for one in names
    )
