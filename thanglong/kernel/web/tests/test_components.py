"""The components: what they draw, and that nothing slips through them."""

import datetime
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from thanglong.kernel.web import clockface, samples
from thanglong.kernel.web.fields import Field, Option

EVIL = '"><script>alert(1)</script>'
TYPES = (
    "text", "long_text", "person_name", "personal_number", "date", "time", "integer", "decimal",
    "money", "phone", "email", "choice", "multi_choice", "boolean", "area", "address", "tax_code",
    "plate", "password", "code", "search", "file", "hidden",
)  # fmt: skip


def drawn(source: str, **values: Any) -> str:
    """A piece of template, drawn in Vietnamese."""
    template = engines.all()[0].from_string(source)
    with translation.override("vi"):
        return str(template.render(values))


def field(**facts: Any) -> str:
    """One field, drawn."""
    facts = {"name": "subject.answer", "label": "Họ và tên", **facts}
    source = '{% from "web/components/field.html" import field %}{{ field(f) }}'
    return drawn(source, f=Field(**facts))


@pytest.mark.parametrize("kind", TYPES)
def test_no_field_lets_markup_through(kind: str) -> None:
    options = [Option(value=EVIL, label=EVIL, hint=EVIL)]
    value = {"area": EVIL, "line": EVIL} if kind == "address" else EVIL

    html = field(type=kind, label=EVIL, hint=EVIL, error=EVIL, value=value, options=options)

    assert "<script>" not in html


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in {"hidden", "boolean"}])
def test_every_field_has_its_label_hint_and_error_tied_to_it(kind: str) -> None:
    options = [Option(value="a", label="A"), Option(value="b", label="B")]

    html = field(type=kind, hint="Ví dụ", error="Xin xem lại.", options=options)

    assert 'id="f-subject-answer-hint"' in html
    assert 'aria-describedby="f-subject-answer-hint f-subject-answer-error"' in html
    assert 'id="f-subject-answer"' in html
    assert "Lỗi:" in html


def test_a_short_choice_is_radios_and_a_long_one_a_list_that_can_be_searched() -> None:
    few = [Option(value=str(n), label=f"Phường {n}") for n in range(3)]
    many = [Option(value=str(n), label=f"Phường {n}") for n in range(126)]

    assert field(type="choice", options=few, value="1").count('type="radio"') == 3
    assert "data-search=" in field(type="choice", options=many, value="7")


def test_the_chosen_answer_is_chosen() -> None:
    options = [Option(value="a", label="A"), Option(value="b", label="B")]

    assert 'value="b" checked' in field(type="choice", options=options, value="b")
    assert 'value="b" checked' in field(type="multi_choice", options=options, value=["b"])
    assert 'value="b" selected' in field(type="area", options=options, value="b")


def test_an_address_has_two_inputs() -> None:
    html = field(type="address", value={"area": "00004", "line": "số 12 phố Đội Cấn"})

    assert 'name="subject.answer.area"' in html
    assert 'name="subject.answer.line"' in html
    assert "số 12 phố Đội Cấn" in html


def test_a_locked_answer_says_where_it_comes_from_and_cannot_be_changed() -> None:
    html = field(locked=True, value="Nguyễn Thị Lan", source="Từ CSDL dân cư")

    assert "<input" not in html
    assert "Từ CSDL dân cư" in html


def test_a_question_that_may_be_left_out_says_so() -> None:
    assert "(không bắt buộc)" in field(required=False)
    assert "(không bắt buộc)" not in field(required=True)


def test_a_state_is_a_word_and_a_shape() -> None:
    source = '{% from "web/components/tag.html" import status %}{{ status(code) }}'

    html = drawn(source, code="waiting_for_you")

    assert "Chờ ông/bà" in html
    assert "<svg" in html


def test_the_ring_says_in_words_how_far_a_dossier_is() -> None:
    html = drawn('{% from "web/components/moon.html" import moon %}{{ moon(2, 4) }}')

    assert 'aria-label="đã xong 2 trong 4 bước"' in html
    assert 'stroke-dasharray="50.0 100"' in html


def test_the_thread_names_posts_and_papers() -> None:
    entry = {
        "title": "Đã tiếp nhận",
        "at": datetime.datetime(2026, 2, 2, 8, 40, tzinfo=datetime.UTC),
        "post": "Một cửa phường Ba Đình",
        "by": EVIL,
        "papers": [{"name": "Giấy tiếp nhận", "href": "/p/1", "note": "PDF"}],
    }
    source = '{% from "web/components/thread.html" import thread %}{{ thread([entry]) }}'

    html = drawn(source, entry=entry)

    assert "15:40 thứ Hai 02/02/2026" in html
    assert 'href="/p/1"' in html
    assert "<script>" not in html


def test_a_button_that_changes_something_carries_the_proof_of_our_page() -> None:
    source = (
        '{% from "web/components/button.html" import post_button %}'
        '{{ post_button("Rút", "/x", csrf_input, values={"why": evil}) }}'
    )

    html = drawn(source, csrf_input="PROOF", evil=EVIL)

    assert "PROOF" in html
    assert "<script>" not in html


def test_the_strip_cuts_working_time_at_the_present_instant() -> None:
    friday = clockface.faces(samples.strip())[4]

    assert [band.kind for band in friday.bands] == ["used", "left", "left"]
    assert friday.bands[0].start + friday.bands[0].width == pytest.approx(friday.now, abs=0.02)


def test_the_strip_is_read_out_day_by_day() -> None:
    source = '{% from "web/components/clock.html" import strip_large %}{{ strip_large(strip) }}'

    html = drawn(source, strip=samples.strip())

    assert "thứ Sáu 06/02/2026: ngày làm việc, bây giờ" in html
    assert "thứ Ba 10/02/2026: Nghỉ lễ" in html
    assert "thứ Tư 04/02/2026: ngày làm việc, tạm dừng tính giờ" in html
    assert "style=" not in html


def test_what_is_missing_is_drawn_as_nothing() -> None:
    source = (
        '{% from "web/components/card.html" import card_list %}{{ card_list([{"title": "A"}]) }}'
    )

    html = drawn(source)

    assert "no such element" not in html
