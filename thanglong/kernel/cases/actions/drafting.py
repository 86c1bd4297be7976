"""Writing a text of a procedure: begun, changed file by file, submitted to another's eyes."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import locks
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotAllowed, NotFound
from thanglong.kernel.cases import editors
from thanglong.kernel.cases.definition import DefinitionError, Files, files, strict_yaml
from thanglong.kernel.cases.models import Draft, DraftFile, DraftStep
from thanglong.kernel.cases.queries import drafted as reads
from thanglong.kernel.trail import actions as trail


class NotAProcedure(CityError):
    """The files cannot be read far enough to know which procedure they are."""

    code = "cases.not_a_procedure"
    status = 422
    message = _("These files are no procedure that can be read: %(why)s")


class DraftIsNotOpen(CityError):
    """The draft is in review, published or discarded."""

    code = "cases.draft_not_open"
    message = _(
        "This draft is not being written now. If it is in review, take it back first; if it is "
        "published, begin a new draft from it."
    )


class DraftHasChanged(CityError):
    """Somebody changed the draft since it was looked at."""

    code = "cases.draft_changed"
    message = _(
        "%(name)s has changed this draft since you opened it. Nothing of yours was saved; please "
        "look at the change and enter yours again."
    )


class DraftHasFaults(CityError):
    """The check finds something to mend."""

    code = "cases.draft_has_faults"
    status = 422
    message = _("The check finds %(count)s things to mend. The first: %(first)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A step of a draft. `data`: what it keeps."""

    action: str
    note: str = ""
    data: dict[str, Any] | None = None


def begin_draft(
    *, content: Files, note: str = "", at: datetime.datetime, by: Actor, base_id: int | None = None
) -> Draft:
    """Begin a draft with these files, byte for byte.

    base_id: the revision it follows; without one, the newest published of the same procedure.
    Raises NotAllowed, NotAProcedure. Locks nothing.
    """
    editors.check("write", at=at, by=by)
    code, slug = _name_of(content)
    base = base_id or reads.newest_revision_id(code)
    with transaction.atomic():
        draft = Draft.objects.create(
            procedure=code, slug=slug, base_id=base, created_at=at, changed_at=at
        )
        DraftFile.objects.bulk_create(
            DraftFile(draft=draft, path=path, content=body) for path, body in content.items()
        )
        write_step(draft, Happened(action="begun", note=note), at=at, by=by)
    return draft


def begin_from_revision(
    *, revision_id: int, note: str = "", at: datetime.datetime, by: Actor
) -> Draft:
    """Begin a draft with the files of a published revision. Raises NotAllowed, NotFound."""
    content = reads.files_of_revision(revision_id)
    if not content:
        raise NotFound()
    return begin_draft(content=content, note=note, at=at, by=by, base_id=revision_id)


def save_file(
    *, draft_id: int, path: str, content: bytes | None, version: int, at: datetime.datetime,
    by: Actor,
) -> Draft:  # fmt: skip
    """Write one file of a draft, or take it away (None).

    version: of the draft that the author has seen. Writing what is there already changes nothing.
    Raises NotAllowed, NotFound, DraftIsNotOpen, DraftHasChanged, NotAProcedure. Locks: the draft.
    """
    editors.check("write", at=at, by=by)
    with transaction.atomic():
        draft = _open(draft_id, version)
        kept = reads.files_of_draft(draft.id)
        before = kept.get(path)
        if before == content:
            return draft
        _check_files({**kept, path: content or b""})
        if content is None:
            DraftFile.objects.filter(draft=draft, path=path).delete()
        else:
            DraftFile.objects.update_or_create(
                draft=draft, path=path, defaults={"content": content}
            )
        data = {"path": path, "before": _digest(before), "after": _digest(content)}
        action = "removed" if content is None else "saved"
        _changed(draft, Happened(action=action, data=data), at=at, by=by)
    return draft


def replace_files(
    *, draft_id: int, content: Files, version: int, at: datetime.datetime, by: Actor
) -> Draft:
    """Bring the whole folder of a draft in line with these files, byte for byte.

    Raises as `save_file`. Locks: the draft.
    """
    editors.check("write", at=at, by=by)
    with transaction.atomic():
        draft = _open(draft_id, version)
        kept = reads.files_of_draft(draft.id)
        if kept == dict(content):
            return draft
        draft.procedure, draft.slug = _name_of(content)
        DraftFile.objects.filter(draft=draft).delete()
        DraftFile.objects.bulk_create(
            DraftFile(draft=draft, path=path, content=body) for path, body in content.items()
        )
        paths = {path for path in {*kept, *content} if kept.get(path) != content.get(path)}
        _changed(draft, Happened(action="replaced", data={"paths": sorted(paths)}), at=at, by=by)
    return draft


def submit_draft(*, draft_id: int, note: str = "", at: datetime.datetime, by: Actor) -> Draft:
    """Give a draft to review: from now on it stands still.

    Raises NotAllowed, NotFound, DraftIsNotOpen, DraftHasFaults. Locks: the draft.
    """
    editors.check("write", at=at, by=by)
    with transaction.atomic():
        draft = _open(draft_id, None)
        check_draft(draft, at=at)
        data = {"content_hash": reads.content_hash_of(draft.id)}
        _move(draft, "review", Happened(action="submitted", note=note, data=data), at=at, by=by)
    return draft


def return_draft(*, draft_id: int, note: str, at: datetime.datetime, by: Actor) -> Draft:
    """Give a draft in review back to be written: by the reviewer with a reason, or by its author.

    Raises NotAllowed, NotFound, DraftIsNotOpen. Locks: the draft.
    """
    with transaction.atomic():
        draft = lock_draft(draft_id)
        if by.account_id not in reads.author_ids(draft.id):
            editors.check("publish", at=at, by=by)
        if draft.state != "review":
            raise DraftIsNotOpen()
        _move(draft, "draft", Happened(action="returned", note=note), at=at, by=by)
    return draft


def follow_newest(*, draft_id: int, at: datetime.datetime, by: Actor) -> Draft:
    """Let a draft follow the revision that was published since it began.

    The author has looked at what came in between. Raises NotAllowed, NotFound, DraftIsNotOpen.
    Locks: the draft.
    """
    editors.check("write", at=at, by=by)
    with transaction.atomic():
        draft = _open(draft_id, None)
        before, draft.base_id = draft.base_id, reads.newest_revision_id(draft.procedure)
        if draft.base_id != before:
            data = {"before": before, "after": draft.base_id}
            _changed(draft, Happened(action="followed", data=data), at=at, by=by)
    return draft


def discard_draft(*, draft_id: int, note: str = "", at: datetime.datetime, by: Actor) -> Draft:
    """Put a draft away for good; its files and history stay. An author may, and who may publish.

    Raises NotAllowed, NotFound, DraftIsNotOpen. Locks: the draft.
    """
    with transaction.atomic():
        draft = lock_draft(draft_id)
        if by.account_id not in reads.author_ids(draft.id):
            editors.check("publish", at=at, by=by)
        if draft.state not in ("draft", "review"):
            raise DraftIsNotOpen()
        _move(draft, "discarded", Happened(action="discarded", note=note), at=at, by=by)
    return draft


def lock_draft(draft_id: int) -> Draft:
    """The draft, locked until the transaction ends. Raises NotFound."""
    locks.wait_at_most()
    found = Draft.objects.select_for_update(of=("self",)).filter(id=draft_id).first()
    if found is None:
        raise NotFound()
    return found


def check_draft(draft: Draft, *, at: datetime.datetime) -> None:
    """Raises DraftHasFaults with the first thing that the check finds to mend."""
    faults = [one for one in reads.findings_of_draft(draft.id, at=at) if not one.is_notice]
    if faults:
        raise DraftHasFaults(count=len(faults), first=str(faults[0]))


def write_step(draft: Draft, happened: Happened, *, at: datetime.datetime, by: Actor) -> None:
    """Append to the history of a draft, and to the trail (the draft is new or locked)."""
    if by.account_id is None:
        raise NotAllowed()
    post = by.posts[0] if by.posts else None
    DraftStep.objects.create(
        draft=draft,
        seq=DraftStep.objects.filter(draft=draft).count() + 1,
        at=at,
        action=happened.action,
        account_id=by.account_id,
        actor_name=by.name,
        post_id=post.post_id if post else None,
        note=happened.note,
        data=happened.data or {},
    )
    trail.record(act=f"cases.draft.{happened.action}", subject=f"draft:{draft.id}", at=at, by=by)


def _open(draft_id: int, version: int | None) -> Draft:
    draft = lock_draft(draft_id)
    if draft.state != "draft":
        raise DraftIsNotOpen()
    if version is not None and version != draft.version:
        last = draft.steps.filter(action__in=reads.WRITES).order_by("-seq").first()
        raise DraftHasChanged(name=last.actor_name if last else "")
    return draft


def _changed(draft: Draft, happened: Happened, *, at: datetime.datetime, by: Actor) -> None:
    draft.version += 1
    draft.changed_at = at
    draft.save(update_fields=["version", "changed_at", "base", "procedure", "slug"])
    write_step(draft, happened, at=at, by=by)


def _move(
    draft: Draft, state: str, happened: Happened, *, at: datetime.datetime, by: Actor
) -> None:
    draft.state, draft.changed_at = state, at
    draft.save(update_fields=["state", "changed_at"])
    write_step(draft, happened, at=at, by=by)


def _name_of(content: Files) -> tuple[str, str]:
    """Code and slug of the procedure in these files. Raises NotAProcedure."""
    _check_files(content)
    try:
        data = strict_yaml.of(content, "procedure.yaml").data
    except DefinitionError as error:
        raise NotAProcedure(why=str(error.findings[0])) from error
    code, slug = (
        data.get(key) if isinstance(data, dict) else None for key in ("procedure", "slug")
    )
    if not isinstance(code, str) or not isinstance(slug, str) or len(code) > 20 or len(slug) > 80:
        raise NotAProcedure(why="procedure.yaml: `procedure`, `slug`")
    return code, slug


def _check_files(content: Files) -> None:
    try:
        files.check(content)
        files.check_letters(content)
    except DefinitionError as error:
        raise NotAProcedure(why=str(error.findings[0])) from error


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
