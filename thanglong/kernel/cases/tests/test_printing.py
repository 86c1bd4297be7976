"""What stands in the printed forms of a dossier, and the two that are printed on demand."""

import datetime
import io
from typing import Any

import pypdfium2
import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import paperwork, printing, queries, scopes
from thanglong.kernel.cases.models import Book, BookVolume, Case, Task
from thanglong.kernel.documents import rendering
from thanglong.kernel.documents.models import Document
from thanglong.kernel.units.models import Agency

HOUR = datetime.timedelta(hours=1)
SLUG = "birth-registration"
TODAY = MORNING.date()


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING)


def act(case: Case, action: str, by: Any, at: datetime.datetime = MORNING, **words: Any) -> Case:
    task = Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
    case.refresh_from_db()
    words.setdefault("findings", filing.found_for(case, action))
    return cases.act(task_id=task.id, request=cases.Request(action=action, **words), at=at, by=by)


def printed(case: Case, form: str) -> dict[str, Any]:
    data = Document.objects.get(case_code=case.code, code=form).data
    assert data is not None
    return data


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


def verdicts(case: Case) -> tuple[cases.Verdict, ...]:
    return tuple(
        cases.Verdict(requirement=name, is_fulfilled=name.startswith("need:"), reason="sai tên")
        for name in scopes.requirements(case)
    )


def test_a_request_to_supplement_says_until_when_and_which_it_is(town: Town, case: Case) -> None:
    act(case, "accept", town.minh)
    act(case, "supplement", town.hoa, verdicts=verdicts(case))

    form = printed(case, "02")

    waiting = Task.objects.get(case=case, role="applicant", closed_at__isnull=True)
    assert form["answer_until"] == paperwork.instant(waiting.due_at) != ""
    assert form["request_number"] == 1
    assert {one["is_fulfilled"] for one in form["items"]} >= {False}


def test_a_refusal_says_whether_it_is_a_decision(town: Town, case: Case) -> None:
    other = filing.file(slug=SLUG, by=town.lan, at=MORNING)
    act(case, "refuse", town.minh, note="Không thuộc thẩm quyền", basis="NĐ 123/2015")
    act(other, "accept", town.minh)
    act(other, "propose", town.hoa)
    act(other, "refuse", town.long, note="Không đủ điều kiện", basis="Luật Hộ tịch")

    assert printed(case, "03")["is_decision"] is False
    assert printed(other, "03")["is_decision"] is True


def test_what_nobody_answered_is_stopped_with_a_sentence(town: Town, case: Case) -> None:
    act(case, "accept", town.minh)
    act(case, "supplement", town.hoa, verdicts=verdicts(case))

    cases.stop_unanswered(at=MORNING + datetime.timedelta(days=60))

    form = printed(case, "05")
    assert "chưa nhận được phần bổ sung" in form["reasons"][0]["reason"]
    assert form["stopped_at"].endswith("24/01/2027")


@pytest.mark.parametrize(
    ("allowed", "used", "standing"),
    [
        (240, 65, "Trước hạn"),
        (240, 240, "Đúng hạn"),
        (240, 241, "Quá hạn"),
        (None, 65, ""),
        (240, None, ""),
    ],
)
def test_a_piece_of_work_is_early_on_time_or_late(
    allowed: int | None, used: int | None, standing: str
) -> None:
    assert paperwork.standing(allowed_minutes=allowed, used_minutes=used) == standing


def test_the_control_slip_names_every_hand_over(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING + HOUR)
    act(case, "propose", town.hoa, MORNING + 2 * HOUR)

    slip = words_of(printing.control_slip(case=case, at=MORNING + 3 * HOUR, by=town.long))

    assert "Trần Văn Minh" in slip
    assert "Vũ Thị Hoa" in slip
    assert "Trước hạn" in slip


def test_an_opinion_asked_beside_and_the_applicants_time_are_not_in_the_sum(
    town: Town, case: Case
) -> None:
    act(case, "accept", town.minh, MORNING + HOUR)
    act(case, "supplement", town.hoa, MORNING + 2 * HOUR, verdicts=verdicts(case))
    cases.answer_supplement(
        code=case.code, answer=cases.Answer(answers={}), at=MORNING + 3 * HOUR, by=town.lan
    )

    rows = paperwork.control_rows(case)

    assert [row["counts"] for row in rows] == [True, True, False]


def test_a_receipt_counts_from_when_the_dossier_came_in(town: Town) -> None:
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING)
    act(case, "accept", town.minh, MORNING + HOUR)

    form = printed(case, "01")

    assert form["case"]["received_at"] == paperwork.instant(MORNING)
    assert form["case"]["received_at"][:5] in form["due_sentence"]


def test_a_paper_printed_today_keeps_the_unit_of_its_day(town: Town, case: Case) -> None:
    then = Agency.objects.get(name="UBND phường Trúc Bạch", valid_to=datetime.date(2025, 7, 1))
    Case.objects.filter(id=case.id).update(deciding=then, receiving=then)
    case.refresh_from_db()
    show = queries.BookShown(agency_id=then.id, from_on=TODAY, to_on=TODAY)

    slip = words_of(printing.control_slip(case=case, at=MORNING, by=town.long))
    book = Book(agency=then, rows=1, from_on=TODAY, to_on=TODAY, ordered_at=MORNING)
    volume = BookVolume(book=book, number=1, case_ids=queries.book_case_ids(show=show, limit=9))
    register = words_of(printing.register_volume(volume))

    for paper in (slip, register):
        assert "PHƯỜNG TRÚC BẠCH" in paper
        assert "PHƯỜNG BA ĐÌNH" not in paper


def made(case: Case, form: str) -> str:
    """The words of an issued form, as its PDF has them."""
    paper = Document.objects.get(case_code=case.code, code=form)
    pdf = rendering.render(
        template_text=paper.template_text, data=paper.data or {}, at=paper.created_at
    )
    return words_of(pdf).replace("\ufffe", "")


def test_the_forms_on_paper_name_the_dossier_and_the_person(town: Town, case: Case) -> None:
    other = filing.file(slug=SLUG, by=town.lan, at=MORNING)
    act(other, "refuse", town.minh, note="Không thuộc thẩm quyền", basis="NĐ 123/2015")
    act(case, "accept", town.minh)
    act(case, "supplement", town.hoa, verdicts=verdicts(case))
    cases.stop_unanswered(at=MORNING + datetime.timedelta(days=60))

    for of, form in ((case, "01"), (case, "02"), (other, "03"), (case, "05")):
        words = made(of, form)
        assert of.code in words
        assert "Nguyễn Thị Lan" in words
    assert "Văn bản do hệ thống lập" in made(case, "05")  # nobody signs what the clock does
