"""Printed forms made on demand and not kept: the control slip and the register, as of now."""

import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import issuing, paperwork, refusals
from thanglong.kernel.cases.flow import flow_of_revision
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.rules import Form
from thanglong.kernel.documents import rendering
from thanglong.kernel.units import queries as units

BOOK_ROWS_MAX = 2000
RETURNED_BY = {"online": "Điện tử", "counter": "Trực tiếp", "post": "Bưu chính"}
OUTCOMES = {"granted": "Đồng ý", "refused": "Từ chối"}
ENDS = {
    "not_accepted": "Không tiếp nhận",
    "withdrawn": "Người nộp rút hồ sơ",
    "stopped": "Dừng giải quyết",
}

_BOOK = """
SELECT code, revision_id, applicant_name, coalesce(contact->>'phone', ''),
       coalesce(received_at, filed_at), due_at, decided_at, closed_at, status,
       outcome, delivery, extensions
FROM cases_case
WHERE receiving_id = ANY(%s) AND filed_at >= %s AND filed_at < %s
ORDER BY filed_at, id LIMIT %s
"""


def control_slip(*, case: Case, at: datetime.datetime, by: Actor) -> bytes:
    """Form 06 of a dossier as a PDF: every hand-over up to this instant.

    Source: form 06, Circular 03/2025/TT-VPCP (facts/vietnam.md §3.2 [S]).
    """
    data = paperwork.base(case=case, signer={"name": by.name, "title": "", "role": ""}, at=at)
    data["signer"]["formula"] = ""
    data |= paperwork.of_form(case=case, form=Form.CONTROL_SLIP, note="", basis="", at=at)
    return _printed(Form.CONTROL_SLIP, data, at)


def register_book(
    *, agency_id: int, from_on: datetime.date, to_on: datetime.date, at: datetime.datetime
) -> bytes:
    """Form 07 as a PDF: the dossiers that an agency received from one day to another, both counted.

    Raises BookIsTooLong over BOOK_ROWS_MAX dossiers, NoSuchBook for days in the wrong order.
    Source: form 07, Circular 03/2025/TT-VPCP (facts/vietnam.md §3.2 [S]).
    """
    agency = units.agency(agency_id)
    if agency is None or from_on > to_on:
        raise refusals.NoSuchBook()
    rows = _book(agency_id=agency_id, from_on=from_on, to_on=to_on)
    data = {
        "lang": "vi",
        "city": str(settings.CITY_NAME),
        "case": {"code": f"{agency.code}/{from_on:%Y-%m-%d}/{to_on:%Y-%m-%d}"},
        "agency": {
            "name": agency.name,
            "parent_name": agency.parent.name if agency.parent else "",
            "place": settings.CITY_NAME,
        },
        "signer": {"name": "", "title": "", "role": "", "formula": ""},
        "issued_on": paperwork.day(at),
        "number": "",
        "from": f"{from_on:%d/%m/%Y}",
        "until": f"{to_on:%d/%m/%Y}",
        "rows": rows,
    }
    return _printed(Form.REGISTER, data, at)


def _book(*, agency_id: int, from_on: datetime.date, to_on: datetime.date) -> list[dict[str, str]]:
    day, midnight = datetime.timedelta(days=1), datetime.time(tzinfo=clock.zone())
    begins = datetime.datetime.combine(from_on, midnight)
    ends = datetime.datetime.combine(to_on + day, midnight)
    agencies = units.agencies_under(agency_id)
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, [agencies, begins, ends, BOOK_ROWS_MAX + 1])
        found = cursor.fetchall()
    if len(found) > BOOK_ROWS_MAX:
        raise refusals.BookIsTooLong(limit=BOOK_ROWS_MAX)
    return [_row(*one) for one in found]


def _row(code: str, revision_id: int, applicant: str, phone: str, *rest: Any) -> dict[str, str]:
    received, due, decided, closed, status, outcome, delivery, extensions = rest
    returned = closed if status == "returned" else None
    return {
        "code": code,
        "procedure": flow_of_revision(revision_id).definition.texts["vi"].title,
        "applicant": applicant,
        "contact": phone,
        "received_at": paperwork.instant(received),
        "due_at": paperwork.instant(due),
        "decided_at": paperwork.instant(decided or (closed if status in ENDS else None)),
        "returned_at": paperwork.instant(returned),
        "how_returned": RETURNED_BY[delivery] if returned else "",
        "result": OUTCOMES.get(outcome) or ENDS.get(status, ""),
        "note": "Đã hẹn lại ngày trả" if extensions else "",
    }


def _printed(form: Form, data: dict[str, Any], at: datetime.datetime) -> bytes:
    template = settings.CITY / issuing.FORM_TEMPLATES[form]
    return rendering.render(template_text=template.read_text(encoding="utf-8"), data=data, at=at)
