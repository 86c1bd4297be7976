"""One filing to several agencies: a whole that starts its parts and follows them (ADR 0024)."""

import datetime
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import (
    desks,
    findings,
    queries,
    refusals,
    scopes,
    showing,
    store,
    wholes,
)
from thanglong.kernel.cases.actions import filing as single
from thanglong.kernel.cases.actions import moving
from thanglong.kernel.cases.actions.filing import Filing
from thanglong.kernel.cases.actions.papers import GivenPaper, put_papers
from thanglong.kernel.cases.definition import parts as rules
from thanglong.kernel.cases.definition.format import Part
from thanglong.kernel.cases.flow import Flow, flow_of_revision
from thanglong.kernel.cases.models import Case, Paper
from thanglong.kernel.cases.queries.parts import PLAN, PartOf, Planned
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.events import live


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One part laid out at the filing of its whole: what it will cost and how long it takes."""

    planned: Planned
    after: tuple[str, ...]
    fee: dict[str, Any]


def file_dossier(*, filing: Filing, at: datetime.datetime, by: Actor) -> Case:
    """File a dossier; an interlinked one with every part that can begin, in one transaction.

    Equal requests with one key file one dossier and give the same answer.
    Raises RevisionIsClosed, NotOnline, BadInput (every problem at once, also of the parts),
    NoOneDecides, NobodyOnDesk, SameKeyOtherContent, UnknownProcedure for a part.
    Publishes cases.dossier.filed.v1, for the parts as well.
    Locks: the day's running number of the receiving agency.
    """
    if not flow_of_revision(filing.revision_id).definition.procedure.parts:
        return single.file_one(filing=filing, at=at, by=by)
    draft = single.make(filing=filing, at=at, by=by)
    whole, laid = draft.case, lay_out(draft, at)
    with transaction.atomic():
        locks.wait_at_most()
        plan = [asdict(one.planned) for one in laid]
        if not single.write(draft=draft, data={PLAN: plan}, at=at, by=by):
            return single.filed_before(draft, by=by)
        follow_whole(whole, at=at, by=by)
    return whole


def follow(*, part: Case, at: datetime.datetime) -> None:
    """Let a whole see what happened to one of its parts: begin what waited for it, move its date,
    end it when all have ended.

    The part, and so its whole, is locked by the caller. Nothing for a case that is no part.
    Publishes cases.dossier.filed.v1 of parts that begin, and what the end of the whole publishes.
    """
    whole = queries.whole_of(part)
    if whole is not None and whole.closed_at is None:
        follow_whole(whole, moved=part, at=at, by=SYSTEM)


def follow_whole(
    whole: Case, *, at: datetime.datetime, by: Actor, moved: Case | None = None
) -> None:
    """Bring a locked whole in line with its parts."""
    parts = queries.parts_of(whole)
    begun = _begin_ready(whole, parts, at, by)
    parts = [replace(one, case=begun.get(one.id, one.case)) for one in parts]
    states = [_state(one.planned, one.after, one.case) for one in parts]
    end = wholes.end_of(states)
    if end is not None:
        outcomes = {one.id: one.outcome or one.status for one in states}
        words = moving.Words(data={"outcomes": outcomes})
        moving.carry_out(case=whole, task=None, move=end, words=words, at=at, by=SYSTEM)
        return
    _note(whole, states, begun=begun, moved=moved, at=at)


def give_back(
    *, part: Case, answers: dict[str, Any], papers: tuple[GivenPaper, ...], at: datetime.datetime
) -> None:
    """What an applicant completed in a part, its whole has as well, for parts that begin later.

    answers: changed ones of the part, as JSON keeps them. Both cases are locked by the caller.
    """
    whole = queries.whole_of(part)
    if whole is None:
        return
    outer = Flow.of(whole).definition
    spec = next(one for one in outer.procedure.parts if one.procedure == part.procedure)
    known = {rules.field_of(spec, name, outer): value for name, value in answers.items()}
    known.pop("", None)
    if known:
        store.update_case(whole, {"answers": {**whole.answers, **known}})
    needs = {need.id for need in outer.procedure.needs}
    given = [replace(one, need=spec.papers.get(one.need, "")) for one in papers]
    kept = tuple(one for one in given if one.need in needs)
    put_papers(case=whole, papers=kept, round_number=part.supplements, at=at)


def lay_out(
    draft: single.Draft, at: datetime.datetime, *, is_unfinished: bool = False
) -> list[Laid]:
    """Every part that the filing wants, valid as far as it can be known, under today's law.

    The whole costs what they cost together, and is promised for the latest of their dates.
    is_unfinished: what is missing or wrong yet is passed over.
    """
    laid = _parts_of(draft, at, is_unfinished)
    whole = draft.case
    whole.has_parts, whole.remind_at = True, None
    whole.fee = _fee(laid, draft.flow)
    whole.due_at = whole.promised_at = _promised(whole, states_of(laid), at)
    return laid


def states_of(laid: list[Laid]) -> list[wholes.Part]:
    """The parts as the rules see them before any has begun."""
    return [_state(one.planned, one.after, None) for one in laid]


def _parts_of(draft: single.Draft, at: datetime.datetime, is_unfinished: bool) -> list[Laid]:
    asked, laid = draft.asked, []
    for part in rules.asked(asked.definition, asked.seen):
        revision = queries.latest_revision(part.procedure, on=asked.on)
        if revision is None:
            raise refusals.UnknownProcedure()
        inner = flow_of_revision(revision.id)
        filing = _filing(part, revision.id, draft.filing, asked, {})
        later = scopes.everything(inner.definition) if is_unfinished else rules.comes_later(part)
        given = scopes.at_filing(flow=inner, filing=filing, at=at, later=later)
        planned = Planned(
            id=part.id,
            procedure=part.procedure,
            revision_id=revision.id,
            budget=given.deadline.total,
            cutoff=given.deadline.cutoff,
            deciding_id=desks.deciding_id(given),
        )
        laid.append(Laid(planned=planned, after=part.after, fee=given.fee))
    return laid


def _filing(
    part: Part, revision_id: int, outer: Filing, asked: scopes.Asked, found: rules.Found
) -> Filing:
    """The filing of a part, made of that of the whole."""
    inner = flow_of_revision(revision_id).definition
    wanted = {source: need for need, source in part.papers.items()}
    return replace(
        outer,
        revision_id=revision_id,
        answers=rules.answers_of(part, inner, whole=asked.definition, seen=asked.seen, found=found),
        papers=tuple(
            replace(one, need=wanted[one.need]) for one in outer.papers if one.need in wanted
        ),
        shown=tuple(
            replace(one, need=wanted[one.need]) for one in outer.shown if one.need in wanted
        ),
        key=None,
    )


def _begin_ready(
    whole: Case, parts: list[PartOf], at: datetime.datetime, by: Actor
) -> dict[str, Case]:
    states = [_state(one.planned, one.after, one.case) for one in parts]
    ready = wholes.ready(states)
    if not ready:
        return {}
    asked = scopes.of_case(whole)
    specs = {one.id: one for one in asked.definition.procedure.parts}
    earlier = {one.id: one.case for one in parts if one.case is not None}
    outer = _outer(whole)
    return {
        one.id: _begin(specs[one.id], one.planned, whole, (asked, outer, earlier), at, by)
        for one in parts
        if one.id in ready
    }


def _begin(
    part: Part,
    planned: Planned,
    whole: Case,
    around: tuple[scopes.Asked, Filing, dict[str, Case]],
    at: datetime.datetime,
    by: Actor,
) -> Case:
    asked, outer, earlier = around
    found = {name: findings.values_of(earlier[name]) for name in part.after}
    filing = _filing(part, planned.revision_id, outer, asked, found)
    results = [
        paper
        for need, source in part.papers.items()
        for paper in _results(need, rules.from_part(source), earlier)
    ]
    filing = replace(filing, parent_id=whole.id, papers=(*filing.papers, *results))
    draft = single.make(filing=filing, at=at, by=by)
    draft.case.account_id = whole.account_id
    single.write(draft=draft, data={"part": part.id, "whole": whole.code}, at=at, by=by)
    return draft.case


def _outer(whole: Case) -> Filing:
    """The filing of a whole as it stands now, to make those of its parts of."""
    given = Paper.objects.filter(case=whole).order_by("id")
    return Filing(
        revision_id=whole.revision_id,
        channel=whole.channel,
        delivery=whole.delivery,
        answers=whole.answers,
        applicant_id=whole.applicant_id,
        applicant_name=whole.applicant_name,
        papers=tuple(
            GivenPaper(need=one.need, document_id=one.document_id, evidence=one.evidence)
            for one in given
        ),
        shown=tuple(showing.of_row(one) for one in queries.showings_of(whole)),
        organisation_id=whole.organisation_id,
        beneficiary_id=whole.beneficiary_id,
        contact=whole.contact,
    )


def _results(
    need: str, source: tuple[str, str] | None, earlier: dict[str, Case]
) -> list[GivenPaper]:
    """The result of an earlier part, given as a paper for a need of this one."""
    case = earlier.get(source[0]) if source else None
    if source is None or case is None:
        return []
    result = Flow.of(case).definition.result(source[1])
    code = result.code or result.id
    return [
        GivenPaper(need=need, document_id=one.id, evidence=f"own_result:{code}")
        for one in documents.documents_of_case(case.code)
        if one.kind == "result" and one.code == code
    ]


def _note(
    whole: Case,
    states: list[wholes.Part],
    *,
    begun: dict[str, Case],
    moved: Case | None,
    at: datetime.datetime,
) -> None:
    """Write down what changed for the whole, if anything did."""
    standing = {"status": wholes.status_of(states), "due_at": _promised(whole, states, at)}
    changes = {name: value for name, value in standing.items() if getattr(whole, name) != value}
    if moved is not None and moved.received_at is not None and whole.received_at is None:
        changes["received_at"] = moved.received_at
    has_ended = moved is not None and (moved.decided_at or moved.closed_at) is not None
    if not (changes or begun or has_ended):
        return
    data: dict[str, Any] = {"begun": {name: case.code for name, case in begun.items()}}
    if moved is not None:
        data |= {"code": moved.code, "status": moved.status, "outcome": moved.outcome}
    store.add_step(whole, store.NewStep(action="part", at=at, by=SYSTEM, data=data), changes)
    live.touch(f"dossier:{whole.code}")


def _promised(
    whole: Case, states: list[wholes.Part], at: datetime.datetime
) -> datetime.datetime | None:
    return wholes.promised_at(
        states, due=due_of_parts(whole, states), filed_at=whole.filed_at or at
    )


def due_of_parts(whole: Case, states: list[wholes.Part]) -> wholes.Due:
    """When the time of each part ends, by the hours of the agency that decides it."""
    keys = {
        one.id: calendars.Key(whole.calendar, one.deciding_id, whole.calendar_version)
        for one in states
    }
    known = calendars.calendars(keys.values())

    def due(part: wholes.Part, start: datetime.datetime) -> datetime.datetime:
        length, cutoff = time.Duration.parse(part.budget), time.parse_cutoff(part.cutoff)
        return time.due(start, length, known[keys[part.id]], cutoff=cutoff)

    return due


def _state(planned: Planned, after: tuple[str, ...], case: Case | None) -> wholes.Part:
    if case is None:
        return wholes.Part(
            id=planned.id,
            after=after,
            budget=planned.budget,
            cutoff=planned.cutoff,
            deciding_id=planned.deciding_id,
        )
    return wholes.Part(
        id=planned.id,
        after=after,
        status=case.status,
        outcome=case.outcome,
        is_closed=case.closed_at is not None,
        due_at=case.due_at,
        ends_at=case.decided_at or case.closed_at,
    )


def _fee(laid: list[Laid], flow: Flow) -> dict[str, Any]:
    """What all parts cost together, each named with its own reason."""
    amounts = [one.fee["amount"] for one in laid]
    listed = [one.fee["list_amount"] or one.fee["amount"] for one in laid]
    said = {
        language: " · ".join(
            f"{words.parts[one.planned.id]}: {one.fee['explanation'].get(language, '')}"
            for one in laid
        )
        for language, words in flow.definition.texts.items()
    }
    return {
        "id": "parts",
        "amount": sum(amounts),
        "list_amount": sum(listed) if listed != amounts else None,
        "basis": "",
        "explanation": said,
    }
