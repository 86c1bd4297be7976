"""What a new holiday would move, before anybody decides on it."""

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.tests.make import HANOI, at, lasting, off, pause, worked


def clock(key: str, start: str, budget: str = "3wd", **more: object) -> rules.OpenClock:
    return rules.OpenClock(key=key, start=at(start), budget=lasting(budget), **more)


def test_only_the_clocks_that_run_over_the_day_are_moved() -> None:
    clocks = [
        clock("before", "2026-12-18T08:00"),
        clock("over", "2026-12-23T08:00"),
        clock("after", "2026-12-28T08:00"),
    ]

    moves = rules.preview(clocks, old=HANOI, new=HANOI.with_days(off("2026-12-24")))

    assert [move.key for move in moves] == ["over"]
    assert moves[0].old_due_at == at("2026-12-25T17:00")
    assert moves[0].new_due_at == at("2026-12-28T17:00")
    assert moves[0].promised_at == moves[0].old_due_at
    assert moves[0].is_later
    assert moves[0].breaks_promise


def test_a_worked_saturday_brings_a_date_forward_and_breaks_no_promise() -> None:
    moves = rules.preview(
        [clock("friday", "2026-12-25T08:00", "2wd")],
        old=HANOI,
        new=HANOI.with_days(worked("2026-12-26")),
    )

    assert moves[0].new_due_at == at("2026-12-26T17:00")
    assert moves[0].shift_minutes == -2 * 1440
    assert not moves[0].is_later
    assert not moves[0].breaks_promise


def test_a_promise_that_was_printed_later_is_kept() -> None:
    moves = rules.preview(
        [clock("generous", "2026-12-23T08:00", promised_at=at("2026-12-31T17:00"))],
        old=HANOI,
        new=HANOI.with_days(off("2026-12-24")),
    )

    assert moves[0].is_later
    assert not moves[0].breaks_promise


def test_a_holiday_within_a_pause_moves_nothing() -> None:
    paused = clock(
        "paused", "2026-12-22T08:00", pauses=(pause("2026-12-23T17:00", "2026-12-25T08:00"),)
    )

    assert rules.preview([paused], old=HANOI, new=HANOI.with_days(off("2026-12-24"))) == []


def test_the_swap_of_january_would_have_moved_what_was_promised_in_december() -> None:
    old = HANOI.with_days(worked("2026-01-02"))

    moves = rules.preview([clock("lan", "2025-12-31T14:30", "1wd")], old=old, new=HANOI)

    assert moves[0].old_due_at == at("2026-01-02T14:30")
    assert moves[0].new_due_at == at("2026-01-05T14:30")
