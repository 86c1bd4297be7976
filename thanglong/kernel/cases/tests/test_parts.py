"""One filing to three agencies: the parents say it once, each agency decides its part."""

import datetime
from typing import Any

import pytest

from tests import filing
from tests.town import MORNING, Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, refusals, scopes, store
from thanglong.kernel.cases.models import Case, Step, Task
from thanglong.kernel.documents.models import Document
from thanglong.kernel.events.models import Event

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
SLUG = "newborn-three-in-one"
DESKS = {
    "one_stop": ("Trần Văn Minh", "Điểm phục vụ hành chính công phường Ba Đình", "one_stop"),
    "police": ("Đỗ Văn Quân", "Công an phường Ba Đình", "specialist"),
    "police_chief": ("Lê Văn Thành", "Công an phường Ba Đình", "leader"),
    "insurance": ("Ngô Thị Bích", "Bảo hiểm xã hội thành phố Hà Nội", "specialist"),
    "insurance_chief": ("Phạm Văn Sơn", "Bảo hiểm xã hội thành phố Hà Nội", "leader"),
}


@pytest.fixture
def whole(town: Town) -> Case:
    return filing.file(slug=SLUG, by=town.lan, at=MORNING)


def officer(town: Town, desk: str) -> Actor:
    return town.officer(*DESKS[desk])


def part(whole: Case, name: str) -> Case:
    found = {one.id: one.case for one in queries.parts_of(whole)}[name]
    assert found is not None, f"{name} has not begun"
    return found


def act(case: Case, action: str, by: Actor, at: datetime.datetime, **words: Any) -> Case:
    case.refresh_from_db()
    words.setdefault("findings", filing.found_for(case, action))
    task = Task.objects.get(case=case, closed_at__isnull=True, kind="stage")
    return cases.act(task_id=task.id, request=cases.Request(action=action, **words), at=at, by=by)


def grant_birth(town: Town, whole: Case, at: datetime.datetime) -> Case:
    birth = part(whole, "birth")
    act(birth, "accept", town.minh, at)
    act(birth, "propose", town.hoa, at)
    return act(birth, "approve", town.long, at)


def grant(town: Town, whole: Case, name: str, desk: str, at: datetime.datetime) -> Case:
    case = part(whole, name)
    act(case, "accept", officer(town, "one_stop"), at)
    act(case, "propose", officer(town, desk), at)
    return act(case, "approve", officer(town, f"{desk}_chief"), at)


def standing(whole: Case) -> tuple[str, str]:
    whole.refresh_from_db()
    return whole.status, whole.outcome


def test_lan_files_once_and_the_birth_begins_at_once(town: Town, whole: Case) -> None:
    begun = {one.id: one.case for one in queries.parts_of(whole)}

    assert [name for name, case in begun.items() if case] == ["birth"]
    birth = part(whole, "birth")
    assert birth.procedure == "1.001193"
    assert birth.code != whole.code
    assert birth.answers["child.full_name"] == "Phạm Gia Hân"
    assert birth.applicant_id == town.lan.person_id
    assert not Task.objects.filter(case=whole).exists()
    assert Task.objects.filter(case=birth, role="one_stop", closed_at__isnull=True).exists()


def test_the_promised_date_is_that_of_the_latest_part(town: Town, whole: Case) -> None:
    assert whole.due_at is not None and whole.due_at == whole.promised_at
    assert whole.due_at - MORNING > 9 * DAY  # a day for the birth, seven working days after it

    grant_birth(town, whole, MORNING + HOUR)

    residence = part(whole, "residence")
    whole.refresh_from_db()
    assert whole.due_at == residence.due_at


def test_the_birth_certificate_opens_the_way_to_police_and_insurance(
    town: Town, whole: Case
) -> None:
    birth = grant_birth(town, whole, MORNING + HOUR)

    certificate = Document.objects.get(case_code=birth.code, kind="result")
    for name in ("residence", "card"):
        paper = queries.papers_of(part(whole, name))[0]
        assert paper.need == "birth_certificate"
        assert paper.document_id == certificate.id
        assert paper.evidence == "own_result:KQ.G15.000031"
    residence = part(whole, "residence")
    assert residence.answers["for_whom"] == "child"
    assert residence.answers["new_home"] == whole.answers["sender.residence"]
    assert part(whole, "card").deciding.name == "Bảo hiểm xã hội thành phố Hà Nội"
    assert standing(whole) == ("in_process", "")


def test_the_number_found_at_the_birth_goes_on_to_the_other_agencies(
    town: Town, whole: Case
) -> None:
    birth, number = part(whole, "birth"), "001326000123"
    act(birth, "accept", town.minh, MORNING)
    found = filing.findings("birth-registration", "appraisal") | {"child_number": number}
    act(birth, "propose", town.hoa, MORNING, findings=found)
    act(birth, "approve", town.long, MORNING)

    assert part(whole, "residence").answers["child.number"] == number
    assert part(whole, "card").answers["child.number"] == number


def test_three_agencies_decide_and_the_whole_is_done(town: Town, whole: Case) -> None:
    grant_birth(town, whole, MORNING + HOUR)
    grant(town, whole, "residence", "police", MORNING + DAY)
    assert standing(whole) == ("in_process", "")
    grant(town, whole, "card", "insurance", MORNING + DAY + HOUR)

    assert standing(whole) == ("returned", "granted")
    assert whole.closed_at == MORNING + DAY + HOUR
    kinds = [step.action for step in queries.steps_of(whole)]
    assert kinds[0] == "file"
    assert kinds[-1] == "complete"
    told = Event.objects.filter(subject=f"dossier:{whole.code}").values_list("type", flat=True)
    assert "cases.dossier.closed.v1" in set(told)


def test_a_refused_part_does_not_lose_the_others(town: Town, whole: Case) -> None:
    grant_birth(town, whole, MORNING + HOUR)
    residence = part(whole, "residence")
    act(residence, "accept", officer(town, "one_stop"), MORNING + DAY)
    act(residence, "propose", officer(town, "police"), MORNING + DAY)
    act(
        residence,
        "refuse",
        officer(town, "police_chief"),
        MORNING + DAY,
        note="Chỗ ở không hợp pháp.",
        basis="Luật Cư trú 68/2020/QH14",
    )
    assert standing(whole) == ("in_process", "")

    grant(town, whole, "card", "insurance", MORNING + DAY)

    assert standing(whole) == ("returned", "granted")
    outcomes = queries.steps_of(whole)[-1].data["outcomes"]
    assert outcomes == {"birth": "granted", "residence": "refused", "card": "granted"}


def test_what_waits_for_a_birth_that_is_not_accepted_never_begins(town: Town, whole: Case) -> None:
    act(
        part(whole, "birth"),
        "refuse",
        town.minh,
        MORNING,
        note="Cha mẹ cư trú ở nơi khác.",
        basis="Luật Hộ tịch 60/2014/QH13",
    )

    assert standing(whole) == ("not_accepted", "")
    assert [one.id for one in queries.parts_of(whole) if one.case] == ["birth"]


def ask(town: Town, case: Case, by: Actor, at: datetime.datetime) -> None:
    verdicts = tuple(
        cases.Verdict(requirement=name, is_fulfilled=name.startswith("need:"), reason="sai tên")
        for name in scopes.requirements(case)
    )
    act(case, "supplement", by, at, verdicts=verdicts)


def test_a_supplement_stops_only_the_clock_that_it_must(town: Town, whole: Case) -> None:
    grant_birth(town, whole, MORNING + HOUR)
    residence, card = part(whole, "residence"), part(whole, "card")
    before = card.due_at
    act(residence, "accept", officer(town, "one_stop"), MORNING + 2 * HOUR)
    ask(town, residence, officer(town, "police"), MORNING + 3 * HOUR)
    assert standing(whole) == ("waiting_for_you", "")

    cases.answer_supplement(
        code=residence.code,
        answer=cases.Answer(answers=residence.answers),
        at=MORNING + 2 * DAY,
        by=town.lan,
    )

    residence.refresh_from_db()
    card.refresh_from_db()
    assert card.paused_at is None and card.due_at == before
    assert standing(whole) == ("in_process", "")
    assert whole.due_at == residence.due_at
    assert whole.promised_at is not None and whole.due_at is not None
    assert whole.due_at > whole.promised_at


def test_what_lan_corrects_at_the_birth_is_not_asked_again(town: Town, whole: Case) -> None:
    birth = part(whole, "birth")
    act(birth, "accept", town.minh, MORNING)
    ask(town, birth, town.hoa, MORNING + HOUR)

    right = {**birth.answers, "child.full_name": "Phạm Gia Hà"}
    cases.answer_supplement(
        code=birth.code, answer=cases.Answer(answers=right), at=MORNING + 2 * HOUR, by=town.lan
    )
    act(birth, "propose", town.hoa, MORNING + 3 * HOUR)
    act(birth, "approve", town.long, MORNING + 3 * HOUR)

    assert part(whole, "residence").answers["child.full_name"] == "Phạm Gia Hà"
    assert part(whole, "card").answers["child.full_name"] == "Phạm Gia Hà"


def test_lan_withdraws_the_whole_and_keeps_what_is_granted(town: Town, whole: Case) -> None:
    grant_birth(town, whole, MORNING + HOUR)

    cases.withdraw_case(code=whole.code, reason="", at=MORNING + DAY, by=town.lan)

    assert standing(whole) == ("returned", "granted")
    assert part(whole, "birth").outcome == "granted"
    assert part(whole, "residence").status == "withdrawn"
    assert part(whole, "card").status == "withdrawn"
    with pytest.raises(refusals.CaseIsClosed):
        cases.withdraw_case(code=whole.code, reason="", at=MORNING + DAY, by=town.lan)


def test_withdrawn_before_anything_is_decided_nothing_begins_any_more(
    town: Town, whole: Case
) -> None:
    cases.withdraw_case(code=whole.code, reason="", at=MORNING + HOUR, by=town.lan)
    cases.withdraw_case(code=whole.code, reason="", at=MORNING + HOUR, by=town.lan)

    assert standing(whole) == ("withdrawn", "")
    assert part(whole, "birth").status == "withdrawn"
    assert Case.objects.filter(parent=whole).count() == 1


def test_lan_may_withdraw_one_part_and_go_on_with_the_rest(town: Town, whole: Case) -> None:
    grant_birth(town, whole, MORNING + HOUR)
    cases.withdraw_case(
        code=part(whole, "residence").code, reason="", at=MORNING + DAY, by=town.lan
    )
    grant(town, whole, "card", "insurance", MORNING + DAY)

    assert standing(whole) == ("returned", "granted")


def test_the_same_request_files_one_whole_with_its_parts(town: Town) -> None:
    first = filing.file(slug=SLUG, by=town.lan, at=MORNING, key="k1")
    again = filing.file(slug=SLUG, by=town.lan, at=MORNING + HOUR, key="k1")

    assert again.code == first.code
    assert Case.objects.count() == 2


def test_the_same_act_sent_twice_begins_the_parts_once(town: Town, whole: Case) -> None:
    birth = part(whole, "birth")
    act(birth, "accept", town.minh, MORNING)
    act(birth, "propose", town.hoa, MORNING)
    task = Task.objects.get(case=birth, closed_at__isnull=True)
    for _ in range(2):
        cases.act(
            task_id=task.id,
            request=cases.Request(action="approve", key="twice"),
            at=MORNING,
            by=town.long,
        )

    assert Case.objects.filter(parent=whole).count() == 3


def test_only_the_parts_that_are_wanted_are_planned(town: Town) -> None:
    whole = filing.file(
        slug=SLUG, by=town.lan, at=MORNING, answers={"wants_card": False, "clinic": None}
    )

    assert [one.id for one in queries.parts_of(whole)] == ["birth", "residence"]


def test_an_answer_that_a_part_would_refuse_is_refused_before_anything_is_filed(
    town: Town,
) -> None:
    answers = {"child.birth_date": "2026-11-26"}
    with pytest.raises(BadInput):
        filing.file(slug=SLUG, by=town.lan, at=MORNING, answers=answers)

    assert not Case.objects.exists()


def test_the_row_of_a_whole_can_be_made_anew_from_its_history(town: Town, whole: Case) -> None:
    grant_birth(town, whole, MORNING + HOUR)
    for step_by in (whole, part(whole, "birth"), part(whole, "card")):
        step_by.refresh_from_db()
        assert store.rebuilt(step_by) == store.standing_of(step_by)
    numbers = Step.objects.filter(case=whole).order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_hanh_sees_neither_the_whole_nor_a_part(town: Town, whole: Case) -> None:
    for case in (whole, part(whole, "birth")):
        assert queries.case_of_party(code=case.code, by=town.hanh, at=MORNING) is None


def test_the_police_see_their_part_only_when_it_has_begun(town: Town, whole: Case) -> None:
    police = officer(town, "police")
    birth = part(whole, "birth")
    assert queries.case_of_officer(code=birth.code, by=police) is None

    grant_birth(town, whole, MORNING + HOUR)
    act(part(whole, "residence"), "accept", officer(town, "one_stop"), MORNING + 2 * HOUR)

    assert queries.case_of_officer(code=part(whole, "residence").code, by=police) is not None
    assert queries.case_of_officer(code=birth.code, by=police) is None
