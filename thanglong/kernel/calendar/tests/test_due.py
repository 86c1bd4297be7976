"""Hanoi's clock on days whose answer was worked out by hand."""

import datetime
from itertools import pairwise

import pytest

from thanglong.kernel.calendar import rules
from thanglong.kernel.calendar.tests.make import HANOI, at, lasting, off, pause, plain, worked


@pytest.mark.parametrize(
    ("start", "budget", "end"),
    [
        ("2026-02-13T14:30", "3wd", "2026-02-25T14:30"),  # over Tết, 16–20 February
        ("2026-02-13T14:30", "4wh", "2026-02-23T09:30"),
        ("2026-02-13T14:30", "30min", "2026-02-13T15:00"),
        ("2025-12-31T14:30", "1wd", "2026-01-05T14:30"),  # 2 January is off
        ("2026-01-08T14:30", "2wd", "2026-01-10T14:30"),  # Saturday 10 January is worked
        ("2026-11-23T16:00", "2wh", "2026-11-25T09:00"),  # Vietnam Culture Day
        ("2025-04-25T16:00", "2wh", "2025-04-26T09:00"),  # Saturday 26 April is worked
        ("2025-04-29T16:00", "2wh", "2025-05-05T09:00"),  # 2 May is off for it
        ("2026-08-03T08:00", "1wd", "2026-08-03T17:00"),  # ends when the office closes
        ("2026-08-03T17:00", "1wd", "2026-08-04T17:00"),
    ],
)
def test_working_time_runs_while_the_office_works(start: str, budget: str, end: str) -> None:
    assert rules.due(at(start), lasting(budget), HANOI) == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-08-03T07:10", "2026-08-03T09:00"),
        ("2026-08-03T12:20", "2026-08-03T14:00"),
        ("2026-08-03T21:00", "2026-08-04T09:00"),
        ("2026-08-01T10:00", "2026-08-03T09:00"),  # a Saturday
        ("2026-02-17T10:00", "2026-02-23T09:00"),  # Tết
    ],
)
def test_what_comes_outside_working_hours_counts_from_the_next_opening(
    start: str, end: str
) -> None:
    assert rules.due(at(start), lasting("1wh"), HANOI) == at(end)


@pytest.mark.parametrize(
    ("start", "budget", "end"),
    [
        ("2026-08-03T10:00", "1d", "2026-08-04T17:00"),  # the day of receipt does not count
        ("2026-08-03T10:00", "5d", "2026-08-10T17:00"),  # Saturday: to Monday
        ("2026-02-13T14:30", "3d", "2026-02-23T17:00"),  # Tết: to the first working day
        ("2026-01-08T09:00", "2d", "2026-01-10T17:00"),  # a worked Saturday
        ("2026-08-01T10:00", "1d", "2026-08-04T17:00"),  # received on Monday's opening
        ("2025-01-24T10:00", "1mo", "2025-02-24T17:00"),
        ("2025-12-31T10:00", "2mo", "2026-03-02T17:00"),  # 28 February is a Saturday
        ("2026-08-03T10:00", "2y", "2028-08-03T17:00"),
    ],
)
def test_calendar_days_end_when_the_office_closes(start: str, budget: str, end: str) -> None:
    assert rules.due(at(start), lasting(budget), HANOI) == at(end)


@pytest.mark.parametrize("budget", ["0wd", "0d"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-08-03T08:00", "2026-08-03T17:00"),
        ("2026-08-03T14:59", "2026-08-03T17:00"),
        ("2026-08-03T15:00", "2026-08-04T17:00"),
        ("2026-08-03T16:40", "2026-08-04T17:00"),
        ("2026-08-03T18:00", "2026-08-04T17:00"),
        ("2026-07-31T15:00", "2026-08-03T17:00"),  # a Friday
        ("2026-08-01T15:00", "2026-08-03T17:00"),  # a Saturday counts as Monday's opening
        ("2026-02-13T15:30", "2026-02-23T17:00"),
    ],
)
def test_the_same_day_or_after_the_cut_off_the_next(start: str, end: str, budget: str) -> None:
    assert rules.due(at(start), lasting(budget), HANOI, cutoff=datetime.time(15)) == at(end)


def test_after_the_cut_off_a_longer_time_counts_from_the_next_opening() -> None:
    early = rules.due(at("2026-08-03T14:59"), lasting("2wd"), HANOI, cutoff=datetime.time(15))
    late = rules.due(at("2026-08-03T15:00"), lasting("2wd"), HANOI, cutoff=datetime.time(15))

    assert early == at("2026-08-05T14:59")
    assert late == at("2026-08-05T17:00")


def test_seconds_are_cut_off() -> None:
    assert rules.due(at("2026-08-03T14:30:59"), lasting("1wh"), HANOI) == at("2026-08-03T15:30")


def test_the_same_instant_in_another_zone_has_the_same_answer() -> None:
    there = at("2026-02-13T14:30").astimezone(datetime.UTC)

    assert rules.due(there, lasting("3wd"), HANOI) == at("2026-02-25T14:30")


def test_an_instant_without_zone_is_refused() -> None:
    naive = at("2026-02-13T14:30").replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        rules.due(naive, lasting("3wd"), HANOI)


def test_a_pause_adds_its_working_time() -> None:
    waited = pause("2026-08-04T10:00", "2026-08-05T10:00")

    assert rules.due(at("2026-08-03T14:30"), lasting("3wd"), HANOI, pauses=[waited]) == at(
        "2026-08-07T14:30"
    )


def test_a_pause_by_night_adds_nothing() -> None:
    waited = pause("2026-08-03T17:00", "2026-08-04T08:00")

    assert rules.due(at("2026-08-03T14:30"), lasting("3wd"), HANOI, pauses=[waited]) == at(
        "2026-08-06T14:30"
    )


def test_pauses_that_overlap_count_once() -> None:
    waited = [
        pause("2026-08-04T10:00", "2026-08-05T10:00"),
        pause("2026-08-04T15:00", "2026-08-05T09:00"),
        pause("2026-08-05T10:00", "2026-08-05T11:00"),
    ]

    assert rules.due(at("2026-08-03T14:30"), lasting("3wd"), HANOI, pauses=waited) == at(
        "2026-08-07T15:30"
    )


def test_a_pause_after_the_end_changes_nothing() -> None:
    waited = pause("2026-08-06T14:30", "2026-08-10T10:00")

    assert rules.due(at("2026-08-03T14:30"), lasting("3wd"), HANOI, pauses=[waited]) == at(
        "2026-08-06T14:30"
    )


def test_a_pause_moves_calendar_days_by_its_dates() -> None:
    waited = pause("2026-08-05T10:00", "2026-08-07T09:00")

    assert rules.due(at("2026-08-03T10:00"), lasting("8d"), HANOI, pauses=[waited]) == at(
        "2026-08-13T17:00"
    )


def test_a_same_day_dossier_that_waited_counts_as_received_when_it_is_complete() -> None:
    cutoff = datetime.time(15)
    before = pause("2026-08-03T10:00", "2026-08-05T14:00")
    after = pause("2026-08-03T10:00", "2026-08-05T15:30")

    start = at("2026-08-03T09:00")
    assert rules.due(start, lasting("0wd"), HANOI, cutoff=cutoff, pauses=[before]) == at(
        "2026-08-05T17:00"
    )
    assert rules.due(start, lasting("0wd"), HANOI, cutoff=cutoff, pauses=[after]) == at(
        "2026-08-06T17:00"
    )


def test_an_extension_counts_from_the_former_end() -> None:
    more = rules.Extension(lasting("2wd"), at("2026-08-06T09:00"))
    by_date = rules.Extension(lasting("5d"), at("2026-08-06T09:00"))

    start = at("2026-08-03T14:30")
    assert rules.due(start, lasting("3wd"), HANOI, extensions=[more]) == at("2026-08-10T14:30")
    assert rules.due(start, lasting("3wd"), HANOI, extensions=[by_date]) == at("2026-08-11T17:00")


def test_the_time_before_an_instant() -> None:
    assert rules.before(at("2026-02-25T14:30"), lasting("1wd"), HANOI) == at("2026-02-24T14:30")
    assert rules.before(at("2026-02-23T08:00"), lasting("1wh"), HANOI) == at("2026-02-13T16:00")
    assert rules.before(at("2026-01-02T08:00"), lasting("0wh"), HANOI) == at("2026-01-02T08:00")


def test_used_is_without_nights_holidays_and_pauses() -> None:
    start, end = at("2026-02-13T14:30"), at("2026-02-25T14:30")

    assert rules.used(start, end, HANOI) == 3 * 480
    assert rules.used(start, end, HANOI, [pause("2026-02-23T08:00", "2026-02-23T12:00")]) == 1200
    assert rules.used(end, start, HANOI) == 0


def test_beyond_the_known_days_the_week_applies() -> None:
    assert rules.due(at("2150-08-03T10:00"), lasting("5wd"), HANOI) == at("2150-08-10T10:00")
    assert rules.due(at("1850-08-05T10:00"), lasting("1wd"), HANOI).date() == datetime.date(
        1850, 8, 6
    )


def test_beyond_all_calendars_the_answer_is_a_refusal() -> None:
    for start in ["9998-01-01T10:00", "0001-01-02T10:00", "9990-01-01T10:00"]:
        with pytest.raises(rules.OutOfTime):
            rules.due(at(start), lasting("100y"), HANOI)


def test_long_spans_are_the_sum_of_short_ones() -> None:
    edges = [at(f"{year:04}-03-04T10:00") for year in (3, 900, 1899, 1950, 2026, 2101, 5000, 9000)]

    parts = sum(rules.used(start, end, HANOI) for start, end in pairwise(edges))

    assert rules.used(edges[0], edges[-1], HANOI) == parts


def test_a_saturday_morning_of_the_police_counts_half_a_day() -> None:
    police = plain(saturday="08:00-12:00")

    assert rules.due(at("2026-08-07T08:00"), lasting("2wd"), police) == at("2026-08-10T12:00")


def test_a_worked_rest_day_has_the_usual_hours_or_its_own() -> None:
    usual = plain(worked("2026-08-08"))
    own = plain(worked("2026-08-08", "08:00-10:00"))

    assert rules.due(at("2026-08-07T16:00"), lasting("3wh"), usual) == at("2026-08-08T10:00")
    assert rules.due(at("2026-08-07T16:00"), lasting("4wh"), own) == at("2026-08-10T09:00")


def test_a_week_may_change_from_a_date_on() -> None:
    early = rules.WorkWeek(hours=(rules.parse_hours("08:00-12:00"),) * 5 + ((), ()))
    late = rules.WorkWeek(
        hours=(rules.parse_hours("07:00-11:00"),) * 5 + ((), ()),
        valid_from=datetime.date(2026, 8, 5),
    )
    calendar = rules.Calendar("test", "Asia/Ho_Chi_Minh", (early, late), {})

    assert rules.due(at("2026-08-04T11:00"), lasting("2wh"), calendar) == at("2026-08-05T08:00")


def test_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="working hours"):
        plain(weekday="", saturday="")


def test_a_calendar_with_days_declared_otherwise() -> None:
    shorter = plain().with_days(off("2026-08-04"), version="next")

    assert shorter.version == "next"
    assert rules.due(at("2026-08-03T14:30"), lasting("1wd"), shorter) == at("2026-08-05T14:30")
