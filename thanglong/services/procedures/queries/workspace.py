"""One dossier on an officer's desk: papers, answers, checks, what may be done."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording as clock_words
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import scopes, wording
from thanglong.kernel.cases.definition import evidence
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.documents import queries as documents
from thanglong.services.procedures import rules
from thanglong.services.procedures.queries import desk_words, desk_work, found, showing
from thanglong.services.procedures.queries.parts import (
    PartTold,
    WholeTold,
    parts_told,
    whole_told,
)
from thanglong.services.procedures.queries.work import NewDate, new_date

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Paper, Step, Task
    from thanglong.kernel.documents.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSeen:
    """One paper of the applicant, as the viewer shows it. kind: image or pdf."""

    id: uuid.UUID
    name: str
    file_name: str
    kind: str
    size_bytes: int | None
    pages: int
    findings: list[str]
    round: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTold:
    """The legal clock in words and as a band of days."""

    reading: time.Reading
    strip: time.Strip | None
    left: str
    why: list[str]
    promised_at: datetime.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Everything on the page of a dossier for an officer."""

    case: Case
    title: str
    stage: str
    clock: ClockTold
    work: desk_work.Work
    papers: list[PaperSeen]
    sections: list[dict[str, Any]]
    found: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    thread: list[dict[str, Any]]
    slip: list[dict[str, Any]]
    new_dates: list[NewDate]
    issued: list[Document]
    messages: list[Any]
    looks: list[Any]
    requests: list[dict[str, Any]] = field(default_factory=list)
    parts: list[PartTold] = field(default_factory=list)
    whole: WholeTold | None = None


def workspace(case: Case, *, by: Actor, now: datetime.datetime, language: str) -> Workspace:
    """The page of a dossier; the number of queries does not depend on how much there is in it."""
    definition = Flow.of(case).definition
    steps, papers = cases.steps_of(case), cases.papers_of(case)
    issued = documents.documents_of_case(case.code)
    seen = cases.clocks_of([case.id], now=now)[case.id]
    asked = scopes.of_case(case)
    return Workspace(
        case=case,
        title=definition.words(language).title,
        stage=desk_words.stage_name(definition, case.stage, language),
        clock=_clock(case, seen, now, language),
        work=desk_work.work_of(case, by=by, now=now, language=language),
        papers=[_paper(one, definition, language) for one in papers],
        sections=_sections(asked, language),
        found=found.found_rows(case, language),
        facts=_facts(case, language),
        checks=_checks(case, asked, papers, language),
        thread=[_told(step, definition, issued, language) for step in reversed(steps)],
        slip=[_slip_row(step, definition, language) for step in steps if step.opened_at],
        new_dates=[moved for step in steps if (moved := new_date(step))],
        issued=issued,
        messages=cases.messages_of(case),
        looks=cases.looks_at(case),
        requests=_requests(case, definition, language),
        parts=parts_told(case, language),
        whole=whole_told(case, language),
    )


def paper_of(case: Case, document_id: uuid.UUID) -> Document | None:
    """A paper given to this dossier or issued on it; nothing when it belongs elsewhere."""
    found = documents.document(document_id)
    if found is None:
        return None
    is_given = case.papers.filter(document_id=document_id).exists()
    if found.case_code == case.code or is_given or _is_own_result(case, document_id):
        return found
    return None


def _is_own_result(case: Case, document_id: uuid.UUID) -> bool:
    """Whether it is a result of the person's own that shows a claim of the dossier."""
    return case.showings.filter(document_id=document_id).exists()


def requirement_rows(case: Case, language: str) -> list[tuple[str, str]]:
    """(requirement, words) of everything on which a verdict is given."""
    labels = scopes.requirement_labels(case, language)
    return [(name, labels[name]) for name in scopes.requirements(case)]


def papers_by_need(case: Case) -> dict[str, list[Document]]:
    """The papers given, by the requirement that they answer (`need:ID`)."""
    found: dict[str, list[Document]] = {}
    for paper in cases.papers_of(case):
        found.setdefault(f"{scopes.NEED}{paper.need}", []).append(paper.document)
    return found


def shown_by_need(case: Case) -> dict[str, str]:
    """For each claim (`need:ID`) of which a register or an own result was asked: what it said."""
    told = showing.told_by_need(cases.showings_of(case), to_office=True)
    return {f"{scopes.NEED}{need}": one.sentence for need, one in told.items()}


def task_of(case: Case, written: str) -> Task | None:
    """The piece of work of this dossier that a page names, done or not; None for nonsense."""
    if not written.isdigit() or len(written) > 18:
        return None
    return case.tasks.filter(id=int(written)).first()


def new_key() -> str:
    """A key that makes the same click twice one act."""
    return uuid.uuid4().hex


def _clock(case: Case, seen: cases.ClockSeen, now: datetime.datetime, language: str) -> ClockTold:
    told = time.why(seen.reading, seen.calendar)
    return ClockTold(
        reading=seen.reading,
        strip=seen.strip,
        left=clock_words.left(seen.reading, language),
        why=clock_words.sentences(told, language) if told else [],
        promised_at=case.promised_at,
    )


def _paper(paper: Paper, definition: Definition, language: str) -> PaperSeen:
    file = paper.document.file
    needs = definition.words(language).needs
    media = file.media_type if file else "application/pdf"
    return PaperSeen(
        id=paper.document_id,
        name=needs[paper.need].label if paper.need in needs else paper.document.title_in(language),
        file_name=paper.document.file_name,
        kind="image" if media.startswith("image/") else "pdf",
        size_bytes=file.size_bytes if file else None,
        pages=file.page_count if file else 1,
        findings=[desk_words.finding_sentence(one) for one in (file.findings if file else [])],
        round=paper.round,
        evidence=paper.evidence,
    )


def _sections(asked: scopes.Asked, language: str) -> list[dict[str, Any]]:
    words, shown = asked.definition.words(language), set(asked.seen.visible)
    sections = []
    for page in asked.definition.procedure.form.pages:
        rows = [
            {
                "label": words.fields[one.id].label,
                "value": wording.answer(
                    asked.definition,
                    one.id,
                    asked.answers.get(one.id),
                    language=language,
                    on=asked.on,
                ),
            }
            for one in page.fields
            if one.id in shown
        ]
        if rows:
            sections.append({"title": words.pages[page.id].title, "rows": rows})
    return sections


def _facts(case: Case, language: str) -> list[dict[str, Any]]:
    reach = ", ".join(case.contact[key] for key in ("phone", "email") if case.contact.get(key))
    return [
        {
            "label": _("Filed at"),
            "at": case.filed_at,
            "note": desk_words.channel_name(case.channel),
        },
        {
            "label": _("Received by"),
            "value": desk_words.agency_name(case.receiving, language),
            "note": _office_now(case, language),
        },
        {"label": _("Decided by"), "value": desk_words.agency_name(case.deciding, language)},
        {
            "label": _("Result comes"),
            "value": desk_words.delivery_name(case.delivery),
            "note": case.contact.get("address", "") if case.delivery == "post" else "",
        },
        {"label": _("Fee"), "money": case.fee.get("amount"), "note": case.fee.get("basis", "")},
        {"label": _("Contact"), "value": reach},
    ]


def _office_now(case: Case, language: str) -> str:
    """Whose counter serves it now, when a reform has changed that."""
    if case.office.id == case.receiving_id:
        return ""
    return _("now %(office)s") % {"office": desk_words.agency_name(case.office, language)}


def _checks(
    case: Case, asked: scopes.Asked, papers: list[Paper], language: str
) -> list[dict[str, Any]]:
    """One line for each claim: what shows it, and what a person should look at."""
    labels = asked.definition.words(language).needs
    given: dict[str, list[Paper]] = {}
    for paper in papers:
        given.setdefault(paper.need, []).append(paper)
    shown = showing.told_by_need(cases.showings_of(case), to_office=True)
    return [
        _check(due, labels[due.need.id].label, given.get(due.need.id, []), shown.get(due.need.id))
        | {
            "need": due.need.id,
            "can_look": bool(evidence.sources(due.need)),
            "document": getattr(shown.get(due.need.id), "document_id", None),
        }
        for due in asked.definition.needs_for(asked.seen)
    ]


def _files(count: int) -> str:
    return ngettext("%(num)s file", "%(num)s files", count) % {"num": count}


def _check(
    due: Any, label: str, papers: list[Paper], shown: showing.ShownTold | None
) -> dict[str, Any]:
    found = [
        desk_words.finding_sentence(one)
        for paper in papers
        for one in (paper.document.file.findings if paper.document.file else [])
    ]
    if found:
        return {"label": label, "state": "wait", "text": "; ".join(found)}
    said = [_files(len(papers))] if papers else []
    if shown:
        said.append(shown.sentence)
    if papers or (shown and shown.is_shown):
        return {"label": label, "state": "good", "text": "; ".join(said)}
    if shown:
        return {"label": label, "state": "plain", "text": shown.sentence}
    if due.is_required:
        return {"label": label, "state": "bad", "text": _("nothing has been given")}
    return {"label": label, "state": "quiet", "text": _("not required")}


def _requests(case: Case, definition: Definition, language: str) -> list[dict[str, Any]]:
    labels = scopes.requirement_labels(case, language) if case.supplements else {}
    return [
        {
            "number": one.number,
            "asked_at": one.asked_at,
            "answered_at": one.answered_at,
            "wanting": [
                {
                    "label": labels.get(said["requirement"], said["requirement"]),
                    "reason": said["reason"],
                }
                for said in one.verdicts
                if not said["is_fulfilled"]
            ],
        }
        for one in (cases.supplements_of(case) if case.supplements else [])
    ]


_ISSUING = frozenset(
    {"accept", "supplement", "approve_supplement", "refuse", "approve", "stop", "extend"}
)
_TONES = {
    "approve": "good",
    "hand_over": "good",
    "accept": "good",
    "supplement": "wait",
    "approve_supplement": "wait",
    "refuse": "bad",
    "stop": "bad",
    "send_back": "wait",
}
_ICONS = {
    "file": "send",
    "accept": "inbox",
    "propose": "pen",
    "approve": "stamp",
    "hand_over": "check",
    "supplement": "person",
    "approve_supplement": "person",
    "resubmit": "send",
    "refuse": "return",
    "withdraw": "return",
    "send_back": "return",
    "stop": "stop",
    "claim": "person",
    "release": "minus",
    "pass_on": "people",
    "consult": "people",
    "opinion": "letter",
    "recall": "minus",
    "extend": "clock",
    "decline_extension": "clock",
    "calendar_moved": "clock",
}


def _told(
    step: Step, definition: Definition, issued: list[Document], language: str
) -> dict[str, Any]:
    post = desk_words.post_title(step.post, language)
    basis, asked = str(step.data.get("basis", "")), str(step.data.get("consult", ""))
    asked_for = definition.words(language).consult.get(asked, asked)
    about = step.data["to"] if step.action == "pass_on" else asked_for
    moved = new_date(step)
    said = (desk_words.note_text(step.note), moved.sentence if moved else "", basis)
    text = "\n".join(part for part in said if part)
    return {
        "at": step.at,
        "title": desk_words.step_name(definition, step.action, language)
        + (f": {about}" if about else ""),
        "by": step.actor_name,
        "post": rules.holder_words(post, desk_words.agency_name(step.agency, language)),
        "text": text,
        "icon_name": _ICONS.get(step.action, "dot"),
        "tone": _TONES.get(step.action, "plain"),
        "documents": [
            one for one in issued if one.created_at == step.at and step.action in _ISSUING
        ],
    }


def _slip_row(step: Step, definition: Definition, language: str) -> dict[str, Any]:
    allowed, used = step.allowed_minutes, step.used_minutes
    return {
        "stage": desk_words.stage_name(definition, step.from_stage, language),
        "action": desk_words.step_name(definition, step.action, language),
        "agency": desk_words.agency_name(step.agency, language),
        "person": step.actor_name,
        "opened_at": step.opened_at,
        "at": step.at,
        "allowed": allowed,
        "used": used,
        "state": _standing(allowed, used),
    }


def _standing(allowed: int | None, used: int | None) -> str:
    """Early, on time or late; empty where no time was set."""
    if allowed is None or used is None:
        return ""
    return "late" if used > allowed else "on_time" if used == allowed else "early"
