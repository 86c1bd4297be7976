"""Quỳnh changes words, fees, times and the way in pages; the files keep all that she left alone."""

import datetime
import difflib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.tables import Draft
from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries
from thanglong.services.editing.queries.cells import source_of
from thanglong.services.editing.queries.sheets import SHEETS, sheet_of
from thanglong.services.editing.tests.test_drafts import CODE, PROCEDURE, VI, begun, files

Browser = Callable[[Actor], Client]
EN = "texts/en.yaml"
TODAY = datetime.date(2026, 11, 25)


def form_of(draft: Any, code: str) -> dict[str, str]:
    """What a browser sends when nothing was changed."""
    source = source_of(queries.files_of_draft(draft.id), on=TODAY)
    sent: dict[str, str] = {}
    for cell in sheet_of(code, source, "vi").cells():
        is_time = cell.kind == "duration"
        sent[cell.name] = cell.amount if is_time else cell.value.replace("\n", "\r\n")
        if is_time:
            sent[f"{cell.name}|unit"] = cell.unit or "wh"
        sent[f"was|{cell.name}"] = cell.was
    for row in sheet_of(code, source, "vi").rows():
        if row.position and row.count > 1:
            sent[row.position_name] = sent[f"was|{row.position_name}"] = str(row.position)
    return sent


def gone(draft: Any, code: str, name: str) -> dict[str, str]:
    """The ticked box that takes a row away."""
    source = source_of(queries.files_of_draft(draft.id), on=TODAY)
    rows = sheet_of(code, source, "vi").rows()
    return {name: next(row.was for row in rows if row.owns and row.gone_name == name)}


def save(client: Client, draft: Any, code: str, **changes: str) -> Any:
    sent = form_of(draft, code) | changes
    return client.post(f"/texts/drafts/{draft.id}/sheets/{code}", sent)


def changed_lines(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_a_page_that_is_saved_unchanged_changes_nothing(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)

    for code in SHEETS:
        assert client.get(f"/texts/drafts/{draft.id}/sheets/{code}").status_code == 200
        assert save(client, draft, code).status_code == 302

    assert queries.files_of_draft(draft.id) == files()
    assert Draft.objects.get().version == draft.version


@pytest.mark.usefixtures("staffed")
def test_a_text_a_fee_and_a_due_are_changed_and_nothing_else(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)

    save(client, draft, "about", **{"vi|title": "Giấy độc thân"})
    save(client, draft, "fees", **{"p|fee|ordinary|amount": "12.000"})
    save(client, draft, "times", **{"p|stages|appraisal|due": "10"})
    save(client, draft, "law", **{"p|effective|from": "30/11/2026"})
    shown = client.get(f"/texts/drafts/{draft.id}/sheets/route").content.decode()
    assert 'aria-invalid="true"' in shown  # the first row of who decides is past by then
    save(client, draft, "route", **gone(draft, "route", "gone|authority|0"))

    now = queries.files_of_draft(draft.id)
    assert changed_lines(files()[VI], now[VI])[1::2] == ['+ title: "Giấy độc thân"']
    told = changed_lines(files()[PROCEDURE], now[PROCEDURE])
    assert "-   - {until: 2025-07-01, level: commune, basis: nd123}" in told
    assert [line.strip("+- ") for line in told if line.startswith("+")] == [
        "effective: {from: 2026-11-30}",
        "{id: ordinary, amount: 12000, basis: tt85, certainty: M}",
        "due: 10wh",
    ]
    found = queries.findings_of_draft(draft.id, at=town.at)
    assert {one.file for one in found} == {"scenarios.yaml"}  # those that are filed before that day


def test_a_fee_is_added_with_its_words_and_taken_away_again(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    row = {
        "p|new|fee|id": "abroad",
        "p|new|fee|amount": "20000",
        "p|new|fee|when": "purpose == 'abroad'",
        "p|new|fee|basis": "tt85",
        "vi|new": "Dùng ở nước ngoài",
        "en|new": "For use abroad",
    }

    assert save(client, draft, "fees", **row).status_code == 302

    fees = queries.definition_of_draft(draft.id).procedure.fee
    assert [one.id for one in fees] == ["online", "exempt", "abroad", "ordinary"]
    assert (fees[2].amount, fees[2].when) == (20000, row["p|new|fee|when"])
    assert save(client, draft, "fees", **gone(draft, "fees", "gone|fee|abroad")).status_code == 302
    assert queries.files_of_draft(draft.id) == files()


def test_a_row_is_moved_with_what_stands_beside_it(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)

    save(client, draft, "fees", **{"pos|fee|exempt": "1"})

    now = queries.files_of_draft(draft.id)[PROCEDURE]
    assert queries.definition_of_draft(draft.id).procedure.fee[0].id == "exempt"
    assert sorted(now.splitlines()) == sorted(files()[PROCEDURE].splitlines())


def test_a_row_that_a_colleague_has_changed_is_not_taken_away_unseen(
    town: Town, quynh: Actor, an: Actor, browser_of: Browser
) -> None:
    draft = begun(browser_of(quynh))
    ticked = form_of(draft, "fees") | gone(draft, "fees", "gone|fee|exempt")
    save(browser_of(an), draft, "fees", **{"p|fee|exempt|amount": "500"})

    answer = browser_of(quynh).post(f"/texts/drafts/{draft.id}/sheets/fees", ticked)

    assert answer.status_code == 409
    assert len(queries.definition_of_draft(draft.id).procedure.fee) == 3


def test_help_is_added_to_a_question_that_had_none(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)

    save(client, draft, "questions", **{"vi|fields|purpose|hint": "Ghi trên giấy"})

    now = queries.files_of_draft(draft.id)[VI]
    assert changed_lines(files()[VI], now)[1::2] == [
        '+   purpose: {label: "Mục đích", hint: "Ghi trên giấy"}'
    ]


def test_the_way_is_changed_and_a_stage_added(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    row = {
        "p|stages|appraisal|do|propose": "review",
        "p|new|stages|id": "review",
        "p|new|stages|by": "head@deciding",
        "p|new|stages|due": "4",
        "p|new|stages|act": "propose",
        "p|new|stages|target": "signature",
        "vi|new": "Trưởng phòng xem lại",
        "en|new": "The head looks again",
    }

    assert save(client, draft, "route", **row).status_code == 302

    stages = queries.definition_of_draft(draft.id).stages
    assert [(one.action, one.target) for one in stages["review"].do] == [("propose", "signature")]
    assert (stages["review"].by, stages["review"].due) == ("head@deciding", "4wh")
    shown = client.get(f"/texts/drafts/{draft.id}/sheets/route").content.decode()
    assert "Trưởng phòng xem lại" in shown and "<svg" in shown


def test_what_two_write_at_different_places_is_both_kept(
    town: Town, quynh: Actor, an: Actor, browser_of: Browser
) -> None:
    draft = begun(browser_of(quynh))
    before = form_of(draft, "about")
    save(browser_of(an), draft, "about", **{"vi|summary": "Lời của An."})

    address = f"/texts/drafts/{draft.id}/sheets/about"
    answer = browser_of(quynh).post(address, before | {"vi|title": "Tên của Quỳnh"})

    assert answer.status_code == 302
    words = queries.definition_of_draft(draft.id).words("vi")
    assert (words.title, words.summary) == ("Tên của Quỳnh", "Lời của An.")


def test_what_two_write_at_one_place_is_told_apart_and_nothing_is_lost(
    town: Town, quynh: Actor, an: Actor, browser_of: Browser
) -> None:
    draft = begun(browser_of(quynh))
    before = form_of(draft, "about")
    save(browser_of(an), draft, "about", **{"vi|title": "Tên của An"})
    address = f"/texts/drafts/{draft.id}/sheets/about"
    sent = before | {"vi|title": "Tên của Quỳnh", "vi|summary": "Lời của Quỳnh."}

    answer = browser_of(quynh).post(address, sent)

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "<q>Tên của An</q>" in said and "Tên của Quỳnh" in said and "Lời của Quỳnh." in said
    assert queries.definition_of_draft(draft.id).words("vi").title == "Tên của An"

    again = form_of(draft, "about") | {"vi|title": "Tên của Quỳnh"}
    assert browser_of(quynh).post(address, again).status_code == 302
    assert queries.definition_of_draft(draft.id).words("vi").title == "Tên của Quỳnh"


def test_the_check_stands_beside_the_cell_while_one_types_and_after_a_save(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    address = f"/texts/drafts/{draft.id}/sheets/fees"
    wrong = {"p|fee|ordinary|basis": "", "p|fee|exempt|when": "purpos == 'x'"}

    told = client.post(f"{address}/findings", form_of(draft, "fees") | wrong).json()
    assert {"p|fee|ordinary|basis", "p|fee|exempt|when"} & set(told["places"])
    assert queries.files_of_draft(draft.id) == files()

    assert save(client, draft, "fees", **wrong).status_code == 302
    assert 'aria-invalid="true"' in client.get(address).content.decode()


@pytest.mark.usefixtures("staffed")
def test_what_stands_still_is_read_and_not_written(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    client.post(f"/texts/drafts/{draft.id}/submission")

    answer = save(client, draft, "about", **{"vi|title": "Giấy độc thân"})

    assert answer.status_code == 422
    assert queries.files_of_draft(draft.id) == files()


def test_a_file_that_cannot_be_read_is_mended_in_the_file(
    town: Town, quynh: Actor, browser_of: Browser
) -> None:
    client = browser_of(quynh)
    draft = begun(client)
    values = {"text": "title: [", "version": draft.version}
    client.post(f"/texts/drafts/{draft.id}/files?path={VI}", values)

    for code in SHEETS:
        assert client.get(f"/texts/drafts/{draft.id}/sheets/{code}").status_code == 200
    assert save(client, draft, "about", **{"vi|title": "Giấy"}).status_code == 422
    assert CODE in client.get("/texts").content.decode()
