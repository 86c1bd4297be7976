"""Who a case belongs to: the applicant, the one it is for, and those who may act for them."""

import datetime

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.models import Case
from thanglong.kernel.people import queries as people


def check(*, case: Case, by: Actor, at: datetime.datetime) -> None:
    """Raises NotYourDossier unless the actor is a party of the case now."""
    if not is_party(case=case, by=by, at=at):
        raise refusals.NotYourDossier()


def is_party(*, case: Case, by: Actor, at: datetime.datetime) -> bool:
    """Whether the actor filed it, is the one it is for, or holds a mandate in force."""
    if by.person_id is None:
        return False
    if by.person_id in {case.applicant_id, case.beneficiary_id}:
        return True
    if case.organisation_id is not None:
        return _acts_for_organisation(case=case, person_id=by.person_id, at=at)
    mandate = people.mandate_for(
        holder_id=by.person_id,
        person_id=case.beneficiary_id or case.applicant_id,
        procedure=case.procedure,
        at=at,
    )
    return mandate is not None and mandate.is_proven


def _acts_for_organisation(*, case: Case, person_id: int, at: datetime.datetime) -> bool:
    if any(one.id == case.organisation_id for one in people.organisations_of(person_id=person_id)):
        return True
    mandate = people.mandate_for(
        holder_id=person_id,
        organisation_id=case.organisation_id,
        procedure=case.procedure,
        at=at,
    )
    return mandate is not None
