"""One dossier's life in the demo town, told step by step with the actions of the screens."""

import datetime
import heapq
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from thanglong.config.demo_town import answers, filing, hands
from thanglong.config.demo_town.desks import Desks
from thanglong.config.demo_town.plans import Plan
from thanglong.config.demo_town.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import desks, queries
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.rules import HANDOVER
from thanglong.kernel.cases.scenarios import LIMIT_PASSES
from thanglong.services.procedures import actions as service

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task

WITHDRAWN = "Tôi chưa cần nữa, xin rút hồ sơ."
TALK = (
    ("Cho tôi hỏi hồ sơ đã đến bước nào rồi ạ?", "Hồ sơ đang được xem xét, đúng hẹn ông/bà nhé."),
    ("Tôi có phải mang bản gốc đến không?", "Khi nhận kết quả ông/bà chỉ mang căn cước."),
    ("Tôi có thể nhận kết quả sớm hơn không?", "Chúng tôi sẽ cố gắng, xong là báo ông/bà ngay."),
)  # fmt: skip
CLAIMS, CONSULTS, TALKS, FETCHES = 0.6, 0.35, 0.12, 0.85  # how often
FETCH_SOON, FETCH_LATE = (60, 1200), (3000, 9000)  # working minutes
SHARE_OF_REST = 6  # near an end, each step takes at most this part of what is left
DESK_MINUTES = 240  # of a desk without a time of its own
PART_PACE = 0.05  # nobody looks elsewhere: a hospital or a register has said it
LATE_STARS = 2  # so many fewer for what was late


class Life:
    """The life of one dossier; `run` says when something happens next, and does it then."""

    def __init__(self, *, plan: Plan, town: Town, desks: Desks, rng: random.Random) -> None:
        self.plan, self.town, self.desks, self.rng = plan, town, desks, rng
        self.rhythm, self.who = desks.rhythm, town.residents[plan.who]
        self.at = plan.filed_at
        self.case: Case
        self.finds: tuple[answers.Found, ...] = ()
        self._consulted: set[str] = set()

    def run(self) -> Iterator[datetime.datetime]:
        """The instants at which something happens; resumed when the town has come so far."""
        yield self.at
        filed = filing.file(plan=self.plan, town=self.town, rng=self.rng)
        self.case, self.finds = filed.case, filed.finds
        if self.case.has_parts:
            yield from self._parts(self.case)
            return
        for number, action in enumerate(filed.do):
            if self.case.closed_at is not None or action == LIMIT_PASSES:
                return
            if number == 1:
                yield from self._talk()
            yield from self._do(action)
        if not self.plan.halts:
            yield from self._end()

    def _do(self, action: str) -> Iterator[datetime.datetime]:
        if action == "withdraw":
            yield self._later(DESK_MINUTES)
            self.case = cases.withdraw_case(
                code=self.case.code, reason=WITHDRAWN, at=self.at, by=self.who.actor
            )
        elif action == "resubmit":
            yield self._at_home()
            self.case = hands.complete(self.case, at=self.at, by=self.who.actor)
        elif (task := queries.task_of(self.case)) is not None and task.role != APPLICANT:
            yield from self._work(task, action)

    def _parts(self, whole: "Case") -> Iterator[datetime.datetime]:
        """The parts of an interlinked filing, each on its own desks, until all have ended."""
        self.plan = replace(self.plan, pace=min(self.plan.pace, PART_PACE))
        begun: set[int] = set()
        coming: list[tuple[datetime.datetime, int, Iterator[datetime.datetime]]] = []
        while True:
            for part in queries.parts_of(whole):
                if part.case is not None and part.case.id not in begun:
                    begun.add(part.case.id)
                    self._go_on(coming, len(begun), self._of_part(part.case)._through())
            if not coming:
                break
            at, number, way = heapq.heappop(coming)
            yield at
            self.at = at
            self._go_on(coming, number, way)
        self.case = queries.case_by_code(whole.code) or whole
        yield from self._rate()

    def _of_part(self, part: "Case") -> "Life":
        """The life of a part: it begins when it was filed, and ends without being rated."""
        own = Life(plan=self.plan, town=self.town, desks=self.desks, rng=self.rng)
        own.at, own.case, own.finds = self.at, part, hands.finds_for(part, at=self.at)
        return own

    @staticmethod
    def _go_on(
        coming: list[tuple[datetime.datetime, int, Iterator[datetime.datetime]]],
        number: int,
        way: Iterator[datetime.datetime],
    ) -> None:
        at = next(way, None)
        if at is not None:
            heapq.heappush(coming, (at, number, way))

    def _through(self) -> Iterator[datetime.datetime]:
        """From desk to desk, without any trouble, to the end."""
        while self.case.closed_at is None:
            task = queries.task_of(self.case)
            if task is None or task.role == APPLICANT:
                return
            yield from self._work(task, hands.forward(self.case, task))

    def _work(self, task: "Task", action: str) -> Iterator[datetime.datetime]:
        self._officer(task)
        begins, ends = self._turn(task)
        yield self._not_after(begins)
        claimer = None
        if action in {"claim", "consult"} or self.rng.random() < CLAIMS:
            claimer = self._officer(task)
            cases.claim_task(task_id=task.id, at=self.at, by=claimer)
        if action == "claim":
            return
        yield from self._consult(task, is_answered=action != "consult")
        if action == "consult":
            return
        yield self._not_after(ends)
        by = self._officer(task)
        if claimer is not None and claimer.account_id != by.account_id:  # somebody stands in now
            cases.release_task(task_id=task.id, at=self.at, by=claimer)
        self._act(task, action, by)

    def _turn(self, task: "Task") -> tuple[datetime.datetime, datetime.datetime]:
        """When the desk begins with a task, and when it has done it."""
        allowed = task.allowed_minutes or DESK_MINUTES
        minutes = int(allowed * self.plan.pace * self.rng.uniform(0.5, 1.2))
        if task.stage == Flow.of(self.case).first and self.plan.channel == "direct":
            minutes = self.rng.randint(5, 20)  # the applicant stands at the counter
        elif not self.plan.halts:
            agency_id, role = task.agency_id, task.role
            is_deputised = self.town.is_deputised(agency_id=agency_id, role=role, at=self.at)
            slower = self.desks.habits.rows["deputy_slower"] if is_deputised else 1
            turn = self.desks.turn(
                agency_id=agency_id, role=role, at=self.at, slower=slower, rng=self.rng
            )
            return turn[0], max(turn[1], self.rhythm.after(self.at, minutes))
        begins = self.rhythm.after(self.at, minutes * 2 // 5)
        return begins, self.rhythm.after(begins, minutes * 3 // 5)

    def _act(self, task: "Task", action: str, by: Actor) -> None:
        self.case = hands.act(
            case=self.case, task=task, action=action, finds=self.finds, at=self.at, by=by
        )

    def _consult(self, task: "Task", *, is_answered: bool) -> Iterator[datetime.datetime]:
        offered = desks.consults_of(self.case, at=self.at)
        if not offered or task.stage in self._consulted:
            return
        if is_answered and self.rng.random() > CONSULTS:
            return
        self._consulted.add(task.stage)
        by = self._officer(task)
        for place in offered:
            self.case = cases.ask_opinion(
                task_id=task.id, consult=place.id, question=hands.QUESTION, at=self.at, by=by
            )
        if not is_answered:
            return
        asked = [one for one in queries.open_tasks(self.case) if one.kind == "consultation"]
        for one in asked:
            yield self._later(int((one.allowed_minutes or DESK_MINUTES) * self.plan.pace / 2))
            expert = self._officer(one)
            self.case = cases.give_opinion(
                task_id=one.id, opinion=hands.OPINION, at=self.at, by=expert
            )

    def _talk(self) -> Iterator[datetime.datetime]:
        """Now and then the applicant asks something, and whoever has the dossier answers."""
        asked, replied = self.plan.message, self.plan.reply
        if not asked and not self.plan.halts and self.rng.random() < TALKS:
            asked, replied = self.rng.choice(TALK)
        if not asked or not self.who.has_account:
            return
        task = queries.task_of(self.case)
        if task is None or task.role == APPLICANT:
            return
        yield self._later(self.rng.randint(20, 90))
        cases.send_message(code=self.case.code, text=asked, at=self.at, by=self.who.actor)
        if replied:
            yield self._later(self.rng.randint(20, 90))
            cases.send_message(
                code=self.case.code, text=replied, at=self.at, by=self._officer(task)
            )

    def _end(self) -> Iterator[datetime.datetime]:
        """The result is fetched, and sometimes the applicant says how it was."""
        if self.case.stage == HANDOVER:
            soon = self.rng.random() < FETCHES
            yield self._later(self.rng.randint(*(FETCH_SOON if soon else FETCH_LATE)))
            task = queries.task_of(self.case)
            if task is not None:
                request = cases.Request(action="hand_over")
                self.case = cases.act(
                    task_id=task.id, request=request, at=self.at, by=self._officer(task)
                )
        yield from self._rate()

    def _rate(self) -> Iterator[datetime.datetime]:
        """Who got the result late is less content."""
        case, stars = self.case, self.plan.stars
        if case.status != "returned" or not stars or not self.who.has_account:
            return
        yield self.rhythm.evening(self.at, days=self.rng.randint(1, 3), rng=self.rng)
        is_late = case.due_at and case.decided_at and case.due_at < case.decided_at
        service.rate_service(
            code=case.code,
            stars=max(1, stars - LATE_STARS) if is_late else stars,
            words=self.plan.words,
            at=self.at,
            by=self.who.actor,
        )

    def _officer(self, task: "Task") -> Actor:
        return self.town.officer(agency_id=task.agency_id, role=task.role, at=self.at)

    def _later(self, minutes: int) -> datetime.datetime:
        """So many working minutes later, but well before everything must be over."""
        until = self.plan.until
        if until is not None:
            rest = self.rhythm.between(self.at, until)
            minutes = min(minutes, rest // SHARE_OF_REST)
        self.at = self.rhythm.after(self.at, minutes)
        return self.at

    def _not_after(self, wanted: datetime.datetime) -> datetime.datetime:
        """At an instant, but well before everything must be over."""
        until = self.plan.until
        if until is not None:
            rest = self.rhythm.between(self.at, until)
            wanted = min(wanted, self.rhythm.after(self.at, rest // SHARE_OF_REST))
        self.at = max(self.at, wanted)
        return self.at

    def _at_home(self) -> datetime.datetime:
        """In the evening of one of the next days, if there is time for it."""
        evening = self.rhythm.evening(self.at, days=self.rng.randint(1, 4), rng=self.rng)
        until = self.plan.until
        if until is not None and (until - evening).days < 3:
            return self._later(DESK_MINUTES)
        self.at = evening
        return evening
