"""Filing a dossier: validated, numbered, promised and put on a desk in one transaction."""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import transaction

from thanglong.kernel.base import clock, locks, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import clocks, desks, events, refusals, scopes, store
from thanglong.kernel.cases.actions.papers import GivenPaper, add_papers, put_papers
from thanglong.kernel.cases.actions.showing import keep
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.cases.flow import Flow, flow_of_revision
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.showing import Shown
from thanglong.kernel.events import actions as facts

CHANNELS = frozenset({"direct", "online", "post"})
DELIVERIES = frozenset({"online", "counter", "post"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is filed, by whom, for whom.

    channel: direct, online, post; delivery: online, counter, post (how the result comes back).
    applicant: the person who files; beneficiary or organisation: for whom, when not himself.
    shown: what registers and own results show. contact: phone, email and
    address as given.
    key: the same key again files nothing twice.
    """

    revision_id: int
    channel: str
    delivery: str
    answers: dict[str, Any]
    applicant_id: int
    applicant_name: str
    papers: tuple[GivenPaper, ...] = ()
    shown: tuple[Shown, ...] = ()
    organisation_id: int | None = None
    beneficiary_id: int | None = None
    parent_id: int | None = None
    contact: dict[str, str] = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A dossier that is made, but not written yet."""

    filing: Filing
    flow: Flow
    asked: scopes.Asked
    place: desks.Place
    case: Case


def file_one(*, filing: Filing, at: datetime.datetime, by: Actor) -> Case:
    """File a dossier of one procedure. Equal requests with one key file one dossier.

    Raises RevisionIsClosed, NotOnline, BadInput (every problem at once), NoOneDecides,
    NobodyOnDesk, SameKeyOtherContent. Publishes cases.dossier.filed.v1.
    Locks: the day's running number of the receiving agency.
    """
    draft = make(filing=filing, at=at, by=by)
    with transaction.atomic():
        locks.wait_at_most()
        if not write(draft=draft, data={}, at=at, by=by):
            return filed_before(draft, by=by)
    return draft.case


def make(*, filing: Filing, at: datetime.datetime, by: Actor, is_unfinished: bool = False) -> Draft:
    """The dossier that a filing makes, valid and promised; nothing is written.

    A part of another filing was open when that was filed. is_unfinished: what is missing or wrong
    yet is passed over. Raises as file_one.
    """
    flow = flow_of_revision(filing.revision_id)
    if filing.parent_id is None:
        _check_open(flow=flow, filing=filing, on=clock.local(at).date())
    later = scopes.everything(flow.definition) if is_unfinished else frozenset[str]()
    asked = scopes.at_filing(flow=flow, filing=filing, at=at, later=later)
    place = desks.place(flow=flow, asked=asked)
    case = _case(filing=filing, asked=asked, place=place, at=at, by=by)
    return Draft(filing=filing, flow=flow, asked=asked, place=place, case=case)


def write(*, draft: Draft, data: dict[str, Any], at: datetime.datetime, by: Actor) -> bool:
    """Number a dossier and write it with its papers and events, in the caller's transaction.

    data: what its first step keeps. False when this request has already filed one.
    """
    case, filing = draft.case, draft.filing
    case.code = _next_code(draft.place.receiving_code, clock.local(at).date())
    case.folded = text.fold(f"{case.code} {case.applicant_name}")
    task = _first_task(flow=draft.flow, case=case, at=at)
    step = _first_step(filing=filing, data=data, at=at, by=by)
    if not store.insert_case(case, task=task, step=step, why="filed"):
        return False
    if filing.papers and filing.parent_id is None:
        add_papers(case=case, papers=filing.papers, round_number=0, at=at, by=by)
    elif filing.papers:
        put_papers(case=case, papers=filing.papers, round_number=0, at=at)
    if filing.shown:
        keep(case=case, found=filing.shown, by=by)
    _tell(case=case, at=at, by=by)
    return True


def _first_task(*, flow: Flow, case: Case, at: datetime.datetime) -> store.NewTask:
    due_at, allowed = clocks.stage_time(
        start=at, budget=flow.due(flow.first), calendar=clocks.calendar_of(case)
    )
    return store.NewTask(
        stage=flow.first,
        agency_id=case.agency_id,
        role=flow.first_role,
        due_at=due_at,
        allowed_minutes=allowed,
    )


def _first_step(
    *, filing: Filing, data: dict[str, Any], at: datetime.datetime, by: Actor
) -> store.NewStep:
    post = by.posts[0] if by.posts else None
    return store.NewStep(
        action="file",
        at=at,
        by=by,
        post_id=post.post_id if post else None,
        agency_id=post.agency_id if post else None,
        data={"papers": len(filing.papers), "channel": filing.channel, **data},
    )


def _tell(*, case: Case, at: datetime.datetime, by: Actor) -> None:
    news = facts.News(
        type=events.DOSSIER_FILED,
        subject=f"dossier:{case.code}",
        payload={"code": case.code, "procedure": case.procedure},
        person_id=case.applicant_id,
        touch=(f"agency:{case.agency_id}",),
    )
    facts.announce(news=news, at=at, by=by)


def _case(
    *,
    filing: Filing,
    asked: scopes.Asked,
    place: desks.Place,
    at: datetime.datetime,
    by: Actor,
) -> Case:
    procedure, deadline = asked.definition.procedure, asked.deadline
    case = Case(
        revision_id=filing.revision_id,
        procedure=procedure.procedure,
        parent_id=filing.parent_id,
        channel=filing.channel,
        delivery=filing.delivery,
        status="filed",
        stage=asked.definition.procedure.stages[0].id,
        area_id=place.area_id,
        present_area_id=place.area_id,
        receiving_id=place.receiving_id,
        present_receiving_id=place.receiving_id,
        deciding_id=place.deciding_id,
        agency_id=place.first_desk.agency_id,
        seen_by=sorted({place.receiving_id, place.deciding_id, place.first_desk.agency_id}),
        applicant_id=filing.applicant_id,
        organisation_id=filing.organisation_id,
        beneficiary_id=filing.beneficiary_id,
        applicant_name=text.nfc(filing.applicant_name),
        contact=filing.contact,
        answers=asked.answers,
        fee=asked.fee,
        filed_at=at,
        budget=deadline.total,
        cutoff=deadline.cutoff,
        calendar=procedure.calendar,
        account_id=by.account_id,
        request_key=filing.key,
        request_digest=_digest(filing),
    )
    clocks.pin(case)
    promise = clocks.promise(case)
    case.due_at = case.promised_at = promise.due_at
    case.remind_at = clocks.next_look(case, promise)
    return case


def _check_open(*, flow: Flow, filing: Filing, on: datetime.date) -> None:
    procedure = flow.definition.procedure
    if not procedure.effective.is_alive(on):
        raise refusals.RevisionIsClosed()
    if filing.channel == "online" and procedure.service_level == "counter":
        raise refusals.NotOnline()
    if filing.channel not in CHANNELS:
        raise BadInput(problems=[Problem("channel", "not_an_option")])
    if filing.delivery not in DELIVERIES:
        raise BadInput(problems=[Problem("delivery", "not_an_option")])


def _next_code(agency_code: str, on: datetime.date) -> str:
    """`<agency>-YYMMDD-NNNN`. Source: Circular 01/2018/TT-VPCP art. 19 [V], 03/2025 [S]."""
    day = f"{agency_code}-{on:%y%m%d}"
    return f"{day}-{store.next_number(f'dossier:{day}'):04d}"


def _digest(filing: Filing) -> str:
    content = {
        "revision": filing.revision_id,
        "answers": filing.answers,
        "papers": [str(paper.document_id) for paper in filing.papers],
        "for": [filing.applicant_id, filing.organisation_id, filing.beneficiary_id],
        "channel": [filing.channel, filing.delivery],
    }
    packed = orjson.dumps(content, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(packed).hexdigest()


def filed_before(draft: Draft, *, by: Actor) -> Case:
    """The dossier that this request has already filed. Raises SameKeyOtherContent."""
    case = Case.objects.get(account_id=by.account_id, request_key=draft.filing.key)
    if case.request_digest != draft.case.request_digest:
        raise refusals.SameKeyOtherContent()
    return case
