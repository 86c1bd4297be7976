"""What this service keeps about one person."""

from typing import Any

from thanglong.kernel.cases import queries as cases
from thanglong.services.procedures.models import Draft, Rating


def data_of(person_id: int) -> dict[str, Any]:
    """Open forms, dossiers and ratings of a person, to be handed out."""
    mine = cases.cases_of_person(person_id=person_id, organisation_ids=[], limit=200)
    return {
        "drafts": list(
            Draft.objects.filter(account__person_id=person_id).values(
                "procedure", "answers", "saved_at"
            )
        ),
        "dossiers": [
            {
                "code": case.code,
                "procedure": case.procedure,
                "answers": case.answers,
                "contact": case.contact,
                "filed_at": case.filed_at,
                "status": case.status,
            }
            for whole in mine
            for case in (whole, *(one.case for one in cases.parts_of(whole) if one.case))
        ],
        "ratings": list(
            Rating.objects.filter(account__person_id=person_id).values(
                "case_code", "stars", "words"
            )
        ),
    }
