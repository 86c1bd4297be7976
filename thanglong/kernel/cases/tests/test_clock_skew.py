"""The machine's clock goes back or forward: no step is dated before the last, nothing is lost."""

import datetime

import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import clocks, queries, scopes, store
from thanglong.kernel.cases.models import Case, ClockEntry, Task

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
SLUG = "birth-registration"


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING)


def act(case: Case, action: str, by: object, at: datetime.datetime, **words: object) -> Case:
    case.refresh_from_db()
    task = Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
    words.setdefault("findings", filing.found_for(case, action))
    request = cases.Request(action=action, **words)  # type: ignore[arg-type]
    return cases.act(task_id=task.id, request=request, at=at, by=by)  # type: ignore[arg-type]


def all_wrong(case: Case) -> tuple[cases.Verdict, ...]:
    return tuple(
        cases.Verdict(requirement=name, is_fulfilled=name.startswith("need:"), reason="sai tên")
        for name in scopes.requirements(case)
    )


def holds_in_time(case: Case) -> None:
    """Steps, clock and tasks of a dossier go forward, and the row is that of its last step."""
    row = Case.objects.get(id=case.id)
    steps = queries.steps_of(row)
    entries = list(ClockEntry.objects.filter(case=case).order_by("seq"))
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert [one.at for one in entries] == sorted(one.at for one in entries)
    for task in Task.objects.filter(case=case):
        assert task.closed_at is None or task.closed_at >= task.opened_at
    for step in steps:
        assert step.used_minutes is None or step.used_minutes >= 0
    assert store.rebuilt(row) == store.standing_of(row)


def test_a_step_is_never_dated_before_the_step_before_it(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING + 2 * HOUR)

    act(case, "propose", town.hoa, MORNING - DAY)
    done = act(case, "approve", town.long, MORNING + HOUR)

    assert [one.at for one in queries.steps_of(case)] == [MORNING, *[MORNING + 2 * HOUR] * 3]
    assert done.decided_at == MORNING + 2 * HOUR
    assert (done.status, done.outcome) == ("returned", "granted")
    holds_in_time(case)


def test_the_pause_is_kept_when_the_clock_goes_back_before_lan_answers(
    town: Town, case: Case
) -> None:
    act(case, "accept", town.minh, MORNING + HOUR)
    act(case, "supplement", town.hoa, MORNING + 3 * HOUR, verdicts=all_wrong(case))

    back = cases.answer_supplement(
        code=case.code, answer=cases.Answer(answers=case.answers), at=MORNING, by=town.lan
    )

    assert back.paused_at is None
    assert back.due_at == case.due_at  # no working time passed between the two
    kinds = ClockEntry.objects.filter(case=case).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["started", "paused", "resumed"]
    holds_in_time(case)


def test_what_was_done_on_a_day_too_early_stays_and_work_goes_on(town: Town, case: Case) -> None:
    """A clock a day ahead for an hour: what was dated then stays; what follows is not refused."""
    act(case, "accept", town.minh, MORNING + DAY)

    done = act(case, "propose", town.hoa, MORNING + HOUR)
    cases.send_message(code=case.code, text="Con tôi tên là An.", at=MORNING + HOUR, by=town.lan)
    gone = cases.withdraw_case(code=case.code, reason="đổi ý", at=MORNING + 2 * HOUR, by=town.lan)

    assert done.stage != case.stage
    assert gone.closed_at == MORNING + DAY
    assert len(queries.messages_of(case)) == 1
    holds_in_time(case)


def test_a_date_is_moved_with_the_calendar_though_the_clock_has_gone_back(
    town: Town, case: Case
) -> None:
    act(case, "accept", town.minh, MORNING + HOUR)

    read = clocks.reading(Case.objects.get(id=case.id), now=MORNING - DAY)

    assert read.due_at == case.due_at
    assert read.used_minutes >= 0


def test_reminders_that_a_fast_clock_sent_are_not_sent_again(town: Town, case: Case) -> None:
    cases.keep_clocks(at=MORNING + 30 * DAY)
    after_the_jump = Case.objects.get(id=case.id).reminded_percent

    cases.keep_clocks(at=MORNING + HOUR)

    assert Case.objects.get(id=case.id).reminded_percent == after_the_jump == 100
    assert Case.objects.get(id=case.id).due_at == case.due_at
