"""Forms 06 and 07: the control slip as of now, and the register of a unit in volumes."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import issuing, paperwork, queries
from thanglong.kernel.cases.models import BookVolume, Case
from thanglong.kernel.cases.rules import Form
from thanglong.kernel.documents import rendering

VOLUME_ROWS = 500
RETURNED_BY = {"online": _("Electronically"), "counter": _("At the counter"), "post": _("By post")}
OUTCOMES = {"granted": _("Granted"), "refused": _("Refused")}
ENDS = {
    "not_accepted": _("Not accepted"),
    "withdrawn": _("Withdrawn by the applicant"),
    "stopped": _("Stopped"),
}


def control_slip(*, case: Case, at: datetime.datetime, by: Actor) -> bytes:
    """Form 06 of a dossier as a PDF: every hand-over up to this instant.

    Source: form 06, Circular 03/2025/TT-VPCP [S].
    """
    data = paperwork.base(case=case, signer={"name": by.name, "title": "", "role": ""}, at=at)
    data["signer"]["formula"] = ""
    data |= paperwork.of_form(case=case, form=Form.CONTROL_SLIP, note="", basis="", at=at)
    return _printed(Form.CONTROL_SLIP, data, at)


def register_volume(volume: BookVolume) -> bytes:
    """One volume of form 07 as a PDF: its dossiers as they stand now, under the unit's own name.

    Source: form 07, Circular 03/2025/TT-VPCP [S].
    """
    book = volume.book
    agency, volumes = book.agency, max(1, -(-book.rows // VOLUME_ROWS))
    cells = [book_cells(row, "vi") for row in queries.book_rows_of(volume.case_ids)]
    data = {
        "lang": "vi",
        "city": str(settings.CITY_NAME),
        "case": {"code": f"{agency.code}, {volume.number}/{volumes}"},
        "agency": {
            "name": agency.name,
            "parent_name": agency.parent.name if agency.parent else "",
            "place": settings.CITY_NAME,
        },
        "signer": {"name": "", "title": "", "role": "", "formula": ""},
        "issued_on": paperwork.day(book.ordered_at),
        "number": "",
        "from": f"{book.from_on:%d/%m/%Y}",
        "until": f"{book.to_on:%d/%m/%Y}",
        "procedure": _latest_title(book.procedure, book.to_on),
        "volume": volume.number,
        "volumes": volumes,
        "first": (volume.number - 1) * VOLUME_ROWS + 1,
        "total": book.rows,
        "rows": [_printed_row(one) for one in cells],
    }
    return _printed(Form.REGISTER, data, book.ordered_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCells:
    """One dossier of the register in words; instants as they are."""

    code: str
    procedure: str
    applicant: str
    phone: str
    received_at: datetime.datetime
    due_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    returned_at: datetime.datetime | None
    how_returned: str
    result: str
    note: str


def book_cells(row: queries.BookRow, language: str) -> BookCells:
    """What stands in a row of the register; words in the language that is on."""
    is_returned = row.status == "returned"
    ended = row.decided_at or (row.closed_at if row.status in ENDS else None)
    return BookCells(
        code=row.code,
        procedure=queries.revision_definition(row.revision_id).words(language).title,
        applicant=row.applicant_name,
        phone=row.phone,
        received_at=row.received_at,
        due_at=row.due_at,
        ended_at=ended,
        returned_at=row.closed_at if is_returned else None,
        how_returned=str(RETURNED_BY[row.delivery]) if is_returned else "",
        result=str(OUTCOMES.get(row.outcome) or ENDS.get(row.status) or ""),
        note=str(_("A new date was given")) if row.extensions else "",
    )


def _latest_title(procedure: str, on: datetime.date) -> str:
    found = queries.latest_revision(procedure, on=on) if procedure else None
    if found is None:
        return procedure
    return queries.revision_definition(found.id).words("vi").title


def _printed_row(cells: BookCells) -> dict[str, str]:
    return {
        "code": cells.code,
        "procedure": cells.procedure,
        "applicant": cells.applicant,
        "contact": cells.phone,
        "received_at": paperwork.instant(cells.received_at),
        "due_at": paperwork.instant(cells.due_at),
        "decided_at": paperwork.instant(cells.ended_at),
        "returned_at": paperwork.instant(cells.returned_at),
        "how_returned": cells.how_returned,
        "result": cells.result,
        "note": cells.note,
    }


def _printed(form: Form, data: dict[str, Any], at: datetime.datetime) -> bytes:
    template = settings.CITY / issuing.FORM_TEMPLATES[form]
    return rendering.render(template_text=template.read_text(encoding="utf-8"), data=data, at=at)
