"""Taking in a dossier at the counter, for somebody with or without an account."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import text
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput, CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import scopes
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.trail import actions as trail
from thanglong.services.procedures import queries
from thanglong.services.procedures.actions import beginning, drafts, showing
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries import intake
from thanglong.services.procedures.queries.showing import met_needs, shown_of

COUNTER_CHANNELS = ("direct", "post")

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case


class NameDiffers(CityError):
    """The number belongs to somebody of another name."""

    code = "procedures.name_differs"
    status = 422
    message = _(
        "This number belongs to a person of another name. Please look at the identity card again."
    )


class NameIsMissing(CityError):
    """Nobody is known by the number, so the name is needed."""

    code = "procedures.name_is_missing"
    status = 422
    message = _("Nobody is known by this number yet. Please write the full name as on the card.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who stands at the counter. personal_number: twelve digits, or empty for one without."""

    personal_number: str
    full_name: str = ""
    birth_on: datetime.date | None = None
    sex: str = ""


def begin_intake(
    *, visitor: Visitor, revision_id: int, channel: str, at: datetime.datetime, by: Actor
) -> Draft:
    """Open the form for the person at the counter; known people keep what is known of them.

    The registers are asked for the rest. Raises NameDiffers, NameIsMissing,
    people.NumberIsMalformed. The look at the person is recorded.
    """
    with transaction.atomic():
        person_id = _person_id(visitor)
        procedure = case_queries.revision_definition(revision_id).code
        trail.record(
            act="people.identified_at_counter",
            subject=f"person:{person_id}",
            at=at,
            by=by,
            person_id=person_id,
            purpose=procedure,
        )
        subject = drafts.Subject(
            revision_id=revision_id, procedure=procedure, beneficiary_id=person_id
        )
        draft = drafts.start_draft(subject=subject, prefill={}, at=at, by=by)
        is_new = not draft.answers
        contact = {"channel": channel if channel in COUNTER_CHANNELS else "direct"}
        change = drafts.Change(
            version=draft.version, contact={**draft.contact, **contact}, delivery="counter"
        )
        draft = drafts.save_draft(draft_id=draft.id, change=change, at=at, by=by)
    return _prefilled(draft, at, by) if is_new else draft


def _prefilled(draft: Draft, at: datetime.datetime, by: Actor) -> Draft:
    """What is known here and in the registers, so that nobody is asked for it again."""
    person = intake.person_of_intake(draft)
    whose = beginning.Known(number=person.personal_number, person_id=person.id)
    definition = case_queries.revision_definition(draft.revision_id)
    known = beginning.known_answers(definition, whose=whose, at=at, by=by)
    answers = intake.first_answers(draft) | known
    change = drafts.Change(version=draft.version, answers=answers, known=known)
    return drafts.save_draft(draft_id=draft.id, change=change, at=at, by=by)


def file_intake(*, draft_id: uuid.UUID, at: datetime.datetime, by: Actor) -> Case:
    """File the form for the person at the counter and accept it at once where it is one's own desk.

    The same form twice files one dossier. Raises DraftIsGone, BadInput with every problem, and what
    filing raises.
    """
    draft = queries.draft_of(draft_id=draft_id, account_id=by.account)
    if draft is None or draft.beneficiary_id is None:
        raise drafts.DraftIsGone()
    showing.look_for_intake(draft=draft, at=at, by=by)
    _check_needs(draft, at)
    case = cases.file_dossier(filing=_filing(draft, at), at=at, by=by)
    with transaction.atomic():
        Draft.objects.filter(id=draft.id, case_code="").update(case_code=case.code)
    _accept(case, draft, at, by)
    return case


def _check_needs(draft: Draft, at: datetime.datetime) -> None:
    """At the counter nothing is taken in that lacks a paper; what came by post is asked for later.

    Raises BadInput.
    """
    if draft.contact.get("channel", "direct") != "direct":
        return
    definition = case_queries.revision_definition(draft.revision_id)
    context = intake.context_of_intake(draft, at=at)
    checked = definition.validate(queries.asked_answers(draft, definition), context)
    seen = definition.see(checked.values, context)
    missing = scopes.missing_needs(definition, seen, met_needs(draft), shown_of(draft))
    if missing:
        raise BadInput(problems=[*checked.problems, *missing], definition=definition)


def _accept(case: Case, draft: Draft, at: datetime.datetime, by: Actor) -> None:
    begun = [one.case for one in case_queries.parts_of(case) if one.case is not None]
    for part in begun or [case]:
        for task in case_queries.open_tasks(part):
            is_mine = by.post_in(agency_id=task.agency_id, role=task.role) is not None
            if is_mine and task.kind == "stage" and part.received_at is None:
                request = cases.Request(action="accept", key=f"intake:{draft.id.hex}")
                cases.act(task_id=task.id, request=request, at=at, by=by)


def _person_id(visitor: Visitor) -> int:
    known = people_queries.person_by_number(visitor.personal_number)
    if known is not None:
        if visitor.full_name and not _same_name(known.full_name, visitor.full_name):
            raise NameDiffers(field="full_name")
        return int(known.id)
    if not visitor.full_name.strip():
        raise NameIsMissing(field="full_name")
    person = people.know_person(
        personal_number=visitor.personal_number,
        full_name=visitor.full_name,
        birth_on=visitor.birth_on,
        sex=visitor.sex,
    )
    return int(person.id)


def _same_name(one: str, other: str) -> bool:
    return text.fold(one) == text.fold(other)


def _filing(draft: Draft, at: datetime.datetime) -> cases.Filing:
    definition = case_queries.revision_definition(draft.revision_id)
    shown = {due.need.id for due in intake.needs_of_intake(draft, at=at)}
    contact: dict[str, Any] = {
        key: value for key, value in draft.contact.items() if key in {"phone", "email", "address"}
    }
    person = intake.person_of_intake(draft)
    return cases.Filing(
        revision_id=draft.revision_id,
        channel=draft.contact.get("channel", "direct"),
        delivery=draft.delivery,
        answers=queries.asked_answers(draft, definition),
        papers=tuple(
            cases.GivenPaper(need=need, document_id=uuid.UUID(one), evidence="scan")
            for need, ids in draft.papers.items()
            if need in shown
            for one in ids
        ),
        shown=shown_of(draft),
        applicant_id=person.id,
        applicant_name=person.full_name,
        organisation_id=_organisation_id(draft),
        contact=contact,
        key=f"intake:{draft.id}",
    )


def _organisation_id(draft: Draft) -> int | None:
    """The organisation for which the person files, if he represents it by law."""
    chosen = draft.contact.get("organisation", "")
    known = {key for key, _name in intake.organisations_of_intake(draft)}
    return int(chosen) if chosen in known else None
