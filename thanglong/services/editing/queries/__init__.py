"""Reads of texts and drafts, named by what they return."""

from thanglong.services.editing.queries.files import (
    FileShown,
    differing_lines,
    draft_archive,
    file_page,
    revision_archive,
)
from thanglong.services.editing.queries.findings import Told, findings_with, told
from thanglong.services.editing.queries.heads import Head, draft_head
from thanglong.services.editing.queries.listing import newest_id, text, texts
from thanglong.services.editing.queries.standing import draft_page, publication_page

__all__ = [
    "FileShown",
    "Head",
    "Told",
    "differing_lines",
    "draft_archive",
    "draft_head",
    "draft_page",
    "file_page",
    "findings_with",
    "newest_id",
    "publication_page",
    "revision_archive",
    "text",
    "texts",
    "told",
]
