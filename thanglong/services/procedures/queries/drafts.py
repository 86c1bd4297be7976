"""Reading forms under way."""

import datetime
import uuid
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.rows import NeedDue
from thanglong.kernel.cases.definition.scope import Context
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries.showing import met_needs


def draft_of(*, draft_id: uuid.UUID, account_id: int) -> Draft | None:
    """A form, if it is this person's."""
    return Draft.objects.filter(id=draft_id, account_id=account_id).first()


def open_drafts(*, account_id: int, at: datetime.datetime) -> list[Draft]:
    """The forms that a person has begun and not sent, latest first."""
    found = Draft.objects.filter(account_id=account_id, case_code="", expires_at__gt=at)
    found = found.select_related("beneficiary", "organisation")
    return list(found.order_by("-saved_at")[:50])


def for_whom(draft: Draft) -> tuple[str, str]:
    """For whom a form is: `self`, `person-ID` or `organisation-ID`, and the name of another.

    The form itself says whose it is: the name may be hidden by now, as a mandate has ended.
    """
    if draft.organisation_id is not None:
        return f"organisation-{draft.organisation_id}", _name(draft, "organisation", "name")
    if draft.beneficiary_id is not None:
        return f"person-{draft.beneficiary_id}", _name(draft, "beneficiary", "full_name")
    return "self", ""


def _name(draft: Draft, whom: str, name: str) -> str:
    try:
        found = getattr(draft, whom)
    except ObjectDoesNotExist:
        found = None
    return str(getattr(found, name)) if found else _("somebody whose mandate has ended")


def lock_draft(*, draft_id: uuid.UUID, account_id: int) -> Draft | None:
    """A form of this person, locked until the transaction ends."""
    found = Draft.objects.select_for_update(of=("self",))
    return found.filter(id=draft_id, account_id=account_id).first()


def lock_open_draft(*, account_id: int, **key: Any) -> Draft | None:
    """The open form of this person for a procedure and beneficiary, locked."""
    found = Draft.objects.select_for_update(of=("self",))
    return found.filter(account_id=account_id, case_code="", **key).first()


def context_of_draft(
    draft: Draft, definition: Definition, *, name: str, at: datetime.datetime
) -> Context:
    """What surrounds the answers of a form that is being written."""
    return scopes.context_of(
        definition,
        channel="online",
        at=at,
        full_name=name,
        is_organisation=draft.organisation_id is not None,
        papers=met_needs(draft),
    )


def needs_of_draft(
    draft: Draft, definition: Definition, *, name: str, at: datetime.datetime
) -> tuple[NeedDue, ...]:
    """The papers that this form needs as it stands."""
    context = context_of_draft(draft, definition, name=name, at=at)
    return definition.needs_for(definition.see(definition.typed(draft.answers), context))


def asked_answers(draft: Draft, definition: Definition) -> dict[str, Any]:
    """The answers to questions that the procedure has."""
    return {key: value for key, value in draft.answers.items() if key in definition.fields}
