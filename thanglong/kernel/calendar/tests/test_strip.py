"""The band of days that Lan and Minh see."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.tests.make import HANOI, at, lasting, pause


def drawn(
    start: str, budget: str, now: str, *pauses: rules.Pause, promised: str = ""
) -> rules.Strip:
    told = rules.explain(at(start), lasting(budget), HANOI, pauses=pauses)
    return rules.strip_of(told, HANOI, now=at(now), promised=at(promised) if promised else None)


def test_the_strip_reaches_from_receipt_to_the_promised_instant() -> None:
    strip = drawn("2026-02-13T14:30", "3wd", "2026-02-24T09:00")

    assert [day.on.day for day in strip.days] == list(range(13, 26))
    assert [day.on.day for day in strip.days if day.is_today] == [24]
    assert [day.on.day for day in strip.days if day.is_promised] == [25]
    assert strip.days[0].start_minute == 14 * 60 + 30
    assert strip.days[-1].due_minute == 14 * 60 + 30
    assert (strip.opens, strip.closes) == (480, 1020)
    assert [day.kind.value for day in strip.days[:4]] == ["working", "rest", "rest", "holiday"]
    assert strip.days[4].name_vi == "Tết Nguyên Đán"


def test_a_day_shows_what_counts_and_what_does_not() -> None:
    strip = drawn("2026-08-03T14:30", "1wd", "2026-08-03T15:00")

    first, last = strip.days
    assert [(one.kind, one.start, one.end) for one in first.segments] == [
        ("rest", 0, 480),
        ("open", 480, 720),
        ("rest", 720, 780),
        ("open", 780, 870),
        ("worked", 870, 1020),
        ("rest", 1020, 1440),
    ]
    assert [one.kind for one in last.segments if one.kind != "rest"] == ["worked", "worked", "open"]


def test_pauses_are_cut_out_of_the_strip() -> None:
    strip = drawn(
        "2026-08-03T08:00", "2wd", "2026-08-04T09:00", pause("2026-08-03T10:00", "2026-08-04T10:00")
    )

    paused = [
        (day.on.day, one.start, one.end)
        for day in strip.days
        for one in day.segments
        if one.kind == "paused"
    ]
    assert paused == [(3, 600, 1440), (4, 0, 600)]


def test_a_late_dossier_is_drawn_to_today() -> None:
    strip = drawn("2026-08-03T08:00", "1wd", "2026-08-06T09:00")

    assert [day.on.day for day in strip.days] == [3, 4, 5, 6]
    assert strip.days[0].is_promised
    assert strip.days[-1].is_today


def test_the_flag_stays_where_the_promise_was_printed() -> None:
    strip = drawn("2026-08-03T08:00", "3wd", "2026-08-03T09:00", promised="2026-08-04T17:00")

    assert [day.on.day for day in strip.days if day.is_promised] == [4]


def test_a_long_time_is_cut_to_its_last_days() -> None:
    strip = drawn("2026-01-05T08:00", "200wd", "2026-08-03T09:00")

    assert strip.is_cut
    assert len(strip.days) == rules.DAYS_MAX
    assert strip.days[-1].is_promised


def test_long_forgotten_dossiers_do_not_draw_for_ever() -> None:
    strip = drawn("2024-01-08T08:00", "1wd", "2026-08-03T09:00")

    assert len(strip.days) < 40
    assert not any(day.is_today for day in strip.days)


def test_the_strip_of_a_dossier_is_that_of_its_clock() -> None:
    started = rules.Entry("started", at("2026-02-13T14:30"))
    now = at("2026-02-24T09:00")
    running = rules.read([started], lasting("3wd"), HANOI, now=now)
    waiting = rules.read([], lasting("3wd"), HANOI, now=now)

    assert rules.strip(running, HANOI) == drawn("2026-02-13T14:30", "3wd", "2026-02-24T09:00")
    assert rules.strip(waiting, HANOI).days == ()


@given(st.integers(0, 400_000), st.integers(1, 60), st.integers(-5000, 60_000))
def test_segments_fill_the_day_and_the_worked_ones_make_the_budget(
    shift: int, days: int, now: int
) -> None:
    base = HANOI.minute(at("2025-01-06T08:00")) + shift
    budget = rules.Duration(days, "wd")
    told = rules.explain(HANOI.instant(base), budget, HANOI)

    strip = rules.strip_of(told, HANOI, now=HANOI.instant(base + now))

    for day in strip.days:
        edges = [(one.start, one.end) for one in day.segments]
        assert edges[0][0] == 0
        assert edges[-1][1] == 1440
        assert all(one[1] == two[0] for one, two in pairwise(edges))
    worked = sum(one.minutes for day in strip.days for one in day.segments if one.kind == "worked")
    if not strip.is_cut:
        assert worked == budget.working_minutes
