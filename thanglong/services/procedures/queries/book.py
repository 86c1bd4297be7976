"""The register book of a unit, in words for the screen and for a spreadsheet."""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import printing
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.web import formats
from thanglong.services.procedures.queries import desk

CSV_ROWS_MAX = 100_000
BOM = "\ufeff"  # a spreadsheet then knows that it is UTF-8
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One dossier of the book on the screen."""

    cells: printing.BookCells
    status: str
    is_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """A page of the book; `next`: the cursor of the next one, empty on the last."""

    lines: list[BookLine]
    counts: cases.BookCounts
    next: str


def book_page(
    *, show: cases.BookShown, by: Actor, now: datetime.datetime, language: str
) -> BookPage:
    """The rows after the cursor, and how much there is in all."""
    found = cases.book_rows(show=show, by=by, limit=cases.PAGE_ROWS + 1)
    rows = found[: cases.PAGE_ROWS]
    more = len(found) > len(rows)
    return BookPage(
        lines=[
            BookLine(
                cells=_named(printing.book_cells(row, language)),
                status=row.status,
                is_visible=row.is_visible,
            )
            for row in rows
        ],
        counts=cases.book_counts(show=show, now=now),
        next=desk.cursor_text(rows[-1].received_at, rows[-1].case_id) if more else "",
    )


def book_table(*, show: cases.BookShown, by: Actor, language: str) -> Iterator[str]:
    """The book as CSV for a spreadsheet, piece by piece, at most CSV_ROWS_MAX rows.

    Nothing that somebody typed is read as a formula: such a cell begins with an apostrophe.
    """
    yield BOM + _line(_heads(language))
    rows = cases.book_pieces(show=show, by=by, limit=CSV_ROWS_MAX)
    for number, row in enumerate(rows, 1):
        with override(language):
            cells = printing.book_cells(row, language)
        yield _line([str(number), *(_safe(cell) for cell in _texts(cells))])


def _named(cells: printing.BookCells) -> printing.BookCells:
    return replace(cells, applicant=formats.title_name(cells.applicant))


def _heads(language: str) -> list[str]:
    with override(language):
        return [
            _("No."),
            _("Code"),
            _("Procedure"),
            _("Applicant"),
            _("Phone"),
            _("Came in"),
            _("Promised"),
            _("Decided at"),
            _("Returned at"),
            _("How returned"),
            _("Result"),
            _("Note"),
        ]


def _texts(cells: printing.BookCells) -> list[str]:
    return [
        cells.code,
        cells.procedure,
        cells.applicant,
        cells.phone,
        _instant(cells.received_at),
        _instant(cells.due_at),
        _instant(cells.ended_at),
        _instant(cells.returned_at),
        cells.how_returned,
        cells.result,
        cells.note,
    ]


def _instant(at: datetime.datetime | None) -> str:
    """`2026-02-05 16:00` in the city: every spreadsheet takes it for a time."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def _safe(cell: str) -> str:
    """Source: OWASP, CSV injection."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINS) else cell


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
