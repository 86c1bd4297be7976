"""One dossier as its owner sees it: where it is, what happened, what is wanted of me."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import scopes, wording
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.documents import queries as documents
from thanglong.services.procedures.models import Rating
from thanglong.services.procedures.queries.found import FoundTold, found_for_applicant
from thanglong.services.procedures.queries.work import Clock, Row, clock_of, row_of

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that happened, as the thread tells it."""

    at: datetime.datetime
    title: str
    by: str
    text: str
    icon: str
    is_mine: bool
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """Everything on the page of a dossier."""

    row: Row
    clock: Clock
    thread: list[Told]
    wanted: list[dict[str, Any]]
    answer_until: datetime.datetime | None
    answers: list[dict[str, Any]]
    found: list[FoundTold]
    papers: list[Any]
    issued: list[Any]
    messages: list[Any]
    looks: list[Any]
    fee: dict[str, Any]
    delivery: str
    may_withdraw: bool
    may_rate: bool
    may_complain: bool
    reason: str
    basis: str


def dossier_page(case: "Case", *, by: Actor, at: datetime.datetime, language: str) -> DossierPage:
    """The page of a dossier for a party of it; a fixed number of queries."""
    steps = cases.steps_of(case)
    finished = case.decided_at is not None or case.closed_at is not None
    last = steps[-1]
    return DossierPage(
        row=row_of(case, at=at, language=language),
        clock=clock_of(case, at=at, language=language),
        thread=[_told(case, step, by, language) for step in reversed(steps) if _is_shown(step)],
        wanted=_wanted(case, language),
        answer_until=_answer_until(case),
        answers=answer_rows(case, language),
        found=found_for_applicant(case, language),
        papers=cases.papers_of(case),
        issued=documents.documents_of_case(case.code),
        messages=cases.messages_of(case),
        looks=cases.looks_at(case, limit=30),
        fee=case.fee,
        delivery=case.delivery,
        may_withdraw=not finished,
        may_rate=finished and not Rating.objects.filter(case_code=case.code).exists(),
        may_complain=case.decided_at is not None and case.parent_id is None,
        reason=last.note if case.status in {"not_accepted", "stopped"} or _refused(case) else "",
        basis=str(last.data.get("basis", "")),
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


def _refused(case: "Case") -> bool:
    return case.outcome == "refused"


def _wanted(case: "Case", language: str) -> list[dict[str, Any]]:
    if case.status != "waiting_for_you":
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


QUIET = frozenset({"release", "pass_on", "decline_extension"})
TELLING = frozenset(
    {"refuse", "stop", "supplement", "resubmit", "extend", "calendar_moved", "rehomed"}
)
ICONS = {
    "file": "send",
    "accept": "inbox",
    "supplement": "person",
    "approve_supplement": "person",
    "resubmit": "send",
    "approve": "stamp",
    "refuse": "return",
    "withdraw": "return",
    "stop": "stop",
    "hand_over": "check",
    "consult": "people",
    "opinion": "people",
    "extend": "clock",
    "calendar_moved": "clock",
    "rehomed": "people",
}


def _is_shown(step: "Step") -> bool:
    return step.action not in QUIET


def _told(case: "Case", step: "Step", by: Actor, language: str) -> Told:
    is_mine = step.actor_kind == "person"
    post = step.post.title if step.post else ""
    if step.post and language == "en":
        post = step.post.title_en
    agency = step.agency.name if step.agency else ""
    return Told(
        at=step.at,
        title=_title(case, step, language),
        by=step.actor_name if is_mine else ", ".join(part for part in (post, agency) if part),
        text=step.note if step.action in TELLING else "",
        icon=ICONS.get(step.action, "ring"),
        is_mine=is_mine and step.account_id == by.account_id,
        action=step.action,
    )


def _title(case: "Case", step: "Step", language: str) -> str:
    known = {
        "file": _("Dossier filed"),
        "accept": _("Received at the one-stop counter"),
        "claim": _("Someone has begun to work on it"),
        "supplement": _("You were asked to complete the dossier"),
        "approve_supplement": _("You were asked to complete the dossier"),
        "resubmit": _("Dossier completed"),
        "propose": _("Examined and submitted for signature"),
        "send_back": _("Sent back for another look"),
        "approve": _("Granted"),
        "refuse": _("Refused"),
        "withdraw": _("Withdrawn by the applicant"),
        "stop": _("Stopped"),
        "hand_over": _("Result handed over"),
        "consult": _("Another agency was asked for its opinion"),
        "opinion": _("The other agency has answered"),
        "recall": _("The question to the other agency was withdrawn"),
        "extend": _("A new date was given"),
        "calendar_moved": _("The date moved with the city's calendar"),
        "rehomed": _("Passed to the office that follows: %(to)s") % {"to": step.data.get("to", "")},
        "rehoming_undone": _("Back at the office where it was before"),
        "converted": _("Goes on by the new text of the procedure"),
        "conversion_undone": _("Goes on by its former text again"),
    }
    own = Flow.of(case).definition.words(language).actions.get(step.action)
    return known.get(step.action) or own or step.action
