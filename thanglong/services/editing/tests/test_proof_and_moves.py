"""A text is tried before anybody meets it, and open dossiers are brought to it, back and forth."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import filing
from tests.tables import Case, Revision, Task
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, tasks
from thanglong.services.editing.tests.test_drafts import CODE, PROCEDURE, begun, files, write

Browser = Callable[[Actor], Client]
HERE = {"subject.residence": {"area": "00004", "line": "Số 1"}, "fee_group": "ordinary"}


def file_some(town: Town, count: int = 2) -> list[str]:
    slug = "marital-status-certificate"
    filed = [
        filing.file(slug=slug, by=who, at=MORNING, answers=HERE, channel="direct").code
        for who in (town.lan, town.hanh)[:count]
    ]
    return [str(one) for one in filed]


def changed(client: Client, *pairs: tuple[str, str]) -> Any:
    draft = begun(client)
    text = files()[PROCEDURE].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    write(client, draft, PROCEDURE, text)
    draft.refresh_from_db()
    return draft


def published(writer: Client, reader: Client, draft: Any) -> Any:
    writer.post(f"/texts/drafts/{draft.id}/submission")
    digest = queries.content_hash_of(draft.id)
    values = {"content_hash": digest, "seen": "true"}
    assert reader.post(f"/texts/drafts/{draft.id}/publication", values).status_code == 302
    return Revision.objects.get(content_hash=digest)


def english(client: Client, address: str) -> str:
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_is_tried_and_past_dossiers_say_what_they_would_have_met(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    file_some(town)
    client = browser_of(quynh)
    dearer = ("amount: 10000, basis", "amount: 12000, basis")
    draft = changed(client, ("total: 3wd", "total: 5wd"), dearer)
    address = f"/texts/drafts/{draft.id}/proof"
    assert client.post(address).status_code == 302
    trial = draft.trials.get()
    assert "Refresh" in client.get(address)

    tasks.run_trial(trial_id=trial.id)

    trial.refresh_from_db()
    assert (trial.state, trial.looked, trial.total) == ("done", 2, 2)
    assert trial.report["replay"]["counts"] == {"fee": 2, "due": 2}
    shown = english(client, address)
    assert "10.000 ₫ → 12.000 ₫" in shown and "another promised date" in shown
    assert "Refresh" not in client.get(address)
    assert queries.files_of_draft(draft.id) != files()  # nothing but the trial was changed


def test_a_draft_that_was_changed_meanwhile_is_tried_anew(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    client.post(f"/texts/drafts/{draft.id}/proof")
    trial = draft.trials.get()
    write(client, draft, PROCEDURE, files()[PROCEDURE].decode() + "# sau\n")

    tasks.run_trial(trial_id=trial.id)

    trial.refresh_from_db()
    assert trial.state == "failed"
    assert "Not tried yet" in english(client, f"/texts/drafts/{draft.id}/proof")


@pytest.mark.usefixtures("staffed")
def test_open_dossiers_are_moved_in_parts_and_taken_back(
    town: Town, quynh: Actor, trong: Actor, browser_of: Browser
) -> None:
    codes = file_some(town)
    writer, reader = browser_of(quynh), browser_of(trong)
    new = published(writer, reader, changed(writer, ("due: 12wh", "due: 10wh")))
    old_id = Case.objects.get(code=codes[0]).revision_id
    pair = f"/texts/{CODE}/moves/{old_id}/{new.id}"
    assert pair in english(reader, f"/texts/{CODE}")
    assert writer.get(pair).status_code == 403

    where = reader.post(pair)["Location"]
    move_id = int(where.rsplit("/", 1)[1])
    run(move_id, "rehearse", trong)
    assert "go on as they are" in english(reader, where)
    assert reader.post(where, {"run": "part"}).status_code == 302  # nobody has looked
    assert queries.conversion(move_id).state == "rehearsed"
    reader.post(where, {"run": "part", "seen": "true"})
    run(move_id, "apply", trong, most=1)
    assert on_text(codes) == sorted([old_id, new.id])
    run(move_id, "apply", trong)
    assert on_text(codes) == [new.id, new.id]
    assert "have moved" in english(reader, where)

    reader.post(where, {"run": "undo", "seen": "true"})
    run(move_id, "undo", trong)
    assert on_text(codes) == [old_id, old_id]


@pytest.mark.usefixtures("staffed")
def test_what_is_gone_is_asked_for_and_held_dossiers_say_why(
    town: Town, quynh: Actor, trong: Actor, browser_of: Browser
) -> None:
    codes = file_some(town, 1)
    writer, reader = browser_of(quynh), browser_of(trong)
    draft = changed(writer, ("appraisal", "checking"))
    for path in ("texts/vi.yaml", "texts/en.yaml", "scenarios.yaml"):
        draft.refresh_from_db()
        write(writer, draft, path, files()[path].decode().replace("appraisal", "checking"))
    new = published(writer, reader, draft)
    case = Case.objects.get(code=codes[0])
    task = Task.objects.get(case=case, closed_at=None)
    cases.claim_task(task_id=task.id, at=MORNING, by=town.minh)
    accept = cases.Request(action="accept")
    cases.act(task_id=task.id, request=accept, at=MORNING, by=town.minh)
    pair = f"/texts/{CODE}/moves/{case.revision_id}/{new.id}"

    where = reader.post(pair)["Location"]
    move_id = int(where.rsplit("/", 1)[1])
    run(move_id, "rehearse", trong)
    assert "It stands at a stage that is gone" in english(reader, where)
    reader.post(pair, {"map|stages|appraisal": "checking"})
    run(move_id, "rehearse", trong)

    assert queries.ways_of(move_id) == {"mapped": (1, 0)}


def run(move_id: int, what: str, by: Actor, most: int | None = None) -> None:
    """The worker does what was ordered."""
    tasks.run_conversion(conversion_id=move_id, run=what, account_id=by.account_id or 0, most=most)


def on_text(codes: list[str]) -> list[int]:
    """The revisions that these dossiers stand on."""
    found = Case.objects.filter(code__in=codes).values_list("revision_id", flat=True)
    return sorted(found)
