"""Two who do the same with a dossier at one moment, and what would happen without our locks."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from tests import filing
from tests.town import MORNING, Town, ensure_city
from thanglong.kernel.base import errors
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import scopes
from thanglong.kernel.cases.models import Case, ClockEntry, Counter, Step, Task

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "birth-registration"
DESK = "Điểm phục vụ hành chính công phường Ba Đình"
TOGETHER = 4
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def town(transactional_db: None) -> Town:
    ensure_city()
    return Town(at=MORNING)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each is told who acts in a thread and a connection of his own, let go together."""
    gate, told = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            told.append(str(act() or "done"))
        except errors.CityError as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return sorted(told)


def clerks(town: Town) -> list[Actor]:
    names = ("Trần Văn Minh", "Đinh Thu Trang", "Lý Gia Bảo", "Đỗ Thị Mai")
    return [town.officer(name, DESK, "one_stop") for name in names]


def task_of(case: Case) -> Task:
    return Task.objects.get(case=case, closed_at__isnull=True)


def asked_to_complete(town: Town) -> Case:
    case = filing.file(slug=SLUG, by=town.lan, at=MORNING)
    accept = cases.Request(action="accept")
    cases.act(task_id=task_of(case).id, request=accept, at=MORNING, by=town.minh)
    verdicts = tuple(
        cases.Verdict(requirement=name, is_fulfilled=name.startswith("need:"), reason="sai tên")
        for name in scopes.requirements(case)
    )
    ask = cases.Request(action="supplement", verdicts=verdicts)
    cases.act(task_id=task_of(case).id, request=ask, at=MORNING, by=town.hoa)
    return case


def test_of_four_clerks_who_claim_one_task_at_once_one_has_it(town: Town) -> None:
    task = task_of(filing.file(slug=SLUG, by=town.lan, at=MORNING))

    def claim(who: Actor) -> str:
        cases.claim_task(task_id=task.id, at=MORNING, by=who)
        return "has it"

    told = at_once(*(lambda who=who: claim(who) for who in clerks(town)))

    assert told == [*["cases.task_claimed"] * (TOGETHER - 1), "has it"]
    assert Step.objects.filter(case_id=task.case_id, action="claim").count() == 1


def test_without_the_lock_several_would_believe_they_have_the_task(town: Town) -> None:
    """The twin: reading first and writing later, as it must not be done."""
    task = task_of(filing.file(slug=SLUG, by=town.lan, at=MORNING))
    gate = threading.Barrier(TOGETHER)

    def claim_without_lock(who: Actor) -> str:
        with transaction.atomic():
            found = Task.objects.get(id=task.id)
            gate.wait(10)
            if found.claimed_by_id is not None:
                return "taken"
            Task.objects.filter(id=task.id).update(claimed_by_id=who.account_id)
        return "has it"

    told = at_once(*(lambda who=who: claim_without_lock(who) for who in clerks(town)))

    assert told.count("has it") > 1


def test_dossiers_filed_at_once_have_codes_of_their_own(town: Town) -> None:
    lan = town.lan

    codes = at_once(*[lambda: filing.file(slug=SLUG, by=lan, at=MORNING).code] * TOGETHER)

    assert len(set(codes)) == TOGETHER
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003", "0004"]
    assert Case.objects.count() == TOGETHER


def test_without_the_counters_lock_two_dossiers_would_have_one_code(town: Town) -> None:
    """The twin: the last number read, and one more written."""
    gate = threading.Barrier(TOGETHER)
    Counter.objects.create(key="twin", last=0)

    def next_without_lock() -> str:
        last = Counter.objects.get(key="twin").last
        gate.wait(10)
        Counter.objects.filter(key="twin").update(last=last + 1)
        return f"{last + 1:04d}"

    codes = at_once(*[next_without_lock] * TOGETHER)

    assert len(set(codes)) < TOGETHER


def test_an_answer_sent_twice_at_once_is_taken_once(town: Town) -> None:
    case, lan = asked_to_complete(town), town.lan
    answer = cases.Answer(answers=case.answers)

    def send() -> str:
        cases.answer_supplement(code=case.code, answer=answer, at=MORNING + HOUR, by=lan)
        return "taken"

    told = at_once(*[send] * TOGETHER)

    assert told == [*["cases.task_done"] * (TOGETHER - 1), "taken"]
    assert Step.objects.filter(case=case, action="resubmit").count() == 1
    assert ClockEntry.objects.filter(case=case, kind="resumed").count() == 1
    assert task_of(case).stage == "appraisal"


def test_without_the_lock_the_answer_would_be_taken_more_than_once(town: Town) -> None:
    """The twin: whether somebody waits for an answer is read before anyone writes."""
    case = asked_to_complete(town)
    gate = threading.Barrier(TOGETHER)

    def send_without_lock() -> str:
        with transaction.atomic():
            waiting = Task.objects.filter(
                case=case, role="applicant", closed_at__isnull=True
            ).first()
            gate.wait(10)
            if waiting is None:
                return "task done"
            Task.objects.filter(id=waiting.id).update(closed_at=MORNING, action="resubmit")
        return "taken"

    assert at_once(*[send_without_lock] * TOGETHER).count("taken") > 1
