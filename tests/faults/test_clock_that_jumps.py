"""A clock that jumps ends nothing that people still have time for."""

import datetime
from typing import Any

import pytest
from procrastinate.contrib.django import app

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import actions, queries, rules
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import scopes, tasks
from thanglong.kernel.cases.models import Case, Task

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
HARMLESS = {  # jobs of the clock that end nothing and throw nothing away
    "calendar.note_time": "it is the watch itself",
    "cases.go_on_moving": "moves dates by a decision that somebody has taken",
    "events.sweep": "delivers again what was not delivered; each takes effect once",
    "people.tidy": "sign-ins and tries: whoever is hit signs in again",
    "procrastinate.builtin.remove_old_jobs": "jobs that have ended",
}


@pytest.mark.parametrize(
    ("seen", "is_jump"),
    [
        (-MINUTE, False), (-59 * MINUTE, False), (-61 * MINUTE, True), (-60 * DAY, True),
        (MINUTE, False), (3 * MINUTE, True), (DAY, True),
    ],
)  # fmt: skip
def test_a_hole_or_a_step_back_is_a_jump(seen: datetime.timedelta, is_jump: bool) -> None:
    since = rules.steady_since(seen=MORNING + seen, since=MORNING - DAY, at=MORNING)

    assert since == (MORNING if is_jump else MORNING - DAY)


def at(instant: datetime.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock says so."""
    monkeypatch.setattr(clock, "now", lambda: instant)


def pass_time(since: datetime.datetime, until: datetime.datetime) -> None:
    """The worker's watch over this time."""
    while since <= until:
        actions.note_time(at=since)
        since += 30 * MINUTE


def act(case: Case, action: str, by: Actor, when: datetime.datetime, **words: Any) -> Case:
    """An officer's step on the open task."""
    case.refresh_from_db()
    words.setdefault("findings", filing.found_for(case, action))
    task = Task.objects.get(case=case, closed_at=None, kind="stage")
    return cases.act(task_id=task.id, request=cases.Request(action=action, **words), at=when, by=by)


@pytest.fixture
def waiting(town: Town) -> Case:
    """A dossier that waits for Lan's answer, for some working days."""
    case = filing.file(slug="birth-registration", by=town.lan, at=MORNING)
    act(case, "accept", town.minh, MORNING)
    missing = tuple(
        cases.Verdict(requirement=one, is_fulfilled=one.startswith("need:"), reason="sai tên")
        for one in scopes.requirements(case)
    )
    return act(case, "supplement", town.hoa, MORNING, verdicts=missing)


def status(case: Case) -> str:
    """As it stands now."""
    return Case.objects.get(id=case.id).status


def test_a_clock_that_jumps_ahead_ends_no_dossier_that_waits(
    waiting: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_time(MORNING - 2 * DAY, MORNING)
    jumped = MORNING + 90 * DAY

    at(jumped, monkeypatch)
    tasks.stop_unanswered(0)
    actions.note_time(at=jumped)
    tasks.stop_unanswered(0)

    assert status(waiting) == "waiting_for_you"


def test_nor_after_it_was_set_right_again(waiting: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    pass_time(MORNING - 2 * DAY, MORNING)
    actions.note_time(at=MORNING + 90 * DAY)
    actions.note_time(at=MORNING + MINUTE)

    assert not queries.is_clock_steady(at=MORNING + 2 * MINUTE, wanted=rules.BEFORE_TELLING)
    assert status(waiting) == "waiting_for_you"


def test_who_has_not_answered_in_a_city_that_was_open_is_stopped(
    waiting: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = MORNING + 90 * DAY
    pass_time(late - DAY, late)

    at(late, monkeypatch)
    tasks.stop_unanswered(0)

    assert status(waiting) == "stopped"


def test_after_a_week_without_power_people_have_a_day_more(
    waiting: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = MORNING + 90 * DAY
    pass_time(opened - 8 * DAY, opened - 7 * DAY)
    pass_time(opened, opened + 23 * 60 * MINUTE)

    at(opened + 23 * 60 * MINUTE, monkeypatch)
    tasks.stop_unanswered(0)

    assert status(waiting) == "waiting_for_you"


def test_every_job_of_the_clock_that_ends_something_waits_for_a_steady_clock() -> None:
    found = {one.task.name: one.task.func for one in app.periodic_registry.periodic_tasks.values()}
    loose = [
        name
        for name, job in found.items()
        if name not in HARMLESS and not hasattr(job, "waits_for_steady_clock")
    ]

    assert not loose, f"Put @when_steady() on these, or say in HARMLESS why not: {loose}"


def test_a_clock_that_goes_back_stops_nobody_from_working(town: Town) -> None:
    case = filing.file(slug="birth-registration", by=town.lan, at=MORNING)
    before = MORNING - 2 * DAY

    act(case, "accept", town.minh, before)
    act(case, "propose", town.hoa, before + MINUTE)
    done = act(case, "approve", town.long, MORNING + DAY)

    assert (done.status, done.outcome) == ("returned", "granted")
    assert [step.seq for step in case.steps.order_by("seq")] == list(range(1, done.steps_count + 1))
