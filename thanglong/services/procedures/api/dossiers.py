"""Dossiers: filed, read, listed, completed, withdrawn, talked about."""

import uuid
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from thanglong.kernel.base import clock, text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import refusals
from thanglong.kernel.people import queries as people
from thanglong.kernel.web import api, cursors
from thanglong.kernel.web.once import key_of, once, once_outside
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import actions, permissions
from thanglong.services.procedures.api import bodies, payloads, telling

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case

router = Router(tags=["Dossiers"])


@router.post("/procedures/{code}/dossiers", response={201: payloads.Filed})
@requires(permissions.FILE)
def file_dossier(request: HttpRequest, code: str, body: bodies.NewDossier) -> HttpResponse:
    """File a dossier. The answer has its code, the promised date and why it is that date."""
    filing = actions.OnlineFiling(
        procedure=code[:80],
        answers=body.answers,
        papers=_papers(body.papers),
        whom=body.whom,
        delivery=body.delivery,
        contact={name: value for name, value in body.contact if value},
        revision_id=body.revision,
        key=key_of(request),
    )

    def make() -> HttpResponse:
        case = actions.file_online(request=filing, at=clock.now(), by=actor_of(request))
        place = f"/api/v1/dossiers/{case.code}"
        return api.answer(telling.filed(case), status=201, location=place)

    return once_outside(request, make, content=request.body)  # registers are asked on the way


@router.get("/dossiers", response=payloads.Dossiers)
@requires(permissions.FILE, permissions.DESK)
def list_dossiers(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=api.PAGE_MAX)] = 50,
    cursor: str | None = None,
) -> HttpResponse:
    """A resident's own dossiers and those of his organisations; for officers those of their
    agencies, `q` searches code and name. The latest first.
    """
    after = cursors.place(cursor, count=1)
    before = after[0] if after else None
    found = _found(actor_of(request), q=q, before=before, limit=limit + 1)
    rows, following = cursors.cut(found, limit=limit, after=lambda case: [case.id])
    now = clock.now()
    items = [telling.line(case, at=now) for case in rows]
    return api.answer(payloads.Dossiers(items=items, next_cursor=following))


@router.get("/dossiers/{code}", response=payloads.Dossier)
@requires(permissions.FILE, permissions.DESK)
def read_dossier(request: HttpRequest, code: str) -> HttpResponse:
    """One dossier, for its parties and the offices that have it. An officer's look is recorded."""
    by, now = actor_of(request), clock.now()
    case = case_queries.case_of_party(code=code, by=by, at=now)
    if case is None and by.is_officer:
        case = case_queries.case_of_officer(code=code, by=by)
        if case is not None:
            actions.record_look(case=case, at=now, by=by)
    if case is None:
        raise refusals.NotYourDossier()
    return api.answer(telling.dossier(case, by=by, at=now))


@router.post("/dossiers/{code}/supplement", response=payloads.Standing)
@requires(permissions.FILE)
def supplement_dossier(
    request: HttpRequest, code: str, body: bodies.SupplementGiven
) -> HttpResponse:
    """Complete a dossier with what was found wanting; the clock runs on."""
    _own(request, code)
    answer = cases.Answer(
        answers=body.answers,
        papers=tuple(
            cases.GivenPaper(need=need, document_id=file) for need, file in _papers(body.papers)
        ),
        note=body.note,
        key=key_of(request),
    )

    def make() -> HttpResponse:
        case = cases.answer_supplement(
            code=code, answer=answer, at=clock.now(), by=actor_of(request)
        )
        return api.answer(telling.standing(case))

    return once(request, make)


@router.post("/dossiers/{code}/withdrawal", response=payloads.Standing)
@requires(permissions.FILE)
def withdraw_dossier(request: HttpRequest, code: str, body: bodies.Withdrawal) -> HttpResponse:
    """Take a dossier back before it is decided."""
    _own(request, code)

    def make() -> HttpResponse:
        case = cases.withdraw_case(
            code=code, reason=body.reason, at=clock.now(), by=actor_of(request)
        )
        return api.answer(telling.standing(case))

    return once(request, make)


@router.post("/dossiers/{code}/messages", response={201: payloads.Message})
@requires(permissions.FILE, permissions.DESK)
def send_message(request: HttpRequest, code: str, body: bodies.NewMessage) -> HttpResponse:
    """Write on a dossier: as a party to the office, as an officer to the applicant."""
    by = actor_of(request)
    if not by.is_officer or case_queries.case_of_officer(code=code, by=by) is None:
        _own(request, code)

    def make() -> HttpResponse:
        sent = cases.send_message(code=code, text=body.text, at=clock.now(), by=by)
        payload = payloads.Message(
            id=sent.id,
            at=telling.local(sent.at),
            is_from_office=sent.is_from_office,
            text=sent.text,
        )
        return api.answer(payload, status=201)

    return once(request, make)


def _papers(given: list[bodies.PaperGiven]) -> tuple[tuple[str, uuid.UUID], ...]:
    return tuple((one.need, one.file) for one in given)


def _own(request: HttpRequest, code: str) -> "Case":
    """The dossier, if the asker is a party of it; whether there is another one is not said."""
    case = case_queries.case_of_party(code=code, by=actor_of(request), at=clock.now())
    if case is None:
        raise refusals.NotYourDossier()
    return case


def _found(by: Actor, *, q: str, before: int | None, limit: int) -> list["Case"]:
    if by.is_officer:
        return case_queries.search_of_officer(
            by=by, folded=text.fold(q), before=before, limit=limit
        )
    person_id = by.person_id or 0
    organisations = [one.id for one in people.organisations_of(person_id=person_id)]
    return case_queries.cases_of_person(
        person_id=person_id, organisation_ids=organisations, before=before, limit=limit
    )
