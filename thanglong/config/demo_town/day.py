"""One working day of the town, played live: the actions of the screens, at the city's own time.

Who files and who works follows rhythm.yaml on the day that is played; what is done happens now.
"""

import datetime
import heapq
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from thanglong.config.demo_town import filing, habits, hands
from thanglong.config.demo_town.plans import Planner
from thanglong.config.demo_town.town import ASSURANCE, Resident
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import desks, queries
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.people import queries as people
from thanglong.kernel.units import queries as units

OPENS, CLOSES = 7 * 60 + 30, 17 * 60 + 30
COMES_MINUTES = (1, 40)  # after the opening, each officer begins
LOOKS_AGAIN_MINUTES = (25, 70)  # with an empty inbox
ROWS_LOOKED_AT = 8
# What an officer does who does not simply let a dossier go on, and how often.
OTHERWISE = {"supplement": 0.06, "send_back": 0.03, "refuse": 0.015}
ASKS_OPINION = 0.15
ANSWERS_A_DAY = 0.4  # of those who were asked for something

Deed = Callable[[int], "Happening | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that somebody did. minute: of the day played; no: why the city refused it."""

    minute: int
    who: str
    what: str
    code: str
    title: str
    no: str = ""

    def __str__(self) -> str:
        end = f" - refused: {self.no}" if self.no else ""
        time = f"{self.minute // 60:02}:{self.minute % 60:02}"
        return f"{time}  {self.who:<22} {self.what:<16} {self.code:<24} {self.title}{end}"


@dataclass
class Day:
    """The day: a heap of deeds by minute; each may put its next one there."""

    planner: Planner
    on: datetime.date
    logins: list[str]
    rng: random.Random
    _heap: list[tuple[int, int, Deed]] = field(default_factory=list)
    _left: set[int] = field(default_factory=set)  # tasks that the city has refused already
    _count: int = 0

    def events(self, *, wait: Callable[[int], object]) -> Iterator[Happening]:
        """Everything that happens, in order. wait: told the minutes until the next deed."""
        self._begin()
        now = OPENS
        while self._heap:
            minute, _, deed = heapq.heappop(self._heap)
            if minute >= CLOSES:
                break
            wait(minute - now)
            now = minute
            happened = deed(minute)
            if happened is not None:
                yield happened
        wait(CLOSES - now)

    def comings(self) -> list[int]:
        """The minutes at which people come and officers begin; asked instead of `events`."""
        self._begin()
        return sorted(minute for minute, _, _ in self._heap)

    def _begin(self) -> None:
        for minute in self._arrivals():
            self._later(minute, self._file)
        for code in self._asked():
            if self.rng.random() < ANSWERS_A_DAY:
                self._later(self.rng.randint(OPENS, CLOSES), partial(self._answer, code))
        for login in self.logins:
            account_id = people.account_id_of(login)
            if account_id is not None and self._actor(account_id).posts:
                comes = OPENS + self.rng.randint(*COMES_MINUTES)
                self._later(comes, partial(self._visit, account_id))

    def _later(self, minute: int, deed: Deed) -> None:
        self._count += 1
        heapq.heappush(self._heap, (minute, self._count, deed))

    def _arrivals(self) -> list[int]:
        """The minutes at which somebody files on this day while offices are open."""
        ways = self.planner.habits
        share = ways.weight(self.on) / sum(ways.weights)
        count = max(1, round(ways.dossiers * share * self.rng.uniform(0.8, 1.2)))
        minutes = [habits.online_minute(self.rng) for _ in range(count)]
        return [
            one if OPENS <= one < CLOSES else self.rng.randint(OPENS, CLOSES) for one in minutes
        ]

    def _file(self, minute: int) -> Happening | None:
        """Somebody files; what nobody has a story for today is left."""
        slug = self.rng.choices(*zip(*self.planner.habits.procedures().items(), strict=True))[0]
        if self.planner.town.revision(slug, clock.today()) is None:
            return None
        plan = self.planner.anybodys(slug, clock.now())
        try:
            filed = filing.file(plan=plan, town=self.planner.town, rng=self.rng)
        except filing.NoStory:
            return None
        who = self.planner.town.residents[plan.who].full_name
        return _told(minute, who, "files" if plan.channel == "online" else "hands in", filed.case)

    def _asked(self) -> list[str]:
        """The codes of dossiers that wait for their applicants."""
        top_id = units.city_id(on=clock.today())
        found = queries.cases_behind(
            top_id=top_id or 0,
            behind=queries.Behind(is_waiting=True),
            mine=[],
            now=clock.now(),
            zone=str(clock.zone()),
        )
        return [one.code for one in found if one.stage and one.status == "waiting_for_you"]

    def _answer(self, code: str, minute: int) -> Happening | None:
        case = queries.case_by_code(code)
        who = self._resident(case.applicant_id) if case is not None else None
        if case is None or who is None or case.status != "waiting_for_you":
            return None
        hands.complete(case, at=clock.now(), by=who.actor)
        return _told(minute, who.full_name, "completes", case)

    def _resident(self, person_id: int) -> Resident | None:
        everybody = self.planner.town.residents.values()
        return next((one for one in everybody if one.actor.person_id == person_id), None)

    def _visit(self, account_id: int, minute: int) -> Happening | None:
        """An officer opens the inbox and does what lies on top."""
        by = self._actor(account_id)
        row = self._on_top(by)
        if row is None:
            pause = self.rng.randint(*LOOKS_AGAIN_MINUTES)
            self._later(minute + pause, partial(self._visit, account_id))
            return None
        pause = self.planner.habits.minutes(
            agency_id=row.agency_id, role=row.role, on=self.on, rng=self.rng
        )
        self._later(minute + pause, partial(self._visit, account_id))
        case = queries.case_by_code(row.code)
        assert case is not None
        try:
            return _told(minute, by.name, self._do(case, row, by), case)
        except (CityError, hands.NothingFound) as refusal:
            self._left.add(row.task_id)
            return _told(minute, by.name, "tries", case, no=str(refusal))

    def _on_top(self, by: Actor) -> queries.InboxRow | None:
        """The most urgent piece that the officer can do something about now."""
        show = queries.Filter(limit=ROWS_LOOKED_AT)
        for row in queries.inbox(by=by, show=show, now=clock.now()):
            is_free = row.claimed_by_id in (None, by.account_id) and row.task_id not in self._left
            if is_free and (row.kind != "stage" or not self._asks(row)):
                return row
        return None

    def _asks(self, row: queries.InboxRow) -> bool:
        """Whether a piece of work waits for an opinion."""
        case = queries.case_by_code(row.code)
        assert case is not None
        return any(one.kind == "consultation" for one in queries.open_tasks(case))

    def _do(self, case: Any, row: queries.InboxRow, by: Actor) -> str:
        """One step of work; returns the word for it."""
        now = clock.now()
        if row.kind == "extension":
            cases.decline_extension(task_id=row.task_id, at=now, by=by)
            return "keeps the date"
        if row.kind == "consultation":
            cases.give_opinion(task_id=row.task_id, opinion=hands.OPINION, at=now, by=by)
            return "gives opinion"
        task = next(one for one in queries.open_tasks(case) if one.id == row.task_id)
        offered = desks.consults_of(case, at=now)
        may_ask = bool(offered) and not queries.consultations_of(case)
        if may_ask and self.rng.random() < ASKS_OPINION:
            cases.ask_opinion(
                task_id=task.id, consult=offered[0].id, question=hands.QUESTION, at=now, by=by
            )
            return "asks opinion"
        action = self._action(case, task)
        finds = hands.finds_for(case, at=case.filed_at)
        hands.act(case=case, task=task, action=action, finds=finds, at=now, by=by)
        return action

    def _action(self, case: Any, task: Any) -> str:
        arcs = Flow.of(case).stage(task.stage).actions
        for name, share in OTHERWISE.items():
            if name in arcs and self.rng.random() < share and not case.supplements:
                return name
        return hands.forward(case, task)

    def _actor(self, account_id: int) -> Actor:
        return people.actor_for_account(account_id=account_id, at=clock.now(), assurance=ASSURANCE)


def _told(minute: int, who: str, what: str, case: Any, no: str = "") -> Happening:
    title = queries.revision_definition(case.revision_id).words("en").title
    return Happening(
        minute=minute, who=who, what=what.replace("_", " "), code=case.code, title=title, no=no
    )


def next_working_day(on: datetime.date, ways: habits.Habits) -> datetime.date:
    """The day itself, or the first after it on which offices are open."""
    while not ways.calendar.hours_on(on):
        on += datetime.timedelta(days=1)
    return on


def summary(happened: list[Happening], *, on: datetime.date, is_whole: bool) -> Mapping[str, Any]:
    """What the day was, in figures."""
    done: dict[str, int] = {}
    for one in happened:
        word = "refused" if one.no else one.what
        done[word] = done.get(word, 0) + 1
    return {
        "day": on.isoformat(),
        "whole": is_whole,
        "events": len(happened),
        "filed": done.get("files", 0) + done.get("hands in", 0),
        "people": len({one.who for one in happened}),
        "done": dict(sorted(done.items())),
    }
