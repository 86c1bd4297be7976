"""Lan's dossier is in Minh's hands; the ledger says how its time runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.rules import Mode
from thanglong.kernel.calendar.tests.make import HANOI, at, lasting

STARTED = rules.Entry("started", at("2026-08-03T14:30"))
ASKED = rules.Entry(
    "paused", at("2026-08-04T10:00"), why="Chờ bổ sung", basis="NĐ 118/2025", by="Trần Văn Minh"
)
ANSWERED = rules.Entry("resumed", at("2026-08-05T10:00"))
MORE = rules.Entry("extended", at("2026-08-05T15:00"), "2wd", why="Xác minh", basis="QĐ 7")
STOPPED = rules.Entry("stopped", at("2026-08-06T09:00"))


def reading(*entries: rules.Entry, now: str, budget: str = "3wd") -> rules.Reading:
    return rules.read(entries, lasting(budget), HANOI, now=at(now))


def test_before_the_start_nothing_counts() -> None:
    found = reading(now="2026-08-04T10:00")

    assert found.mode is Mode.NOT_STARTED
    assert found.due_at is None
    assert found.remaining_minutes == 0
    assert not found.is_late
    assert rules.why(found, HANOI) is None
    assert rules.reminder_at(found, HANOI, percent=50) is None
    assert rules.apology_at(found, HANOI) is None


def test_a_running_clock() -> None:
    found = reading(STARTED, now="2026-08-04T10:00")

    assert found.mode is Mode.RUNNING
    assert found.due_at == at("2026-08-06T14:30")
    assert (found.used_minutes, found.remaining_minutes, found.total_minutes) == (270, 1170, 1440)
    assert found.percent_used == 18
    assert found.reminders == ()


def test_while_paused_the_due_instant_moves_and_nothing_is_used() -> None:
    early = reading(STARTED, ASKED, now="2026-08-04T10:00")
    late = reading(STARTED, ASKED, now="2026-08-05T10:00")

    assert late.mode is Mode.PAUSED
    assert late.is_paused
    assert early.used_minutes == late.used_minutes == 270
    assert early.due_at == at("2026-08-06T14:30")
    assert late.due_at == at("2026-08-07T14:30")


def test_after_the_answer_the_clock_runs_on() -> None:
    found = reading(STARTED, ASKED, ANSWERED, now="2026-08-06T10:00")

    assert found.mode is Mode.RUNNING
    assert found.due_at == at("2026-08-07T14:30")
    assert found.used_minutes == 270 + 480
    assert found.pauses == (
        rules.Pause(ASKED.at, ANSWERED.at, "Chờ bổ sung", "NĐ 118/2025", "Trần Văn Minh"),
    )


def test_an_extension_gives_more_time() -> None:
    found = reading(STARTED, ASKED, ANSWERED, MORE, now="2026-08-06T10:00")

    assert found.due_at == at("2026-08-11T14:30")
    assert found.total_minutes == 5 * 480
    assert [str(one.amount) for one in found.extensions] == ["2wd"]


def test_a_stopped_clock_says_what_it_said() -> None:
    found = reading(STARTED, STOPPED, now="2026-12-01T10:00")

    assert found.mode is Mode.STOPPED
    assert found.as_of == STOPPED.at
    assert found.used_minutes == 1170
    assert not found.is_late


def test_a_clock_may_be_stopped_while_it_is_paused() -> None:
    found = reading(STARTED, ASKED, STOPPED, now="2026-12-01T10:00")

    assert found.mode is Mode.STOPPED
    assert found.used_minutes == 270
    assert found.pauses[0].end == STOPPED.at


def test_after_the_due_instant_it_is_late_even_by_night() -> None:
    night = reading(STARTED, now="2026-08-06T23:00", budget="2wd")
    exactly = reading(STARTED, now="2026-08-05T14:30", budget="2wd")
    closed = reading(STARTED, now="2026-08-03T20:00", budget="150min")

    assert night.is_late
    assert night.remaining_minutes == -(2 * 60 + 30 + 8 * 60)
    assert not exactly.is_late
    assert exactly.remaining_minutes == 0
    assert closed.is_late
    assert closed.remaining_minutes == 0


def test_reminders_come_at_half_at_four_fifths_and_at_the_end() -> None:
    half = reading(STARTED, now="2026-08-05T10:00")
    most = reading(STARTED, now="2026-08-06T09:30")
    gone = reading(STARTED, now="2026-08-06T14:30")

    assert [half.reminders, most.reminders, gone.reminders] == [(50,), (50, 80), (50, 80, 100)]
    assert rules.reminder_at(half, HANOI, percent=50) == at("2026-08-05T09:30")
    assert rules.reminder_at(half, HANOI, percent=100) == half.due_at


def test_reminders_wait_for_the_applicant() -> None:
    found = reading(STARTED, ASKED, ANSWERED, now="2026-08-05T10:00")

    assert rules.reminder_at(found, HANOI, percent=50) == at("2026-08-06T09:30")


def test_the_apology_is_ready_a_working_day_before() -> None:
    found = reading(STARTED, now="2026-08-04T10:00")

    assert rules.apology_at(found, HANOI) == at("2026-08-05T14:30")


def test_entries_that_change_nothing_are_passed_over() -> None:
    twice = reading(STARTED, ASKED, ASKED, ANSWERED, ANSWERED, STARTED, now="2026-08-06T10:00")
    after = reading(STARTED, STOPPED, ASKED, MORE, now="2026-08-06T10:00")

    assert twice == reading(STARTED, ASKED, ANSWERED, now="2026-08-06T10:00")
    assert after == reading(STARTED, STOPPED, now="2026-08-06T10:00")


def test_an_unknown_entry_is_a_fault() -> None:
    with pytest.raises(ValueError, match="knows no entry"):
        reading(STARTED, rules.Entry("frozen", at("2026-08-04T10:00")), now="2026-08-06T10:00")


def test_no_time_at_all_is_used_up_at_once() -> None:
    found = reading(STARTED, now="2026-08-03T14:30", budget="0wh")

    assert found.percent_used == 100
    assert found.due_at == STARTED.at


def test_a_clock_that_waits_for_opening_has_used_nothing() -> None:
    early = rules.Entry("started", at("2026-08-01T10:00"))

    found = reading(early, now="2026-08-02T10:00")

    assert found.counted_from == at("2026-08-03T08:00")
    assert found.percent_used == 0


@given(st.lists(st.sampled_from([STARTED, ASKED, ANSWERED, MORE, STOPPED]), max_size=12))
def test_any_ledger_can_be_read(entries: list[rules.Entry]) -> None:
    found = reading(*entries, now="2026-08-07T10:00")

    assert found.used_minutes >= 0
    assert (found.due_at is None) == (found.mode is Mode.NOT_STARTED)


def test_the_estimate_is_of_times_that_really_occurred() -> None:
    assert rules.estimate([10, 50, 20, 40, 30, 100, 90, 80, 70, 60]) == (50, 90)
    assert rules.estimate([7]) == (7, 7)
    assert rules.estimate([]) is None
