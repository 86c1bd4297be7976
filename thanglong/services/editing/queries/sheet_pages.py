"""A page of cells of a draft: with the check for who looks, without it for who is writing."""

import datetime
from dataclasses import dataclass

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import drawing
from thanglong.kernel.cases import queries as cases
from thanglong.services.editing.queries.cells import Sheet, Source, source_of
from thanglong.services.editing.queries.findings import told
from thanglong.services.editing.queries.heads import Head, draft_head
from thanglong.services.editing.queries.sheets import sheet_of, with_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class BareSheet:
    """A page of cells, and the files that it is from."""

    sheet: Sheet
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """A page of cells with the head of its draft. picture: of the way, where it is written."""

    head: Head
    sheet: Sheet
    source: Source
    faults: int
    picture: str = ""


def sheet_page(
    text_id: int, code: str, *, by: Actor, at: datetime.datetime, language: str
) -> SheetPage:
    """A page of cells of a draft, with what the check says. Raises NotFound."""
    head = draft_head(text_id, by=by, at=at, language=language)
    files = cases.files_of_draft(text_id)
    folder = cases.folder_of_files(files, name="")
    found = told(cases.findings_of_folder(folder, at=at), language=language)
    source = source_of(files, on=clock.local(at).date())
    sheet = with_findings(sheet_of(code, source, language), found)
    text = folder.definition if code == "route" else None
    return SheetPage(
        head=head,
        sheet=sheet,
        source=source,
        faults=sum(not one.is_notice for one in found),
        picture=drawing.svg(text, language) if text else "",
    )


def bare_sheet(text_id: int, code: str, *, at: datetime.datetime, language: str) -> BareSheet:
    """The same without the check: for what is being written."""
    source = source_of(cases.files_of_draft(text_id), on=clock.local(at).date())
    return BareSheet(sheet=sheet_of(code, source, language), source=source)
