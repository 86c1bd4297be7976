"""Every story of the city's procedures finds its desks on its day, in all three epochs."""

import datetime
from pathlib import Path

import pytest

from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import definition, desks, folders
from thanglong.kernel.cases.agencies import NOBODY
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.scenarios import Scenario
from thanglong.kernel.cases.scopes import Asked
from thanglong.kernel.units import queries as units

CITY = Path(__file__).parents[4] / "cities" / "hanoi"
PROCEDURES = sorted(one.parent for one in CITY.glob("procedures/*/procedure.yaml"))


def asked(flow: Flow, story: Scenario, calendar: Calendar) -> Asked:
    """The answers of a story, read with the areas of its day."""
    context = definition.Context(
        channel=story.channel,
        submitted_on=story.on.date(),
        submitted_at=story.on.replace(tzinfo=datetime.UTC),
        full_name=story.applicant.full_name,
        is_organisation=story.applicant.is_organisation,
        papers=frozenset(story.papers),
        is_area=units.is_commune,
        days=lambda on: bool(calendar.hours_on(on)),
    )
    checked = flow.definition.validate(story.answers, context)
    assert not checked.problems, f"{story.name}: {checked.problems}"
    seen = flow.definition.see(checked.values, context)
    return Asked(definition=flow.definition, seen=seen, answers={}, on=story.on.date())


@pytest.mark.django_db
@pytest.mark.parametrize("folder", PROCEDURES, ids=lambda folder: folder.name)
def test_every_story_finds_its_desks(folder: Path) -> None:
    found = folders.read(folder)
    assert found.calendar and found.definition
    flow = Flow(found.definition)
    posts = [
        post
        for stage in flow.stages.values()
        for post in (stage.by, *(one.to for one in stage.consult))
        if post not in NOBODY
    ]

    for story in found.scenarios or ():
        if story.expect.refused:
            continue
        place = desks.place(flow=flow, asked=asked(flow, story, found.calendar))
        for post in posts:
            assert desks.desk(
                post,
                receiving_id=place.receiving_id,
                deciding_id=place.deciding_id,
                on=story.on.date(),
            )
