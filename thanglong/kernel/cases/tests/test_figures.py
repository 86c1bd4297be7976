"""How long a dossier took is the time that offices had it: people are told no more and no less."""

import datetime

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.cases.models import Case, Task

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
SLUG = "judicial-record-certificate"


def test_neither_an_opinion_asked_meanwhile_nor_a_paper_not_yet_collected_counts(
    town: Town,
) -> None:
    case = filing.file(
        slug=SLUG,
        by=town.lan,
        at=MORNING,
        delivery="counter",
        answers={"fee_group": "ordinary"},
    )
    act(case, "accept", town.minh, MORNING + HOUR)
    vy, quang = town.known("vy"), town.known("quang")
    task = open_task(case)
    cases.ask_opinion(
        task_id=task.id, consult="local_police", question="Cư trú?", at=MORNING + HOUR, by=vy
    )
    asked = Task.objects.get(case=case, kind="consultation")
    cases.give_opinion(task_id=asked.id, opinion="Có.", at=MORNING + 2 * HOUR, by=quang)
    act(case, "propose", vy, MORNING + 2 * HOUR)
    act(case, "approve", town.known("thanh"), MORNING + DAY)
    act(case, "hand_over", town.minh, MORNING + 20 * DAY)

    taken = queries.minutes_taken(
        procedure=case.procedure, since=MORNING, now=MORNING + 30 * DAY, limit=10
    )

    assert taken == [8 * 60]  # nine o'clock to nine o'clock is one working day


def act(case: Case, action: str, by: Actor, at: datetime.datetime) -> None:
    request = cases.Request(action=action, findings=filing.found_for(case, action))
    cases.act(task_id=open_task(case).id, request=request, at=at, by=by)
    case.refresh_from_db()


def open_task(case: Case) -> Task:
    return Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
