"""Drafts of procedures: their files, their text, what the check says, who wrote them."""

import datetime
from collections.abc import Sequence

from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import folders
from thanglong.kernel.cases.definition import (
    Definition,
    DefinitionError,
    Files,
    Finding,
    content_hash,
)
from thanglong.kernel.cases.folders import Folder
from thanglong.kernel.cases.models import Draft, DraftFile, DraftStep, Revision, RevisionFile, Trial
from thanglong.kernel.cases.queries import staffing
from thanglong.kernel.cases.queries.revisions import revision_definition

LINES_MAX = 200
WRITES = ("begun", "saved", "removed", "replaced")  # whoever did one of these is an author

_NEWEST = """
SELECT id FROM cases_revision WHERE procedure = %s ORDER BY published_at DESC, id DESC LIMIT 1
"""
_ONE_PERSON = """
SELECT 1 FROM people_account WHERE id = ANY(%s) AND person_id = %s LIMIT 1
"""


def drafts(
    *, states: Sequence[str] = ("draft", "review"), procedure: str = "", limit: int = LINES_MAX
) -> list[Draft]:
    """Drafts in these states, those changed last first. procedure: only of this code or slug."""
    found = Draft.objects.select_related("base", "revision").filter(state__in=states)
    if procedure:
        found = found.filter(procedure=procedure) | found.filter(slug=procedure)
    return list(found.order_by("-changed_at", "-id")[: min(limit, LINES_MAX)])


def draft(draft_id: int) -> Draft:
    """One draft. Raises NotFound."""
    found = Draft.objects.select_related("base", "revision").filter(id=draft_id).first()
    if found is None:
        raise NotFound()
    return found


def steps_of_draft(draft_id: int) -> list[DraftStep]:
    """What happened to a draft, from the beginning."""
    return list(DraftStep.objects.select_related("post").filter(draft_id=draft_id).order_by("seq"))


def author_ids(draft_id: int) -> list[int]:
    """The accounts of all who have written on a draft."""
    found = DraftStep.objects.filter(draft_id=draft_id, action__in=WRITES, account_id__isnull=False)
    ids = found.values_list("account_id", flat=True)
    return sorted({one for one in ids if one is not None})


def is_one_person(person_id: int | None, account_ids: Sequence[int]) -> bool:
    """Whether one of the accounts is this person's."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_PERSON, [list(account_ids), person_id])
        return cursor.fetchone() is not None


def trial_of(draft: Draft) -> Trial | None:
    """The trial of a draft as it stands now, if it was ordered."""
    return Trial.objects.filter(draft=draft, version=draft.version).first()


def files_of_draft(draft_id: int) -> dict[str, bytes]:
    """The files of a draft, byte for byte."""
    found = DraftFile.objects.filter(draft_id=draft_id).order_by("path")
    return {path: bytes(content) for path, content in found.values_list("path", "content")}


def files_of_revision(revision_id: int) -> dict[str, bytes]:
    """The files of a published revision, byte for byte; none for one from before they were kept."""
    found = RevisionFile.objects.filter(revision_id=revision_id).order_by("path")
    return {path: bytes(content) for path, content in found.values_list("path", "content")}


def folder_of_draft(draft_id: int) -> Folder:
    """A draft as it can be read, with the calendar of the city and the published parts."""
    return folder_of_files(files_of_draft(draft_id), name=f"draft {draft_id}")


def folder_of_files(files: Files, *, name: str) -> Folder:
    """Files as they can be read, with the calendar of the city and the published parts."""
    return folders.read_files(files, name=name, calendar_of=_calendar, part_of=_published)


def _published(code: str) -> Definition | None:
    """The text of a procedure that was published last."""
    found = Revision.objects.filter(procedure=code).order_by("-published_at", "-id").first()
    return revision_definition(found.id) if found else None


def findings_of_draft(draft_id: int, *, at: datetime.datetime) -> list[Finding]:
    """Every fault and notice of a draft; whether posts are held is asked of the city."""
    return findings_of_folder(folder_of_draft(draft_id), at=at)


def findings_of_folder(folder: Folder, *, at: datetime.datetime) -> list[Finding]:
    """The same of files that are written nowhere yet."""
    is_staffed = None
    if folder.definition is not None:
        is_staffed = staffing.of(folder.definition, today=clock.local(at).date())
    return folders.check(folder, is_staffed=is_staffed)


def definition_of_draft(draft_id: int) -> Definition:
    """The text of a draft. Raises DefinitionError."""
    folder = folder_of_draft(draft_id)
    if folder.definition is None:
        raise DefinitionError(folder.faults)
    return folder.definition


def content_hash_of(draft_id: int) -> str:
    """The content hash that a draft would be published under. Raises DefinitionError."""
    return content_hash(definition_of_draft(draft_id))


def newest_revision_id(code: str) -> int | None:
    """The revision of a procedure that was published last, in force or not yet."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [code])
        row = cursor.fetchone()
    return row[0] if row else None


def is_written_here(code: str) -> bool:
    """Whether a text of a procedure was published by review in this city."""
    return Revision.objects.filter(procedure=code, how="review").exists()


def revisions_of(code: str) -> list[Revision]:
    """Every published revision of a procedure, the newest first, without their texts."""
    found = Revision.objects.filter(procedure=code).defer("definition")
    return list(found.order_by("-published_at", "-id")[:LINES_MAX])


def revision_named(text: str) -> Revision | None:
    """The revision with this content hash or the beginning of it (8 characters at least)."""
    if len(text) < 8:
        return None
    return Revision.objects.filter(content_hash__startswith=text).defer("definition").first()


def _calendar(code: str) -> Calendar:
    try:
        return calendars.calendar(code)
    except NotFound as error:
        raise LookupError(str(error)) from error
