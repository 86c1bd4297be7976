"""Another agency is asked for its opinion; nobody asks himself."""

import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import desks, refusals
from thanglong.kernel.cases.models import Case, Task


@pytest.fixture
def case(town: Town) -> Case:
    """A judicial record, which the city's police decide since 2025, on its specialist's desk."""
    case = filing.file(
        slug="judicial-record-certificate",
        by=town.lan,
        at=MORNING,
        answers={"fee_group": "ordinary"},
    )
    task = Task.objects.get(case=case)
    return cases.act(
        task_id=task.id, request=cases.Request(action="accept"), at=MORNING, by=town.minh
    )


def test_the_citys_police_ask_the_ward_and_not_themselves(town: Town, case: Case) -> None:
    task = Task.objects.get(case=case, closed_at__isnull=True)
    vy = town.known("vy")

    offered = [one.id for one in desks.consults_of(case, at=MORNING)]
    with pytest.raises(refusals.NoSuchAction):
        cases.ask_opinion(
            task_id=task.id, consult="city_police", question="Án tích?", at=MORNING, by=vy
        )
    cases.ask_opinion(
        task_id=task.id, consult="local_police", question="Cư trú?", at=MORNING, by=vy
    )

    assert offered == ["local_police"]
    asked = Task.objects.get(case=case, kind="consultation")
    assert asked.agency_id != task.agency_id
