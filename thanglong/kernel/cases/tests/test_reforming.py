"""On 1 July 2025 the units of many dossiers end: each of them keeps a desk and its history."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests import filing
from tests.town import LONG_AGO, Town
from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.base.errors import NotAllowed
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries, reform_file, scopes, store
from thanglong.kernel.cases.actions import reforming
from thanglong.kernel.cases.models import Case, Reform, Rehoming, Reposting
from thanglong.kernel.events.models import Event
from thanglong.kernel.people import queries as people
from thanglong.kernel.people.models import Account, Holding
from thanglong.kernel.units import queries as units
from thanglong.kernel.units.models import Post

FILED = datetime.datetime(2025, 6, 26, 2, 0, tzinfo=datetime.UTC)
AFTER = datetime.datetime(2025, 7, 1, 1, 0, tzinfo=datetime.UTC)
OLD, NEW = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)
SLUG = "marital-status-certificate"
WHOLE, SPLIT, STAYS_IN_NAME = "00001", "00007", "00004"  # Phúc Xá, Cửa Đông(?), Trúc Bạch
FILE = reform_file.ReformFile.model_validate(
    {
        "act": "1656/NQ-UBTVQH15",
        "on": NEW,
        "title": {"vi": "Sắp xếp đơn vị hành chính", "en": "Rearrangement of communes"},
        "source": "test",
        "certainty": "V",
        "addresses": [{"from": SPLIT, "to": "00025", "words": ["phố Cửa Bắc"]}],
    }
)


@pytest.fixture
def file_in(town: Town) -> Callable[..., Case]:
    """Files a dossier of Lan with an address in an old commune."""

    def file(area: str, line: str = "Số 1", **changes: Any) -> Case:
        answers = {
            "subject.residence": {"area": area, "line": line},
            "fee_group": "ordinary",
        }
        return filing.file(slug=SLUG, by=town.lan, at=FILED, answers=answers, **changes)

    return file


def clerk_of(area: str, *, login: str = "an", on: datetime.date = OLD) -> Actor:
    """The one-stop clerk of a commune of that day."""
    desk = units.one_stop_of(area_code=area, on=on)
    assert desk is not None
    post = Post.objects.get(agency_id=desk.id, role="one_stop")
    account = Account.objects.filter(login=login).first()
    if account is None:
        Town(at=FILED).officer(login, post.agency.name, "one_stop")
        account = Account.objects.get(login=f"{login}.one_stop")
        Holding.objects.filter(account=account).delete()
    Holding.objects.create(post=post, account=account, valid_from=LONG_AGO, basis="test")
    at = datetime.datetime.combine(on, datetime.time(3), tzinfo=datetime.UTC)
    return people.actor_for_account(account_id=account.id, at=at, assurance=2)


def rehearse() -> Reform:
    reform = cases.announce_reform(file=FILE, at=FILED, by=SYSTEM)
    return cases.rehearse_reform(reform_id=reform.id, at=FILED, by=SYSTEM)


def carry_out() -> Reform:
    return cases.apply_reform(reform_id=rehearse().id, at=AFTER, by=SYSTEM)


def test_a_rehearsal_says_what_would_move_and_moves_nothing(
    town: Town, file_in: Callable[..., Case]
) -> None:
    whole, split, known = file_in(WHOLE), file_in(SPLIT), file_in(SPLIT, "Số 5, phố Cửa Bắc")
    before = store.standing_of(Case.objects.get(id=whole.id))

    reform = rehearse()

    ways = {one.case_id: one.how for one in Rehoming.objects.filter(reform=reform)}
    assert ways == {whole.id: "whole", split.id: "default", known.id: "address"}
    assert [one.case_id for one in queries.undecided(reform)] == [split.id]
    assert reform.affected == 3
    assert store.standing_of(Case.objects.get(id=whole.id)) == before


def test_a_dossier_goes_to_the_desk_of_the_unit_that_follows_and_keeps_its_code(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case = file_in(WHOLE)
    desk = units.one_stop_of(area_code="00097", on=NEW)
    assert desk is not None

    reform = carry_out()

    moved = Case.objects.get(id=case.id)
    task = moved.tasks.get(closed_at__isnull=True)
    assert (moved.code, moved.receiving_id, moved.area_id) == (
        case.code, case.receiving_id, case.area_id,
    )  # fmt: skip
    assert moved.present_area is not None and moved.present_area.code == "00097"
    assert (task.agency_id, task.role, moved.agency_id) == (desk.id, "one_stop", desk.id)
    assert store.rebuilt(moved) == store.standing_of(moved)
    assert reform.state == "applied"
    assert queries.affected_ids(on=NEW) == []


def test_the_history_names_both_agencies_and_the_act_and_lan_is_told(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case = file_in(WHOLE)

    carry_out()

    step = case.steps.order_by("-seq")[0]
    assert step.action == "rehomed"
    assert step.data["act"] == FILE.act
    assert "Phúc Xá" in step.data["from"] and "Hồng Hà" in step.data["to"]
    assert Event.objects.filter(
        type="cases.dossier.rehomed.v1", subject=f"dossier:{case.code}"
    ).exists()


def test_the_new_desk_works_on_where_the_old_one_stopped(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case = file_in(WHOLE)
    carry_out()
    clerk = clerk_of("00097", on=NEW)
    task = Case.objects.get(id=case.id).tasks.get(closed_at__isnull=True)

    accepted = cases.act(
        task_id=task.id, request=cases.Request(action="accept"), at=AFTER, by=clerk
    )

    assert accepted.status == "received"
    assert accepted.tasks.filter(closed_at__isnull=True).count() == 1


def test_an_address_that_the_act_names_goes_there_another_of_the_same_unit_does_not(
    town: Town, file_in: Callable[..., Case]
) -> None:
    named, other = file_in(SPLIT, "Ngõ 3, phố cửa bắc, tổ 4"), file_in(SPLIT, "phố Cửa Bắc Mới A")
    unnamed = file_in(SPLIT, "phố Phan Đình Phùng")

    carry_out()

    area = {one.id: one.present_area.code for one in Case.objects.all() if one.present_area}
    assert area == {named.id: "00025", other.id: "00025", unnamed.id: "00008"}


def test_a_person_decides_for_a_split_unit_before_or_after(
    town: Town, file_in: Callable[..., Case]
) -> None:
    early, late = file_in(SPLIT), file_in(SPLIT)
    target = units.area("00025", on=NEW)
    assert target is not None
    reform = rehearse()
    row = Rehoming.objects.get(reform=reform, case=early)

    cases.choose_area(rehoming_ids=[row.id], area_id=target.id, at=FILED, by=SYSTEM)
    reform = cases.apply_reform(reform_id=reform.id, at=AFTER, by=SYSTEM)
    moved_to = {one.id: one.present_area_id for one in Case.objects.all()}
    later = queries.undecided(reform)
    cases.choose_area(rehoming_ids=[later[0].id], area_id=target.id, at=AFTER, by=SYSTEM)

    assert moved_to[early.id] == target.id != moved_to[late.id]
    assert [one.case_id for one in later] == [late.id]
    assert Case.objects.get(id=late.id).present_area_id == target.id
    assert queries.undecided(reform) == []


def test_a_decision_is_kept_by_a_second_rehearsal(town: Town, file_in: Callable[..., Case]) -> None:
    file_in(SPLIT)
    target = units.area("00025", on=NEW)
    assert target is not None
    row = Rehoming.objects.get(reform=rehearse())
    cases.choose_area(rehoming_ids=[row.id], area_id=target.id, at=FILED, by=SYSTEM)

    again = rehearse()

    kept = Rehoming.objects.get(reform=again)
    assert (kept.how, kept.area_to_id) == ("chosen", target.id)


def test_a_unit_in_which_the_address_cannot_lie_is_refused(
    town: Town, file_in: Callable[..., Case]
) -> None:
    file_in(SPLIT)
    row = Rehoming.objects.get(reform=rehearse())
    elsewhere = units.area("00097", on=NEW)
    assert elsewhere is not None

    with pytest.raises(reforming.NotACandidate):
        cases.choose_area(rehoming_ids=[row.id], area_id=elsewhere.id, at=FILED, by=SYSTEM)


def test_the_supervisor_there_decides_and_hanh_and_another_wards_clerk_do_not(
    town: Town, file_in: Callable[..., Case]
) -> None:
    file_in(SPLIT)
    row = Rehoming.objects.get(reform=rehearse())
    target = row.candidates[0]

    for stranger in (town.hanh, clerk_of(WHOLE)):
        with pytest.raises(NotAllowed):
            cases.choose_area(rehoming_ids=[row.id], area_id=target, at=FILED, by=stranger)


def test_only_those_who_lead_the_city_rehearse_carry_out_and_undo(
    town: Town, file_in: Callable[..., Case]
) -> None:
    file_in(WHOLE)
    reform = carry_out()

    with pytest.raises(NotAllowed):
        cases.announce_reform(file=FILE, at=FILED, by=town.minh)
    with pytest.raises(NotAllowed):
        cases.rehearse_reform(reform_id=reform.id, at=FILED, by=town.minh)
    with pytest.raises(NotAllowed):
        cases.apply_reform(reform_id=reform.id, at=AFTER, by=town.minh)
    with pytest.raises(NotAllowed):
        cases.undo_reform(reform_id=reform.id, at=AFTER, by=town.minh)


def test_before_its_day_it_is_only_rehearsed(town: Town, file_in: Callable[..., Case]) -> None:
    file_in(WHOLE)
    reform = rehearse()

    with pytest.raises(reforming.ReformIsNotYet):
        cases.apply_reform(reform_id=reform.id, at=FILED, by=SYSTEM)


def test_the_officer_has_the_post_that_follows_and_keeps_what_he_had_claimed(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case, clerk = file_in(WHOLE), clerk_of(WHOLE)
    task = case.tasks.get()
    cases.claim_task(task_id=task.id, at=FILED, by=clerk)

    carry_out()

    now = people.actor_for_account(account_id=clerk.account, at=AFTER)
    task.refresh_from_db()
    assert [(one.role, one.agency_id) for one in now.posts] == [("one_stop", task.agency_id)]
    assert task.claimed_by_id == clerk.account_id


def test_a_claim_of_somebody_without_the_new_post_is_free_again(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case, clerk = file_in(SPLIT, "phố Cửa Bắc"), clerk_of(SPLIT)
    cases.claim_task(task_id=case.tasks.get().id, at=FILED, by=clerk)

    carry_out()

    assert case.tasks.get().claimed_by_id is None
    assert Reposting.objects.get(holding__account_id=clerk.account).how == "default"


def test_undone_everything_is_as_it_was_and_it_can_be_carried_out_again(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case, clerk = file_in(WHOLE), clerk_of(WHOLE)
    cases.claim_task(task_id=case.tasks.get().id, at=FILED, by=clerk)
    before = store.standing_of(Case.objects.get(id=case.id))
    desk = case.tasks.values("agency_id", "role", "claimed_by_id", "claimed_at").get()
    reform = carry_out()

    cases.undo_reform(reform_id=reform.id, at=AFTER, by=SYSTEM)

    back = Case.objects.get(id=case.id)
    assert store.standing_of(back) == before == store.rebuilt(back)
    assert case.tasks.values("agency_id", "role", "claimed_by_id", "claimed_at").get() == desk
    assert [one.action for one in case.steps.order_by("seq")][-2:] == ["rehomed", "rehoming_undone"]
    assert carry_out().state == "applied"


def test_after_a_new_step_it_stays_and_nothing_is_half_undone(
    town: Town, file_in: Callable[..., Case]
) -> None:
    first, second = file_in(WHOLE), file_in(WHOLE)
    reform = carry_out()
    clerk, task = clerk_of("00097", on=NEW), second.tasks.get(closed_at__isnull=True)
    cases.act(task_id=task.id, request=cases.Request(action="accept"), at=AFTER, by=clerk)

    with pytest.raises(reforming.NewStepsTaken) as refused:
        cases.undo_reform(reform_id=reform.id, at=AFTER, by=SYSTEM)

    assert second.code in str(refused.value)
    assert first.steps.order_by("-seq")[0].action == "rehomed"


def test_stopped_half_way_the_same_act_goes_on_and_moves_nothing_twice(
    town: Town, file_in: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [file_in(WHOLE) for _ in range(4)]
    reform = rehearse()
    monkeypatch.setattr(queries.reforms, "BATCH", 2)

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cases.apply_reform(reform_id=reform.id, at=AFTER, by=SYSTEM, progress=stop)
    half = Rehoming.objects.filter(reform=reform, moved_at__isnull=False).count()
    cases.apply_reform(reform_id=reform.id, at=AFTER, by=SYSTEM)

    assert half == 2
    assert all(one.steps.filter(action="rehomed").count() == 1 for one in found)


def test_a_dossier_that_waits_for_lan_waits_at_the_new_desk(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case, clerk = file_in(WHOLE), clerk_of(WHOLE)
    verdicts = tuple(
        cases.Verdict(requirement=one, is_fulfilled=False, reason="Thiếu")
        for one in scopes.requirements(case)
    )
    request = cases.Request(action="supplement", note="Thiếu giấy tờ", verdicts=verdicts)
    cases.act(task_id=case.tasks.get().id, request=request, at=FILED, by=clerk)

    carry_out()

    desk = units.one_stop_of(area_code="00097", on=NEW)
    task = Case.objects.get(id=case.id).tasks.get(closed_at__isnull=True)
    assert desk is not None and (task.role, task.agency_id) == ("applicant", desk.id)


def test_a_dossier_of_the_district_goes_to_whom_the_law_of_the_day_names(town: Town) -> None:
    case = filing.file(
        slug="household-business-registration", by=town.lan, at=FILED,
        answers={"business.address": {"area": WHOLE, "line": "Số 1"}},
    )  # fmt: skip
    assert case.deciding.level == "district"

    carry_out()

    moved = Case.objects.get(id=case.id)
    assert moved.deciding.level == "commune"
    assert moved.receiving_id == case.receiving_id


def test_a_rule_for_an_address_that_leads_nowhere_is_refused(tmp_path: Any, town: Town) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(
        'act: "1/NQ"\non: 2025-07-01\ntitle: {vi: "Một", en: "One"}\nsource: "test"\n'
        'certainty: M\naddresses: [{from: "00007", to: "00097", words: ["phố X"]}]\n',
        encoding="utf-8",
    )

    with pytest.raises(reform_file.ReformFileIsWrong) as refused:
        reform_file.read(path)

    assert "00007" in str(refused.value)


def test_figures_of_what_is_now_a_ward_count_what_it_was_made_of(
    town: Town, file_in: Callable[..., Case]
) -> None:
    case = file_in(WHOLE)
    now = units.area("00097", on=NEW)
    assert now is not None

    found = queries.areas_that_became(now.id)

    assert case.area_id in found and now.id in found
