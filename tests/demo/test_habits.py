"""When people of the town come, and how its offices work: as rhythm.yaml says."""

import datetime
import functools
import itertools
import random
from typing import Any

import pytest

from thanglong.config import demo_town
from thanglong.config.demo_town import desks, habits, rhythm
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.units import queries as units

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 25)
MONDAY, TUESDAY, SUNDAY = (datetime.date(2026, 10, day) for day in (12, 13, 11))
BEFORE_TET, AFTER_TET = datetime.date(2026, 2, 12), datetime.date(2026, 2, 24)
ORDINARY = datetime.date(2026, 5, 14)
RNG = functools.partial(random.Random, 1)


@pytest.fixture
def ways() -> habits.Habits:
    return of_town(3000)


def of_town(dossiers: int) -> habits.Habits:
    rows = demo_town.read("rhythm.yaml")
    return habits.Habits(rows, calendars.calendar("vn-civil"), TODAY, dossiers)


def desk_of(area: str, function: str, role: str) -> dict[str, Any]:
    home = units.agency_of(area_code=area, level="commune", on=TODAY)
    assert home is not None
    found = units.department_of(agency_id=home.id, function=function, on=TODAY)
    assert found is not None
    return {"agency_id": found.id, "role": role}


def minutes(ways: habits.Habits, desk: dict[str, Any], on: datetime.date) -> int:
    return ways.minutes(**desk, on=on, rng=RNG())


def test_people_come_on_mondays_and_few_on_sundays(ways: habits.Habits) -> None:
    assert ways.weight(MONDAY) > ways.weight(TUESDAY) > ways.weight(SUNDAY) > 0


def test_before_tet_it_is_quiet_and_after_it_they_all_come(ways: habits.Habits) -> None:
    quiet, usual, rush = map(ways.weight, (BEFORE_TET, ORDINARY, AFTER_TET))

    assert quiet < usual < rush


def test_parents_need_papers_before_school_begins(ways: habits.Habits) -> None:
    august, february = datetime.date(2026, 8, 12), datetime.date(2026, 2, 4)

    for slug in ("birth-registration", "permanent-residence", "certified-copies"):
        assert ways.season(slug, august) > 2 * ways.season(slug, february)


def test_a_builder_in_ba_dinh_waits_longer_before_tet(ways: habits.Habits) -> None:
    desk = desk_of("00004", "construction", "specialist")

    assert minutes(ways, desk, BEFORE_TET) >= 2.9 * minutes(ways, desk, ORDINARY)


def test_hoan_kiem_is_quicker_than_ba_dinh(ways: habits.Habits) -> None:
    here, there = (desk_of(area, "civil_status", "specialist") for area in ("00004", "00070"))

    assert minutes(ways, there, ORDINARY) < minutes(ways, here, ORDINARY)


def test_in_a_small_town_each_piece_takes_longer_so_that_there_are_queues() -> None:
    desk = desk_of("00004", "civil_status", "specialist")

    assert minutes(of_town(300), desk, ORDINARY) > minutes(of_town(3000), desk, ORDINARY)


def test_who_comes_second_waits_for_the_first(ways: habits.Habits) -> None:
    hours = rhythm.Rhythm(ways.calendar)
    place, at = desk_of("00004", "civil_status", "specialist"), hours.on_day(ORDINARY, 8 * 60)
    office, rng = desks.Desks(ways, hours), RNG()

    turns = [office.turn(**place, at=at, slower=1, rng=rng) for _ in range(3)]

    for (_, ended), (begun, _) in itertools.pairwise(turns):
        assert begun >= ended > at


def test_an_earlier_town_has_fewer_dossiers() -> None:
    sizes = [demo_town.size(on=on) for on in (datetime.date(2024, 11, 22), MONDAY, TODAY)]

    assert 300 <= sizes[0] < sizes[1] <= sizes[2] <= 3000


def test_what_the_file_names_is_there() -> None:
    """Procedures and seasons that nobody has would be passed over in silence."""
    from thanglong.kernel.cases import queries as cases

    rows = demo_town.read("rhythm.yaml")
    known = {one.slug for one in cases.open_revisions(on=TODAY)}

    assert set(rows["procedures"]) == known
    assert {row["season"] for row in rows["procedures"].values() if "season" in row} == set(
        rows["seasons"]
    )
