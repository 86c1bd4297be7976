"""Which papers a move issues, and what stands in them: forms 01–06 and the procedure's results."""

import datetime
import uuid
from typing import Any

from django.conf import settings

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor, HeldPost
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import events, findings, paperwork, store
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.rules import Form, Move
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.events import actions as facts
from thanglong.kernel.units import queries as units

FORM_TEMPLATES = {
    Form.RECEIPT: "forms/01-receipt.typ",
    Form.SUPPLEMENT: "forms/02-supplement.typ",
    Form.REFUSAL: "forms/03-refusal.typ",
    Form.APOLOGY: "forms/04-apology.typ",
    Form.STOPPED: "forms/05-stopped.typ",
    Form.CONTROL_SLIP: "forms/06-control.typ",
    Form.REGISTER: "forms/07-register.typ",
}
FORM_TITLES = {  # on the paper, and what an English page calls it
    Form.RECEIPT: (
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Receipt and appointment slip",
    ),
    Form.SUPPLEMENT: (
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        "Request to supplement and complete the dossier",
    ),
    Form.REFUSAL: (
        "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
        "Notice of refusal",
    ),
    Form.APOLOGY: (
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        "Apology and new date",
    ),
    Form.STOPPED: ("Thông báo dừng giải quyết hồ sơ", "Notice of discontinuation"),
    Form.CONTROL_SLIP: ("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip"),
    Form.REGISTER: ("Sổ theo dõi hồ sơ", "Register book"),
}


def issue_for(
    *, case: Case, move: Move, note: str, basis: str, at: datetime.datetime, by: Actor
) -> None:
    """Issue the forms of a move, and the results when it grants; all in the caller's transaction.

    Publishes cases.document.issued.v1 for each: a job makes the PDF.
    """
    for form in move.forms:
        issue_form(case=case, form=form, note=note, basis=basis, at=at, by=by)
    if move.issues_results:
        found = findings.shown_values(case, at=at)
        said = {"note": note, "findings": findings.words(case, found, "vi"), "found": found}
        for result_id in _results(case, found, at):
            _issue_result(case=case, result_id=result_id, said=said, at=at, by=by)


def _results(case: Case, found: dict[str, Any], at: datetime.datetime) -> list[str]:
    """The ids of the results that are issued, by what was asked and what was found."""
    wide = findings.seen_in(case, found, on=clock.local(at).date())
    return [one.id for one in Flow.of(case).definition.results_for(wide)]


def issue_form(
    *, case: Case, form: Form, note: str, basis: str, at: datetime.datetime, by: Actor
) -> uuid.UUID:
    """Issue one printed form of a case. Returns the id of the document."""
    template = FORM_TEMPLATES[form]
    data = paperwork.base(case=case, signer=_signer(by), at=at)
    data |= paperwork.of_form(case=case, form=form, note=note, basis=basis, at=at)
    issue = documents.Issue(
        kind="form",
        code=form.value,
        title=FORM_TITLES[form][0],
        title_en=FORM_TITLES[form][1],
        file_name=f"{case.code}-mau-{form.value}.pdf",
        template=template,
        template_text=(settings.CITY / template).read_text(encoding="utf-8"),
        data=data,
        case_code=case.code,
        owner_id=case.beneficiary_id or case.applicant_id,
        organisation_id=case.organisation_id,
        issuer_id=by.posts[0].agency_id if by.posts else case.agency_id,
    )
    return _issue(case=case, issue=issue, at=at, by=by)


def _issue_result(
    *, case: Case, result_id: str, said: dict[str, Any], at: datetime.datetime, by: Actor
) -> None:
    definition = Flow.of(case).definition
    result = definition.result(result_id)
    on = clock.local(at).date()
    number = _number(case=case, series=result.number or result_id, on=on)
    valid_until = time.Duration.parse(result.valid).after(on) if result.valid else None
    data = paperwork.base(case=case, signer=_signer(by), at=at)
    data |= said | {
        "number": number,
        "valid_until": f"{valid_until:%d/%m/%Y}" if valid_until else "",
        "qr": f"{settings.SITE_URL}/track?code={case.code}",
    }
    template = result.template or ""
    issue = documents.Issue(
        kind="result",
        code=result.code or result_id,
        title=definition.texts["vi"].results[result_id],
        title_en=definition.texts["en"].results[result_id],
        file_name=f"{case.code}-{result_id}.pdf",
        template=template,
        template_text=definition.templates[template],
        data=data,
        case_code=case.code,
        owner_id=case.beneficiary_id or case.applicant_id,
        organisation_id=case.organisation_id,
        issuer_id=case.deciding_id,
        number=number,
        valid_until=valid_until,
    )
    _issue(case=case, issue=issue, at=at, by=by)


def _issue(*, case: Case, issue: documents.Issue, at: datetime.datetime, by: Actor) -> uuid.UUID:
    document = documents.issue_document(issue=issue, at=at)
    facts.publish(
        events.DOCUMENT_ISSUED,
        subject=f"dossier:{case.code}",
        payload={"document": str(document.id)},
        at=at,
        by=by,
        person_id=issue.owner_id,
    )
    return document.id


def _number(*, case: Case, series: str, on: datetime.date) -> str:
    """`15/GXNTTHN`, running in each agency, series and year; below ten with a zero.

    Source: Decree 30/2020/NĐ-CP [V].
    """
    deciding = units.known_agency(agency_id=case.deciding_id)
    assert deciding is not None
    last = store.next_number(f"number:{deciding.code}:{series}:{on.year}")
    return f"{last:02d}/{series}"


def _signer(by: Actor) -> dict[str, Any]:
    post: HeldPost | None = by.posts[0] if by.posts else None
    return {
        "name": by.name if post else "",
        "title": post.title if post else "",
        "role": post.role if post else "",
        "formula": "TM." if post and post.role == "leader" else "",
    }
