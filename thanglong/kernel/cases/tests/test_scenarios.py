"""Scenarios: what is expected is compared with what comes, by the rules of the engine."""

from typing import Any

import pytest

from thanglong.kernel.cases import scenarios
from thanglong.kernel.cases.definition import DefinitionError, strict_yaml
from thanglong.kernel.cases.scenarios import Report
from thanglong.kernel.cases.tests import make


def run(
    *, do: list[str] | None = None, expect: dict[str, Any] | None = None, **more: Any
) -> Report:
    story = {
        "name": "Lan asks",
        "on": "2026-02-05T09:00",
        "channel": "online",
        "answers": make.LAN,
        "do": do or [],
        "expect": expect or {},
    }
    found = scenarios.read(strict_yaml.Document("scenarios.yaml", [story | more]))
    return scenarios.run(make.definition(), found[0], calendar=make.calendar())


def test_the_scenarios_of_the_sample_come_out() -> None:
    stories = scenarios.load(make.FOLDER)

    reports = scenarios.run_all(make.definition(), stories, calendar=make.calendar())

    assert [report.faults for report in reports] == [()] * 5
    assert str(reports[0].due) == "2026-02-10 09:00:00+07:00"


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"authority": "city"}, "`authority` should be city, but is commune."),
        ({"department": "justice"}, "`department` should be justice"),
        ({"fee": 1}, "`fee` should be 1, but is 0."),
        ({"fee_row": "counter"}, "`fee_row` should be counter, but is online."),
        ({"path": ["reception"]}, "`path` should be [reception], but is [reception, appraisal]."),
        ({"due": "2026-02-10T17:00"}, "`due` should be 2026-02-10T17:00, but is 2026-02-10T09:00."),
        ({"needs": []}, "`needs` should be [], but are [lives_here]."),
        ({"results": ["X"]}, "`results` should be [X], but is [XNTTHN]."),
        ({"refused": "two_people_marry"}, "accepted, but 'two_people_marry' should refuse"),
    ],
)
def test_what_does_not_come_as_expected_is_said(expect: dict[str, Any], said: str) -> None:
    report = run(do=["accept"], expect=expect)

    assert any(said in fault for fault in report.faults), report.faults


def test_answers_that_are_refused_unexpectedly_are_named() -> None:
    report = run(answers=make.LAN | {"copies": 99})

    assert report.faults == ("The answers are refused (copies), but should be accepted.",)


def test_a_refusal_by_another_check_is_not_the_expected_one() -> None:
    answers = make.LAN | {"purpose": "marriage", "spouse.full_name": "Nguyễn Thị Lan"}

    report = run(answers=answers, expect={"refused": "old_enough_to_marry"})

    assert (
        "'old_enough_to_marry' should refuse the answers, but two_people_marry" in report.faults[0]
    )


def test_an_act_that_the_stage_does_not_have_is_refused() -> None:
    assert "Act 1, 'approve' at 'reception', is refused" in run(do=["approve"]).faults[0]


def test_nothing_can_be_done_after_the_end() -> None:
    assert "the case has ended" in run(do=["refuse", "accept"]).faults[0]


def test_a_paper_that_is_not_asked_for_is_pointed_out() -> None:
    assert (
        "'parental_link' is shown, but the procedure does not ask for it here."
        in run(papers=["parental_link"]).faults[0]
    )


def test_a_second_supplement_needs_the_leader() -> None:
    report = run(
        do=["accept", "supplement", "resubmit", "supplement", "approve_supplement", "resubmit"]
    )

    assert report.faults == ()
    assert report.path == (
        "reception",
        "appraisal",
        "waiting",
        "appraisal",
        "supplement_approval",
        "waiting",
        "appraisal",
    )


@pytest.mark.parametrize(
    ("do", "end"),
    [
        (["accept", "withdraw"], "withdrawn"),
        (["accept", "supplement", "limit_passes"], "stopped"),
        (["stop"], "stopped"),
    ],
)
def test_acts_that_every_procedure_has_need_not_be_written(do: list[str], end: str) -> None:
    assert run(do=do).path[-1] == end


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "must be a list"),
        ([{"name": "x"}], "is missing"),
        ([{"name": "x", "on": "soon", "channel": "online", "answers": {}, "expect": {}}], "on"),
        ([{"name": "x"}] * 201, "at most 200"),
    ],
)
def test_a_file_of_scenarios_that_cannot_be_used_says_why(data: Any, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        scenarios.read(strict_yaml.Document("scenarios.yaml", data))


def test_a_day_on_which_no_row_applies_is_a_fault() -> None:
    report = run(on="2024-01-05T09:00", channel="online")

    assert report.faults == ()
    gap = make.definition(lambda data: data["procedure"]["deadline"].pop(1))
    found = scenarios.run(gap, report.scenario, calendar=make.calendar())
    assert found.faults == ("No row of `deadline` applies on 2024-01-05.",)
