"""Filing a dossier without the pages: a program sends the whole form at once."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.definition import Definition, Problem
from thanglong.services.procedures import queries

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case

SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineFiling:
    """A whole form. whom: self, person-ID or organisation-ID, as `queries.whom_choices` names them.

    revision_id: the one that the form was made from; another one in force refuses it. papers: pairs
    of need and document.
    """

    procedure: str
    answers: dict[str, Any]
    papers: tuple[tuple[str, uuid.UUID], ...] = ()
    whom: str = SELF
    delivery: str = "online"
    contact: dict[str, str] = field(default_factory=dict)
    revision_id: int | None = None
    key: str | None = None


def file_online(*, request: OnlineFiling, at: datetime.datetime, by: Actor) -> "Case":
    """File a form as a resident, for oneself or for whom one holds a mandate.

    Raises UnknownProcedure, RevisionIsClosed, AssuranceTooLow, MandateMissing, and what filing
    raises.
    """
    revision = case_queries.latest_revision(request.procedure, on=clock.local(at).date())
    if revision is None:
        raise queries.why_not_open(request.procedure)
    if request.revision_id not in (None, revision.id):
        raise refusals.RevisionIsClosed()
    definition = revision.definition
    if by.assurance < definition.procedure.assurance:
        raise refusals.AssuranceTooLow(level=definition.procedure.assurance)
    _check_needs(request, definition)
    beneficiary_id, organisation_id = _whom(request, revision.id, definition, at, by)
    filing = cases.Filing(
        revision_id=revision.id,
        channel="online",
        delivery=request.delivery,
        answers=request.answers,
        papers=tuple(
            cases.GivenPaper(need=need, document_id=document) for need, document in request.papers
        ),
        applicant_id=by.person_id or 0,
        applicant_name=by.name,
        beneficiary_id=beneficiary_id,
        organisation_id=organisation_id,
        contact=request.contact,
        key=request.key,
    )
    return cases.file_dossier(filing=filing, at=at, by=by)


def _check_needs(request: OnlineFiling, definition: Definition) -> None:
    known = {need.id for need in definition.procedure.needs}
    unknown = [
        Problem(f"need:{need}"[:80], "unknown_field")
        for need, _ in request.papers
        if need not in known
    ]
    if unknown:
        raise BadInput(problems=unknown, definition=definition)


def _whom(
    request: OnlineFiling,
    revision_id: int,
    definition: Definition,
    at: datetime.datetime,
    by: Actor,
) -> tuple[int | None, int | None]:
    if request.whom == SELF and definition.procedure.applicant.self_:
        return None, None
    choices = queries.whom_choices(revision_id=revision_id, by=by, at=at)
    if request.whom not in {one.key for one in choices}:
        raise refusals.MandateMissing()
    kind, _dash, number = request.whom.partition("-")
    beneficiary_id = int(number) if kind == "person" else None
    return beneficiary_id, int(number) if kind == "organisation" else None
