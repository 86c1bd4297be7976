"""The terminal answers as the screens do."""

import json
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner, Result

from thanglong.kernel.units import queries
from thanglong.kernel.units.commands import units
from thanglong.kernel.units.models import Edition

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(units, list(words), obj=nullcontext)


def answer(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_terminal_says_who_decides_and_why() -> None:
    result = run("of", "00004", "--procedure", "1.001612", "--on", "2024-11-22")

    assert result.output.startswith("UBND quận Ba Đình (H26.001)\n")
    assert "Household businesses are registered by the district." in result.output
    assert "NĐ 01/2021/NĐ-CP" in result.output


def test_the_same_as_json() -> None:
    found = answer("of", "00004", "--procedure", "1.001612", "--on", "2026-02-02")

    assert found["agency"]["code"] == "H26.00004"
    assert found["level"] == "commune"
    assert found["candidates"] == []
    assert found["reason"]["vi"].startswith("Từ ngày 01/07/2025 không còn cấp huyện.")


def test_a_split_address_is_answered_with_candidates() -> None:
    found = answer("of", "00007", "--function", "construction", "--on", "2026-02-02")

    assert [(one["area"]["code"], one["is_default"]) for one in found["candidates"]] == [
        ("00008", True),
        ("00025", False),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("of", "00004"), "Say what for"),
        (("of", "00004", "--function", "tax", "--procedure", "1.001612"), "Say what for"),
        (("of", "99999", "--function", "tax"), "There is no unit with the code 99999."),
        (("list", "--on", "22/11/2024"), "is no date: write it as 2025-07-01."),
        (("show", "99999"), "There is no unit 99999."),
        (("find", "qqqqqqqq"), "Nothing is called"),
    ],
)
def test_wrong_input_is_one_sentence(words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_list_of_what_is_in_no_unit_is_refused() -> None:
    refused = run("list", "--in", "NOPE")

    assert refused.exit_code == 1
    assert "There is no unit NOPE" in refused.output


def test_lists_are_of_the_day() -> None:
    assert len(answer("list", "--on", "2024-11-22", "--level", "district")) == 30
    assert len(answer("list", "--on", "2026-02-02", "--level", "district")) == 0
    assert len(answer("list", "--on", "2024-11-22", "--in", "001")) == 14
    assert run("list", "--on", "2026-02-02", "--level", "commune").output.count("\n") == 126


def test_a_unit_is_shown_with_its_past_and_its_future() -> None:
    sheet = answer("show", "00007", "--on", "2024-11-22")

    assert sheet["area"]["name"] == "Phường Cống Vị"
    assert [one["area"]["code"] for one in sheet["successors"]] == ["00008", "00025"]
    assert sheet["agencies"][0]["code"] == "H26.00007"
    assert (
        "successor: Phường Ngọc Hà, part (usual)"
        in run("show", "00007", "--on", "2024-11-22").output
    )


def test_a_unit_is_found_without_diacritics() -> None:
    found = answer("find", "ba", "dinh", "--on", "2026-02-02")

    assert [one["name"] for one in found["now"]] == ["Phường Ba Đình"]
    assert [one["name"] for one in found["past"]] == ["Quận Ba Đình"]


def test_loading_from_the_terminal_can_be_repeated() -> None:
    before = Edition.objects.count()

    result = run("load")

    assert result.exit_code == 0
    assert "769 areas, 4851 agencies" in result.output
    assert Edition.objects.count() == before
    queries.forget()
