"""Dossiers and tasks as the API tells them."""

import datetime
from typing import TYPE_CHECKING, Any

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import schema, statuses
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language
from thanglong.services.procedures import queries
from thanglong.services.procedures.api import payloads

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task


def agency(agency_id: int) -> payloads.Agency:
    """An agency in a word."""
    found = units.known_agency(agency_id=agency_id)
    assert found is not None
    name = found.name_en if language() == "en" and found.name_en else found.name
    return payloads.Agency(code=found.code, name=name)


def local(instant: datetime.datetime) -> datetime.datetime:
    """An instant with the city's offset."""
    return clock.local(instant)


def local_if(instant: datetime.datetime | None) -> datetime.datetime | None:
    """As `local`, for what may not have happened."""
    return clock.local(instant) if instant else None


def national_code(status: str) -> int:
    """The code of a status on the national portal."""
    return statuses.NATIONAL_CODES[statuses.Status(status)]


def fee(kept: dict[str, Any]) -> payloads.FeeDue:
    """What a dossier costs, as it was worked out at filing."""
    return payloads.FeeDue(
        id=kept.get("id", ""),
        amount=kept.get("amount", 0),
        list_amount=kept.get("list_amount"),
        law=kept.get("basis", ""),
        explanation=kept.get("explanation", {}).get(language(), ""),
    )


def filed(case: "Case") -> payloads.Filed:
    """The answer to a filing."""
    return payloads.Filed(
        code=case.code,
        procedure=case.procedure,
        title=Flow.of(case).definition.words(language()).title,
        status="filed",
        national_code=national_code("filed"),
        receiving=agency(case.receiving_id),
        deciding=agency(case.deciding_id),
        filed_at=local(case.filed_at),
        due_at=local_if(case.due_at),
        why=queries.why_promised(case, language=language()),
        fee=fee(case.fee),
        parts=_parts(queries.parts_told(case, language())),
    )


def _parts(told: list[queries.PartTold]) -> list[payloads.Part]:
    return [
        payloads.Part(
            id=one.id,
            title=one.title,
            procedure=one.procedure,
            code=one.code or None,
            status=one.status or None,
            outcome=one.outcome,
            agency=one.agency or None,
            due_at=local_if(one.due_at),
            waits_for=list(one.waits_for),
            will_not_begin=one.will_not_begin,
        )
        for one in told
    ]


def standing(case: "Case") -> payloads.Standing:
    """How a dossier stands."""
    return payloads.Standing(
        code=case.code,
        status=case.status,
        national_code=national_code(case.status),
        outcome=case.outcome,
        stage=case.stage,
        agency=agency(case.agency_id),
        due_at=local_if(case.due_at),
        is_paused=case.paused_at is not None,
    )


def line(case: "Case", *, at: datetime.datetime) -> payloads.DossierLine:
    """A dossier in a list."""
    row = queries.row_of(case, at=at, language=language())
    return payloads.DossierLine(
        code=row.code,
        procedure=case.procedure,
        title=row.title,
        status=row.status,
        national_code=national_code(row.status),
        outcome=row.outcome,
        agency=agency(case.agency_id),
        applicant_name=row.applicant_name,
        filed_at=local(row.filed_at),
        due_at=local_if(row.due_at),
        is_late=row.is_late,
        is_paused=row.is_paused,
    )


def claim(task: "Task", *, code: str, by: Actor) -> payloads.Claim:
    """How a task stands."""
    return payloads.Claim(
        id=task.id,
        code=code,
        stage=task.stage,
        due_at=local_if(task.due_at),
        is_claimed=task.claimed_by_id is not None,
        is_mine=task.claimed_by_id is not None and task.claimed_by_id == by.account_id,
        claimed_at=local_if(task.claimed_at),
    )


def dossier(case: "Case", *, by: Actor, at: datetime.datetime) -> payloads.Dossier:
    """Everything on a dossier; a fixed number of queries."""
    page = queries.dossier_page(case, by=by, at=at, language=language())
    reading = page.clock.reading
    return payloads.Dossier(
        code=case.code,
        procedure=case.procedure,
        title=page.row.title,
        status=case.status,
        national_code=national_code(case.status),
        outcome=case.outcome,
        stage=case.stage,
        channel=case.channel,
        delivery=case.delivery,
        applicant_name=case.applicant_name,
        receiving=agency(case.receiving_id),
        deciding=agency(case.deciding_id),
        agency=agency(case.agency_id),
        filed_at=local(case.filed_at),
        received_at=local_if(case.received_at),
        due_at=local_if(case.due_at),
        promised_at=local_if(case.promised_at),
        decided_at=local_if(case.decided_at),
        closed_at=local_if(case.closed_at),
        is_late=page.row.is_late,
        clock=payloads.Clock(
            mode=str(reading.mode),
            used_minutes=reading.used_minutes,
            remaining_minutes=reading.remaining_minutes,
            left=page.clock.left,
            why=page.clock.why,
        ),
        fee=fee(case.fee),
        answers=case.answers,
        findings=_found(case, page, by),
        papers=_papers(page),
        shown=_shown(case),
        issued=_issued(page),
        wanted=_wanted(case, page),
        messages=_messages(page),
        history=_history(page),
        tasks=_tasks(case, by),
        parts=_parts(page.parts),
        part_of=page.whole.code if page.whole else None,
    )


def _found(case: "Case", page: queries.DossierPage, by: Actor) -> list[payloads.Found]:
    """For the offices that have it everything with its history; for a party what it may see."""
    has_it = any(post.agency_id in case.seen_by for post in by.posts)
    told = queries.found_of(case, language=language()) if has_it else page.found
    return [
        payloads.Found(
            field=one.field,
            label=one.label,
            value=one.raw,
            text=one.value,
            at=local(one.at) if has_it else None,
            by=f"{one.by}, {one.post}" if has_it else "",
        )
        for one in told
    ]


def _papers(page: queries.DossierPage) -> list[payloads.Paper]:
    return [
        payloads.Paper(
            need=one.need,
            file=one.document_id,
            name=one.document.file_name,
            evidence=one.evidence,
            round=one.round,
        )
        for one in page.papers
    ]


def _shown(case: "Case") -> list[payloads.Showing]:
    return [
        payloads.Showing(
            need=one.need,
            evidence=one.evidence,
            outcome=one.outcome,
            asked_at=local(one.asked_at),
            law=one.basis,
            reference=one.reference,
            source=one.source,
            as_of=local_if(one.as_of),
        )
        for one in cases.showings_of(case)
    ]


def _issued(page: queries.DossierPage) -> list[payloads.Issued]:
    return [
        payloads.Issued(
            file=one.id,
            kind=one.kind,
            code=one.code,
            title=one.title_in(language()),
            number=one.number,
            issued_at=local(one.created_at),
            valid_until=one.valid_until,
        )
        for one in page.issued
    ]


def _wanted(case: "Case", page: queries.DossierPage) -> payloads.Wanted | None:
    if not page.wanted:
        return None
    asked = cases.supplements_of(case)[-1]
    return payloads.Wanted(
        asked_at=local(asked.asked_at),
        answer_until=local_if(page.answer_until),
        verdicts=[
            payloads.Verdict(
                requirement=one["requirement"],
                label=one["label"],
                is_fulfilled=one["is_fulfilled"],
                reason=one["reason"],
            )
            for one in page.wanted
        ],
    )


def _messages(page: queries.DossierPage) -> list[payloads.Message]:
    return [
        payloads.Message(
            id=one.id, at=local(one.at), is_from_office=one.is_from_office, text=one.text
        )
        for one in page.messages
    ]


def _history(page: queries.DossierPage) -> list[payloads.Happened]:
    return [
        payloads.Happened(
            at=local(one.at),
            action=one.action,
            title=one.title,
            by=one.by,
            text=one.text,
            part=one.part,
        )
        for one in reversed(page.thread)
    ]


def _tasks(case: "Case", by: Actor) -> list[payloads.Task]:
    """The desks on which it lies, for those who have held one of them."""
    if not any(post.agency_id in case.seen_by for post in by.posts):
        return []
    return [
        payloads.Task(
            id=task.id,
            kind=task.kind,
            stage=task.stage,
            role=task.role,
            agency=agency(task.agency_id),
            opened_at=local(task.opened_at),
            due_at=local_if(task.due_at),
            is_claimed=task.claimed_by_id is not None,
            is_mine=task.claimed_by_id is not None and task.claimed_by_id == by.account_id,
            actions=_actions(case, task, by),
            findings=schema.findings_schema(Flow.of(case).definition, task.stage, language())
            if task.kind == "stage"
            else {},
        )
        for task in cases.open_tasks(case)
    ]


def _actions(case: "Case", task: "Task", by: Actor) -> list[str]:
    if by.post_in(agency_id=task.agency_id, role=task.role) is None:
        return []
    if task.kind == "consultation":
        return ["opinion", "pass_on"]
    consults = Flow.of(case).defined(task.stage)
    asks = ("consult", "recall") if consults and consults.consult else ()
    return [*Flow.of(case).stage(task.stage).actions, *asks, "pass_on", "stop"]
