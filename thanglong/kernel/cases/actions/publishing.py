"""Publishing: a draft by a second person, or the city's folder into a city that begins."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import definition, editors, events
from thanglong.kernel.cases.actions import drafting
from thanglong.kernel.cases.definition import DefinitionError, Files, loader
from thanglong.kernel.cases.models import Draft, Revision, RevisionFile
from thanglong.kernel.cases.queries import drafted as reads
from thanglong.kernel.events import actions as facts
from thanglong.kernel.trail import actions as trail


class OwnDraft(CityError):
    """Who wrote a text does not publish it."""

    code = "cases.own_draft"
    status = 403
    message = _(
        "You have written on this draft, so somebody else has to publish it. Please ask a "
        "colleague who may publish."
    )


class NotInReview(CityError):
    """Only what was submitted can be published."""

    code = "cases.not_in_review"
    message = _("This draft is not in review. Its author has to submit it first.")


class ReviewedOther(CityError):
    """The text is not the one that was looked at."""

    code = "cases.reviewed_other"
    message = _("This is not the text that you have looked at. Please open the draft again.")


class DraftIsBehind(CityError):
    """Another revision was published since the draft was begun."""

    code = "cases.draft_behind"
    message = _(
        "Since this draft was begun, another revision was published. Please give it back: its "
        "author has to look at that one first."
    )


class NothingIsNew(CityError):
    """The same text is published already."""

    code = "cases.nothing_new"
    message = _("This text is already published, word for word. There is nothing to publish.")


def publish_draft(
    *, draft_id: int, content_hash: str, note: str = "", at: datetime.datetime, by: Actor
) -> Revision:
    """Publish a draft in review: another person than its authors puts it in force from its date.

    content_hash: of the text that the reviewer has looked at. The check runs once more.
    Raises NotAllowed, OwnDraft, NotInReview, ReviewedOther, DraftIsBehind, NothingIsNew,
    DraftHasFaults. Publishes cases.revision.published.v1. Locks: the draft.
    """
    editors.check("publish", at=at, by=by)
    with transaction.atomic():
        draft = drafting.lock_draft(draft_id)
        if draft.state != "review":
            raise NotInReview()
        authors = reads.author_ids(draft.id)
        if by.account_id in authors or reads.is_one_person(by.person_id, authors):
            raise OwnDraft()
        _check_reviewed(draft, content_hash, at=at)
        revision = _written(draft, authors, at=at, by=by)
        draft.state, draft.changed_at, draft.revision = "published", at, revision
        draft.save(update_fields=["state", "changed_at", "revision"])
        data = {"content_hash": content_hash, "revision": revision.id}
        step = drafting.Happened(action="published", note=note, data=data)
        drafting.write_step(draft, step, at=at, by=by)
        _tell(revision, at=at, by=by)
    return revision


def load_procedures(
    *,
    folder: Path,
    at: datetime.datetime,
    by: Actor = SYSTEM,
    progress: Callable[[str], None] = lambda name: None,
) -> int:
    """Publish every procedure folder whose content is not published yet; the same one twice is one.

    A folder is reviewed where it is kept, before it comes here; `by` is written down as who brought
    it in. A procedure that is written in this city (one of its revisions was published by review)
    is left alone: its folder comes in as a draft instead (`thanglong procedure import`).
    Returns how many were new. Raises DefinitionError with every fault of the first bad folder.
    """
    new = 0
    for path in sorted(one for one in folder.iterdir() if (one / "procedure.yaml").exists()):
        files = definition.read_folder(path)
        found, faults = loader.examine(files)
        if faults or found is None:
            raise DefinitionError(faults)
        if not reads.is_written_here(found.code):
            new += _load(found, files, source=path.name, at=at, by=by)
        progress(path.name)
    return new


def _load(
    text: definition.Definition, files: Files, *, source: str, at: datetime.datetime, by: Actor
) -> bool:
    """Publish one text of the city's folder; whether it was new."""
    with transaction.atomic():
        values = _values(text) | {
            "published_at": at,
            "source": source,
            "how": "folder",
            "published_by_id": by.account_id,
            "published_by": by.name,
        }
        revision, is_new = Revision.objects.get_or_create(
            content_hash=definition.content_hash(text), defaults=values
        )
        if not revision.files.exists():
            _keep_files(revision, files)
        if is_new:
            _tell(revision, at=at, by=by)
    return is_new


def _check_reviewed(draft: Draft, content_hash: str, *, at: datetime.datetime) -> None:
    if content_hash != reads.content_hash_of(draft.id):
        raise ReviewedOther()
    if Revision.objects.filter(content_hash=content_hash).exists():
        raise NothingIsNew()
    if draft.base_id != reads.newest_revision_id(draft.procedure):
        raise DraftIsBehind()
    drafting.check_draft(draft, at=at)


def _written(draft: Draft, authors: list[int], *, at: datetime.datetime, by: Actor) -> Revision:
    text = reads.definition_of_draft(draft.id)
    revision = Revision.objects.create(
        content_hash=definition.content_hash(text),
        published_at=at,
        source=f"draft:{draft.id}",
        how="review",
        author_ids=authors,
        published_by_id=by.account_id,
        published_by=by.name,
        **_values(text),
    )
    _keep_files(revision, reads.files_of_draft(draft.id))
    return revision


def _values(text: definition.Definition) -> dict[str, object]:
    procedure = text.procedure
    return {
        "procedure": procedure.procedure,
        "slug": procedure.slug,
        "definition": definition.as_json(text),
        "effective_from": procedure.effective.valid_from,
        "effective_to": procedure.effective.valid_until,
    }


def _keep_files(revision: Revision, files: Files) -> None:
    RevisionFile.objects.bulk_create(
        RevisionFile(revision=revision, path=path, content=content)
        for path, content in files.items()
    )


def _tell(revision: Revision, *, at: datetime.datetime, by: Actor) -> None:
    subject = f"procedure:{revision.procedure}"
    trail.record(act="cases.revision.published", subject=subject, at=at, by=by)
    facts.publish(
        events.REVISION_PUBLISHED,
        subject=subject,
        payload={
            "procedure": revision.procedure,
            "content_hash": revision.content_hash,
            "from": revision.effective_from.isoformat(),
        },
        at=at,
        by=by,
    )
