"""One dossier's life in the demo town, told step by step with the actions of the screens."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from thanglong.config.demo_town import answers, filing, papers
from thanglong.config.demo_town.plans import Plan
from thanglong.config.demo_town.rhythm import Rhythm
from thanglong.config.demo_town.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, scopes
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.rules import HANDOVER
from thanglong.kernel.cases.scenarios import LIMIT_PASSES
from thanglong.services.procedures import actions as service

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task

BLURRED = "Bản chụp bị mờ, không đọc được. Xin ông/bà chụp lại rõ hơn."
UNCLEAR = "Thông tin chưa khớp với giấy tờ. Xin ông/bà xem và sửa lại giúp."
SENT_BACK = "Dự thảo còn thiếu căn cứ, đề nghị rà soát lại."
WITHDRAWN = "Tôi chưa cần nữa, xin rút hồ sơ."
QUESTION = "Đề nghị cho ý kiến về hồ sơ này theo lĩnh vực phụ trách."
OPINION = "Đã kiểm tra, không có vướng mắc."
TALK = (
    ("Cho tôi hỏi hồ sơ đã đến bước nào rồi ạ?", "Hồ sơ đang được xem xét, đúng hẹn ông/bà nhé."),
    ("Tôi có phải mang bản gốc đến không?", "Khi nhận kết quả ông/bà chỉ mang căn cước."),
    ("Tôi có thể nhận kết quả sớm hơn không?", "Chúng tôi sẽ cố gắng, xong là báo ông/bà ngay."),
)  # fmt: skip
CLAIMS, CONSULTS, TALKS, FETCHES = 0.6, 0.35, 0.12, 0.85  # how often
FETCH_SOON, FETCH_LATE = (60, 1200), (3000, 9000)  # working minutes
SHARE_OF_REST = 6  # near an end, each step takes at most this part of what is left
DESK_MINUTES = 240  # of a desk without a time of its own


class Life:
    """The life of one dossier; `run` says when something happens next, and does it then."""

    def __init__(self, *, plan: Plan, town: Town, rhythm: Rhythm, rng: random.Random) -> None:
        self.plan, self.town, self.rhythm, self.rng = plan, town, rhythm, rng
        self.who = town.residents[plan.who]
        self.at = plan.filed_at
        self.case: Case
        self.finds: tuple[answers.Found, ...] = ()
        self._consulted: set[str] = set()

    def run(self) -> Iterator[datetime.datetime]:
        """The instants at which something happens; resumed when the town has come so far."""
        yield self.at
        filed = filing.file(plan=self.plan, town=self.town, rng=self.rng)
        self.case, self.finds = filed.case, filed.finds
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
            self._resubmit()
        elif (task := self._task()) is not None and task.role != APPLICANT:
            yield from self._work(task, action)

    def _work(self, task: "Task", action: str) -> Iterator[datetime.datetime]:
        allowed = task.allowed_minutes or DESK_MINUTES
        minutes = int(allowed * self.plan.pace * self.rng.uniform(0.5, 1.2))
        if task.stage == Flow.of(self.case).first and self.plan.channel != "online":
            minutes = self.rng.randint(5, 20)  # the applicant stands at the counter
        yield self._later(minutes * 2 // 5)
        by = self._officer(task)
        if action in {"claim", "consult"} or self.rng.random() < CLAIMS:
            cases.claim_task(task_id=task.id, at=self.at, by=by)
        if action == "claim":
            return
        yield from self._consult(task, is_answered=action != "consult")
        if action == "consult":
            return
        yield self._later(minutes * 3 // 5)
        self._act(task, action, by)

    def _act(self, task: "Task", action: str, by: Actor) -> None:
        """Act with what the officer found, from the first scenario whose findings fit here."""
        request = self._request(action)
        if not Flow.of(self.case).takes_findings(task.stage, action):
            self.case = cases.act(task_id=task.id, request=request, at=self.at, by=by)
            return
        why = ""
        for found in ({}, *(one.get(task.stage, {}) for one in self.finds)):
            try:
                with transaction.atomic():
                    told = replace(request, findings=found)
                    self.case = cases.act(task_id=task.id, request=told, at=self.at, by=by)
                    return
            except BadInput as refusal:
                why = ", ".join(f"{one.field} {one.code}" for one in refusal.details["problems"])
        raise filing.NoStory(f"{self.plan.slug}: nothing to find at {task.stage} ({why}).")

    def _consult(self, task: "Task", *, is_answered: bool) -> Iterator[datetime.datetime]:
        stage = Flow.of(self.case).defined(task.stage)
        offered = stage.consult if stage else ()
        if not offered or task.stage in self._consulted:
            return
        if is_answered and self.rng.random() > CONSULTS:
            return
        self._consulted.add(task.stage)
        by = self._officer(task)
        for place in offered:
            self.case = cases.ask_opinion(
                task_id=task.id, consult=place.id, question=QUESTION, at=self.at, by=by
            )
        if not is_answered:
            return
        asked = [one for one in queries.open_tasks(self.case) if one.kind == "consultation"]
        for one in asked:
            yield self._later(int((one.allowed_minutes or DESK_MINUTES) * self.plan.pace / 2))
            expert = self._officer(one)
            self.case = cases.give_opinion(task_id=one.id, opinion=OPINION, at=self.at, by=expert)

    def _request(self, action: str) -> cases.Request:
        if action == "refuse":
            definition = Flow.of(self.case).definition
            ready = definition.texts["vi"].refusals
            reason = ready[0].text if ready else UNCLEAR
            basis = next(iter(definition.bases.values())).cite
            return cases.Request(action=action, note=reason, basis=basis)
        if action == "supplement":
            return cases.Request(action=action, verdicts=self._verdicts())
        return cases.Request(action=action, note=SENT_BACK if action == "send_back" else "")

    def _verdicts(self) -> tuple[cases.Verdict, ...]:
        """All is in order but one thing: a paper if there is one, else a page of the form."""
        names = scopes.requirements(self.case)
        wanting = next((one for one in names if one.startswith(scopes.NEED)), names[-1])
        reason = BLURRED if wanting.startswith(scopes.NEED) else UNCLEAR
        return tuple(
            cases.Verdict(
                requirement=one,
                is_fulfilled=one != wanting,
                reason=reason if one == wanting else "",
            )
            for one in names
        )

    def _resubmit(self) -> None:
        request = queries.supplements_of(self.case)[-1]
        needs = tuple(
            one["requirement"].removeprefix(scopes.NEED)
            for one in request.verdicts
            if not one["is_fulfilled"] and one["requirement"].startswith(scopes.NEED)
        )
        given = papers.give(
            definition=Flow.of(self.case).definition,
            needs=needs,
            evidence="file",
            at=self.at,
            by=self.who.actor,
        )
        answer = cases.Answer(answers={}, papers=given)
        self.case = cases.answer_supplement(
            code=self.case.code, answer=answer, at=self.at, by=self.who.actor
        )

    def _talk(self) -> Iterator[datetime.datetime]:
        """Now and then the applicant asks something, and whoever has the dossier answers."""
        asked, replied = self.plan.message, self.plan.reply
        if not asked and not self.plan.halts and self.rng.random() < TALKS:
            asked, replied = self.rng.choice(TALK)
        task = self._task()
        if not asked or not self.who.has_account or task is None or task.role == APPLICANT:
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
            task = self._task()
            if task is not None:
                request = cases.Request(action="hand_over")
                self.case = cases.act(
                    task_id=task.id, request=request, at=self.at, by=self._officer(task)
                )
        if self.case.status == "returned" and self.plan.stars and self.who.has_account:
            yield self.rhythm.evening(self.at, days=self.rng.randint(1, 3), rng=self.rng)
            service.rate_service(
                code=self.case.code,
                stars=self.plan.stars,
                words=self.plan.words,
                at=self.at,
                by=self.who.actor,
            )

    def _task(self) -> "Task | None":
        found = queries.open_tasks(self.case)
        return next((one for one in found if one.kind == "stage"), None)

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

    def _at_home(self) -> datetime.datetime:
        """In the evening of one of the next days, if there is time for it."""
        evening = self.rhythm.evening(self.at, days=self.rng.randint(1, 4), rng=self.rng)
        until = self.plan.until
        if until is not None and (until - evening).days < 3:
            return self._later(DESK_MINUTES)
        self.at = evening
        return evening
