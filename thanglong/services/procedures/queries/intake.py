"""Reading a form that an officer fills for somebody at the counter."""

import datetime
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.definition.rows import NeedDue
from thanglong.kernel.cases.definition.scope import Context
from thanglong.kernel.people import queries as people
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries.showing import met_needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The person at the counter, as far as a form needs it."""

    id: int
    full_name: str
    personal_number: str
    birth_on: datetime.date | None


def person_of_intake(draft: Draft) -> Person:
    """Who stands at the counter."""
    found = draft.beneficiary
    if found is None:
        raise LookupError("A form at the counter is always for somebody.")
    return Person(
        id=found.id,
        full_name=found.full_name,
        personal_number=found.personal_number,
        birth_on=found.birth_on,
    )


def organisations_of_intake(draft: Draft) -> list[tuple[str, str]]:
    """(id, name) of the organisations for which the person may file this procedure."""
    audience = set(cases.revision_definition(draft.revision_id).procedure.audience)
    if not {"organisation", "household_business"} & audience:
        return []
    found = people.organisations_of(person_id=person_of_intake(draft).id)
    return [(str(one.id), one.name) for one in found]


def context_of_intake(draft: Draft, *, at: datetime.datetime) -> Context:
    """What surrounds the answers of a form filled at the counter."""
    return scopes.context_of(
        cases.revision_definition(draft.revision_id),
        channel=draft.contact.get("channel", "direct"),
        at=at,
        full_name=person_of_intake(draft).full_name,
        is_organisation=bool(draft.contact.get("organisation")),
        papers=met_needs(draft),
    )


def needs_of_intake(draft: Draft, *, at: datetime.datetime) -> tuple[NeedDue, ...]:
    """The papers that are asked for, given the answers so far."""
    definition = cases.revision_definition(draft.revision_id)
    context = context_of_intake(draft, at=at)
    return definition.needs_for(definition.see(definition.typed(draft.answers), context))


def first_answers(draft: Draft) -> dict[str, Any]:
    """What is known of the person already: answers whose field is filled from the register."""
    person = person_of_intake(draft)
    known: dict[str, Any] = {
        "population.full_name": person.full_name,
        "population.personal_number": person.personal_number,
        "population.birth_date": f"{person.birth_on:%d/%m/%Y}" if person.birth_on else None,
        "account.full_name": person.full_name,
    }
    fields = cases.revision_definition(draft.revision_id).fields.values()
    found = {one.id: known.get(one.prefill or "") for one in fields}
    return {name: value for name, value in found.items() if value}
