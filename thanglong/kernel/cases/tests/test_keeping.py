"""Deadlines are kept in sight: reminders once each, the apology in time, a new date only once."""

import datetime

import pytest

from tests import filing
from tests.town import Town
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, refusals, store
from thanglong.kernel.cases.models import Case, ClockEntry, Task
from thanglong.kernel.documents.models import Document
from thanglong.kernel.events.models import Event

SLUG = "marital-status-certificate"  # three working days
HANOI = datetime.timezone(datetime.timedelta(hours=7))
MORNING = datetime.datetime(2026, 2, 11, 9, tzinfo=HANOI)  # Tết lies before the due date


@pytest.fixture
def town(db: None) -> Town:
    return Town(at=MORNING)


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})


def percents(case: Case) -> list[int]:
    found = Event.objects.filter(type="cases.deadline.neared.v1", subject=f"dossier:{case.code}")
    return [event.payload["percent"] for event in found.order_by("id")]


def later(days: float) -> datetime.datetime:
    return MORNING + datetime.timedelta(days=days)


def run_until(days: float) -> None:
    for hours in range(0, int(days * 24), 3):
        cases.keep_clocks(at=MORNING + datetime.timedelta(hours=hours))


def test_the_desk_is_reminded_at_each_mark_once(case: Case) -> None:
    run_until(14)

    assert percents(case) == [50, 80, 100]


def test_a_paused_clock_reminds_nobody(town: Town, case: Case) -> None:
    Case.objects.filter(id=case.id).update(paused_at=MORNING)

    run_until(14)

    assert percents(case) == []


def test_the_apology_lies_before_the_leader_a_working_day_before(case: Case, town: Town) -> None:
    run_until(1)
    assert not Task.objects.filter(case=case, kind="extension").exists()

    assert case.due_at is not None
    cases.keep_clocks(at=case.due_at - datetime.timedelta(hours=20))

    prepared = queries.extension_task(case, by=town.long)
    assert prepared is not None and prepared.role == "leader"
    assert queries.extension_task(case, by=town.minh) is None


def test_a_new_date_moves_the_promise_once_and_comes_with_a_letter(town: Town, case: Case) -> None:
    run_until(11)
    prepared = queries.extension_task(case, by=town.long)
    assert prepared is not None and case.due_at is not None

    new = cases.NewDate(days=2, reason="Cần xác minh thêm tại nơi cư trú cũ.")
    moved = cases.extend_time(task_id=prepared.id, new=new, at=later(11), by=town.long)

    assert moved.due_at is not None and moved.due_at > case.due_at
    assert moved.promised_at == moved.due_at
    assert ClockEntry.objects.filter(case=case, kind="extended").count() == 1
    assert Document.objects.filter(case_code=case.code, code="04").count() == 1
    with pytest.raises(refusals.TaskIsDone):
        cases.extend_time(task_id=prepared.id, new=new, at=later(11), by=town.long)


def test_only_the_leader_signs_the_apology_and_only_with_a_reason(town: Town, case: Case) -> None:
    run_until(11)
    prepared = Task.objects.get(case=case, kind="extension")

    with pytest.raises(refusals.NotYourTask):
        cases.extend_time(
            task_id=prepared.id, new=cases.NewDate(days=1, reason="x"), at=later(11), by=town.minh
        )
    with pytest.raises(refusals.ReasonMissing):
        cases.extend_time(
            task_id=prepared.id, new=cases.NewDate(days=1, reason=" "), at=later(11), by=town.long
        )


def test_who_is_reminded_holds_the_work_and_at_the_end_leads(town: Town, case: Case) -> None:
    minh, long = town.minh, town.long

    near = queries.accounts_to_remind(case, with_leader=False, at=MORNING)
    over = queries.accounts_to_remind(case, with_leader=True, at=MORNING)

    assert near == [minh.account_id]
    assert set(over) == {minh.account_id, long.account_id}


def test_the_row_is_rebuilt_from_history_after_a_new_date(town: Town, case: Case) -> None:
    run_until(11)
    prepared = Task.objects.get(case=case, kind="extension")
    new = cases.NewDate(days=2, reason="Chờ xác minh.", key="k")

    for _ in range(2):
        cases.extend_time(task_id=prepared.id, new=new, at=later(11), by=town.long)

    row = Case.objects.get(id=case.id)
    assert store.rebuilt(row) == store.standing_of(row)
    letter = Document.objects.get(case_code=case.code, code="04")
    assert letter.data is not None and case.due_at is not None
    assert letter.data["old_due_at"].endswith(f"{case.due_at.astimezone(HANOI):%d/%m/%Y}")
    assert letter.data["old_due_at"] != letter.data["new_due_at"]
    step = queries.steps_of(row)[-1]
    assert (step.action, step.data["days"]) == ("extend", 2)


def test_more_than_the_whole_time_again_is_refused(town: Town, case: Case) -> None:
    run_until(11)
    prepared = Task.objects.get(case=case, kind="extension")

    for days in (0, 4, 400):
        with pytest.raises(refusals.ExtensionTooLong):
            new = cases.NewDate(days=days, reason="Chờ.")
            cases.extend_time(task_id=prepared.id, new=new, at=later(11), by=town.long)


def test_the_leader_lets_the_date_stand_and_that_is_written_down(town: Town, case: Case) -> None:
    run_until(11)
    prepared = Task.objects.get(case=case, kind="extension")

    cases.decline_extension(task_id=prepared.id, at=later(11), by=town.long)
    run_until(14)

    assert queries.steps_of(case)[-1].action == "decline_extension"
    assert Case.objects.get(id=case.id).due_at == case.due_at
    assert Task.objects.filter(case=case, kind="extension").count() == 1


def test_keeping_looks_only_at_clocks_whose_mark_has_come(town: Town, case: Case) -> None:
    assert cases.keep_clocks(at=MORNING) == 0
    assert cases.keep_clocks(at=later(14)) == 1
    assert cases.keep_clocks(at=later(14)) == 0
