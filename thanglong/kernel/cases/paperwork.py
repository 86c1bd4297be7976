"""What stands in the printed papers of a case, as the templates of the city read it."""

import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.calendar import wording as said
from thanglong.kernel.cases import clocks, scopes
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.models import Case, Step
from thanglong.kernel.cases.rules import Form
from thanglong.kernel.units import queries as units

CHANNELS = {"direct": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính công ích"}
DELIVERIES = {
    "online": "Bản điện tử trong Kho dữ liệu của ông/bà",
    "counter": "Trực tiếp tại nơi nộp hồ sơ",
    "post": "Qua dịch vụ bưu chính công ích",
}


_PAPERS = """
SELECT p.need, d.title, d.file_name FROM cases_paper p
JOIN documents_document d ON d.id = p.document_id
WHERE p.case_id = %s ORDER BY p.id
"""

NOTES = {"no_answer": "Đã hết thời gian chờ mà chưa nhận được phần bổ sung."}
ASIDE = ("opinion", "resubmit")  # asked in parallel; the time that the applicant took
BUILT_IN = {
    "handover": "Trả kết quả",
    "supplement_approval": "Duyệt yêu cầu bổ sung lần hai",
    "extension": "Xin lỗi và hẹn ngày trả mới",
}


def base(*, case: Case, signer: dict[str, Any], at: datetime.datetime) -> dict[str, Any]:
    """What every paper may print: case, answers in words, agency, signer, QR code."""
    definition = Flow.of(case).definition
    deciding, parent, receiving = _agencies(case)
    return {
        "lang": "vi",
        "city": str(settings.CITY_NAME),
        "case": {
            "code": case.code,
            "procedure": definition.texts["vi"].title,
            "procedure_code": case.procedure,
            "filed_at": instant(case.filed_at),
            "received_on": day(case.filed_at),  # as the receipt says, whenever it was accepted
            "received_at": instant(case.filed_at),  # from here the time is counted
            "complete_on": day(_complete_at(case)),
            "decided_on": day(at),
            "due_at": instant(case.due_at),
            "channel": CHANNELS[case.channel],
            "delivery": _delivery(case),
            "applicant_name": case.applicant_name,
            "phone": case.contact.get("phone", ""),
            "email": case.contact.get("email", ""),
        },
        "answers": scopes.printed_answers(case),
        "values": case.answers,
        "agency": {
            "name": deciding,
            "parent_name": parent,
            "place": settings.CITY_NAME,
        },
        "receiving": {"name": receiving},
        "signer": signer,
        "issued_on": day(at),
        "number": "",
        "valid_until": "",
        "qr": case.code,
    }


def _delivery(case: Case) -> str:
    """How the result comes back; by post with where to."""
    address = case.contact.get("address", "") if case.delivery == "post" else ""
    return ": ".join(part for part in (DELIVERIES[case.delivery], address) if part)


def _complete_at(case: Case) -> datetime.datetime:
    """When all that was wanted was there: with the last supplement, else as filed."""
    if not case.supplements:
        return case.filed_at
    answered = case.supplement_requests.filter(answered_at__isnull=False).order_by("-number")
    return answered.values_list("answered_at", flat=True).first() or case.filed_at


def _agencies(case: Case) -> tuple[str, str, str]:
    """The names of who decides, the agency above, and whose counter serves it; kept in memory."""
    above = units.parent_id(agency_id=case.deciding_id)
    known = [
        units.known_agency(agency_id=one) if one is not None else None
        for one in (case.deciding_id, above, case.present_receiving_id or case.receiving_id)
    ]
    deciding, parent, receiving = (one.name if one else "" for one in known)
    return deciding, parent, receiving


def of_form(
    *, case: Case, form: Form, note: str, basis: str, at: datetime.datetime
) -> dict[str, Any]:
    """What one printed form adds: its list of papers, verdicts, reasons or rows."""
    if form is Form.RECEIPT:
        return {"papers": _papers(case), "fee": case.fee} | _promise(case, at)
    if form is Form.SUPPLEMENT:
        return _request(case)
    if form is Form.REFUSAL:
        return {
            "reasons": [{"reason": note, "basis": basis}],
            "is_decision": case.outcome == "refused",
        }
    if form is Form.STOPPED:
        reason = NOTES.get(note, note)
        return {"reasons": [{"reason": reason, "basis": basis}], "stopped_at": instant(at)}
    if form is Form.APOLOGY:
        return {"reason": note} | _new_date(case)
    if form is Form.CONTROL_SLIP:
        return {"rows": control_rows(case), "new_dates": new_date_rows(case)}
    return {}


def control_rows(case: Case) -> list[dict[str, Any]]:
    """The hand-over log: each step that ended a piece of work, with time allowed and used."""
    steps = case.steps.select_related("post", "agency").filter(opened_at__isnull=False)
    return [_row(case, step) for step in steps.order_by("seq")]


def new_date_rows(case: Case) -> list[dict[str, str]]:
    """The dates that were given in place of others, with why: the old one is never forgotten."""
    steps = case.steps.filter(action__in=("extend", "calendar_moved")).order_by("seq")
    return [
        {
            "at": instant(step.at),
            "old": _written(step.data.get("old_due_at")),
            "new": _written(step.data.get("new_due_at")),
            "reason": step.note,
            "basis": str(step.data.get("basis", "")),
            "person": step.actor_name,
        }
        for step in steps
    ]


def _written(kept: str | None) -> str:
    return instant(datetime.datetime.fromisoformat(kept)) if kept else ""


def day(value: datetime.datetime | None) -> str:
    """`05/02/2026` in the city."""
    return f"{clock.local(value):%d/%m/%Y}" if value else ""


def instant(value: datetime.datetime | None) -> str:
    """`16:00 ngày 05/02/2026` in the city."""
    return f"{clock.local(value):%H:%M ngày %d/%m/%Y}" if value else ""


def standing(*, allowed_minutes: int | None, used_minutes: int | None) -> str:
    """How a piece of work stands to its time: early, on time, late; empty where there was none."""
    if allowed_minutes is None or used_minutes is None:
        return ""
    if used_minutes > allowed_minutes:
        return "Quá hạn"
    return "Đúng hạn" if used_minutes == allowed_minutes else "Trước hạn"


def _request(case: Case) -> dict[str, Any]:
    """Form 02: every verdict, which request it is, and until when an answer is awaited."""
    waiting = case.tasks.filter(role=APPLICANT, closed_at__isnull=True).first()
    return {
        "items": _verdicts(case),
        "request_number": case.supplements,
        "answer_until": instant(waiting.due_at) if waiting else "",
    }


def _new_date(case: Case) -> dict[str, str]:
    """Form 04: the date as it was promised, and the new one, as the step keeps them."""
    step = case.steps.filter(action="extend").order_by("-seq").first()
    kept = step.data if step else {}
    return {
        "old_due_at": _written(kept.get("old_due_at")),
        "new_due_at": instant(case.due_at),
    }


def _promise(case: Case, at: datetime.datetime) -> dict[str, str]:
    """The time that the city has, and why it ends when it does."""
    explained = time.why(clocks.reading(case, now=at), clocks.calendar_of(case))
    return {
        "time_limit": said.duration(time.Duration.parse(case.budget), "vi"),
        "due_sentence": " ".join(said.sentences(explained, "vi")) if explained else "",
    }


def _row(case: Case, step: Step) -> dict[str, Any]:
    words = Flow.of(case).definition.texts["vi"]
    names = {**BUILT_IN, **words.consult, **words.stages}
    allowed, used = step.allowed_minutes, step.used_minutes
    return {
        "stage": names.get(step.from_stage, step.from_stage),
        "action": step.action,
        "agency": step.agency.name if step.agency else "",
        "person": step.actor_name,
        "post": step.post.title if step.post else "",
        "in": instant(step.opened_at),
        "out": instant(step.at),
        "allowed_minutes": allowed,
        "used_minutes": used,
        "standing": standing(allowed_minutes=allowed, used_minutes=used),
        "counts": step.action not in ASIDE,
        "note": NOTES.get(step.note, step.note),
    }


def _papers(case: Case) -> list[dict[str, Any]]:
    needs = Flow.of(case).definition.texts["vi"].needs
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, [case.id])
        rows = cursor.fetchall()
    return [
        {
            "name": needs[need].label if need in needs else title,
            "file": file_name,
            "originals": 0,
            "copies": 1,
        }
        for need, title, file_name in rows
    ]


def _verdicts(case: Case) -> list[dict[str, Any]]:
    request = case.supplement_requests.order_by("-number").first()
    labels = scopes.requirement_labels(case, "vi")
    return [
        {
            "requirement": labels.get(verdict["requirement"], verdict["requirement"]),
            "is_fulfilled": verdict["is_fulfilled"],
            "reason": verdict["reason"],
        }
        for verdict in (request.verdicts if request else [])
    ]
