"""The files of a draft as they are, one of them as text, all of them as a ZIP file."""

import datetime
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import archives
from thanglong.services.editing.queries.findings import Told, findings_with
from thanglong.services.editing.queries.heads import Head, draft_head
from thanglong.services.editing.queries.listing import revision_archive

FIRST = "procedure.yaml"
DIFFERING_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """One file of a draft. `text` is empty when it is no text that a page can give back as it is.

    sizes: bytes by path of all files.
    """

    head: Head
    path: str
    content: bytes
    text: str
    is_text: bool
    sizes: dict[str, int]
    found: list[Told]


def file_page(
    text_id: int, path: str, *, by: Actor, at: datetime.datetime | None, language: str = "vi"
) -> FileShown | None:
    """A file with what the check says of it (at: None leaves that out)."""
    head = draft_head(text_id, by=by, at=at or cases.draft(text_id).changed_at)
    files = cases.files_of_draft(text_id)
    shown = path or FIRST
    if shown not in files:
        return None
    found = findings_with(text_id, {}, at=at, language=language) if at else []
    text = _text(files[shown])
    return FileShown(
        head=head,
        path=shown,
        content=files[shown],
        text=text or "",
        is_text=text is not None,
        sizes={name: len(content) for name, content in files.items()},
        found=[one for one in found if one.file == shown],
    )


def draft_archive(text_id: int) -> tuple[str, bytes]:
    """(name, content) of a draft's files. Raises NotFound."""
    draft = cases.draft(text_id)
    name = f"{draft.procedure}-{draft.slug}"
    files = cases.files_of_draft(text_id)
    return f"{name}-draft-{draft.id}.zip", archives.pack(files, name=name)


def differing_lines(mine: str, theirs: str) -> list[tuple[str, str]]:
    """(sign, line) of what two texts do not share: `-` is only here, `+` only there."""
    lines = difflib.ndiff(theirs.splitlines(), mine.splitlines())
    found = [("+" if line[0] == "-" else "-", line[2:]) for line in lines if line[:1] in ("-", "+")]
    return found[:DIFFERING_MAX]


def _text(content: bytes) -> str | None:
    """A file as text, when a browser gives it back byte for byte."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    bare = text.replace("\r\n", "")
    is_mixed = "\r" in bare or ("\r\n" in text and "\n" in bare) or "\x00" in text
    return None if is_mixed else text


__all__: Sequence[str] = (
    "FileShown", "differing_lines", "draft_archive", "file_page", "revision_archive",
)  # fmt: skip
