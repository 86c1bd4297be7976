"""A working day of the town, played: people file, officers do what lies on top of their inbox."""

import datetime
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests import filing
from tests import town as little_town
from thanglong.config import demo_town
from thanglong.config.cli.simulating import simulate_group
from thanglong.config.demo_town import day, habits, people
from thanglong.kernel.base import clock
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.cases.models import Case, Step
from thanglong.kernel.people import cast

pytestmark = pytest.mark.django_db
MONDAY, SATURDAY = datetime.date(2026, 11, 23), datetime.date(2026, 11, 21)


@dataclass(frozen=True)
class Played:
    """A Monday, played with the cast at their desks."""

    lans: Case
    begun: datetime.datetime
    happened: list[day.Happening]


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Played]:
    """One day for all tests that ask for it, gone afterwards."""
    begun = clock.now()
    with django_db_blocker.unblock():
        little_town.ensure_city()
    with django_db_blocker.unblock(), transaction.atomic():
        cast.make_known(cast=demo_town.read("people.yaml"), at=begun)
        rng = random.Random(demo_town.SEED)  # noqa: S311 - a town, not a secret
        cast.make_known(cast=people.neighbours(rng, dossiers=1), at=begun)
        lan = little_town.Town(at=begun).lan
        answers = {"fee_group": "ordinary"}
        lans = filing.file(slug="marital-status-certificate", by=lan, at=begun, answers=answers)
        found = demo_town.working_day(on=MONDAY, now=begun)
        happened = list(found.events(wait=lambda _: None))
        yield Played(lans=lans, begun=begun, happened=happened)
        transaction.set_rollback(True)


def test_lans_dossier_is_received_and_goes_on_from_desk_to_desk(played: Played) -> None:
    of_lan = [one for one in played.happened if one.code == played.lans.code]

    assert of_lan[0].what == "accept"
    assert len({one.who for one in of_lan}) > 1
    assert not any(one.no for one in of_lan)
    assert Step.objects.filter(case=played.lans, action="accept").exists()


def test_people_file_and_it_happens_now(played: Played) -> None:
    filed = [one for one in played.happened if one.what in {"files", "hands in"}]

    assert filed
    for one in filed:
        assert played.begun <= Case.objects.get(code=one.code).filed_at <= clock.now()


def test_one_thing_comes_after_the_other_while_offices_are_open(played: Played) -> None:
    minutes = [one.minute for one in played.happened]

    assert minutes == sorted(minutes)
    assert day.OPENS <= minutes[0] <= minutes[-1] < day.CLOSES


def test_the_same_seed_brings_people_at_the_same_time(played: Played) -> None:
    one, other = (demo_town.working_day(on=MONDAY, now=played.begun) for _ in range(2))

    assert one.comings() == other.comings()


def test_on_a_saturday_the_next_monday_is_played(played: Played) -> None:
    assert played
    hours = calendars.calendar("vn-civil")
    ways = habits.Habits(demo_town.read("rhythm.yaml"), hours, SATURDAY, 3000)

    assert day.next_working_day(SATURDAY, ways) == MONDAY


def test_without_a_town_there_is_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_town, "FOUNDER", "nobody")

    with pytest.raises(demo_town.NoTown):
        demo_town.working_day(on=MONDAY, now=clock.now())


def test_the_summary_counts_what_was_done_and_what_was_refused() -> None:
    done = [
        day.Happening(minute=480, who="Minh", what="accept", code="A", title=""),
        day.Happening(minute=490, who="Minh", what="tries", code="B", title="", no="It is closed."),
        day.Happening(minute=495, who="Lan", what="files", code="C", title=""),
    ]

    found = day.summary(done, on=MONDAY, is_whole=True)

    assert json.loads(json.dumps(found)) == {
        "day": "2026-11-23",
        "whole": True,
        "events": 3,
        "filed": 1,
        "people": 2,
        "done": {"accept": 1, "files": 1, "refused": 1},
    }


def test_help_shows_an_example() -> None:
    told = CliRunner().invoke(simulate_group, ["day", "--help"]).output

    assert "Example: thanglong simulate day" in told
