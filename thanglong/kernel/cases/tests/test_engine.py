"""A dossier's whole way, and everything that must not happen to it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, refusals, scopes, store
from thanglong.kernel.cases.models import Case, ClockEntry, Step, Task
from thanglong.kernel.documents.models import Document

HOUR = datetime.timedelta(hours=1)
SLUG = "birth-registration"


def open_task(case: Case) -> Task:
    return Task.objects.get(case=case, closed_at__isnull=True, kind="stage")


def act(case: Case, action: str, by: object, at: datetime.datetime, **words: object) -> Case:
    case.refresh_from_db()
    words.setdefault("findings", filing.found_for(case, action))
    request = cases.Request(action=action, **words)  # type: ignore[arg-type]
    return cases.act(task_id=open_task(case).id, request=request, at=at, by=by)  # type: ignore[arg-type]


def all_missing(case: Case) -> tuple[cases.Verdict, ...]:
    return tuple(
        cases.Verdict(requirement=name, is_fulfilled=name.startswith("need:"), reason="sai tên")
        for name in scopes.requirements(case)
    )


@pytest.fixture
def case(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING)


def test_a_filed_dossier_has_a_code_a_date_and_a_desk(town: Town, case: Case) -> None:
    task = open_task(case)

    assert case.code.endswith("-261125-0001")
    assert case.due_at is not None and case.due_at > MORNING
    assert task.role == "one_stop"
    assert town.minh.post_in(agency_id=task.agency_id, role="one_stop") is not None


def test_a_dossier_goes_its_whole_way_and_comes_back(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING + HOUR)
    act(case, "propose", town.hoa, MORNING + 2 * HOUR)
    done = act(case, "approve", town.long, MORNING + 3 * HOUR)

    assert (done.status, done.outcome) == ("returned", "granted")
    assert not Task.objects.filter(case=case, closed_at__isnull=True).exists()
    assert [step.action for step in queries.steps_of(case)] == [
        "file",
        "accept",
        "propose",
        "approve",
    ]
    result = Document.objects.get(case_code=case.code, kind="result")
    assert result.owner_id == town.lan.person_id


def test_the_clock_stands_still_while_lan_completes_her_dossier(town: Town, case: Case) -> None:
    promised = case.due_at
    act(case, "accept", town.minh, MORNING + HOUR)
    asked = act(case, "supplement", town.hoa, MORNING + 2 * HOUR, verdicts=all_missing(case))
    assert asked.status == "waiting_for_you"

    day_after = MORNING + datetime.timedelta(days=1, hours=2)
    back = cases.answer_supplement(
        code=case.code, answer=cases.Answer(answers=case.answers), at=day_after, by=town.lan
    )

    assert back.status == "in_process"
    assert back.due_at is not None and promised is not None and back.due_at > promised
    assert list(ClockEntry.objects.filter(case=case).values_list("kind", flat=True)) == [
        "started",
        "paused",
        "resumed",
    ]


def test_a_second_request_to_supplement_needs_the_leader(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING)
    act(case, "supplement", town.hoa, MORNING, verdicts=all_missing(case))
    cases.answer_supplement(
        code=case.code, answer=cases.Answer(answers={}), at=MORNING + HOUR, by=town.lan
    )

    act(case, "supplement", town.hoa, MORNING + HOUR, verdicts=all_missing(case))

    again = Case.objects.get(id=case.id)
    assert again.stage == "supplement_approval"
    asked = act(again, "approve_supplement", town.long, MORNING + 2 * HOUR)
    assert asked.status == "waiting_for_you"
    assert asked.supplements == 2


def test_a_verdict_is_wanted_on_every_requirement(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING)
    one = all_missing(case)[:1]

    with pytest.raises(refusals.VerdictMissing):
        act(case, "supplement", town.hoa, MORNING, verdicts=one)


def test_hanh_sees_nothing_and_can_do_nothing(town: Town, case: Case) -> None:
    assert queries.case_of_party(code=case.code, by=town.hanh, at=MORNING) is None
    with pytest.raises(refusals.NotYourDossier):
        cases.withdraw_case(code=case.code, reason="x", at=MORNING, by=town.hanh)
    with pytest.raises(refusals.NotYourTask):
        act(case, "accept", town.hanh, MORNING)


def test_minh_cannot_do_the_leaders_work(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING)

    with pytest.raises(refusals.NotYourTask):
        act(case, "propose", town.minh, MORNING)


def test_a_task_claimed_by_a_colleague_is_refused_with_the_name(town: Town, case: Case) -> None:
    colleague = town.officer(
        "Đinh Thu Trang", "Điểm phục vụ hành chính công phường Ba Đình", "one_stop"
    )
    cases.claim_task(task_id=open_task(case).id, at=MORNING, by=town.minh)

    with pytest.raises(refusals.TaskIsClaimed) as refused:
        cases.claim_task(task_id=open_task(case).id, at=MORNING, by=colleague)

    assert "Trần Văn Minh" in str(refused.value)


def test_the_same_click_twice_is_one_step(town: Town, case: Case) -> None:
    task = open_task(case)
    request = cases.Request(action="accept", key="click-1")

    cases.act(task_id=task.id, request=request, at=MORNING, by=town.minh)
    cases.act(task_id=task.id, request=request, at=MORNING, by=town.minh)

    assert Step.objects.filter(case=case, action="accept").count() == 1


def test_the_same_filing_twice_is_one_dossier(town: Town) -> None:
    first = filing.file(slug=SLUG, by=town.lan, at=MORNING, key="k")
    second = filing.file(slug=SLUG, by=town.lan, at=MORNING, key="k")

    assert first.code == second.code
    with pytest.raises(refusals.SameKeyOtherContent):
        filing.file(slug=SLUG, by=town.lan, at=MORNING, key="k", delivery="counter")


def test_a_finished_dossier_takes_no_more_actions(town: Town, case: Case) -> None:
    task = open_task(case)
    cases.withdraw_case(code=case.code, reason="đổi ý", at=MORNING, by=town.lan)

    with pytest.raises(refusals.TaskIsDone):
        cases.act(task_id=task.id, request=cases.Request(action="accept"), at=MORNING, by=town.minh)
    assert Case.objects.get(id=case.id).status == "withdrawn"


def test_a_refusal_needs_a_reason_and_the_law(town: Town, case: Case) -> None:
    with pytest.raises(refusals.ReasonMissing):
        act(case, "refuse", town.minh, MORNING, note="không thuộc thẩm quyền")

    done = act(case, "refuse", town.minh, MORNING, note="không thuộc", basis="NĐ 123/2015")

    assert done.status == "not_accepted"
    assert Document.objects.filter(case_code=case.code, code="03").exists()


def test_the_row_can_be_rebuilt_from_its_history(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING + HOUR)
    act(case, "propose", town.hoa, MORNING + 2 * HOUR)

    row = Case.objects.get(id=case.id)

    assert store.rebuilt(row) == store.standing_of(row)


def test_every_problem_of_a_filing_is_named_at_once(town: Town) -> None:
    with pytest.raises(BadInput) as refused:
        filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"nonsense": "1", "x": 2})

    sentences = scopes.problem_sentences(refused.value, "vi")
    assert {field for field, _ in sentences} >= {"nonsense", "x"}


def test_what_nobody_answers_in_time_is_stopped(town: Town, case: Case) -> None:
    act(case, "accept", town.minh, MORNING)
    act(case, "supplement", town.hoa, MORNING, verdicts=all_missing(case))

    stopped = cases.stop_unanswered(at=MORNING + datetime.timedelta(days=60))

    assert stopped == 1
    assert Case.objects.get(id=case.id).status == "stopped"


def test_what_is_late_is_not_called_due_today_as_well(town: Town) -> None:
    case = filing.file(
        slug="marital-status-certificate",
        by=town.lan,
        at=MORNING,
        answers={"fee_group": "ordinary"},
    )
    due_at = case.tasks.get().due_at
    assert due_at is not None

    before = queries.counts(by=town.minh, now=due_at - datetime.timedelta(minutes=1))
    after = queries.counts(by=town.minh, now=due_at + datetime.timedelta(minutes=1))
    shown = queries.inbox(
        by=town.minh, show=queries.Filter(view="today"), now=due_at + datetime.timedelta(minutes=1)
    )

    assert (before["today"], before["late"]) == (1, 0)
    assert (after["today"], after["late"]) == (0, 1)
    assert shown == []


def statements_of(task_id: int, by: object) -> list[str]:
    """What accepting asks the database, without the savepoints of the test's own transaction."""
    request = cases.Request(action="accept")
    with CaptureQueriesContext(connection) as caught:
        cases.act(task_id=task_id, request=request, at=MORNING + HOUR, by=by)  # type: ignore[arg-type]
    return [one["sql"] for one in caught if "SAVEPOINT" not in one["sql"]]


def test_a_step_asks_the_database_a_fixed_number_of_times(town: Town, case: Case) -> None:
    others = [filing.file(slug=SLUG, by=town.lan, at=MORNING) for _ in range(2)]
    first, *rest = [open_task(one).id for one in (case, *others)]
    statements_of(first, town.minh)

    asked = [statements_of(task_id, town.minh) for task_id in rest]

    assert [len(one) for one in asked] == [12, 12], "\n".join(asked[0])
