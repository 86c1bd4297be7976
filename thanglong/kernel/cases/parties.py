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
    return people.may_act_for(
        holder_id=by.person_id,
        person_id=case.beneficiary_id or case.applicant_id,
        organisation_id=case.organisation_id,
        procedure=case.procedure,
        at=at,
    )
