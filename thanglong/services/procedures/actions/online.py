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
from thanglong.kernel.cases import refusals, scopes
from thanglong.kernel.cases.definition import Definition, Problem, evidence
from thanglong.services.procedures import queries

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case
    from thanglong.kernel.cases.showing import Shown

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

    Raises UnknownProcedure, RevisionIsClosed, AssuranceTooLow, MandateMissing, BadInput for a
    result by post without an address, and what filing raises.
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
    if request.delivery == "post" and not request.contact.get("address", "").strip():
        raise BadInput(problems=[Problem("contact.address", "required")], definition=definition)
    beneficiary_id, organisation_id = _whom(request, revision.id, definition, at, by)
    shown = _shown(request, definition, (beneficiary_id, organisation_id), at, by)
    filing = cases.Filing(
        revision_id=revision.id,
        channel="online",
        delivery=request.delivery,
        answers=request.answers,
        papers=tuple(
            cases.GivenPaper(need=need, document_id=document) for need, document in request.papers
        ),
        shown=shown,
        applicant_id=by.person_id or 0,
        applicant_name=by.name,
        beneficiary_id=beneficiary_id,
        organisation_id=organisation_id,
        contact=request.contact,
        key=request.key,
    )
    return cases.file_dossier(filing=filing, at=at, by=by)


def _shown(
    request: OnlineFiling,
    definition: Definition,
    whom: tuple[int | None, int | None],
    at: datetime.datetime,
    by: Actor,
) -> tuple["Shown", ...]:
    """What registers and own results show of the claims for which no file is sent."""
    files = {need for need, _ in request.papers}
    if all(need.id in files for need in definition.procedure.needs if evidence.can_be_shown(need)):
        return ()
    context = scopes.context_of(
        definition,
        channel="online",
        at=at,
        full_name=by.name,
        is_organisation=whom[1] is not None,
        papers=files,
    )
    checked = definition.validate(request.answers, context)
    if checked.problems:
        return ()  # it will be refused for them: nobody's record is looked at in vain
    wanted = cases.Wanted(
        definition=definition, seen=definition.see(checked.values, context), files=files
    )
    subject = cases.subject_of(
        applicant_id=by.person_id or 0, beneficiary_id=whom[0], organisation_id=whom[1]
    )
    return cases.look_for(wanted=wanted, subject=subject, at=at, by=by)


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
