"""The demo town: its people, offices and dossiers, made with the same actions as the screens.

A seeded simulation of the city from September 2024 until now: every dossier lives its own life
(`life`), all lives go on in the order of time, and what has not happened by now is open today.
"""

import datetime
import heapq
import random
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from thanglong.config.demo import Step

SEED = 1010  # the year in which the city was founded
PEOPLE_WEIGHT = 30
FOUNDER = "minh"  # whoever finds his account finds the whole town: it is made in one transaction


def steps(*, dossiers: int) -> "list[Step]":
    """The parts of the town that are not there yet."""
    from thanglong.config.demo import Step
    from thanglong.kernel.base import clock
    from thanglong.kernel.people import queries as people

    if people.account_id_of(FOUNDER) is not None:
        return []

    def run(update: Callable[[int], object]) -> None:
        found(dossiers=dossiers, now=clock.now(), update=update)

    return [Step(name="people and dossiers", weight=PEOPLE_WEIGHT + dossiers, run=run)]


def found(
    *,
    dossiers: int,
    now: datetime.datetime,
    update: Callable[[int], object] = lambda _: None,
    seed: int = SEED,
) -> None:
    """Make the town as it is at an instant, whole or not at all. update: told of parts done."""
    from thanglong.config.demo_town import people, town
    from thanglong.kernel.people import cast

    rng = random.Random(seed)  # noqa: S311 - a town, not a secret
    main = read("people.yaml")
    others = people.neighbours(rng, dossiers=dossiers)
    with transaction.atomic():
        cast.make_known(cast=main, at=now)
        cast.make_known(cast=others, at=now)
        update(PEOPLE_WEIGHT)
        here = town.gather([main, others], at=now)
        _live(here, count=dossiers, now=now, rng=rng, update=update)
        _begin_draft(here, now)


def _live(
    here: Any,
    *,
    count: int,
    now: datetime.datetime,
    rng: random.Random,
    update: Callable[[int], object],
) -> None:
    """Let everything happen that has happened by now, in the order of time."""
    from thanglong.config.demo_town import life, plans, rhythm
    from thanglong.kernel.calendar import queries as calendars

    hours = rhythm.Rhythm(calendars.calendar("vn-civil"))
    planner = plans.Planner(town=here, rhythm=hours, now=now, rng=rng)
    lives: list[Iterator[datetime.datetime]] = [_nights(now)]
    for plan in planner.all(read("dossiers.yaml"), count=count):
        own = random.Random(rng.random())  # noqa: S311
        lives.append(life.Life(plan=plan, town=here, rhythm=hours, rng=own).run())
    waiting = [(next(one), number) for number, one in enumerate(lives)]
    heapq.heapify(waiting)
    begun: set[int] = {0}
    while waiting:
        at, number = heapq.heappop(waiting)
        if at >= now:
            break
        coming = next(lives[number], None)
        if coming is not None:
            heapq.heappush(waiting, (coming, number))
        if number not in begun:
            begun.add(number)
            update(1)
    update(count - len(begun) + 1)  # those that the planner could not place


def _nights(now: datetime.datetime) -> Iterator[datetime.datetime]:
    """Every night dossiers end whose applicants have not answered in time."""
    from thanglong.config.demo_town import plans
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions as cases

    at = datetime.datetime.combine(plans.BEGINNING, datetime.time(22), tzinfo=clock.zone())
    while at < now:
        yield at
        cases.stop_unanswered(at=at)
        at += datetime.timedelta(days=1)
    yield at


def _begin_draft(here: Any, now: datetime.datetime) -> None:
    """Lan has begun a form yesterday and not sent it."""
    from thanglong.kernel.cases import queries as cases
    from thanglong.services.procedures import actions as service

    row: Mapping[str, Any] = read("dossiers.yaml")[0]
    at = now - datetime.timedelta(hours=20)
    revision = cases.latest_revision("planning-information", on=at.date())
    if revision is None:
        return
    subject = service.Subject(revision_id=revision.id, procedure=revision.procedure)
    service.start_draft(subject=subject, prefill={}, at=at, by=here.residents[row["who"]].actor)


def read(name: str) -> Any:
    """What stands in a file of the demo folder of the city."""
    return yaml.safe_load((settings.CITY / "demo" / name).read_text(encoding="utf-8"))
