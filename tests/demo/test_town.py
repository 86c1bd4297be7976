"""The demo town: open work on every kind of desk, everything in its time, no strangers."""

import datetime
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests import town as little_town
from thanglong.config import demo_town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import parties
from thanglong.kernel.cases.models import Case, Step, Task
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.people import queries as people
from thanglong.kernel.people.models import Absence, Person
from thanglong.kernel.units import queries as units

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC)  # Wednesday, 9 in Hanoi
REFORM = datetime.datetime(2025, 6, 30, 17, 0, tzinfo=datetime.UTC)
LAN, HANH = "999196000101", "999192000108"
DOSSIERS = 180


@pytest.fixture(scope="module", autouse=True)
def _town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One town for all tests of this module, gone afterwards."""
    with django_db_blocker.unblock():
        little_town.ensure_city()
    with django_db_blocker.unblock(), transaction.atomic():
        demo_town.found(dossiers=DOSSIERS, now=NOW)
        yield
        transaction.set_rollback(True)


def resident(number: str) -> Actor:
    account_id = people.account_id_of(number)
    assert account_id is not None
    return people.actor_for_account(account_id=account_id, at=NOW, assurance=2)


def cases_of(number: str) -> list[Case]:
    return list(Case.objects.filter(applicant__personal_number=number))


def test_as_many_dossiers_as_wanted_are_there_and_none_is_from_the_future() -> None:
    assert Case.objects.filter(parent=None).count() == DOSSIERS
    assert not Step.objects.filter(at__gte=NOW).exists()


def test_every_status_is_somewhere_in_town() -> None:
    found = set(Case.objects.values_list("status", flat=True))

    assert found == {
        "filed", "received", "not_accepted", "in_process", "waiting_for_you", "withdrawn",
        "stopped", "decided", "returned",
    }  # fmt: skip
    assert Case.objects.filter(outcome="refused").exists()


def test_every_open_task_lies_on_a_desk_that_somebody_holds() -> None:
    for task in Task.objects.filter(closed_at=None).exclude(role="applicant"):
        post = units.post_in(agency_id=task.agency_id, role=task.role)

        assert post is not None
        assert people.holders_of_post(post_id=post.id, at=NOW), task


@pytest.mark.parametrize(
    "login", ["minh", "hoa", "long", "yen", "khanh", "ngoc", "quang", "vy", "vinh", "loan"]
)
def test_an_officer_of_the_cast_finds_work_on_the_desk(login: str) -> None:
    account_id = people.account_id_of(login)
    assert account_id is not None
    officer = people.actor_for_account(account_id=account_id, at=NOW)
    mine = [(post.agency_id, post.role) for post in officer.posts]

    open_tasks = Task.objects.filter(closed_at=None).values_list("agency_id", "role")

    assert set(mine) & set(open_tasks)


def test_what_is_open_lies_with_offices_that_exist() -> None:
    for case in Case.objects.filter(closed_at=None).select_related("agency", "deciding"):
        assert case.agency.valid_to is None
        assert case.deciding.valid_to is None


def test_districts_decided_before_the_reform_and_finished_everything() -> None:
    before = Case.objects.filter(deciding__level="district")

    assert before.exists()
    assert not before.filter(closed_at=None).exists()
    assert not before.filter(closed_at__gte=REFORM).exists()


def test_some_are_late_and_some_wait_for_the_applicant() -> None:
    assert Case.objects.filter(closed_at=None, due_at__lt=NOW).exists()
    assert Task.objects.filter(closed_at=None, role="applicant").exists()


def test_newborns_get_their_papers_from_several_agencies_at_once() -> None:
    parts = Case.objects.filter(parent__outcome="granted", parent__closed_at__isnull=False)

    assert parts.exists()
    assert parts.values("deciding").distinct().count() > 1


def test_who_was_away_had_somebody_stand_in() -> None:
    planned = [row for row in demo_town.read("rhythm.yaml")["absences"] if row["from"] < NOW.date()]

    assert Absence.objects.count() == len(planned)


def test_lan_has_one_to_answer_one_under_way_and_a_result_in_her_store() -> None:
    lan = Person.objects.get(personal_number=LAN)

    statuses = {case.status for case in cases_of(LAN)}

    assert {"waiting_for_you", "in_process", "returned"} <= statuses
    assert documents.store_of(person_id=lan.id, organisation_ids=[])


def test_a_district_gave_lan_planning_information_before_the_reform() -> None:
    (case,) = Case.objects.filter(
        applicant__personal_number=LAN, procedure="1.014159"
    ).select_related("deciding")

    assert (case.deciding.level, case.outcome) == ("district", "granted")
    assert case.filed_at < REFORM


def test_hanh_has_a_dossier_of_her_own_and_sees_nothing_of_lan() -> None:
    hanh = resident(HANH)

    assert cases_of(HANH)
    assert not any(parties.is_party(case=case, by=hanh, at=NOW) for case in cases_of(LAN))
    assert not any(parties.is_party(case=case, by=resident(LAN), at=NOW) for case in cases_of(HANH))


def test_the_town_that_is_there_is_not_made_again() -> None:
    assert demo_town.steps(dossiers=DOSSIERS) == []


def test_the_registers_know_everybody_of_the_cast() -> None:
    cast = demo_town.read("people.yaml")
    registers = demo_town.read("registers.yaml")

    numbers = {one["number"] for one in cast["residents"]}

    assert set(registers["population"]) == numbers == set(registers["civil_status"])
    for one in cast["residents"]:
        known = registers["population"][one["number"]]
        assert known["full_name"] == one["full_name"]
        assert known["birth_date"] == one["birth_on"]
        assert known["residence"] == {"area": one["area"], "line": one["address_line"]}


def test_the_end_of_the_demo_tells_who_can_sign_in_and_where_codes_come_from() -> None:
    from thanglong.config import demo

    told = "\n".join(demo.account_lines())

    assert "Nguyễn Thị Lan" in told
    assert "minh" in told
    assert f"{settings.VNEID_ISSUER}/authenticator" in told
    assert demo.login_of("lan") == LAN
