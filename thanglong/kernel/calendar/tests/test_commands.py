import json

import pytest
from click.testing import CliRunner, Result

from thanglong.kernel.calendar import commands

BACKWARDS = ("2026-02-25T14:30", "2026-02-13T14:30")


def ask(*words: str) -> Result:
    return CliRunner().invoke(commands.calendar, words)


def test_when_is_it_due() -> None:
    answer = json.loads(
        ask("due", "--from", "2026-02-13T14:30", "--budget", "3wd", "--json").output
    )

    assert answer["due"] == "2026-02-25T14:30:00+07:00"
    assert answer["working_minutes"] == 1440
    assert answer["said"]["vi"] == "14:30 thứ Tư 25/02/2026"
    assert "Tết" in answer["why"]["vi"]
    assert "Lunar New Year" in answer["why"]["en"]
    assert {step["kind"] for step in answer["steps"]} >= {"received", "holiday", "weekend", "due"}
    assert list(answer) == [
        "from", "budget", "cutoff", "calendar", "calendar_version", "counted_from", "due",
        "working_minutes", "said", "why", "steps",
    ]  # fmt: skip


def test_when_is_it_due_after_the_cut_off() -> None:
    said = ask("due", "--from", "2026-02-13T15:30", "--budget", "0wd", "--cutoff", "15:00").output

    assert said.startswith("2026-02-23 17:00\n")
    assert "trong ngày làm việc" in said
    assert "same working day" in said


def test_a_pause_and_an_offset_may_be_told() -> None:
    answer = json.loads(
        ask(
            "due",
            "--from", "2026-08-03T07:30:00+00:00",
            "--budget", "3wd",
            "--pause", "2026-08-04T10:00", "2026-08-05T10:00",
            "--json",
        ).output
    )  # fmt: skip

    assert answer["due"] == "2026-08-07T14:30:00+07:00"


def test_the_hours_of_an_agency_are_not_answered_for_one_that_is_not_there() -> None:
    asked = ["due", "--from", "2026-02-13T14:30", "--budget", "3wd"]

    refused = ask(*asked, "--agency", "NOPE")

    assert refused.exit_code == 1
    assert refused.output.startswith("Error: There is no agency “NOPE”")
    assert refused.output.count("\n") == 1
    assert ask(*asked, "--agency", "H26").output == ask(*asked).output


@pytest.mark.parametrize(
    "words",
    [
        ("used", "--from", BACKWARDS[0], "--to", BACKWARDS[1]),
        ("due", "--from", "2026-02-13T14:30", "--budget", "3wd", "--pause", *BACKWARDS),
    ],
)
def test_an_end_before_its_beginning_is_not_counted_as_nothing(words: tuple[str, ...]) -> None:
    refused = ask(*words)

    assert refused.exit_code == 1
    assert "2026-02-13T14:30 comes before 2026-02-25T14:30" in refused.output


def test_how_much_is_used() -> None:
    words = ["used", "--from", "2026-02-13T14:30", "--to", "2026-02-25T14:30"]

    answer = json.loads(ask(*words, "--json").output)

    assert answer["working_minutes"] == 1440
    assert answer["said"] == {"vi": "3 ngày làm việc", "en": "3 working days"}
    assert "1440 min" in ask(*words).output


def test_the_days_of_a_month() -> None:
    answer = json.loads(ask("show", "2026-01", "--json").output)
    days = {day["date"]: day for day in answer["days"]}

    assert len(days) == 31
    assert days["2026-01-02"]["kind"] == "holiday"
    assert days["2026-01-10"]["kind"] == "swapped"
    assert days["2026-01-10"]["hours"] == ["08:00-12:00", "13:00-17:00"]
    assert "Ngày làm bù" in ask("show", "2026-01").output


def test_what_was_known_before() -> None:
    answer = json.loads(ask("show", "2026-01", "--known-on", "2025-12-01", "--json").output)

    assert answer["days"][1]["kind"] == "working"


def test_what_a_new_holiday_would_move() -> None:
    words = ["preview", "--off", "2026-12-24", "--budget", "3wd"]

    answer = json.loads(ask(*words, "--json").output)

    assert answer["asked"] == 21
    assert {move["old_due_at"][:10] for move in answer["moved"]} == {
        "2026-12-24",
        "2026-12-25",
        "2026-12-28",
    }
    assert all(move["is_later"] and move["breaks_promise"] for move in answer["moved"])
    assert ask(*words).output.startswith("3 of 21 would move")


@pytest.mark.parametrize(
    "words",
    [
        ["due", "--from", "yesterday", "--budget", "3wd"],
        ["due", "--from", "2026-02-13T14:30", "--budget", "3"],
        ["due", "--from", "2026-02-13T14:30", "--budget", "3wd", "--cutoff", "3pm"],
        ["due", "--from", "9999-12-31T00:00", "--budget", "3wd"],
        ["due", "--from", "0001-01-01T00:00", "--budget", "3wd"],
        ["due", "--from", "2026-02-13T14:30", "--budget", "3wd", "--calendar", "lunar"],
        ["used", "--from", "2026-02-13T14:30", "--to", "2026-02-30T14:30"],
        ["show", "february"],
        ["show", "2026-01", "--known-on", "then"],
        ["preview"],
        ["preview", "--off", "2026-12-40"],
    ],
)
def test_what_cannot_be_answered_is_told_in_one_sentence(words: list[str]) -> None:
    answer = ask(*words)

    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert answer.output.count("\n") == 1


@pytest.mark.parametrize("name", ["due", "used", "show", "preview"])
def test_every_command_shows_an_example(name: str) -> None:
    assert f"Example: thanglong calendar {name}" in ask(name, "--help").output
