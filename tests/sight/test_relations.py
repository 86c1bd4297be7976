"""Who sees which rows, asked of PostgreSQL without any condition of ours."""

import datetime
from dataclasses import dataclass, replace

import pytest
from django.db import Error, transaction

from tests import filing
from tests.sight import eyes
from tests.tables import Account, Case, Holding, Mandate, Message, Task
from tests.town import LONG_AGO, Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.people.models import Absence
from thanglong.kernel.units import queries as units
from thanglong.kernel.units.models import Agency

pytestmark = pytest.mark.django_db
SLUG = "birth-registration"
SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)
HERE, ELSEWHERE = "00004", "00070"
OF_A_CASE = ("cases_step", "cases_task", "cases_clock_entry", "cases_paper", "documents_document")


@dataclass(frozen=True, slots=True)
class Filed:
    """Lan's dossier, accepted by Minh and on Hoa's desk, and those around it."""

    town: Town
    case: Case
    now: datetime.datetime

    def sees(self, who: Actor, *, at: datetime.datetime | None = None) -> bool:
        """Whether this person sees the dossier, and then what hangs on it as well."""
        at = at or self.now
        seen = self.case.id in eyes.ids("cases_case", who, at=at)
        steps = "SELECT DISTINCT case_id FROM cases_step"
        with eyes.of(who, at=at):
            assert (self.case.id in eyes.rows(steps)) == seen
        return seen

    def known(self, number: str) -> Actor:
        """A resident of the cast."""
        return self.town.known(number)

    def mandate(self, holder: Actor, **more: object) -> Mandate:
        """Lan lets somebody act for her."""
        return Mandate.objects.create(
            **{
                "kind": "agent", "holder_id": holder.person_id, "scope": ["*"],
                "person_id": self.town.lan.person_id, "valid_from": LONG_AGO, "basis": "test",
                "certainty": "given",
            }
            | more
        )  # fmt: skip


@pytest.fixture
def filed(db: None) -> Filed:
    now = clock.now()
    town = Town(at=now)
    case = filing.file(slug=SLUG, by=town.lan, at=now - HOUR)
    task = Task.objects.get(case=case, closed_at=None)
    cases.claim_task(task_id=task.id, at=now - HOUR, by=town.minh)
    request = cases.Request(action="accept")
    cases.act(task_id=task.id, request=request, at=now - HOUR, by=town.minh)
    return Filed(town, Case.objects.get(id=case.id), now)


def officer(filed: Filed, name: str, area: str, role: str) -> Actor:
    """An officer of the committee of a ward, or of its one-stop."""
    on = clock.today()
    home = (
        units.one_stop_of(area_code=area, on=on)
        if role in {"one_stop", "supervisor"}
        else units.committee_of(area_code=area, level="commune", on=on)
    )
    assert home is not None
    return filed.town.officer(name, home.name, role)


def test_lan_and_those_who_work_on_it_see_her_dossier(filed: Filed) -> None:
    for who in (filed.town.lan, filed.town.minh, filed.town.hoa, filed.town.long, filed.town.tuan):
        assert filed.sees(who), who.name


def test_hanh_and_another_ward_see_nothing_of_it(filed: Filed) -> None:
    strangers = [
        filed.town.hanh,
        officer(filed, "Bùi Thị Cúc", ELSEWHERE, "one_stop"),
        officer(filed, "Đỗ Văn Nam", ELSEWHERE, "leader"),
        officer(filed, "Vũ Thị Thu", ELSEWHERE, "supervisor"),
    ]
    for who in strangers:
        assert not filed.sees(who), who.name
        for table in OF_A_CASE:
            assert not eyes.ids(table, who, at=filed.now), (table, who.name)


def test_nobody_sees_nothing_in_any_table_that_has_policies(filed: Filed) -> None:
    filed.mandate(filed.town.hanh)
    with eyes.of(None):
        seen = [name for name in eyes.walled() if eyes.rows(f"SELECT 1 FROM {name}")]  # noqa: S608

    assert seen == []


def test_hanh_sees_only_her_own_rows_in_any_table(filed: Filed) -> None:
    hanh = filed.town.hanh
    with eyes.of(hanh, at=filed.now):
        seen = {
            name: eyes.rows(f"SELECT count(*) FROM {name}")[0]  # noqa: S608
            for name in eyes.walled()
        }

    assert {name: count for name, count in seen.items() if count} == {
        "people_account": 1,
        "people_person": 1,
    }


def test_a_mandate_counts_until_the_second_it_ends(filed: Filed) -> None:
    agent = filed.known("999190000107")
    assert not filed.sees(agent)

    mandate = filed.mandate(agent, valid_to=filed.now)
    assert filed.sees(agent, at=filed.now - SECOND)
    assert not filed.sees(agent, at=filed.now)

    Mandate.objects.filter(id=mandate.id).update(valid_to=None, revoked_at=filed.now)
    assert filed.sees(agent, at=filed.now - SECOND)
    assert not filed.sees(agent, at=filed.now)


def test_a_mandate_opens_what_it_is_for_and_no_more(filed: Filed) -> None:
    agent, other = filed.known("999190000107"), filed.known("999201000109")
    filed.mandate(agent, scope=["9.999999"])
    filed.mandate(other, kind="parent", certainty="declared")

    assert not filed.sees(agent)
    assert not filed.sees(other)


def test_a_post_lost_a_second_ago_shows_nothing_more(filed: Filed) -> None:
    Holding.objects.filter(account_id=filed.town.minh.account_id).update(valid_to=filed.now)

    assert filed.sees(filed.town.minh, at=filed.now - SECOND)
    assert not filed.sees(filed.town.minh, at=filed.now)


def test_a_closed_account_shows_nothing(filed: Filed) -> None:
    for who in (filed.town.minh, filed.town.lan):
        Account.objects.filter(id=who.account_id).update(is_active=False)
        assert not filed.sees(who), who.name


def test_a_deputy_sees_it_while_he_stands_in(filed: Filed) -> None:
    deputy = officer(filed, "Lý Văn Thay", ELSEWHERE, "one_stop")
    absence = Absence.objects.create(
        account_id=filed.town.minh.account_id, deputy_id=deputy.account_id,
        starts_at=filed.now - HOUR, ends_at=filed.now + HOUR,
    )  # fmt: skip

    assert filed.sees(deputy)
    assert not filed.sees(deputy, at=filed.now + HOUR)
    assert not filed.sees(deputy, at=filed.now - HOUR - SECOND)

    Absence.objects.filter(id=absence.id).update(cancelled_at=filed.now)
    assert not filed.sees(deputy)


def test_who_worked_in_a_unit_that_is_no_more_sees_nothing(filed: Filed) -> None:
    agencies = {post.agency_id for post in filed.town.minh.posts}
    Agency.objects.filter(id__in=agencies).update(valid_to=clock.today())

    assert not filed.sees(filed.town.minh)


def test_an_agency_that_is_asked_sees_it(filed: Filed) -> None:
    asked = officer(filed, "Bùi Thị Cúc", ELSEWHERE, "one_stop")
    desk = asked.posts[0].agency_id
    Case.objects.filter(id=filed.case.id).update(seen_by=[*filed.case.seen_by, desk])

    assert filed.sees(asked)


def test_who_stands_at_the_counter_for_lan_sees_her_and_nobody_else(filed: Filed) -> None:
    persons = eyes.ids("people_person", filed.town.minh, at=filed.now)

    assert filed.town.lan.person_id in persons
    assert filed.town.hanh.person_id not in persons


def test_hanh_cannot_write_into_lans_dossier(filed: Filed) -> None:
    hanh = filed.town.hanh
    with eyes.of(hanh, at=filed.now):
        assert Case.objects.filter(id=filed.case.id).update(status="stopped") == 0
        assert Task.objects.filter(case_id=filed.case.id).delete()[0] == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Message.objects.create(
                case_id=filed.case.id, at=filed.now, account_id=hanh.account_id,
                is_from_office=False, text="Không phải của tôi",
            )  # fmt: skip


def test_hanh_cannot_give_herself_a_mandate_of_lan(filed: Filed) -> None:
    lan = filed.town.lan
    with (
        eyes.of(filed.town.hanh, at=filed.now),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        filed_by_her = replace(filed)
        filed_by_her.mandate(filed.town.hanh, given_by_id=lan.account_id)


def test_nobody_writes_the_trail_in_anothers_name(filed: Filed) -> None:
    lan = filed.town.lan
    statement = "INSERT INTO trail_entry (at, act, subject, account_id, purpose) VALUES "
    with (
        eyes.of(filed.town.hanh, at=filed.now),
        pytest.raises(Error, match="row-level security"),
        transaction.atomic(),
    ):
        eyes.rows(f"{statement} (now(), 'x', 'x', {lan.account_id}, '') RETURNING id")
