"""An officer looks at what belongs to a person: written down, and shown to that person."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.trail import actions as trail

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case
    from thanglong.kernel.documents.models import Document


def record_look(*, case: Case, at: datetime.datetime, by: Actor) -> None:
    """Write down that an officer has a dossier before him, on a screen or on paper."""
    by = _as_holder(case, by)
    trail.record(
        act="cases.read",
        subject=f"dossier:{case.code}",
        at=at,
        by=by,
        person_id=case.beneficiary_id or case.applicant_id,
        purpose=case.procedure,
    )


def record_reading(
    *, document: Document, at: datetime.datetime, by: Actor, case: Case | None = None
) -> None:
    """Write down that an officer opens a paper. What people read of their own is not recorded.

    case: the dossier that the paper lies in, where it is known.
    """
    if not by.is_officer:
        return
    by = _as_holder(case, by) if case else by
    trail.record(
        act="documents.read",
        subject=f"document:{document.id}",
        at=at,
        by=by,
        person_id=(case.beneficiary_id or case.applicant_id) if case else document.owner_id,
        purpose=case.procedure if case else document.case_code,
    )


def _as_holder(case: Case, by: Actor) -> Actor:
    """The officer by the post through which the dossier is before him, if he holds several."""
    return by.acting_as(by.post_among([case.agency_id, *case.seen_by]))
