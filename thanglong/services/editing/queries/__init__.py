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
from thanglong.services.editing.queries.moves import Begun, move_page, pair_of
from thanglong.services.editing.queries.proof import proof_page
from thanglong.services.editing.queries.sheet_pages import SheetPage, bare_sheet, sheet_page
from thanglong.services.editing.queries.sheets import SHEETS, cell_about
from thanglong.services.editing.queries.standing import draft_page, publication_page

__all__ = [
    "SHEETS",
    "Begun",
    "FileShown",
    "Head",
    "SheetPage",
    "Told",
    "bare_sheet",
    "cell_about",
    "differing_lines",
    "draft_archive",
    "draft_head",
    "draft_page",
    "file_page",
    "findings_with",
    "move_page",
    "newest_id",
    "pair_of",
    "proof_page",
    "publication_page",
    "revision_archive",
    "sheet_page",
    "text",
    "texts",
    "told",
]
