"""The page for authors names everything that the format has."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from thanglong.kernel.cases import agencies, scenarios
from thanglong.kernel.cases.definition import format as written
from thanglong.kernel.cases.definition import texts
from thanglong.kernel.cases.definition.scope import BUILT_IN
from thanglong.kernel.cases.expressions.functions import FUNCTIONS
from thanglong.kernel.cases.lint.words import KNOWN_ACTIONS

PAGE = (Path(__file__).parents[4] / "docs" / "procedures.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"[a-z][a-z0-9_]*", PAGE))

SHAPES: list[type[BaseModel]] = [
    written.Procedure,
    written.Decision,
    written.Effective,
    written.Applicant,
    written.Basis,
    written.Authority,
    written.FormField,
    written.Page,
    written.Need,
    written.Check,
    written.Fee,
    written.Deadline,
    written.Stage,
    written.Consult,
    written.Part,
    written.Result,
    written.Retention,
    texts.Texts,
    texts.FieldText,
    scenarios.Scenario,
    scenarios.Expectation,
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_key_of_the_format_is_on_the_page(shape: type[BaseModel]) -> None:
    keys = {
        field.alias or str(field.serialization_alias or name)
        for name, field in shape.model_fields.items()
    }

    assert keys <= WORDS


def test_every_word_that_may_be_chosen_is_on_the_page() -> None:
    types = set(get_args(written.FieldType)) | set(get_args(written.LifeEvent))

    assert types | set(agencies.ROLES) | KNOWN_ACTIONS <= WORDS


def test_every_function_and_built_in_name_is_on_the_page() -> None:
    assert FUNCTIONS <= WORDS
    assert all(name in PAGE for name in BUILT_IN)
