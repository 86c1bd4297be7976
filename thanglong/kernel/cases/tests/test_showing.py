"""What shows a claim: the register, one's own result, else a paper; never more than is needed."""

import datetime
import uuid
from typing import Any

import pytest

from tests import filing
from tests.tables import Entry
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput, NotFound
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, scopes
from thanglong.kernel.cases.definition import evidence
from thanglong.kernel.cases.models import Case, Showing
from thanglong.kernel.cases.showing import Shown, from_json
from thanglong.kernel.documents.models import Document

SLUG = "marital-status-certificate"
LAN = "999196000101"
HOME = {"area": "00004", "line": "Số 12 ngõ 5 phố Châu Long"}


def answers(**changes: Any) -> dict[str, Any]:
    usual = {
        "subject.full_name": "Nguyễn Thị Lan",
        "subject.personal_number": LAN,
        "subject.residence": HOME,
        "fee_group": "ordinary",
    }
    return filing.plain(filing.scenario(SLUG)["answers"]) | usual | changes


def look(by: Actor, given: dict[str, Any], **wanted: Any) -> tuple[Shown, ...]:
    revision = queries.latest_revision(SLUG, on=MORNING.date())
    assert revision is not None
    definition = revision.definition
    context = scopes.context_of(
        definition,
        channel="online",
        at=MORNING,
        full_name=by.name,
        is_organisation=False,
        papers=(),
    )
    seen = definition.see(definition.typed(given), context)
    return cases.look_for(
        wanted=cases.Wanted(definition=definition, seen=seen, **wanted),
        subject=cases.subject_of(applicant_id=by.person_id or 0),
        at=MORNING,
        by=by,
    )


def outcomes(found: tuple[Shown, ...]) -> dict[str, str]:
    return {one.need: one.outcome for one in found}


def file(by: Actor, given: dict[str, Any], found: tuple[Shown, ...]) -> Case:
    return filing.file(slug=SLUG, by=by, at=MORNING, channel="online", answers=given, shown=found)


def test_the_register_shows_where_lan_lives_and_she_sends_nothing(
    town: Town, registers: Any
) -> None:
    found = look(town.lan, answers())
    case = file(town.lan, answers(), found)

    (kept,) = Showing.objects.filter(case=case)
    assert (kept.need, kept.outcome) == ("lives_here", "shown")
    assert kept.evidence == "register:population.residence"
    assert kept.reference and "population" in kept.source and kept.as_of is not None
    assert "NĐ 104/2022" in kept.basis
    assert "Châu Long" not in str(Showing.objects.values().get(id=kept.id))


def test_lan_sees_who_looked_why_and_on_which_law(town: Town, registers: Any) -> None:
    look(town.lan, answers())

    entry = Entry.objects.get(act="registers.read")
    assert entry.person_id == town.lan.person_id
    assert entry.subject == "register:population"
    assert "1.004873 · NĐ 104/2022" in entry.purpose


@pytest.mark.parametrize(
    ("mode", "home", "outcome", "code"),
    [
        ("down", HOME, "down", "register_down"),
        ("refuse", HOME, "down", "register_down"),
        ("wrong", HOME, "down", "register_down"),
        ("ok", HOME | {"area": "00070"}, "differs", "register_differs"),
    ],
)
def test_what_the_register_does_not_show_is_asked_as_a_paper(
    town: Town, registers: Any, mode: str, home: dict[str, str], outcome: str, code: str
) -> None:
    registers.mode = mode
    given = answers(**{"subject.residence": home})

    found = look(town.lan, given)
    with pytest.raises(BadInput) as refusal:
        file(town.lan, given, found)

    assert outcomes(found) == {"lives_here": outcome}
    assert [(one.field, one.code) for one in refusal.value.details["problems"]] == [
        ("need:lives_here", code)
    ]
    said = dict(scopes.problem_sentences(refusal.value, "vi"))["need:lives_here"]
    assert said.startswith("Nơi cư trú: ")
    assert not Case.objects.exists()


def test_somebody_whom_the_register_does_not_know_is_asked_for_a_paper(
    town: Town, registers: Any
) -> None:
    cuc = town.resident("Bùi Thị Cúc", "999195000777")
    given = answers(**{"subject.full_name": cuc.name, "subject.personal_number": "999195000777"})

    assert outcomes(look(cuc, given)) == {"lives_here": "unknown"}


def test_a_file_that_is_there_spares_the_look(town: Town, registers: Any) -> None:
    assert look(town.lan, answers(), files={"lives_here"}) == ()
    assert not Entry.objects.filter(act="registers.read").exists()


def test_nobody_learns_from_a_form_what_the_register_knows_of_somebody_else(
    town: Town, registers: Any
) -> None:
    given = answers(**{"subject.personal_number": "999188000105"})

    found = look(town.lan, given)

    assert outcomes(found) == {"lives_here": "office"}
    assert not Entry.objects.filter(act="registers.read").exists()
    assert file(town.lan, given, found).status == "filed"


def test_what_was_known_today_about_the_same_answers_is_not_asked_again(
    town: Town, registers: Any
) -> None:
    first = look(town.lan, answers())
    kept = tuple(from_json(one.as_json()) for one in first)

    again = look(town.lan, answers(), kept=kept)
    moved = look(town.lan, answers(**{"subject.residence": HOME | {"area": "00070"}}), kept=kept)

    assert again == first
    assert outcomes(moved) == {"lives_here": "differs"}
    assert Entry.objects.filter(act="registers.read").count() == 2


def test_a_result_of_ones_own_shows_a_claim_while_it_is_valid(town: Town, registers: Any) -> None:
    given = answers(earlier="have")
    paper = Document.objects.create(
        id=uuid.uuid4(),
        kind="result",
        code="KQ.G15.000038",
        title="Giấy xác nhận tình trạng hôn nhân",
        file_name="cu.pdf",
        template="results/certificate.typ",
        data={},
        number="12/XNTTHN",
        owner_id=town.lan.person_id,
        created_at=MORNING,
        valid_until=MORNING.date(),
    )

    found = {one.need: one for one in look(town.lan, given)}
    Document.objects.filter(id=paper.id).update(
        valid_until=MORNING.date() - datetime.timedelta(days=1)
    )
    later = outcomes(look(town.lan, given))

    assert found["earlier_certificate"].document_id == paper.id
    assert found["earlier_certificate"].source == "12/XNTTHN"
    assert "earlier_certificate" not in later


def test_the_office_looks_up_what_only_it_may_and_the_look_stays(
    town: Town, registers: Any
) -> None:
    given = answers(**{"subject.personal_number": "999188000105"})
    case = file(town.lan, given, look(town.lan, given))

    kept = cases.look_up_need(case=case, need="lives_here", at=MORNING, by=town.hoa)

    assert (kept.outcome, kept.account_id) == ("shown", town.hoa.account_id)
    assert [one.outcome for one in queries.showings_of(case)] == ["office", "shown"]
    entry = Entry.objects.get(act="registers.read")
    assert entry.account_id == town.hoa.account_id
    with pytest.raises(NotFound):
        cases.look_up_need(case=case, need="exemption", at=MORNING, by=town.hoa)


def test_an_empty_answer_shows_nothing(town: Town) -> None:
    revision = queries.latest_revision(SLUG, on=MORNING.date())
    assert revision is not None
    need = revision.definition.procedure.needs[0]
    context = scopes.context_of(
        revision.definition,
        channel="online",
        at=MORNING,
        full_name="",
        is_organisation=False,
        papers=(),
    )
    seen = revision.definition.see({}, context)

    assert [evidence.shows(need, value, seen) for value in (None, "", {}, [])] == [False] * 4
