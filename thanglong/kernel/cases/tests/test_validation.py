"""Answers checked on the server: typed values, and every problem in words."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from thanglong.kernel.cases import definition
from thanglong.kernel.cases.definition import Problem, fields, messages
from thanglong.kernel.cases.definition.format import FormField
from thanglong.kernel.cases.tests import make

SAMPLE = make.definition()


def problems(answers: dict[str, Any], **around: Any) -> dict[str, str]:
    found = SAMPLE.validate(make.LAN | answers, make.context(**around)).problems
    return {problem.field or problem.params["check"]: problem.code for problem in found}


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"id": "x", "type": kind} | more)


def test_lans_answers_are_accepted_and_typed() -> None:
    values, found = SAMPLE.validate(make.LAN, make.context())

    assert found == ()
    assert values["subject.birth_date"] == datetime.date(1985, 3, 8)
    assert values["subject.residence"] == {"area": "00004", "line": "12 phố Trúc Bạch"}


def test_answers_are_stored_and_read_again_without_loss() -> None:
    values, _ = SAMPLE.validate(make.LAN, make.context())

    assert SAMPLE.typed(definition.plain(values)) == values


def test_nothing_answered_is_every_required_field() -> None:
    found = SAMPLE.validate({}, make.context()).problems

    assert {problem.code for problem in found} == {"required"}
    assert "subject.full_name" in {problem.field for problem in found}
    assert "spouse.full_name" not in {problem.field for problem in found}


def test_a_field_is_asked_only_where_its_condition_holds() -> None:
    assert problems({"purpose": "other"}) == {"purpose_text": "required"}
    assert problems({"purpose": "marriage"}) == {"spouse.full_name": "required"}


def test_the_answer_of_a_hidden_field_is_dropped() -> None:
    answers = make.LAN | {"purpose_text": "x" * 9000}

    values, found = SAMPLE.validate(answers, make.context())

    assert found == ()
    assert "purpose_text" not in values


def test_an_unknown_field_is_refused() -> None:
    assert problems({"subject.salary": "1"}) == {"subject.salary": "unknown_field"}


def test_ten_thousand_fields_are_one_problem() -> None:
    found = SAMPLE.validate({f"f{n}": n for n in range(10_000)}, make.context()).problems

    assert [problem.code for problem in found] == ["too_many_fields"]


def test_a_page_is_checked_alone_with_the_other_answers_around_it() -> None:
    answers = {"purpose": "marriage", "copies": 99}

    found = SAMPLE.validate(answers, make.context(), page="purpose").problems

    assert {problem.field for problem in found} == {"spouse.full_name", "copies"}


def test_a_contradiction_is_refused_in_the_words_of_the_procedure() -> None:
    answers = make.LAN | {"purpose": "marriage", "spouse.full_name": "Nguyễn Thị Lan"}

    found = SAMPLE.validate(answers, make.context()).problems

    assert [problem.params for problem in found] == [{"check": "two_people_marry"}]
    said = definition.sentence(found[0], definition=SAMPLE, language="en")
    assert said == "Two people cannot have one name here. Please check."


def test_bounds_are_numbers_dates_or_expressions() -> None:
    assert problems({"copies": 0}) == {"copies": "too_small"}
    assert problems({"copies": 21}) == {"copies": "too_large"}
    assert problems({"subject.birth_date": "2026-02-06"}) == {"subject.birth_date": "too_late"}


def test_a_commune_of_another_epoch_is_not_accepted() -> None:
    answers = {"subject.residence": {"area": "99999", "line": "12 phố Trúc Bạch"}}

    assert problems(answers) == {"subject.residence": "unknown_area"}


def test_the_parts_of_an_address_may_come_apart() -> None:
    answers = {key: value for key, value in make.LAN.items() if key != "subject.residence"}
    answers |= {"subject.residence.area": "00004", "subject.residence.line": "12 phố Trúc Bạch"}

    values, found = SAMPLE.validate(answers, make.context())

    assert found == ()
    assert values["subject.residence"]["line"] == "12 phố Trúc Bạch"


def test_names_are_kept_in_one_normal_form_and_with_single_spaces() -> None:
    answers = make.LAN | {"subject.full_name": "  Nguye\u0302\u0303n  Thi\u0323 Lan "}

    values, _ = SAMPLE.validate(answers, make.context())

    assert values["subject.full_name"] == "Nguyễn Thị Lan"


def test_a_wrong_answer_is_explained_in_the_words_of_its_field() -> None:
    problem = Problem("subject.personal_number", "not_a_personal_number")

    said = definition.sentence(problem, definition=SAMPLE, language="vi")

    assert said == "Xin xem lại 12 chữ số trên thẻ căn cước."


def test_a_missing_answer_is_asked_for_in_general_words() -> None:
    problem = Problem("subject.personal_number", "required")

    said = definition.sentence(problem, definition=SAMPLE, language="vi")

    assert said == "Xin ông/bà điền mục này."


def test_numbers_in_sentences_are_written_as_people_write_them() -> None:
    problem = Problem("copies", "too_large", {"max": 1_000_000})

    assert "1.000.000" in definition.sentence(problem, definition=SAMPLE, language="vi")
    assert "1,000,000" in definition.sentence(problem, definition=SAMPLE, language="en")


def test_every_sentence_is_there_in_both_languages_with_the_same_places() -> None:
    for code, sentences in messages.SENTENCES.items():
        places = {
            language: {part.split("}")[0] for part in text.split("{")[1:]}
            for language, text in sentences.items()
        }
        assert set(places) == {"vi", "en"}, code
        assert places["vi"] == places["en"], code


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", " phở ", "phở"),
        ("personal_number", "999 185 000123", "999185000123"),
        ("date", "05/02/2026", datetime.date(2026, 2, 5)),
        ("date", "2026-02-05", datetime.date(2026, 2, 5)),
        ("time", "08:30", datetime.time(8, 30)),
        ("integer", "12", 12),
        ("integer", 12, 12),
        ("decimal", "62,5", Decimal("62.5")),
        ("decimal", "62.5", Decimal("62.5")),
        ("decimal", 62.5, Decimal("62.5")),
        ("money", "1.250.000 đ", 1_250_000),
        ("money", 8000, 8000),
        ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "024 3825 3536", "02438253536"),
        ("phone", "19001009", "19001009"),
        ("email", "lan@vidu.vn", "lan@vidu.vn"),
        ("boolean", "true", True),
        ("boolean", False, False),
        ("area", "00004", "00004"),
        ("tax_code", "0100109106", "0100109106"),
        ("tax_code", "0100109106001", "0100109106-001"),
        ("tax_code", "999185000123", "999185000123"),
        ("plate", "30k-123.45", "30K12345"),
        ("plate", "29-MĐ1 123.45", "29MĐ112345"),
        ("plate", "80-123-NG-45", "80123NG45"),
        ("long_text", "một\r\nhai", "một\nhai"),
        ("text", "", None),
        ("text", "   ", None),
        ("address", {"area": "", "line": ""}, None),
    ],
)
def test_answers_are_read_as_people_write_them(kind: str, raw: Any, value: Any) -> None:
    assert fields.read(field(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("text", "x" * 201, "too_long"),
        ("long_text", "x" * 4001, "too_long"),
        ("text", "x" * 1_000_000, "too_long"),
        ("text", ["x"], "wrong_type"),
        ("text", "một\nhai", "bad_characters"),
        ("text", "a\x00b", "bad_characters"),
        ("person_name", "Lan <script>", "not_a_name"),
        ("person_name", "Lan 2", "not_a_name"),
        ("personal_number", "12345", "not_a_personal_number"),
        ("personal_number", "003185000123", "not_a_personal_number"),
        ("personal_number", 999185000123, "wrong_type"),
        ("date", "31/02/2026", "not_a_date"),
        ("date", "2026-2-5", "not_a_date"),
        ("date", "0001-01-01", "not_a_date"),
        ("date", "ngày mai", "not_a_date"),
        ("time", "24:00", "not_a_time"),
        ("integer", "12.5", "not_an_integer"),
        ("integer", True, "not_an_integer"),
        ("integer", "9" * 16, "not_an_integer"),
        ("integer", 10**15, "not_an_integer"),
        ("decimal", "1.250,5", "not_a_number"),
        ("decimal", float("nan"), "not_a_number"),
        ("money", "-1", "not_money"),
        ("money", "1.25", "not_money"),
        ("phone", "0123", "not_a_phone"),
        ("email", "lan@", "not_an_email"),
        ("email", "lan..x@vidu..vn", "not_an_email"),
        ("boolean", "có", "wrong_type"),
        ("area", "4", "not_an_area"),
        ("address", {"area": "00004"}, "not_an_address"),
        ("address", {"area": "4", "line": "12 phố Huế"}, "not_an_address"),
        ("address", {"zip": "1"}, "wrong_type"),
        ("address", "12 phố Huế", "wrong_type"),
        ("tax_code", "0100109107", "not_a_tax_code"),
        ("tax_code", "0100109106-000", "not_a_tax_code"),
        ("plate", "30-I 1", "not_a_plate"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(kind: str, raw: Any, code: str) -> None:
    with pytest.raises(fields.Wrong) as caught:
        fields.read(field(kind), raw)

    assert caught.value.code == code
    assert code in messages.SENTENCES


def test_choices_are_only_those_that_are_offered() -> None:
    one = field("choice", options=["a", "b"])
    several = field("multi_choice", options=["a", "b"])

    assert fields.read(one, "a") == "a"
    assert fields.read(several, ["b", "a"]) == ["a", "b"]
    assert fields.read(several, "b") == ["b"]
    for kind, raw in ((one, "c"), (several, ["a", "c"]), (several, [["a"]]), (one, ["a"])):
        with pytest.raises(fields.Wrong, match="not_an_option"):
            fields.read(kind, raw)


def anything() -> some.SearchStrategy[Any]:
    plain = (
        some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=30)
        | some.dates() | some.binary(max_size=4) | some.decimals()
    )  # fmt: skip
    return some.recursive(
        plain,
        lambda inner: (
            some.lists(inner, max_size=4)
            | some.dictionaries(some.text(max_size=5) | some.integers(), inner, max_size=4)
        ),
        max_leaves=6,
    )


@given(
    some.dictionaries(
        some.sampled_from([*SAMPLE.fields, "subject.residence.area", "subject.residence.line"])
        | some.text(max_size=10),
        anything(),
        max_size=12,
    ),
    some.sampled_from([None, "subject", "purpose"]),
)
@settings(max_examples=300, deadline=None)
def test_any_input_ends_in_values_and_problems_with_words(
    answers: dict[Any, Any], page: str | None
) -> None:
    values, found = SAMPLE.validate(answers, make.context(), page=page)

    assert set(values) <= set(SAMPLE.fields)
    for problem in found:
        for language in ("vi", "en"):
            assert definition.sentence(problem, definition=SAMPLE, language=language)
    assert SAMPLE.typed(definition.plain(values)) == values
