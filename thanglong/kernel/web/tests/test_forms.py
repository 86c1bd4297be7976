"""Reading what people write."""

import datetime

import pytest
from django import forms
from django.utils import translation

from thanglong.kernel.base.errors import CityError
from thanglong.kernel.web import forms as city_forms
from thanglong.kernel.web.fields import Field, Option, as_field

FIFTH = datetime.date(2026, 2, 5)


class Filing(city_forms.CityForm):
    """A small form."""

    born_on = city_forms.DateField(label="Ngày sinh")
    amount = city_forms.MoneyField(label="Số tiền", required=False)
    note = city_forms.LongTextField(label="Ghi chú", required=False)
    way = forms.ChoiceField(label="Cách nhận", choices=[("post", "Bưu điện"), ("desk", "Tại quầy")])


class TooYoung(CityError):
    """The person is not of age."""

    message = "One must be 18."


@pytest.mark.parametrize(
    "written",
    ["5/2/2026", "05/02/2026", "05-02-2026", "5.2.2026", "05022026", "2026-02-05", " 5 2 2026 ",
     "ngày 05 tháng 02 năm 2026"],
)  # fmt: skip
def test_a_date_is_understood_however_it_is_written(written: str) -> None:
    assert city_forms.parse_date(written) == FIFTH


@pytest.mark.parametrize(
    "written", ["", "hôm qua", "31/02/2026", "5/2/26", "2026/02/05/1", "٥/٢/٢"]
)
def test_what_is_no_date_is_not_guessed(written: str) -> None:
    assert city_forms.parse_date(written) is None


@pytest.mark.parametrize(
    ("written", "amount"),
    [("1.250.000", 1_250_000), ("1,250,000 ₫", 1_250_000), ("8000 đồng", 8_000), ("0", 0),
     ("12,5", None), ("-5", None), ("nhiều", None)],
)  # fmt: skip
def test_money_is_whole_dong(written: str, amount: int | None) -> None:
    assert city_forms.parse_money(written) == amount


@pytest.mark.parametrize(
    ("written", "number"), [("64,5", "64.5"), ("1.250,75", "1250.75"), ("7", "7"), ("x", None)]
)
def test_a_number_with_a_comma_is_a_number(written: str, number: str | None) -> None:
    assert city_forms.parse_decimal(written) == number


def test_a_wrong_date_is_explained_in_both_languages() -> None:
    form = Filing({"born_on": "hôm qua", "way": "post"})

    with translation.override("vi"):
        assert "Ngày chưa đúng" in form.errors["born_on"][0]
    with translation.override("en"):
        assert "This is not a date" in Filing({"born_on": "x", "way": "post"}).errors["born_on"][0]


def test_text_is_kept_in_one_normal_form() -> None:
    form = Filing({"born_on": "5/2/2026", "way": "post", "note": "Nguye\u0302\u0303n"})

    assert form.is_valid()
    assert form.cleaned_data["note"] == "Nguyễn"


def test_a_refusal_becomes_an_error_of_the_form_and_the_entries_stay() -> None:
    form = Filing({"born_on": "5/2/2026", "way": "post"})
    assert form.is_valid()

    with form.refusals():
        raise TooYoung()

    assert form.non_field_errors() == ["One must be 18."]
    assert form["born_on"].value() == "5/2/2026"


def test_a_refusal_that_names_its_field_stands_at_the_field() -> None:
    form = Filing({"born_on": "5/2/2026", "way": "post"})
    assert form.is_valid()

    with form.refusals():
        raise TooYoung(field="born_on")

    assert form.errors["born_on"] == ["One must be 18."]


def test_a_form_field_is_drawn_as_what_it_is() -> None:
    form = Filing()

    assert as_field(form["born_on"]).type == "date"
    assert as_field(form["amount"]).type == "money"
    assert as_field(form["note"]).type == "long_text"
    assert as_field(form["way"]).options == (
        Option(value="post", label="Bưu điện"),
        Option(value="desk", label="Tại quầy"),
    )


def test_a_date_that_is_known_is_shown_as_people_write_it() -> None:
    assert Field(name="born", label="Ngày sinh", type="date", value=FIFTH).text == "05/02/2026"
