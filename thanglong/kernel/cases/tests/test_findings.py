"""What officers find: entered by the one who looked, corrected in the open, never assumed."""

import datetime
from typing import Any

import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import findings, refusals, rules, scenarios, schema, scopes
from thanglong.kernel.cases.actions import finding
from thanglong.kernel.cases.definition import messages, strict_yaml
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.broken_findings import finds_status
from thanglong.kernel.documents.models import Document

HOUR = datetime.timedelta(hours=1)
SLUG = "marital-status-certificate"
SINGLE = {"status": "single", "status_source": "register"}


@pytest.fixture
def case(town: Town) -> Case:
    filed = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers={"fee_group": "ordinary"})
    return act(filed, "accept", town.minh)


def act(case: Case, action: str, by: Any, hours: int = 1, **words: Any) -> Case:
    task = Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
    request = cases.Request(action=action, **words)
    return cases.act(task_id=task.id, request=request, at=MORNING + hours * HOUR, by=by)


def codes(refusal: BadInput) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refusal.details["problems"]]


def test_hoa_cannot_propose_before_she_says_what_she_found(town: Town, case: Case) -> None:
    with pytest.raises(BadInput) as refusal:
        act(case, "propose", town.hoa)

    case.refresh_from_db()
    assert codes(refusal.value) == [("status", "required"), ("status_source", "required")]
    assert case.stage == "appraisal"
    assert findings.values_of(case) == {}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"status": "happy", "status_source": "register"}, ("status", "not_an_option")),
        (SINGLE | {"conviction": "none"}, ("conviction", "unknown_field")),
        ({"status": "married", "status_source": "book"}, ("spouse_name", "required")),
        (SINGLE | {"status": "x" * 30_000}, ("status", "too_long")),
    ],
)
def test_what_is_entered_is_checked_like_an_answer(
    town: Town, case: Case, given: dict[str, Any], problem: tuple[str, str]
) -> None:
    with pytest.raises(BadInput) as refusal:
        act(case, "propose", town.hoa, findings=given)

    assert problem in codes(refusal.value)
    assert all(
        messages.sentence(one, definition=Flow.of(case).definition, language="vi")
        for one in refusal.value.details["problems"]
    )


def test_what_was_found_is_kept_with_who_and_when(town: Town, case: Case) -> None:
    act(case, "propose", town.hoa, 2, findings=SINGLE)

    kept = findings.history_of(case)
    assert {one.field: one.value for one in kept} == SINGLE
    assert {one.step.actor_name for one in kept} == {"Vũ Thị Hoa"}
    assert {one.at for one in kept} == {MORNING + 2 * HOUR}


def test_the_leader_corrects_and_both_values_stay(town: Town, case: Case) -> None:
    act(case, "propose", town.hoa, 2, findings=SINGLE)
    act(case, "approve", town.long, 3, findings={"status": "divorced"})

    told = [
        (one.value, one.step.account_id)
        for one in findings.history_of(case)
        if one.field == "status"
    ]
    assert told == [("single", town.hoa.account_id), ("divorced", town.long.account_id)]
    assert findings.values_of(case) == SINGLE | {"status": "divorced"}


def test_a_dossier_sent_back_keeps_what_was_found_until_it_is_found_otherwise(
    town: Town, case: Case
) -> None:
    act(case, "propose", town.hoa, 2, findings=SINGLE)
    act(case, "send_back", town.long, 3, note="Xin tra lại sổ giấy.")
    act(case, "propose", town.hoa, 4, findings={"status_source": "book"})

    assert findings.values_of(case) == SINGLE | {"status_source": "book"}
    assert len(findings.history_of(case)) == 3


def test_asking_the_applicant_needs_nothing_found_yet(town: Town, case: Case) -> None:
    wanting = tuple(
        cases.Verdict(requirement=name, is_fulfilled=False, reason="Xin gửi lại")
        for name in scopes.requirements(case)
    )
    asked = act(case, "supplement", town.hoa, verdicts=wanting)

    assert asked.status == "waiting_for_you"


def test_the_certificate_says_what_was_found_not_what_lan_declared(town: Town, case: Case) -> None:
    act(case, "propose", town.hoa, 2, findings=SINGLE | {"status": "widowed"})
    done = act(case, "approve", town.long, 3)

    issued = Document.objects.get(case_code=done.code, kind="result")
    assert issued.data["findings"]["status"] == "Vợ hoặc chồng đã mất, chưa kết hôn lại"
    assert issued.data["found"]["status"] == "widowed"


def test_what_contradicts_the_purpose_stops_the_act(town: Town) -> None:
    to_marry = {
        "purpose": "marriage",
        "partner.full_name": "Trần Văn Bình",
        "partner.personal_number": "999090000777",
        "marriage_place": "Ủy ban nhân dân phường Ba Đình",
        "fee_group": "ordinary",
    }
    filed = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=to_marry)
    act(filed, "accept", town.minh)
    found = {"status": "married", "spouse_name": "Trần Văn Bình", "status_source": "register"}

    with pytest.raises(BadInput) as refusal:
        act(filed, "propose", town.hoa, findings=found)

    (problem,) = refusal.value.details["problems"]
    said = messages.sentence(problem, definition=Flow.of(filed).definition, language="vi")
    assert "đang có vợ hoặc chồng" in said


def test_no_result_is_given_while_a_finding_of_another_stage_is_missing(town: Town) -> None:
    filed = filing.file(slug="birth-registration", by=town.lan, at=MORNING)
    filed.stage = "signature"  # where nothing is entered: what the appraiser found must be there
    grant = rules.Move(action="approve", to_stage="", status="returned", issues_results=True)

    with pytest.raises(refusals.FindingsMissing) as refusal:
        finding.prepare(case=filed, move=grant, given={}, at=MORNING)

    assert "Số trong sổ, Quyển số" in str(refusal.value)


def test_lan_sees_nothing_of_it_before_the_decision(town: Town, case: Case) -> None:
    act(case, "propose", town.hoa, 2, findings=SINGLE)
    case.refresh_from_db()
    before = findings.is_shown_to_applicant(case, "status")
    done = act(case, "approve", town.long, 3)

    assert (before, findings.is_shown_to_applicant(done, "status")) == (False, True)


@pytest.mark.parametrize(
    ("sees", "before", "after"),
    [("always", True, True), ("decided", False, True), ("never", False, False)],
)
def test_a_finding_says_from_when_the_applicant_sees_it(
    sees: str, before: bool, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def declare(data: make.Data) -> None:
        finds_status(data)
        data["procedure"]["findings"][0]["applicant"] = sees

    flow = Flow(make.definition(declare))
    monkeypatch.setattr(Flow, "of", staticmethod(lambda case: flow))

    assert findings.is_shown_to_applicant(Case(), "status") is before
    assert findings.is_shown_to_applicant(Case(decided_at=MORNING), "status") is after


def test_the_sample_with_findings_is_in_order() -> None:
    assert make.findings(finds_status) == []


def test_a_scenario_without_what_is_found_is_refused() -> None:
    def forget(data: make.Data) -> None:
        finds_status(data)
        data["scenarios"][0].pop("findings")

    data = make.parts()
    forget(data)
    stories = scenarios.read(strict_yaml.Document(scenarios.FILE, data["scenarios"]))
    report = scenarios.run(make.definition(finds_status), stories[0], calendar=make.calendar())

    assert report.refused == ("status",)
    assert not report.is_as_expected


def test_a_machine_reads_what_a_stage_finds() -> None:
    text = make.definition(finds_status)

    found = schema.findings_schema(text, "appraisal", "en")

    assert list(found["properties"]) == ["status", "spouse"]
    assert found["properties"]["status"]["x-required-if"] == "true"
    assert found["properties"]["spouse"]["x-show-if"] == "found.status == 'married'"
    assert schema.findings_schema(text, "reception", "en") == {}
