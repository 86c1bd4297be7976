"""The procedures of the reference city are in order, each of them, whole."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from thanglong.kernel.cases import definition, folders

CITY = folders.find([settings.CITY / "procedures"])


@pytest.mark.parametrize("path", CITY, ids=lambda path: path.name)
def test_a_procedure_of_the_city_has_nothing_to_mend(path: Path) -> None:
    found = folders.check(folders.read(path))

    assert [str(one) for one in found if not one.is_notice] == []


@pytest.mark.parametrize("path", CITY, ids=lambda path: path.name)
def test_a_procedure_of_the_city_can_be_stored_and_read_again(path: Path) -> None:
    text = definition.load(path)

    again = definition.from_json(json.loads(json.dumps(definition.as_json(text), sort_keys=True)))

    assert definition.content_hash(again) == definition.content_hash(text)
    assert list(again.stages) == list(text.stages)


def test_no_two_procedures_share_a_code_or_an_address() -> None:
    texts = [definition.load(path) for path in CITY]

    assert len({text.code for text in texts}) == len(texts)
    assert len({text.procedure.slug for text in texts}) == len(texts)
    assert [path.name for path in CITY] == [f"{text.code}-{text.procedure.slug}" for text in texts]
