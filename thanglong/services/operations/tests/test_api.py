"""The city's units by program."""

import pytest

from tests.program import Program


@pytest.fixture
def nobody(db: None) -> Program:
    return Program(None)


def test_the_city_has_its_communes_of_today_and_of_then(nobody: Program) -> None:
    now = nobody.get("/units", on="2026-11-25", level="commune", limit=100).json()
    more = nobody.get(
        "/units", on="2026-11-25", level="commune", limit=100, cursor=now["next_cursor"]
    ).json()
    then = nobody.get("/units", on="2024-11-22", level="district", limit=100).json()

    assert len(now["items"]) + len(more["items"]) == 126
    assert len(then["items"]) == 30
    assert more["next_cursor"] is None


def test_an_area_is_found_without_diacritics(nobody: Program) -> None:
    found = nobody.get("/units", on="2026-11-25", q="ba dinh").json()["items"]

    assert "00004" in {one["code"] for one in found}


def test_an_area_says_what_it_was_made_of_and_who_works_there(nobody: Program) -> None:
    unit = nobody.get("/units/00004", on="2026-11-25").json()

    assert unit["unit"]["name"] == "Phường Ba Đình"
    assert unit["predecessors"]
    assert {"committee", "one_stop"} <= {one["kind"] for one in unit["agencies"]}


def test_an_area_of_another_day_has_another_name_or_none(nobody: Program) -> None:
    before = nobody.get("/units/001", on="2024-11-22")
    after = nobody.get("/units/001", on="2026-11-25")

    assert before.json()["unit"]["level"] == "district"
    assert (after.status_code, after.json()["code"]) == (404, "city.not_found")


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", "0", "1770000000"])
def test_a_day_that_is_none_is_refused(nobody: Program, on: str) -> None:
    answer = nobody.get("/units", on=on)

    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["errors"]] == ["not_a_date"]
    assert "2026-02-05" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("path", ["/units?q=ba%00dinh", "/units/%00", "/units?within=%00"])
def test_an_address_with_the_character_that_no_database_keeps_is_refused(
    nobody: Program, path: str
) -> None:
    answer = nobody.client.get(f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (400, "web.bad_request")
