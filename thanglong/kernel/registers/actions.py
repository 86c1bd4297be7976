"""Asking a register: each look is recorded before the answer is used."""

import datetime
import uuid

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.registers.ports import Question, Record, register_source
from thanglong.kernel.trail import actions as trail


def look_up(
    *,
    register: str,
    key: str,
    fields: tuple[str, ...],
    purpose: str,
    person_id: int | None,
    at: datetime.datetime,
    by: Actor,
) -> Record | None:
    """Ask a register about one person, for a named purpose; None when it has no record.

    fields: names in the register, 1..40. person_id: whose data it is, for the trail.
    Raises PartnerUnavailable, PartnerRefused. A look that cannot be recorded is not made.
    """
    question = Question(
        register=register, key=key, fields=fields, purpose=purpose, reference=str(uuid.uuid4())
    )
    with transaction.atomic():
        trail.record(
            act="registers.read",
            subject=f"register:{register}",
            person_id=person_id,
            at=at,
            by=by,
            purpose=purpose[:120],
        )
    return register_source().look_up(question)
