"""The demo town made twice, and made for another day."""

import datetime
from typing import Any

import pytest
from django.db import transaction

from thanglong.config import demo_town
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


def test_the_town_of_another_day_has_three_levels_and_knows_no_later_dossiers() -> None:
    told = made(BEFORE_REFORM, dossiers=80)

    levels = {one["deciding__level"] for one in told}
    open_levels = {one["deciding__level"] for one in told if one["closed_at"] is None}

    assert levels == {"commune", "district", "city"}
    assert open_levels == {"commune", "district", "city"}
