"""The city declares a day off: what would move is shown, and moves only by a decision."""

import datetime

import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.calendar import actions as calendars
from thanglong.kernel.calendar import queries as calendar_queries
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, refusals, store
from thanglong.kernel.cases.models import Case
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
    return filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=ORDINARY)


def stormy() -> tuple[time.Calendar, time.Calendar]:
    old = calendar_queries.calendar(CALENDAR)
    return old, old.with_days(STORM)


def declare() -> None:
    calendars.declare_day(code=CALENDAR, day=STORM, why="bão", at=MORNING + HOUR, by=SYSTEM)


def test_what_would_move_is_shown_and_nothing_moves(town: Town, case: Case) -> None:
    old, new = stormy()

    moves = list(queries.moved_by(CALENDAR, new, old=old, now=MORNING + HOUR))

    assert [one.key for one in moves] == [case.code]
    assert moves[0].old_due_at == case.due_at
    assert moves[0].is_later and moves[0].breaks_promise
    assert Case.objects.get(id=case.id).due_at == case.due_at


def test_paused_and_finished_dossiers_do_not_move(town: Town, case: Case) -> None:
    old, new = stormy()
    cases.withdraw_case(code=case.code, reason="đổi ý", at=MORNING, by=town.lan)
    paused = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=ORDINARY)
    Case.objects.filter(id=paused.id).update(paused_at=MORNING)

    assert list(queries.moved_by(CALENDAR, new, old=old, now=MORNING)) == []


def test_a_declared_day_alone_moves_no_date(town: Town, case: Case) -> None:
    declare()
    cases.keep_clocks(at=MORNING + HOUR)

    assert Case.objects.get(id=case.id).due_at == case.due_at


def test_dates_move_by_a_decision_that_stands_in_the_dossier(town: Town, case: Case) -> None:
    declare()

    first = cases.move_dates(
        calendar_code=CALENDAR, decision=DECISION, at=MORNING + HOUR, by=SYSTEM
    )
    again = cases.move_dates(
        calendar_code=CALENDAR, decision=DECISION, at=MORNING + HOUR, by=SYSTEM
    )

    row = Case.objects.get(id=case.id)
    assert (first.count, again.count) == (1, 0)
    assert case.due_at is not None and row.due_at is not None
    assert row.due_at > case.due_at
    assert row.promised_at == case.promised_at
    step = queries.steps_of(row)[-1]
    assert (step.action, step.note) == ("calendar_moved", DECISION.reason)
    assert datetime.datetime.fromisoformat(step.data["promised_at"]) == case.promised_at
    assert step.data["basis"] == DECISION.basis
    assert store.rebuilt(row) == store.standing_of(row)
    assert Event.objects.filter(type="cases.date.moved.v1").count() == 1


def test_a_batch_says_where_to_go_on(town: Town, case: Case) -> None:
    declare()

    first = cases.move_dates(calendar_code=CALENDAR, decision=DECISION, at=MORNING, by=SYSTEM)
    last = cases.move_dates(
        calendar_code=CALENDAR,
        decision=DECISION,
        at=MORNING,
        by=SYSTEM,
        after_id=first.after_id or 0,
    )

    assert first.after_id == case.id
    assert last == cases.Moved(count=0, after_id=None)


def test_nobody_below_the_city_moves_dates_and_nobody_without_a_reason(town: Town) -> None:
    for who in (town.lan, town.minh, town.long):
        with pytest.raises(NotAllowed):
            cases.move_dates(calendar_code=CALENDAR, decision=DECISION, at=MORNING, by=who)
    with pytest.raises(refusals.ReasonMissing):
        silent = cases.Decision(reason=" ", basis="x")
        cases.move_dates(calendar_code=CALENDAR, decision=silent, at=MORNING, by=SYSTEM)
