"""Who decides, what it costs, how long it takes and what is needed, by day and by answers."""

import datetime
from typing import Any

import pytest

from thanglong.kernel.cases.definition import NoRow, Seen
from thanglong.kernel.cases.tests import make

BEFORE, AFTER = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)
NOW = datetime.date(2026, 2, 5)
SAMPLE = make.definition()


def seen(answers: dict[str, Any] | None = None, **around: Any) -> Seen:
    context = make.context(**around)
    return SAMPLE.see(SAMPLE.validate(make.LAN | (answers or {}), context).values, context)


def test_the_district_decides_until_the_reform_and_the_commune_from_it() -> None:
    assert SAMPLE.authority(seen(), BEFORE).level == "district"
    assert SAMPLE.authority(seen(), AFTER).level == "commune"


def test_the_first_row_whose_condition_holds_decides() -> None:
    row = SAMPLE.authority(seen({"lives_abroad": True}), BEFORE)

    assert (row.level, row.department) == ("city", "justice")


def test_filing_online_is_free_and_shows_what_it_would_have_cost() -> None:
    fee = SAMPLE.fee(seen({"copies": 3}), NOW)

    assert (fee.id, fee.amount, fee.list_amount) == ("online", 0, 24_000)
    assert fee.explanation["vi"] == "Nộp trên mạng miễn lệ phí"
    assert fee.basis is not None and fee.basis.cite.startswith("NQ 77")


def test_a_row_of_the_fee_table_begins_on_its_day() -> None:
    assert SAMPLE.fee(seen(), datetime.date(2025, 12, 31)).id == "counter"
    assert SAMPLE.fee(seen(), datetime.date(2026, 1, 1)).id == "online"


def test_a_fee_is_computed_from_the_answers() -> None:
    assert SAMPLE.fee(seen({"copies": 3}, channel="direct"), NOW).amount == 24_000


def test_a_fee_that_cannot_be_computed_is_no_row() -> None:
    context = make.context(channel="direct")

    with pytest.raises(NoRow, match="fee"):
        SAMPLE.fee(SAMPLE.see({}, context), NOW)


def test_halves_of_a_dong_are_rounded_up() -> None:
    half = make.definition(lambda data: data["procedure"]["fee"][1].update(amount="0.5 * copies"))
    context = make.context(channel="direct")
    view = half.see(half.validate(make.LAN, context).values, context)

    assert half.fee(view, NOW).amount == 1


def test_the_time_depends_on_the_case() -> None:
    assert SAMPLE.deadline(seen(), NOW).total == "3wd"
    assert SAMPLE.deadline(seen({"lives_abroad": True}), NOW).total == "6wd"
    assert SAMPLE.deadline(seen(), NOW).cutoff == "15:00"


def test_papers_are_needed_where_they_apply() -> None:
    assert [(due.need.id, due.is_required) for due in SAMPLE.needs_for(seen())] == [
        ("lives_here", True)
    ]
    child = seen({"subject.birth_date": "2015-01-01", "lives_abroad": True})
    assert [(due.need.id, due.is_required) for due in SAMPLE.needs_for(child)] == [
        ("lives_here", False),
        ("parental_link", True),
    ]


def test_the_commune_that_receives_follows_from_the_answers() -> None:
    assert SAMPLE.route_area(seen()) == "00004"
    assert SAMPLE.route_area(SAMPLE.see({}, make.context())) == ""


def test_a_fact_may_rest_on_another_fact_written_later() -> None:
    def turn_round(data: make.Data) -> None:
        data["procedure"]["facts"] = {
            "young_couple": "is_minor and marries",
            "is_minor": "age(subject.birth_date, submitted_on) < 18",
            "marries": "purpose == 'marriage'",
        }

    turned = make.definition(turn_round)
    values = {"subject.birth_date": datetime.date(2015, 1, 1), "purpose": "marriage"}

    assert turned.see(values, make.context()).holds("young_couple")


def test_a_field_that_is_hidden_counts_as_missing_for_those_after_it() -> None:
    values = {"purpose": "study", "spouse.full_name": "Phạm Văn Bình"}

    view = SAMPLE.see(values, make.context())

    assert view.holds("is_empty(spouse.full_name)")
    assert "spouse.full_name" not in view.visible


def test_facts_that_go_round_are_missing_and_harm_nobody() -> None:
    def knot(data: make.Data) -> None:
        data["procedure"]["facts"] = {"marries": "not is_minor", "is_minor": "not marries"}

    knotted = make.definition(knot)

    assert knotted.see({}, make.context()).visible


def test_a_stage_names_its_post() -> None:
    assert str(SAMPLE.post("appraisal")) == "specialist@deciding.department('civil_status')"
    assert SAMPLE.post("waiting") is None
    with pytest.raises(KeyError):
        SAMPLE.stage("nowhere")
    with pytest.raises(KeyError):
        SAMPLE.page("nowhere")
    with pytest.raises(KeyError):
        SAMPLE.result("nothing")
