"""Looking for what shows the claims of a form, so that no paper is asked that the city can see."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import refusals
from thanglong.kernel.people import actions as people
from thanglong.services.procedures import queries
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries import intake, showing

if TYPE_CHECKING:
    from thanglong.kernel.cases.showing import Shown


def look_for_draft(*, draft: Draft, at: datetime.datetime, by: Actor) -> tuple["Shown", ...]:
    """Ask for every claim of a form that no file shows, and keep what came of it with the form.

    What was known within a day about the same answers is not asked again. Nothing written in the
    form changes, and its version stays: no other tab is disturbed. No transaction may be open.
    Raises people.AssuranceTooLow, MandateMissing: nothing is looked up for who may not file it.
    """
    check_may_file(draft=draft, at=at, by=by)
    definition = case_queries.revision_definition(draft.revision_id)
    context = queries.context_of_draft(draft, definition, name=by.name, at=at)
    subject = cases.subject_of(
        applicant_id=by.person_id or 0,
        beneficiary_id=draft.beneficiary_id,
        organisation_id=draft.organisation_id,
    )
    wanted = cases.Wanted(
        definition=definition,
        seen=definition.see(definition.typed(draft.answers), context),
        files=_files(draft),
        kept=showing.shown_of(draft),
    )
    return _kept(draft, cases.look_for(wanted=wanted, subject=subject, at=at, by=by))


def check_may_file(*, draft: Draft, at: datetime.datetime, by: Actor) -> None:
    """Pass if the person may file this form now: a form lives longer than a sign-in or a mandate.

    Raises people.AssuranceTooLow, MandateMissing.
    """
    procedure = case_queries.revision_definition(draft.revision_id).procedure
    people.check_assurance(by=by, demanded=procedure.assurance)
    whom = queries.for_whom(draft)[0]
    choices = queries.whom_choices(revision_id=draft.revision_id, by=by, at=at)
    if whom not in {one.key for one in choices}:
        raise refusals.MandateMissing()


def look_for_intake(*, draft: Draft, at: datetime.datetime, by: Actor) -> tuple["Shown", ...]:
    """The same for a form at the counter: of the person who stands there, asked by the clerk."""
    definition = case_queries.revision_definition(draft.revision_id)
    context = intake.context_of_intake(draft, at=at)
    subject = cases.subject_of(applicant_id=intake.person_of_intake(draft).id)
    wanted = cases.Wanted(
        definition=definition,
        seen=definition.see(definition.typed(draft.answers), context),
        files=_files(draft),
        kept=showing.shown_of(draft),
    )
    return _kept(draft, cases.look_for(wanted=wanted, subject=subject, at=at, by=by))


def _files(draft: Draft) -> Collection[str]:
    return {need for need, ids in draft.papers.items() if ids}


def _kept(draft: Draft, found: tuple["Shown", ...]) -> tuple["Shown", ...]:
    draft.shown = [one.as_json() for one in found]
    with transaction.atomic():
        Draft.objects.filter(id=draft.id, case_code="").update(shown=draft.shown)
    return found
