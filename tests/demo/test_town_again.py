"""The demo town made twice, and made for another day."""

import datetime
import random
from typing import Any

import pytest
from django.db import transaction

from thanglong.config import demo_town
from thanglong.config.demo_town import habits, people, plans, rhythm, town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.models import Case

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC)  # Wednesday, 9 in Hanoi
BEFORE_REFORM = datetime.datetime(2024, 11, 22, 8, 0, tzinfo=datetime.UTC)


def made(now: datetime.datetime, *, dossiers: int) -> list[dict[str, Any]]:
    """A town that is gone again, as its dossiers tell of it."""
    with transaction.atomic():
        demo_town.found(dossiers=dossiers, now=now)
        told = list(
            Case.objects.order_by("code").values(
                "code", "status", "stage", "answers", "applicant_name", "steps_count", "due_at",
                "deciding__level", "deciding__name", "closed_at",
            )
        )  # fmt: skip
        transaction.set_rollback(True)
    return told


def test_the_same_seed_makes_the_same_town() -> None:
    assert made(NOW, dossiers=30) == made(NOW, dossiers=30)


def test_the_same_seed_plans_the_same_years_and_another_seed_others() -> None:
    told = planned(seed=7)

    assert told == planned(seed=7)
    assert told != planned(seed=8)
    assert len({one.slug for one in told}) > 20
    assert {one.channel for one in told} == {"online", "direct", "post"}


def test_nobody_files_what_is_not_in_force_yet() -> None:
    told = planned(seed=7, now=BEFORE_REFORM)

    for one in told:
        on = clock.local(one.filed_at).date()
        assert one.filed_at < BEFORE_REFORM
        assert cases.latest_revision(one.slug, on=on) is not None


def planned(*, seed: int, now: datetime.datetime = NOW) -> list[plans.Plan]:
    """What people of a little town will file, of whom nobody is known to the city."""
    hours = rhythm.Rhythm(calendars.calendar("vn-civil"))
    ways = habits.Habits(demo_town.read("rhythm.yaml"), hours.calendar, now.date(), dossiers=3000)
    rng = random.Random(seed)  # noqa: S311 - a town, not a secret
    known = people.neighbours(rng, dossiers=120)
    here = town.Town({one["number"]: resident(one) for one in known["residents"]})
    planner = plans.Planner(town=here, habits=ways, rhythm=hours, now=now, rng=rng)
    return planner.of_others(count=150)


def resident(one: dict[str, Any]) -> town.Resident:
    shops = [
        town.Business(id=number, tax_code="", name="", kind=kind)
        for number, kind in enumerate(("household_business", "enterprise"))
    ]
    known = {name: one[name] for name in ("number", "full_name", "birth_on", "sex", "area")}
    return town.Resident(
        actor=SYSTEM,
        has_account=True,
        address_line=one["address_line"],
        phone=one["phone"],
        email="",
        businesses=tuple(shops),
        **known,
    )


def test_the_town_of_another_day_has_three_levels_and_knows_no_later_dossiers() -> None:
    told = made(BEFORE_REFORM, dossiers=80)

    levels = {one["deciding__level"] for one in told}
    open_levels = {one["deciding__level"] for one in told if one["closed_at"] is None}

    assert levels == {"commune", "district", "city"}
    assert open_levels == {"commune", "district", "city"}
