"""Writing a dossier: begun, saved as one goes, never multiplied, filed once."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.services.procedures import queries
from thanglong.services.procedures.actions import showing
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.queries.showing import shown_of

KEPT_DAYS = 30
PAPERS_MAX = 30


class DraftIsGone(CityError):
    """Filed, expired, or somebody else's."""

    code = "procedures.draft_gone"
    status = 404
    message = _("This form is no longer here: it was sent, or it has expired after 30 days.")


class DraftMovedOn(CityError):
    """Another tab or device has saved since this one read it."""

    code = "procedures.draft_moved_on"
    message = _(
        "This form was changed at %(time)s in another window. What you wrote here is still on "
        "this page; reload to see the other version, then decide which to keep."
    )


class TooManyPapers(CityError):
    """More files than anyone could look through."""

    code = "procedures.too_many_papers"
    status = 422
    message = _("There are already %(limit)s files here. Please put pages together in one PDF.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Which procedure, and for whom one files: oneself when both ids are empty."""

    revision_id: int
    procedure: str
    beneficiary_id: int | None = None
    organisation_id: int | None = None

    @property
    def key(self) -> dict[str, Any]:
        """What makes two forms the same form."""
        return {
            "procedure": self.procedure,
            "beneficiary_id": self.beneficiary_id,
            "organisation_id": self.organisation_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one page sends. `version`: the one that the page was made from.

    answers: of that page only; what the page shows and was left empty is None.
    known: the answers that registers gave, when they were asked with this change.
    """

    version: int
    answers: dict[str, Any] | None = None
    delivery: str = ""
    contact: dict[str, str] | None = None
    known: dict[str, Any] | None = None


def start_draft(
    *, subject: Subject, prefill: dict[str, Any], at: datetime.datetime, by: Actor
) -> Draft:
    """Begin a form, or go on with the one that is open for the same beneficiary.

    An open form of an older revision keeps its answers and goes on under the new one.
    """
    with transaction.atomic():
        draft = queries.lock_open_draft(account_id=by.account, **subject.key)
        if draft is not None and draft.expires_at > at:
            return _renewed(draft, subject, at)
        if draft is not None:
            draft.delete()
        try:
            with transaction.atomic():
                return _create(subject, prefill, at, by)
        except IntegrityError:  # the same click twice: the other one has begun it
            found = queries.lock_open_draft(account_id=by.account, **subject.key)
            if found is None:
                raise
            return found


def save_draft(*, draft_id: uuid.UUID, change: Change, at: datetime.datetime, by: Actor) -> Draft:
    """Keep what a page sends, right or wrong, so that nothing written is lost.

    Raises DraftIsGone, DraftMovedOn. Locks: the draft.
    """
    with transaction.atomic():
        draft = _locked(draft_id, at, by)
        if draft.version != change.version:
            raise DraftMovedOn(time=f"{clock.local(draft.saved_at):%H:%M}")
        if change.answers is not None:
            kept = {**draft.answers, **change.answers}
            draft.answers = {key: value for key, value in kept.items() if value is not None}
        if change.delivery:
            draft.delivery = change.delivery
        if change.contact is not None:
            draft.contact = change.contact
        if change.known is not None:
            draft.known = change.known
        _save(draft, at)
    return draft


def add_paper(
    *, draft_id: uuid.UUID, need: str, document_id: uuid.UUID, at: datetime.datetime, by: Actor
) -> Draft:
    """Put a document with a need. Raises DraftIsGone, TooManyPapers. Locks: the draft."""
    with transaction.atomic():
        draft = _locked(draft_id, at, by)
        known = draft.papers.get(need, [])
        if str(document_id) in known:
            return draft
        if sum(len(ids) for ids in draft.papers.values()) >= PAPERS_MAX:
            raise TooManyPapers(limit=PAPERS_MAX)
        draft.papers = {**draft.papers, need: [*known, str(document_id)]}
        _save(draft, at)
    return draft


def remove_paper(
    *, draft_id: uuid.UUID, need: str, document_id: uuid.UUID, at: datetime.datetime, by: Actor
) -> Draft:
    """Take a document away again; the document itself stays. Locks: the draft."""
    with transaction.atomic():
        draft = _locked(draft_id, at, by)
        left = [one for one in draft.papers.get(need, []) if one != str(document_id)]
        draft.papers = {**draft.papers, need: left}
        _save(draft, at)
    return draft


def file_draft(*, draft_id: uuid.UUID, at: datetime.datetime, by: Actor) -> str:
    """File what is written; the same draft twice files one dossier. Returns its code.

    Raises BadInput with every problem, AssuranceTooLow, MandateMissing, and what filing raises.
    The draft stays until it is filed.
    """
    draft = queries.draft_of(draft_id=draft_id, account_id=by.account)
    if draft is None:
        raise DraftIsGone()
    if draft.case_code:
        return draft.case_code
    showing.look_for_draft(draft=draft, at=at, by=by)
    case = cases.file_dossier(filing=_filing(draft, at, by), at=at, by=by)
    with transaction.atomic():
        Draft.objects.filter(id=draft.id, case_code="").update(case_code=case.code)
    return str(case.code)


def outlook_of_draft(*, draft: Draft, at: datetime.datetime, by: Actor) -> cases.Outlook | None:
    """What sending the form now would cost, and when the result would be promised.

    Returns None when the answers do not say yet who decides. Nothing is written.
    """
    return cases.outlook(filing=_filing(draft, at, by), at=at, by=by)


def drop_draft(*, draft_id: uuid.UUID, at: datetime.datetime, by: Actor) -> None:
    """Throw a form away at the person's wish. Raises DraftIsGone."""
    with transaction.atomic():
        _locked(draft_id, at, by).delete()


def drop_expired_drafts(*, at: datetime.datetime, limit: int = 1000) -> int:
    """Delete forms that were not touched for 30 days, at most `limit`. Returns how many."""
    ids = Draft.objects.filter(expires_at__lt=at, case_code="").values_list("id", flat=True)
    return Draft.objects.filter(id__in=list(ids[:limit])).delete()[0]


def _create(subject: Subject, prefill: dict[str, Any], at: datetime.datetime, by: Actor) -> Draft:
    return Draft.objects.create(
        id=uuid.uuid4(),
        account_id=by.account,
        revision_id=subject.revision_id,
        answers=prefill,
        known=prefill,
        began_at=at,
        saved_at=at,
        expires_at=at + datetime.timedelta(days=KEPT_DAYS),
        **subject.key,
    )


def _renewed(draft: Draft, subject: Subject, at: datetime.datetime) -> Draft:
    if draft.revision_id != subject.revision_id:
        draft.revision_id = subject.revision_id
        _save(draft, at)
    return draft


def _locked(draft_id: uuid.UUID, at: datetime.datetime, by: Actor) -> Draft:
    draft = queries.lock_draft(draft_id=draft_id, account_id=by.account)
    if draft is None or draft.case_code or draft.expires_at <= at:
        raise DraftIsGone()
    return draft


def _save(draft: Draft, at: datetime.datetime) -> None:
    draft.version += 1
    draft.saved_at = at
    draft.expires_at = at + datetime.timedelta(days=KEPT_DAYS)
    draft.save()


def _filing(draft: Draft, at: datetime.datetime, by: Actor) -> cases.Filing:
    definition = case_queries.revision_definition(draft.revision_id)
    needs = queries.needs_of_draft(draft, definition, name=by.name, at=at)
    shown = {one.need.id for one in needs}
    return cases.Filing(
        revision_id=draft.revision_id,
        channel="online",
        delivery=draft.delivery,
        answers=queries.asked_answers(draft, definition),
        papers=tuple(
            cases.GivenPaper(need=need, document_id=uuid.UUID(one))
            for need, ids in draft.papers.items()
            if need in shown
            for one in ids
        ),
        shown=shown_of(draft),
        applicant_id=by.person_id or 0,
        applicant_name=by.name,
        organisation_id=draft.organisation_id,
        beneficiary_id=draft.beneficiary_id,
        contact=draft.contact,
        key=f"draft:{draft.id}",
    )
