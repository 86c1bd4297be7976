"""The city's units for programs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.program import Program
from tests.town import Town
from thanglong.kernel.base.actor import Actor

Ask = Callable[[Actor | None], Program]


@pytest.fixture
def program(db: None) -> Program:
    """Nobody in particular."""
    return Program(None)


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["items"]]


def test_the_units_of_a_day_come_page_by_page(program: Program) -> None:
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        answer = program.get("/units", on="2026-02-02", level="commune", limit=50, **more)
        found += codes(answer)
        cursor = answer.json()["next_cursor"]

    assert len(found) == len(set(found)) == 126


def test_the_map_is_that_of_the_day(program: Program) -> None:
    then = program.get("/units", on="2024-11-22", level="district", limit=100)
    now = program.get("/units", on="2026-02-02", level="district")
    within = program.get("/units", on="2024-11-22", within="001", limit=100)

    assert len(codes(then)) == 30
    assert codes(now) == []
    assert len(codes(within)) == 14


def test_a_unit_is_found_without_diacritics(program: Program) -> None:
    answer = program.get("/units", on="2026-02-02", q="ba dinh")

    assert [one["name"] for one in answer.json()["items"]] == ["Phường Ba Đình"]


def test_a_unit_tells_its_past_and_its_offices(program: Program) -> None:
    answer = program.get("/units/00004", on="2026-02-02").json()

    assert answer["unit"]["name_en"] == "Ba Đình Ward"
    assert [one["name"] for one in answer["history"]] == ["Phường Trúc Bạch", "Phường Ba Đình"]
    assert answer["agencies"][0]["code"] == "H26.00004"
    assert {one["kind"] for one in answer["predecessors"]} == {"whole", "part"}
    assert answer["unit"]["area_km2"] == 2.97


@pytest.mark.parametrize(
    ("on", "name"), [("2024-11-22", "UBND quận Ba Đình"), ("2026-02-02", "UBND phường Ba Đình")]
)
def test_the_authority_depends_on_the_day(program: Program, on: str, name: str) -> None:
    answer = program.get("/units/00004/authority", power="1.001612", on=on).json()

    assert answer["agency"]["name"] == name
    assert "Household businesses are registered by" in answer["reason"]


def test_an_old_address_of_a_split_ward_has_candidates(program: Program) -> None:
    answer = program.get("/units/00007/authority", power="construction", on="2026-02-02").json()

    assert [(one["unit"]["code"], one["is_default"]) for one in answer["candidates"]] == [
        ("00008", True),
        ("00025", False),
    ]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/units/99999", {}, 404),
        ("/units/001", {"on": "2026-02-02"}, 404),
        ("/units/99999/authority", {"power": "tax"}, 404),
        ("/units/00004/authority", {}, 422),
        ("/units", {"on": "yesterday"}, 422),
        ("/units", {"level": "village"}, 422),
        ("/units", {"limit": "0"}, 422),
        ("/units", {"cursor": "nonsense"}, 400),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    program: Program, path: str, query: dict[str, str], status: int
) -> None:
    answer = program.get(path, **query)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_units_are_no_secret(town: Town) -> None:
    assert Program(None).get("/units/00004").status_code == 200
    assert Program(town.hanh).get("/units/00004").status_code == 200
