"""Past dossiers on a new text: what would have been otherwise, and nothing is touched."""

import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.cases import commands, definition, queries
from thanglong.kernel.cases.definition import Definition, loader
from thanglong.kernel.cases.models import Case, Step
from thanglong.kernel.cases.tests.test_drafting import FOLDER, HERE, SLUG, files
from thanglong.kernel.cases.tests.test_engine import act

HOUR = datetime.timedelta(hours=1)


def text(*changes: tuple[str, str]) -> Definition:
    """The text of the city, with replacements in procedure.yaml."""
    content = definition.read_folder(FOLDER)
    for change in changes:
        content |= {"procedure.yaml": _replaced(content["procedure.yaml"], *change)}
    found, faults = loader.examine(content)
    assert found is not None and not faults, faults
    return found


def _replaced(content: bytes, old: str, new: str) -> bytes:
    assert old.encode() in content, old
    return content.replace(old.encode(), new.encode())


@pytest.fixture
def case(town: Town) -> Case:
    found = filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=HERE)
    act(found, "accept", town.minh, MORNING + HOUR)
    act(found, "propose", town.hoa, MORNING + 2 * HOUR)
    return found


def kinds(new: Definition) -> dict[str, int]:
    return dict(queries.replay_dossiers(new).counts)


def test_the_same_text_changes_nothing_for_anybody(case: Case) -> None:
    found = queries.replay_dossiers(text())

    assert (found.looked, found.same, dict(found.counts)) == (1, 1, {})


def test_a_longer_time_is_another_promised_date(case: Case) -> None:
    deadline = next(
        line for line in _yaml().splitlines() if "- {total:" in line or "total: " in line
    )
    total = deadline.split("total: ")[1].split(",")[0].rstrip("}")

    found = queries.replay_dossiers(text((f"total: {total}", "total: 30wd")))

    assert found.counts["due"] == 1
    code, one = found.examples["due"][0]
    assert code == case.code and one.after > one.before


def _yaml() -> str:
    return files()["procedure.yaml"].decode()


def test_another_desk_is_named_with_its_stage(case: Case) -> None:
    by = text().stages["appraisal"].by

    found = queries.replay_dossiers(text((by, "head@deciding.department('justice')")))

    one = found.examples["desk"][0][1]
    assert (one.before, one.after) == (by, "head@deciding.department('justice')")


def test_an_act_that_leads_elsewhere_is_another_outcome(case: Case) -> None:
    new = text()
    stages = tuple(
        one.model_copy(update={"do": tuple(arc for arc in one.do if arc.action != "propose")})
        for one in new.procedure.stages
    )
    gone = Definition(new.procedure.model_copy(update={"stages": stages}), new.texts, new.templates)

    found = queries.replay_dossiers(gone)

    assert found.counts["outcome"] == 1
    assert found.examples["outcome"][0][1].after == ""


def test_a_new_check_tells_who_would_not_have_come_in(case: Case) -> None:
    new = text()
    check = new.procedure.checks[0].model_copy(
        update={"id": "only_by_post", "when": None, "unless": "channel == 'post'"}
    )
    procedure = new.procedure.model_copy(update={"checks": (*new.procedure.checks, check)})

    found = queries.replay_dossiers(Definition(procedure, new.texts, new.templates))

    assert dict(found.counts) == {"refused": 1}
    assert found.examples["refused"][0][1].after == "only_by_post"


def test_other_fees_and_papers_are_counted(case: Case) -> None:
    new = text()
    fees = tuple(
        one.model_copy(update={"amount": 99_000, "list_amount": None}) for one in new.procedure.fee
    )
    need = new.procedure.needs[0].model_copy(
        update={"id": "new_paper", "when": None, "required": True}
    )
    changed: dict[str, Any] = {"fee": fees, "needs": (*new.procedure.needs, need)}
    procedure = new.procedure.model_copy(update=changed)

    found = queries.replay_dossiers(Definition(procedure, new.texts, new.templates))

    assert found.counts["fee"] == found.counts["needs"] == 1
    assert found.examples["fee"][0][1].after == "99000"
    assert found.examples["needs"][0][1].after == "new_paper"


def test_a_replay_touches_nothing_and_asks_no_more_for_more_dossiers(
    town: Town, case: Case
) -> None:
    steps = Step.objects.count()
    queries.replay_dossiers(text())
    with CaptureQueriesContext(
        connection,
    ) as one:
        queries.replay_dossiers(text())
    for number in range(6):
        filing.file(slug=SLUG, by=town.lan, at=MORNING + number * HOUR, answers=HERE)
    with CaptureQueriesContext(connection) as many:
        found = queries.replay_dossiers(text())

    assert found.looked == 7
    assert len(many) == len(one)
    assert Step.objects.count() == steps + 6


def test_the_latest_and_no_more_than_asked_are_looked_at_with_progress(
    town: Town, case: Case
) -> None:
    newer = filing.file(slug=SLUG, by=town.lan, at=MORNING + HOUR, answers=HERE)
    told: list[int] = []

    found = queries.replay_dossiers(text(), most=1, progress=told.append)
    since = queries.replay_dossiers(text(), since=newer.filed_at)

    assert (found.looked, since.looked, told) == (1, 1, [1])


def test_a_replay_is_told_on_a_terminal(case: Case) -> None:
    runner = CliRunner()

    found = runner.invoke(commands.procedure, ["replay", str(FOLDER)])
    as_json = runner.invoke(commands.procedure, ["replay", str(FOLDER), "--json"])

    assert "1 dossiers, 1 the same" in found.output
    assert '"looked": 1' in as_json.output
