"""Open dossiers go on by another text: rehearsed, one by one, reversible; promises stay."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import definition, queries, store
from thanglong.kernel.cases.actions import converting
from thanglong.kernel.cases.conversion import Mapped
from thanglong.kernel.cases.models import Case, ClockEntry, Conversion, ConvertedCase, Step, Task
from thanglong.kernel.cases.queries import conversions
from thanglong.kernel.cases.tests.test_drafting import FOLDER, HERE, SLUG, TITLE, an, binh
from thanglong.kernel.cases.tests.test_engine import act, all_missing, open_task
from thanglong.kernel.people.models import Holding

HOUR = datetime.timedelta(hours=1)
LATER = MORNING + 5 * HOUR
Publish = Callable[..., int]
__all__ = ["an", "binh"]


@pytest.fixture
def publish(town: Town, tmp_path: Path) -> Publish:
    """Publishes the city's text with replacements (old, new) in its three YAML files; its id."""

    def published(*changes: tuple[str, str], times: int = -1) -> int:
        content = definition.read_folder(FOLDER)
        for old, new in changes:
            files = [name for name in content if old.encode() in content[name]]
            assert files, old
            content |= {
                name: content[name].replace(old.encode(), new.encode(), times) for name in files
            }
        definition.write_folder(content, tmp_path / "in" / FOLDER.name)
        cases.load_procedures(folder=tmp_path / "in", at=MORNING + HOUR)
        return queries.revisions_of("1.004873")[0].id

    return published


@pytest.fixture
def case(town: Town) -> Case:
    """A dossier of Lan with which Hòa is busy."""
    found = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=HERE)
    act(found, "accept", town.minh, MORNING + HOUR / 2)
    cases.claim_task(task_id=open_task(found).id, at=MORNING + HOUR / 2, by=town.hoa)
    found.refresh_from_db()
    return found


def rehearse(case: Case, new_id: int, by: Actor, **mapping: Any) -> Conversion:
    return cases.rehearse_conversion(
        revision_ids=(case.revision_id, new_id), mapping=Mapped(**mapping), at=LATER, by=by
    )


def convert(case: Case, new_id: int, by: Actor, **mapping: Any) -> Conversion:
    found = rehearse(case, new_id, by, **mapping)
    return cases.convert_dossiers(conversion_id=found.id, at=LATER, by=by)


def row(case: Case) -> ConvertedCase:
    return ConvertedCase.objects.get(case=case)


def promised(case: Case) -> tuple[Any, ...]:
    """What must never change silently."""
    found = Case.objects.get(id=case.id)
    task = Task.objects.get(case=case, closed_at__isnull=True)
    ledger = list(ClockEntry.objects.filter(case=case).values_list("kind", "at", "amount"))
    return (
        found.promised_at, found.due_at, found.budget, found.cutoff, found.calendar, found.fee,
        found.remind_at, task.due_at, task.opened_at, task.allowed_minutes, ledger,
    )  # fmt: skip


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    before = store.standing_of(case), case.revision_id

    found = rehearse(case, publish((TITLE, "title: Tên mới")), binh)

    assert (found.state, found.weight, found.affected) == ("rehearsed", "cosmetic", 1)
    assert (row(case).how, row(case).moved_at) == ("same", None)
    case.refresh_from_db()
    assert (store.standing_of(case), case.revision_id) == before
    assert Step.objects.filter(case=case, action="converted").count() == 0


def test_other_words_are_taken_at_once_and_all_promises_stay(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    kept, new_id = promised(case), publish((TITLE, "title: Tên mới"), ("total: ", "total:  "))

    convert(case, new_id, binh)

    moved = Case.objects.get(id=case.id)
    assert moved.revision_id == new_id
    assert promised(case) == kept
    assert open_task(case).claimed_by_id == town.hoa.account_id
    assert store.rebuilt(moved) == store.standing_of(moved)
    step = case.steps.order_by("-seq")[0]
    assert (step.action, step.account_id) == ("converted", binh.account_id)
    assert step.data["from_revision"] == case.revision_id


def test_a_shorter_time_in_the_new_text_moves_no_date(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    kept = promised(case)
    due = f"due: {_stage('appraisal').due}"

    convert(case, publish((due, "due: 1wh")), binh)

    assert promised(case) == kept


def _stage(stage_id: str) -> Any:
    found = queries.latest_revision(SLUG, on=MORNING.date())
    assert found is not None
    return found.definition.stages[stage_id]


def test_another_desk_in_the_new_text_has_the_work_and_its_time_stays(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    kept, by = promised(case), _stage("appraisal").by

    convert(case, publish((by, "leader@deciding")), binh)

    task = open_task(case)
    assert (task.role, task.claimed_by_id) == ("leader", None)
    assert promised(case) == kept
    assert row(case).how == "mapped"
    done = cases.act(
        task_id=task.id,
        request=cases.Request(action="propose", findings=filing.findings(SLUG, "appraisal")),
        at=LATER + HOUR,
        by=town.long,
    )
    assert done.stage != "appraisal"


def test_a_stage_that_is_gone_holds_its_dossiers_until_a_mapping_says_where_they_go(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    new_id = publish(("appraisal", "examination"))

    found = convert(case, new_id, binh)

    assert (found.weight, row(case).how) == ("breaking", "held")
    assert "stage:appraisal" in row(case).problems
    assert Case.objects.get(id=case.id).revision_id == case.revision_id
    assert queries.problems_of(found.id)["stage:appraisal"] == 1
    assert [one.case_id for one in queries.held_in(found.id)] == [case.id]

    convert(case, new_id, binh, stages={"appraisal": "examination"})

    moved = Case.objects.get(id=case.id)
    assert (moved.stage, open_task(case).stage) == ("examination", "examination")
    request = cases.Request(action="propose", findings=filing.findings(SLUG, "appraisal"))
    done = cases.act(task_id=open_task(case).id, request=request, at=LATER, by=town.hoa)
    assert done.stage == "signature"


def test_a_question_with_another_name_keeps_its_answer(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    new_id = publish(("copies", "number_of_copies"))
    copies = case.answers["copies"]

    assert rehearse(case, new_id, binh)
    assert row(case).problems[0] == "field:copies"
    convert(case, new_id, binh, fields={"copies": "number_of_copies"})

    answers = Case.objects.get(id=case.id).answers
    assert answers["number_of_copies"] == copies
    assert "copies" not in answers
    assert case.steps.order_by("-seq")[0].data["changed"] == ["copies", "number_of_copies"]


def test_a_new_question_for_everybody_is_answered_by_the_mapping(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    text = definition.read_folder(FOLDER)["procedure.yaml"].decode()
    start = re.search(r"fields:\n *- ", text)
    assert start is not None
    colour = start[0] + "{id: colour, type: text, required: true}\n" + start[0].split("\n")[1]
    new_id = publish((start[0], colour), times=1)

    rehearse(case, new_id, binh)
    assert row(case).problems == ["answer:colour:required"]
    convert(case, new_id, binh, values={"colour": "đỏ"})

    assert Case.objects.get(id=case.id).answers["colour"] == "đỏ"


def test_a_request_that_waits_for_an_answer_about_what_is_gone_holds_the_dossier(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    act(case, "supplement", town.hoa, MORNING + HOUR, verdicts=all_missing(case))
    page = next(
        one["requirement"].removeprefix("page:")
        for one in case.supplement_requests.get().verdicts
        if one["requirement"].startswith("page:")
    )

    rehearse(case, publish((f"- id: {page}\n", f"- id: {page}_new\n")), binh)

    assert f"asked:page:{page}" in row(case).problems


def test_what_was_found_goes_along_under_its_new_name(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    from thanglong.kernel.cases import findings

    act(case, "propose", town.hoa, MORNING + HOUR)
    case.refresh_from_db()
    name, again = "status_source", "told_by"
    value = findings.values_of(case)[name]
    new_id = publish((name, again))

    convert(case, new_id, binh, findings={name: again})

    moved = Case.objects.get(id=case.id)
    assert moved.revision_id == new_id, row(case).problems
    assert findings.values_of(moved)[again] == value
    assert name not in findings.values_of(moved)


def test_what_nobody_has_worked_on_is_taken_back_the_rest_stays(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    other = filing.file(slug=SLUG, by=town.lan, at=MORNING + HOUR / 3, answers=HERE)
    kept, before = promised(case), store.standing_of(case)
    new_id = publish(("appraisal", "examination"))
    found = convert(case, new_id, binh, stages={"appraisal": "examination"})
    act(other, "accept", town.minh, LATER)

    done = cases.undo_conversion(conversion_id=found.id, at=LATER + HOUR, by=binh)

    assert (done.back, done.stayed) == (1, 1)
    back = Case.objects.get(id=case.id)
    task = open_task(case)
    assert (back.revision_id, store.standing_of(back), promised(case)) == (
        case.revision_id, before, kept,
    )  # fmt: skip
    assert (task.stage, task.claimed_by_id) == ("appraisal", town.hoa.account_id)
    assert Case.objects.get(id=other.id).revision_id == new_id
    assert case.steps.order_by("-seq")[0].action == "conversion_undone"
    assert queries.worked_on_since(found.id) == 1


def test_what_was_killed_in_the_middle_goes_on_where_it_was(
    town: Town, case: Case, publish: Publish, binh: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversions, "BATCH", 1)
    for number in range(3):
        filing.file(slug=SLUG, by=town.lan, at=MORNING + number * HOUR / 9, answers=HERE)
    new_id = publish((TITLE, "title: Tên mới"))
    found = rehearse(case, new_id, binh)

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cases.convert_dossiers(conversion_id=found.id, at=LATER, by=binh, progress=killed)
    assert queries.conversion(found.id).state == "applying"
    assert queries.ways_of(found.id)["same"] == (4, 1)

    cases.convert_dossiers(conversion_id=found.id, at=LATER, by=binh)

    assert queries.ways_of(found.id)["same"] == (4, 4)
    assert Step.objects.filter(action="converted").count() == 4
    assert queries.conversion(found.id).state == "applied"


def test_what_hoa_did_after_the_dry_run_is_taken_into_account(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    found = rehearse(case, publish((TITLE, "title: Tên mới")), binh)
    act(case, "propose", town.hoa, LATER)

    cases.convert_dossiers(conversion_id=found.id, at=LATER, by=binh)

    moved = Case.objects.get(id=case.id)
    assert (moved.stage, row(case).after["stage"]) == ("signature", "signature")


def test_a_decided_dossier_stays_on_its_text(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    act(case, "propose", town.hoa, MORNING + HOUR)
    act(case, "approve", town.long, MORNING + 2 * HOUR)

    found = convert(case, publish((TITLE, "title: Tên mới")), binh)

    assert found.affected == 0
    assert Case.objects.get(id=case.id).revision_id == case.revision_id


def test_only_who_may_publish_moves_dossiers(
    town: Town, case: Case, publish: Publish, an: Actor, binh: Actor
) -> None:
    new_id = publish((TITLE, "title: Tên mới"))
    found = rehearse(case, new_id, binh)

    for stranger in (an, town.minh, town.lan, town.hanh):
        with pytest.raises(NotAllowed):
            rehearse(case, new_id, stranger)
        with pytest.raises(NotAllowed):
            cases.convert_dossiers(conversion_id=found.id, at=LATER, by=stranger)
        with pytest.raises(NotAllowed):
            cases.undo_conversion(conversion_id=found.id, at=LATER, by=stranger)


def test_each_refusal_says_why(town: Town, case: Case, publish: Publish, binh: Actor) -> None:
    new_id = publish((TITLE, "title: Tên mới"))
    birth = queries.revisions_of("1.001193")[0].id

    with pytest.raises(converting.OtherProcedure):
        rehearse(case, birth, binh)
    with pytest.raises(converting.OtherProcedure):
        rehearse(case, case.revision_id, binh)
    with pytest.raises(converting.MappingIsWrong, match=r"stages\.attic"):
        rehearse(case, new_id, binh, stages={"attic": "reception"})
    found = rehearse(case, new_id, binh)
    with pytest.raises(converting.NothingConverted):
        cases.undo_conversion(conversion_id=found.id, at=LATER, by=binh)
    Conversion.objects.filter(id=found.id).update(state="rehearsing")
    with pytest.raises(converting.NotRehearsed):
        cases.convert_dossiers(conversion_id=found.id, at=LATER, by=binh)


def test_a_dry_run_asks_no_more_for_more_dossiers(town: Town, case: Case) -> None:
    others = [
        filing.file(slug=SLUG, by=town.lan, at=MORNING + number * HOUR / 9, answers=HERE)
        for number in range(5)
    ]
    with CaptureQueriesContext(connection) as one:
        conversions.standings([case.id])
    with CaptureQueriesContext(connection) as many:
        found = conversions.standings([case.id, *(other.id for other in others)])

    assert len(found) == 6
    assert len(many) == len(one)


def test_a_deputy_who_has_the_work_keeps_it_where_the_desk_stays(
    town: Town, case: Case, publish: Publish, binh: Actor
) -> None:
    """Hòa holds the post no longer by herself, as a deputy does not either."""
    Holding.objects.filter(account_id=town.hoa.account_id).update(valid_to=MORNING + HOUR)
    claimed = open_task(case).claimed_by_id

    convert(case, publish((TITLE, "title: Tên mới")), binh)

    assert claimed is not None
    assert open_task(case).claimed_by_id == claimed
