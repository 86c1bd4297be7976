"""The demo town: its people, offices and dossiers, made with the same actions as the screens.

A seeded simulation of the city from September 2024 until now: every dossier lives its own life
(`life`), all lives go on in the order of time, and what has not happened by now is open today.
"""

import datetime
import heapq
import random
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import structlog
import yaml
from django.conf import settings

from thanglong.kernel.base.errors import CityError

if TYPE_CHECKING:
    from thanglong.config.demo import Step
    from thanglong.config.demo_town.day import Day

log = structlog.get_logger(__name__)
SEED = 1010  # the year in which the city was founded
PEOPLE_WEIGHT = 30
FOUNDER = "minh"  # whoever finds his account finds the whole town: it is made in one transaction


def steps(*, dossiers: int | None) -> "list[Step]":
    """The parts of the town that are not there yet. dossiers: None for as many as its day has."""
    from thanglong.config.demo import Step
    from thanglong.kernel.base import clock
    from thanglong.kernel.people import queries as people

    if people.account_id_of(FOUNDER) is not None:
        return []
    count = dossiers or size(on=clock.today())

    def run(update: Callable[[int], object]) -> None:
        found(dossiers=count, now=clock.now(), update=update)

    return [Step(name="people and dossiers", weight=PEOPLE_WEIGHT + count, run=run)]


def size(*, on: datetime.date) -> int:
    """How many dossiers a town has by a day, when nobody wants another number."""
    from thanglong.config.demo_town import habits

    return habits.size(read("rhythm.yaml"), on=on)


def found(
    *,
    dossiers: int,
    now: datetime.datetime,
    update: Callable[[int], object] = lambda _: None,
    seed: int = SEED,
) -> None:
    """Make the town as it is at an instant, whole or not at all. update: told of parts done."""
    from thanglong.config.demo_town import haste, people, town
    from thanglong.kernel.people import cast

    rng = random.Random(seed)  # noqa: S311 - a town, not a secret
    main = read("people.yaml")
    others = people.neighbours(rng, dossiers=dossiers)
    with haste.all_at_once():
        cast.make_known(cast=main, at=now)
        cast.make_known(cast=others, at=now)
        update(PEOPLE_WEIGHT)
        here = town.gather([main, others], at=now)
        here.absences = town.absences_of(read("rhythm.yaml")["absences"])
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
    from thanglong.config.demo_town import desks, habits, life, plans, rhythm
    from thanglong.kernel.base import clock
    from thanglong.kernel.calendar import queries as calendars

    hours = rhythm.Rhythm(calendars.calendar("vn-civil"))
    ways = habits.Habits(read("rhythm.yaml"), hours.calendar, clock.local(now).date(), count)
    work = desks.Desks(ways, hours)
    planner = plans.Planner(town=here, habits=ways, rhythm=hours, now=now, rng=rng)
    lives: list[Iterator[datetime.datetime]] = [_nights(ways.days[0], now), _leaves(here, now)]
    helpers = len(lives)
    for plan in planner.all(read("dossiers.yaml"), count=count):
        own = random.Random(rng.random())  # noqa: S311
        lives.append(life.Life(plan=plan, town=here, desks=work, rng=own).run())
    waiting = [(next(one), number) for number, one in enumerate(lives)]
    heapq.heapify(waiting)
    begun: set[int] = set()
    while waiting:
        at, number = heapq.heappop(waiting)
        if at >= now:
            break
        coming = _go_on(lives[number])
        if coming is not None:
            heapq.heappush(waiting, (coming, number))
        if number >= helpers and number not in begun:
            begun.add(number)
            update(1)
    update(count - len(begun))  # those that the planner could not place


def _go_on(life: Iterator[datetime.datetime]) -> datetime.datetime | None:
    """Let a life go on; when it next wants to. One that cannot stays as it is, and is told of.

    A pack may have an office that nobody holds on some day: a town is not undone for that.
    """
    from thanglong.config.demo_town import filing, hands

    try:
        return next(life, None)
    except (CityError, LookupError, filing.NoStory, hands.NothingFound) as error:
        log.warning("life_stopped", error=type(error).__name__, why=str(error))
        return None


def _leaves(here: Any, now: datetime.datetime) -> Iterator[datetime.datetime]:
    """Officers note that they will be away, and who stands in."""
    from thanglong.kernel.people import actions as people
    from thanglong.kernel.people import queries

    for one in sorted(here.absences, key=lambda one: one.starts_at):
        at = one.starts_at - datetime.timedelta(days=2)
        yield at
        away = people.Away(
            account_id=one.account_id,
            deputy_id=one.deputy_id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            reason=one.why,
        )
        by = queries.actor_for_account(account_id=one.account_id, at=at)
        people.set_absence(away=away, at=at, by=by)
    yield now


def _nights(begins: datetime.date, now: datetime.datetime) -> Iterator[datetime.datetime]:
    """Every night dossiers end whose applicants have not answered in time."""
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import actions as cases

    at = datetime.datetime.combine(begins, datetime.time(22), tzinfo=clock.zone())
    while at < now:
        yield at
        cases.stop_unanswered(at=at)
        at += datetime.timedelta(days=1)
    yield at


def working_day(*, on: datetime.date | None, now: datetime.datetime, seed: int = SEED) -> "Day":
    """A working day of the town that is there. on: the day whose rhythm it has, else today's.

    A day off is played as the next working day. Raises NoTown.
    """
    from thanglong.config.demo_town import day, habits, people, plans, rhythm, town
    from thanglong.kernel.base import clock
    from thanglong.kernel.calendar import queries as calendars
    from thanglong.kernel.people import queries

    if queries.account_id_of(FOUNDER) is None:
        raise NoTown
    rows, main = read("rhythm.yaml"), read("people.yaml")
    others = people.neighbours(random.Random(SEED), dossiers=rows["full_town"]["dossiers"])  # noqa: S311
    hours = rhythm.Rhythm(calendars.calendar("vn-civil"))
    today = clock.local(now).date()
    ways = habits.Habits(rows, hours.calendar, today, size(on=today))
    played = day.next_working_day(on or today, ways)
    rng = random.Random(f"{seed} {played}")  # noqa: S311
    here = town.gather([main, others], at=now)
    return day.Day(
        planner=plans.Planner(town=here, habits=ways, rhythm=hours, now=now, rng=rng),
        on=played,
        logins=[one["login"] for cast in (main, others) for one in cast["officers"]],
        rng=rng,
    )


class NoTown(RuntimeError):
    """There is no demo town in this database."""


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
