"""One dossier as its owner sees it: where it is, what happened, what is wanted of me."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import scopes, wording
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.documents import queries as documents
from thanglong.services.procedures.models import Rating
from thanglong.services.procedures.queries.found import FoundTold, found_for_applicant
from thanglong.services.procedures.queries.parts import PartTold, WholeTold, parts_told, whole_told
from thanglong.services.procedures.queries.showing import told
from thanglong.services.procedures.queries.thread import Told, story_of, thread_of
from thanglong.services.procedures.queries.work import Clock, Row, clock_of, row_of

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAsks:
    """A part of an interlinked filing that waits for the applicant."""

    part: PartTold
    wanted: list[dict[str, Any]]
    until: datetime.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """Everything on the page of a dossier. parts and asking: of an interlinked filing; whole: of a
    part.
    """

    row: Row
    clock: Clock
    thread: list[Told]
    story: list[Told]
    wanted: list[dict[str, Any]]
    answer_until: datetime.datetime | None
    answers: list[dict[str, Any]]
    found: list[FoundTold]
    papers: list[Any]
    shown: list[dict[str, str]]
    issued: list[Any]
    messages: list[Any]
    looks: list[Any]
    fee: dict[str, Any]
    delivery: str
    may_withdraw: bool
    rating: Rating | None
    may_rate: bool
    may_complain: bool
    result: Any
    reason: str
    basis: str
    parts: list[PartTold]
    asking: list[PartAsks]
    whole: WholeTold | None


def dossier_page(case: "Case", *, by: Actor, at: datetime.datetime, language: str) -> DossierPage:
    """The page of a dossier for a party of it; a fixed number of queries for each part."""
    steps = cases.steps_of(case)
    told = parts_told(case, language)
    thread = thread_of(case, steps, by=by, language=language)
    codes = [case.code, *(one.code for one in told if one.code)]
    issued, said = documents.documents_of_cases(codes), cases.messages_of(case)
    rating = Rating.objects.filter(case_code=case.code).first()
    finished = case.decided_at is not None or case.closed_at is not None
    last = steps[-1]
    return DossierPage(
        row=row_of(case, at=at, language=language),
        clock=clock_of(case, at=at, language=language),
        thread=thread,
        story=story_of(thread, said, issued, by=by, language=language),
        wanted=_wanted(case, language),
        answer_until=_answer_until(case),
        answers=answer_rows(case, language),
        found=found_for_applicant(case, language),
        papers=cases.papers_of(case),
        shown=_shown_rows(case, language),
        issued=issued,
        messages=said,
        looks=cases.looks_at(case, limit=30),
        fee=case.fee,
        delivery=case.delivery,
        may_withdraw=not finished,
        rating=rating,
        may_rate=finished and rating is None,
        may_complain=case.decided_at is not None and not case.has_parts,
        result=next((one for one in issued if one.kind == "result"), None),
        reason=last.note if case.status in {"not_accepted", "stopped"} or _refused(case) else "",
        basis=str(last.data.get("basis", "")),
        parts=told,
        asking=[
            PartAsks(part=one, wanted=_wanted(one.case, language), until=_answer_until(one.case))
            for one in told
            if one.case is not None and one.status == "waiting_for_you"
        ],
        whole=whole_told(case, language),
    )


def answer_rows(case: "Case", language: str) -> list[dict[str, Any]]:
    """The answers in words, in the order of the form."""
    asked = scopes.of_case(case)
    words = asked.definition.words(language)
    return [
        {
            "label": words.fields[name].label,
            "value": wording.answer(
                asked.definition, name, asked.answers.get(name), language=language, on=asked.on
            ),
        }
        for name in asked.seen.visible
        if asked.answers.get(name) not in (None, "")
    ]


def _shown_rows(case: "Case", language: str) -> list[dict[str, str]]:
    """Which claims were shown without a paper, by what and when."""
    needs = Flow.of(case).definition.words(language).needs
    return [
        {"label": needs[one.need].label, "value": told(one).sentence}
        for one in cases.showings_of(case)
        if one.need in needs
    ]


def _refused(case: "Case") -> bool:
    return case.outcome == "refused"


def _wanted(case: "Case", language: str) -> list[dict[str, Any]]:
    if case.status != "waiting_for_you" or case.has_parts:
        return []
    request = cases.supplements_of(case)[-1]
    labels = scopes.requirement_labels(case, language)
    return [
        {
            "requirement": verdict["requirement"],
            "label": labels.get(verdict["requirement"], verdict["requirement"]),
            "reason": verdict["reason"],
            "is_fulfilled": verdict["is_fulfilled"],
        }
        for verdict in request.verdicts
    ]


def _answer_until(case: "Case") -> datetime.datetime | None:
    if case.status != "waiting_for_you":
        return None
    found = [task.due_at for task in cases.open_tasks(case) if task.role == "applicant"]
    return found[0] if found else None
