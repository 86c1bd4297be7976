"""Each rule of the linter fails on a procedure that is broken in its way, and says what to do."""

import datetime

import pytest

from thanglong.kernel.cases import lint
from thanglong.kernel.cases.agencies import Post
from thanglong.kernel.cases.lint import spoken
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.broken_findings import BROKEN_FINDINGS
from thanglong.kernel.cases.tests.broken_law import BROKEN_LAW
from thanglong.kernel.cases.tests.broken_parts import BROKEN_PARTS, procedures
from thanglong.kernel.cases.tests.broken_stages import BROKEN_STAGES, Change, add_fact
from thanglong.kernel.cases.tests.make import Data

BROKEN = [*BROKEN_STAGES, *BROKEN_LAW, *BROKEN_FINDINGS, *BROKEN_PARTS]

STARTED = procedures()


def test_the_sample_procedure_is_in_order() -> None:
    assert make.findings() == []


@pytest.mark.parametrize(
    ("rule", "change", "path", "said"),
    BROKEN,
    ids=[f"{rule}: {said}" for rule, _, _, said in BROKEN],
)
def test_a_broken_procedure_is_found_by_its_rule(
    rule: str, change: Change, path: str, said: str
) -> None:
    found = [one for one in make.findings(change, procedures=STARTED) if one.rule == rule]

    assert any(path in one.path and said in str(one) for one in found), [*map(str, found)]
    assert all(one.advice for one in found)


@pytest.mark.parametrize("rule", sorted({row[0] for row in BROKEN}))
def test_what_a_rule_says_is_said_in_vietnamese_too(rule: str) -> None:
    for _rule, change, _path, _said in [row for row in BROKEN if row[0] == rule][:3]:
        for one in make.findings(change, procedures=STARTED):
            message, advice = spoken.said(one, "vi")

            assert message != one.message, one
            assert advice != one.advice, one
            assert spoken.said(one, "en") == (one.message, one.advice)


def test_every_rule_is_proved_by_a_broken_procedure() -> None:
    notices = {"laws_are_used", "templates_are_used"}
    staffing = {"posts_are_staffed"}

    assert {rule.__name__ for rule in lint.RULES} == {row[0] for row in BROKEN} | notices | staffing


def test_posts_that_nobody_holds_are_named_with_their_units_in_each_epoch() -> None:
    def is_staffed(post: Post, on: datetime.date) -> list[str]:
        reform = datetime.date(2025, 7, 1)
        return ["Phường Ba Đình"] if post.role == "leader" and on >= reform else []

    found = make.findings(is_staffed=is_staffed)

    assert [one.path for one in found] == ["stages.signature.by"]
    assert "On 2025-07-01, nobody holds leader@deciding in 1 units: Phường Ba Đình." in str(
        found[0]
    )


def test_without_the_citys_people_staffing_is_a_notice() -> None:
    found = lint.lint(make.definition())

    assert [one.rule for one in found if one.is_notice] == ["posts_are_staffed"]


def test_a_law_that_nothing_names_is_a_notice() -> None:
    def add(data: Data) -> None:
        data["procedure"]["basis"]["idle"] = {"cite": "NĐ 1/2024/NĐ-CP"}

    found = [one for one in lint.lint(make.definition(add)) if one.rule == "laws_are_used"]

    assert [(one.path, one.is_notice) for one in found] == [("basis.idle", True)]


def test_a_result_that_nothing_prints_is_a_notice() -> None:
    def drop(data: Data) -> None:
        data["procedure"]["results"]["XNTTHN"].pop("template")

    found = [one for one in lint.lint(make.definition(drop)) if one.rule == "templates_are_used"]

    assert [(one.path, one.is_notice) for one in found] == [("results.XNTTHN", True)]


def test_a_fact_that_is_wrong_is_reported_once() -> None:
    found = make.findings(lambda data: add_fact(data, "marries", "purpos == 'marriage'"))

    assert [one.path for one in found if one.rule == "expressions_are_typed"] == ["facts.marries"]


def test_rows_for_each_channel_are_a_total_table() -> None:
    def one_each(data: Data) -> None:
        data["procedure"]["deadline"] = [
            {"when": f"channel == '{channel}'", "total": "3wd", "basis": "nd123"}
            for channel in ("online", "direct", "post")
        ]

    found = [one for one in make.findings(one_each) if one.rule == "tables_are_total"]

    assert found == []
