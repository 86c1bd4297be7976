"""The city's procedures are in order, and every paper that it prints can be printed."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from thanglong.kernel.cases import definition, folders, scenarios, wording
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.validation import plain
from thanglong.kernel.documents import rendering

CITY = Path(__file__).parents[4] / "cities" / "hanoi"
PROCEDURES = sorted(one.parent for one in CITY.glob("procedures/*/procedure.yaml"))
FORMS = sorted(CITY.glob("forms/0*.typ"))
AT = datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def hanoi(settings: Any) -> None:
    settings.CITY = CITY


def paper(
    text: Definition, answers: dict[str, Any], found: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What the renderer hands to a template, for answers and findings as a case keeps them."""
    on = AT.date()
    printed = {
        name: wording.answer(text, name, answers.get(name), language="vi", on=on)
        for name in text.fields
    }
    case = {
        "code": "H26.1-261125-0001",
        "procedure": text.words("vi").title,
        "procedure_code": text.code,
        "filed_at": "08:50 ngày 25/11/2026",
        "received_on": "25/11/2026",
        "complete_on": "25/11/2026",
        "received_at": "09:00 ngày 25/11/2026",
        "decided_on": "27/11/2026",
        "due_at": "17:00 ngày 30/11/2026",
        "channel": "Trực tuyến",
        "delivery": "Trực tiếp tại nơi nộp hồ sơ",
        "applicant_name": "Nguyễn Thị Lan",
        "phone": "0900000101",
        "email": "",
    }
    return {
        "lang": "vi",
        "city": "Hà Nội",
        "case": case,
        "answers": printed,
        "values": answers,
        "found": found or {},
        "findings": {
            name: wording.answer(text, name, value, language="vi", on=on)
            for name, value in (found or {}).items()
        },
        "agency": {"name": "UBND Phường Ba Đình", "parent_name": "UBND Hà Nội", "place": "Hà Nội"},
        "receiving": {"name": "UBND Phường Ba Đình"},
        "signer": {"name": "Trần Văn Minh", "title": "Trưởng phòng", "role": "head", "formula": ""},
        "issued_on": "27/11/2026",
        "number": "05/GXN",
        "note": "Câu trả lời thứ nhất.\nCâu trả lời thứ hai.",
        "valid_until": "27/11/2027",
        "qr_svg": rendering.qr_svg("H26.1-261125-0001"),
    }


Story = tuple[Definition, str, dict[str, Any], dict[str, Any]]


def first_stories(folder: Path) -> Iterator[Story]:
    """For each result: its template, and what was answered and found in its first story."""
    text = definition.load(folder)
    told: set[str] = set()
    for story in scenarios.load(folder):
        if story.expect.refused:
            continue
        context = definition.Context(
            channel=story.channel,
            submitted_on=story.on.date(),
            submitted_at=story.on.replace(tzinfo=datetime.UTC),
            papers=frozenset(story.papers),
            is_organisation=story.applicant.is_organisation,
        )
        values = text.validate(story.answers, context).values
        found = {name: value for given in story.findings.values() for name, value in given.items()}
        wide = text.see_found(text.see(values, context), found, context.submitted_on)
        for result in text.results_for(wide):
            if result.template and result.id not in told:
                told.add(result.id)
                yield text, text.templates[result.template], plain(values), plain(found)


@pytest.mark.parametrize("folder", PROCEDURES, ids=lambda folder: folder.name)
def test_a_procedure_of_the_city_is_in_order(folder: Path) -> None:
    findings = folders.check(folders.read(folder))

    assert [str(one) for one in findings if not one.is_notice] == []


@pytest.mark.django_db
@pytest.mark.parametrize("folder", PROCEDURES, ids=lambda folder: folder.name)
def test_every_result_of_a_procedure_can_be_printed(folder: Path) -> None:
    stories = list(first_stories(folder))

    assert stories or definition.load(folder).procedure.parts
    for text, template, answers, found in stories:
        pdf = rendering.render(template_text=template, data=paper(text, answers, found), at=AT)
        assert pdf.startswith(b"%PDF")


def test_all_seven_forms_of_the_one_stop_rules_are_there() -> None:
    assert [form.name[:2] for form in FORMS] == ["01", "02", "03", "04", "05", "06", "07"]


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
def test_a_form_can_be_printed_with_everything_and_with_nothing(form: Path, is_full: bool) -> None:
    text = definition.load(PROCEDURES[0])
    reason = {"reason": "Bản vẽ chưa khớp.", "basis": "Luật Xây dựng 50/2014/QH13"}
    step = {"stage": "Thẩm định", "person": "Trần Văn Minh", "in": "09:00", "out": "10:05"}
    full: dict[str, Any] = {
        "papers": [{"name": "Bản vẽ", "originals": 0, "copies": 1}],
        "time_limit": "15 ngày",
        "due_sentence": "Vì tính cả ngày nghỉ.",
        "fee": {"amount": 75000},
        "items": [{"requirement": "Bản vẽ", "is_fulfilled": False, "reason": "Thiếu mặt cắt."}],
        "answer_until": "17:00 ngày 30/11/2026",
        "reasons": [reason, reason],
        "reason": "Chờ ý kiến.",
        "old_due_at": "17:00 ngày 27/11/2026",
        "rows": [step | {"allowed_minutes": 240, "used_minutes": 65, "standing": "Quá hạn"}, step],
        "from": "01/11/2026",
        "until": "30/11/2026",
    }

    data = paper(text, {}) | (full if is_full else {})
    pdf = rendering.render(template_text=form.read_text(encoding="utf-8"), data=data, at=AT)

    assert pdf.startswith(b"%PDF")
