"""The city declares a day off: what would move is shown, and moves only by a decision."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.calendar import actions as calendars
from thanglong.kernel.calendar import queries as calendar_queries
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import clocks, queries, refusals, store
from thanglong.kernel.cases.models import Case, DateReview
from thanglong.kernel.events.models import Event

CALENDAR = "vn-civil"
SLUG, ORDINARY = "marital-status-certificate", {"fee_group": "ordinary"}
HOUR = datetime.timedelta(hours=1)
STORM = time.Day(
    on=datetime.date(2026, 11, 26),
    is_working=False,
    name_vi="Nghỉ phòng chống bão",
    name_en="Storm",
    source="Công điện 12/CĐ-UBND",
    certainty="V",
)
DECISION = cases.Decision(reason="Nghỉ phòng chống bão ngày 26/11.", basis="QĐ 4321/QĐ-UBND")


@pytest.fixture
def case(town: Town) -> Case:
    """Three working days from Wednesday morning: the storm lies between."""
    return file_for(town)


def file_for(town: Town, at: datetime.datetime = MORNING) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=at, answers=ORDINARY)


def begin(town: Town, *days: time.Day, agency_id: int | None = None) -> uuid.UUID:
    """Tuấn, who leads the city, plans the day and lets all open dossiers be asked."""
    key = uuid.uuid4()
    plan = cases.Plan(calendar=CALENDAR, days=days, agency_id=agency_id)
    cases.begin_review(plan=plan, key=key, at=MORNING + HOUR, by=town.tuan)
    ask_all(town, key)
    return key


def ask_all(town: Town, key: uuid.UUID) -> None:
    while cases.ask_part(key=key, at=MORNING + HOUR, by=town.tuan).asked_at is None:
        pass


def declare(town: Town, day: time.Day = STORM) -> uuid.UUID:
    key = begin(town, day)
    cases.declare_planned(key=key, at=MORNING + HOUR, by=town.tuan)
    ask_all(town, key)
    return key


def decide(town: Town, key: uuid.UUID) -> None:
    cases.decide_moves(key=key, decision=DECISION, at=MORNING + HOUR, by=town.tuan)


def found(key: uuid.UUID) -> list[queries.MoveLine]:
    return queries.dates_found(queries.review(key).id)


def test_what_would_move_is_shown_and_nothing_moves(town: Town, case: Case) -> None:
    before = calendar_queries.calendar(CALENDAR).version

    key = begin(town, STORM)

    (line,) = found(key)
    assert (line.code, line.old_due_at) == (case.code, case.due_at)
    assert line.new_due_at - line.old_due_at == datetime.timedelta(days=1)
    assert Case.objects.get(id=case.id).due_at == case.due_at
    assert calendar_queries.calendar(CALENDAR).version == before
    (unit,) = queries.dates_by_unit(queries.review(key).id)
    assert (unit.agency_id, unit.dates, unit.later) == (case.deciding_id, 1, 1)
    assert queries.found_by(queries.review(key).id).after_promise == 1


def test_paused_finished_and_untouched_dossiers_do_not_move(town: Town, case: Case) -> None:
    cases.withdraw_case(code=case.code, reason="đổi ý", at=MORNING, by=town.lan)
    paused = file_for(town)
    Case.objects.filter(id=paused.id).update(paused_at=MORNING)
    file_for(town, at=MORNING + datetime.timedelta(days=2))  # after the storm

    assert found(begin(town, STORM)) == []


def test_a_declared_day_alone_moves_no_date(town: Town, case: Case) -> None:
    declare(town)
    cases.keep_clocks(at=MORNING + HOUR)

    row = Case.objects.get(id=case.id)
    assert row.due_at == case.due_at
    assert clocks.reading(row, now=MORNING + HOUR).due_at == case.due_at
    seen = queries.clocks_of([row.id], now=MORNING + HOUR)[row.id]
    assert seen.reading.due_at == case.due_at


def test_what_is_filed_after_the_declaration_knows_the_day(town: Town, case: Case) -> None:
    key = declare(town)

    later = file_for(town, at=MORNING + HOUR)

    assert case.due_at is not None and later.due_at is not None
    assert later.due_at - case.due_at == HOUR + datetime.timedelta(days=1)
    assert [line.code for line in found(key)] == [case.code]


def test_dates_move_by_a_decision_that_stands_in_the_dossier(town: Town, case: Case) -> None:
    key = declare(town)
    decide(town, key)

    first = cases.move_part(key=key, at=MORNING + HOUR)
    again = cases.move_part(key=key, at=MORNING + HOUR)

    row = Case.objects.get(id=case.id)
    assert (first, again) == (1, 0)
    assert case.due_at is not None and row.due_at is not None
    assert row.due_at > case.due_at
    assert row.promised_at == case.promised_at
    step = queries.steps_of(row)[-1]
    assert (step.action, step.note) == ("calendar_moved", DECISION.reason)
    assert (step.actor_name, step.account_id) == (town.tuan.name, town.tuan.account_id)
    assert datetime.datetime.fromisoformat(step.data["promised_at"]) == case.promised_at
    assert step.data["basis"] == DECISION.basis
    assert store.rebuilt(row) == store.standing_of(row)
    assert clocks.reading(row, now=MORNING + HOUR).due_at == row.due_at
    assert Event.objects.filter(type="cases.date.moved.v1").count() == 1
    assert Event.objects.filter(type="cases.dates.decided.v1").count() == 1
    assert queries.review(key).finished_at is not None


def test_what_was_stopped_half_way_goes_on(town: Town, case: Case) -> None:
    others = [file_for(town), file_for(town)]
    key = declare(town)
    decide(town, key)

    cases.move_part(key=key, at=MORNING + HOUR, limit=2)
    half = queries.found_by(queries.review(key).id)
    cases.go_on_moving(at=MORNING + HOUR)
    cases.go_on_moving(at=MORNING + HOUR)

    whole = queries.found_by(queries.review(key).id)
    assert (half.moved, half.left) == (2, 1)
    assert (whole.moved, whole.left) == (3, 0)
    for one in [case, *others]:
        actions = [step.action for step in queries.steps_of(one)]
        assert actions.count("calendar_moved") == 1


def test_a_dossier_that_was_finished_meanwhile_keeps_its_date(town: Town, case: Case) -> None:
    key = declare(town)
    decide(town, key)
    cases.withdraw_case(code=case.code, reason="đổi ý", at=MORNING + HOUR, by=town.lan)

    cases.move_part(key=key, at=MORNING + HOUR)

    assert Case.objects.get(id=case.id).due_at == case.due_at
    assert found(key)[0].outcome == "kept"


def test_the_same_decision_again_moves_nothing(town: Town, case: Case) -> None:
    key = declare(town)
    decide(town, key)
    cases.move_part(key=key, at=MORNING + HOUR)
    other = cases.Decision(reason="khác", basis="QĐ 1")

    cases.decide_moves(key=key, decision=other, at=MORNING + HOUR, by=town.tuan)
    once_more = begin(town)

    assert queries.review(key).basis == DECISION.basis
    assert found(once_more) == []


def test_dates_that_lag_behind_are_found_without_a_new_day(town: Town, case: Case) -> None:
    calendars.declare_day(code=CALENDAR, day=STORM, why="bão", at=MORNING + HOUR, by=town.tuan)

    key = begin(town)
    decide(town, key)
    cases.move_part(key=key, at=MORNING + HOUR)

    row = Case.objects.get(id=case.id)
    assert case.due_at is not None and row.due_at is not None
    assert row.due_at - case.due_at == datetime.timedelta(days=1)


def test_a_unit_that_closes_moves_its_own_dates_only(town: Town, case: Case) -> None:
    other = case.receiving_id if case.receiving_id != case.deciding_id else None

    assert found(begin(town, STORM, agency_id=case.deciding_id))[0].code == case.code
    if other:
        assert found(begin(town, STORM, agency_id=other)) == []
    key = begin(town, STORM, agency_id=case.deciding_id)
    cases.declare_planned(key=key, at=MORNING + HOUR, by=town.tuan)
    ask_all(town, key)
    decide(town, key)
    cases.move_part(key=key, at=MORNING + HOUR)

    row = Case.objects.get(id=case.id)
    assert case.due_at is not None and row.due_at is not None
    assert row.due_at - case.due_at == datetime.timedelta(days=1)
    assert STORM.on not in calendar_queries.calendar(CALENDAR).days


def test_taking_a_day_back_brings_the_dates_back(town: Town, case: Case) -> None:
    key = declare(town)
    decide(town, key)
    cases.move_part(key=key, at=MORNING + HOUR)
    back = uuid.uuid4()
    plan = cases.Plan(calendar=CALENDAR, days=(STORM,), takes_back=True)

    cases.begin_review(plan=plan, key=back, at=MORNING + HOUR, by=town.tuan)
    ask_all(town, back)

    assert found(back)[0].new_due_at == case.due_at


def test_nothing_is_decided_before_it_is_declared_and_asked(town: Town, case: Case) -> None:
    key = uuid.uuid4()
    plan = cases.Plan(calendar=CALENDAR, days=(STORM,))
    cases.begin_review(plan=plan, key=key, at=MORNING, by=town.tuan)

    with pytest.raises(refusals.ReviewIsNotDone):
        cases.declare_planned(key=key, at=MORNING, by=town.tuan)
    with pytest.raises(refusals.DayIsNotDeclared):
        decide(town, key)
    ask_all(town, key)
    cases.declare_planned(key=key, at=MORNING, by=town.tuan)
    with pytest.raises(refusals.ReviewIsNotDone):
        decide(town, key)
    with pytest.raises(refusals.ReviewIsDeclared):
        cases.drop_review(key=key, at=MORNING, by=town.tuan)


def test_a_plan_is_thrown_away_with_what_it_found(town: Town, case: Case) -> None:
    key = begin(town, STORM)

    cases.drop_review(key=key, at=MORNING, by=town.tuan)

    with pytest.raises(refusals.NoSuchReview):
        queries.review(key)


def test_nobody_below_the_city_changes_the_calendar(town: Town, case: Case) -> None:
    plan = cases.Plan(calendar=CALENDAR, days=(STORM,))
    key = declare(town)

    who: Actor
    for who in (town.lan, town.minh, town.long, town.known("bich")):
        with pytest.raises(NotAllowed):
            cases.begin_review(plan=plan, key=uuid.uuid4(), at=MORNING, by=who)
        with pytest.raises(NotAllowed):
            cases.ask_part(key=key, at=MORNING, by=who)
        with pytest.raises(NotAllowed):
            cases.declare_planned(key=key, at=MORNING, by=who)
        with pytest.raises(NotAllowed):
            cases.drop_review(key=key, at=MORNING, by=who)
        with pytest.raises(NotAllowed):
            cases.decide_moves(key=key, decision=DECISION, at=MORNING, by=who)
    assert DateReview.objects.count() == 1


def test_nobody_decides_without_a_reason_and_a_number(town: Town, case: Case) -> None:
    key = declare(town)

    for silent in (cases.Decision(reason=" ", basis="x"), cases.Decision(reason="x", basis="")):
        with pytest.raises(refusals.ReasonMissing):
            cases.decide_moves(key=key, decision=silent, at=MORNING, by=town.tuan)


def test_asking_more_dossiers_takes_no_more_queries(town: Town, case: Case) -> None:
    def count() -> int:
        key = uuid.uuid4()
        plan = cases.Plan(calendar=CALENDAR, days=(STORM,))
        cases.begin_review(plan=plan, key=key, at=MORNING, by=town.tuan)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            cases.ask_part(key=key, at=MORNING, by=town.tuan)
            queries.dates_by_unit(queries.review(key).id)
            queries.dates_found(queries.review(key).id)
        return len(captured)

    by = town.tuan
    assert by.posts
    few = count()
    for _number in range(5):
        file_for(town)
    assert count() == few


def test_a_swap_is_one_change_and_moves_nothing_that_runs_over_both(town: Town, case: Case) -> None:
    saturday = time.Day(
        on=datetime.date(2026, 11, 28),
        is_working=True,
        name_vi="Làm bù ngày 26/11",
        name_en="Worked for 26 November",
        source=STORM.source,
    )

    key = begin(town, STORM, saturday)
    cases.declare_planned(key=key, at=MORNING + HOUR, by=town.tuan)

    assert found(key) == []
    calendar = calendar_queries.calendar(CALENDAR)
    assert calendar.kind_on(saturday.on) is time.DayKind.SWAPPED
    assert calendar.kind_on(STORM.on) is time.DayKind.HOLIDAY
