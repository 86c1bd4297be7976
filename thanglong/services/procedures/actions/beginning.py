"""Beginning a form: for whom, and what the registers know already (ask once only)."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.utils.translation import gettext as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.http import PartnerRefused, PartnerUnavailable
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import refusals
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.people import queries as people
from thanglong.kernel.registers import actions as registers
from thanglong.services.procedures import queries
from thanglong.services.procedures.actions.drafts import Subject, start_draft
from thanglong.services.procedures.models import Draft

log = structlog.get_logger(__name__)
REGISTERS = ("population", "civil_status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whose answers are asked for: the number in the registers, and how to reach the person."""

    number: str
    person_id: int | None
    contact: dict[str, str] = field(default_factory=dict)


def begin_form(*, revision_id: int, whom: str, at: datetime.datetime, by: Actor) -> Draft:
    """Begin or go on with a form for `self`, `person-ID` or `organisation-ID`.

    A register that does not answer leaves its questions open; the form begins all the same.
    Raises MandateMissing when the person may not file for whom he chose.
    """
    allowed = {one.key for one in queries.whom_choices(revision_id=revision_id, by=by, at=at)}
    if whom not in allowed:
        raise refusals.MandateMissing()
    kind, _dash, number = whom.partition("-")
    definition = cases.revision_definition(revision_id)
    subject = Subject(
        revision_id=revision_id,
        procedure=definition.procedure.procedure,
        beneficiary_id=int(number) if kind == "person" else None,
        organisation_id=int(number) if kind == "organisation" else None,
    )
    own = Known(
        number=people.profile_of(account_id=by.account_id or 0).personal_number,
        person_id=by.person_id,
        contact=known_contact(by),
    )
    answers = known_answers(definition, whose=own, at=at, by=by)
    return start_draft(subject=subject, prefill=answers, at=at, by=by)


def prefill_sources(draft: Draft, definition: Definition) -> dict[str, str]:
    """For each answer that still stands as a register or the account gave it: which one."""
    names = {
        "population": _("From the National Population Database"),
        "civil_status": _("From the civil-status register"),
        "account": _("From your account"),
    }
    given, answered = definition.typed(draft.known), definition.typed(draft.answers)
    return {
        one.id: names[one.prefill.partition(".")[0]]
        for one in definition.fields.values()
        if one.prefill and one.id in given and answered.get(one.id) == given[one.id]
    }


def known_contact(by: Actor) -> dict[str, str]:
    """Phone and e-mail as the person has given them to the city."""
    if by.account_id is None:
        return {}
    known = people.profile_of(account_id=by.account_id)
    return {key: value for key, value in (("phone", known.phone), ("email", known.email)) if value}


def known_answers(
    definition: Definition, *, whose: Known, at: datetime.datetime, by: Actor
) -> dict[str, Any]:
    """The answers that registers and account give, by field; each question to one is recorded."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for one in definition.fields.values():
        if one.prefill:
            register, _dot, name = one.prefill.partition(".")
            wanted[register][one.id] = name
    found: dict[str, Any] = {
        place: whose.contact[name]
        for place, name in wanted.pop("account", {}).items()
        if name in whose.contact
    }
    for register, fields in wanted.items():
        purpose = definition.procedure.procedure
        found |= _ask(register, fields, purpose=purpose, whose=whose, at=at, by=by)
    return found


def _ask(
    register: str,
    fields: dict[str, str],
    *,
    purpose: str,
    whose: Known,
    at: datetime.datetime,
    by: Actor,
) -> dict[str, Any]:
    if not whose.number:
        return {}
    question = registers.Question(
        register=register,
        key=whose.number,
        fields=tuple(sorted(set(fields.values()))),
        purpose=purpose,
    )
    try:
        record = registers.look_up(question=question, person_id=whose.person_id, at=at, by=by)
    except (PartnerUnavailable, PartnerRefused) as refusal:
        log.warning("register_did_not_answer", register=register, code=refusal.code)
        return {}
    if record is None:
        return {}
    return {place: record.values[name] for place, name in fields.items() if name in record.values}
