"""The form as JSON Schema: valid itself, takes what the server takes, says what it can."""

import json
from typing import Any

import jsonschema
import pytest
from django.conf import settings

from thanglong.kernel.cases import folders, schema
from thanglong.kernel.cases.definition import plain
from thanglong.kernel.cases.tests import make

SAMPLE = make.definition()


def says(answers: dict[str, Any]) -> list[str]:
    found = schema.form_schema(SAMPLE, "en")
    return [fault.message for fault in jsonschema.Draft202012Validator(found).iter_errors(answers)]


def test_what_the_server_accepts_the_schema_accepts() -> None:
    values, _ = SAMPLE.validate(make.LAN | {"uses": ["home"]}, make.context())

    assert says(plain(values)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"copies": 0},
        {"copies": 21},
        {"copies": "many"},
        {"purpose": "divorce"},
        {"uses": ["home", "home"]},
        {"subject.personal_number": "12345"},
        {"subject.residence": {"area": "4", "line": "12 phố Huế"}},
        {"subject.residence": {"area": "00004"}},
        {"lives_abroad": "no"},
        {"salary": 1},
        {"purpose_text": "x" * 4001},
        {"purpose": "other"},
    ],
)
def test_what_the_server_refuses_the_schema_refuses(changes: dict[str, Any]) -> None:
    assert says(make.LAN | changes)


def test_a_field_for_one_choice_is_required_only_there() -> None:
    assert says(make.LAN | {"purpose": "other"}) == ["'purpose_text' is a required property"]
    assert says(make.LAN | {"purpose": "other", "purpose_text": "Xin việc"}) == []


def test_the_schema_speaks_the_language_and_shows_where_a_field_comes_from() -> None:
    found = schema.form_schema(SAMPLE, "vi")["properties"]

    assert found["copies"]["title"] == "Số bản"
    assert found["lives_abroad"]["description"] == "Trên sáu tháng."
    assert found["subject.full_name"]["x-prefill"] == "population.full_name"
    assert found["purpose"]["oneOf"][0] == {"const": "marriage", "title": "Kết hôn"}
    assert found["spouse.full_name"]["x-show-if"] == "marries"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_of_every_procedure_of_the_city_is_a_valid_schema(language: str) -> None:
    for path in folders.find([settings.CITY / "procedures"]):
        definition = folders.read(path).definition
        if definition is not None:
            found = json.loads(json.dumps(schema.form_schema(definition, language)))
            jsonschema.Draft202012Validator.check_schema(found)
