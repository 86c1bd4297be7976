"""Asking a register: each look is recorded before the answer is used."""

import datetime

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.registers.ports import Question, Record, register_source

__all__ = ["Question", "Record", "look_up"]
from thanglong.kernel.trail import actions as trail


def look_up(
    *, question: Question, person_id: int | None, at: datetime.datetime, by: Actor
) -> Record | None:
    """Ask a register about one person, for a named purpose; None when it has no record.

    person_id: whose data it is, for the trail.
    Raises PartnerUnavailable, PartnerRefused. A look that cannot be recorded is not made.
    """
    with transaction.atomic():
        trail.record(
            act="registers.read",
            subject=f"register:{question.register}",
            person_id=person_id,
            at=at,
            by=by,
            purpose=question.purpose[:120],
        )
    return register_source().look_up(question)
