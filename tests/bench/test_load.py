"""A made-up city is whole, comes once, and never over a real one."""

import pytest
from click.testing import CliRunner
from django.db import connection

from bench import million
from bench.__main__ import main
from tests.tables import Case, Step, Task
from thanglong.kernel.cases import store

CASES = 60


def keys() -> set[tuple[str, str]]:
    """Every key and index of the tables that are filled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text = ANY(%s)"
            " UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)",
            [list(million.TABLES), list(million.TABLES)],
        )
        return set(cursor.fetchall())


@pytest.mark.django_db
def test_a_made_up_city_has_its_keys_its_history_and_its_desks() -> None:
    before = keys()

    added = million.load(cases=CASES, communes=3, say=lambda *_: None)

    assert (added, Case.objects.count(), keys()) == (CASES, CASES, before)
    for case in Case.objects.all():
        rows = store.standing_of(case)
        assert {name: rows[name] for name in store.CACHED} == store.rebuilt(case)
        is_open = case.closed_at is None
        assert Task.objects.filter(case=case, closed_at=None, kind="stage").count() == is_open
        assert Step.objects.filter(case=case).count() == case.steps_count
    assert million.load(cases=CASES, communes=3, say=lambda *_: None) == 0


def test_a_database_that_is_not_meant_for_it_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://city.example/thanglong")

    said = CliRunner().invoke(main, ["load", "--cases", "10"])

    assert said.exit_code == 1
    assert "may be somebody's city" in said.output


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from bench import place

    (tmp_path / "postgres").mkdir()  # type: ignore[operator]
    monkeypatch.setenv("VAR_DIR", str(tmp_path))

    with pytest.raises(place.click.ClickException, match="GB free"):
        place.check_disk(10**12)
