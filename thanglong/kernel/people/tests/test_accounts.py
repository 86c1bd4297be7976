"""Accounts are opened, given posts, handed out and erased."""

import datetime

import pytest

from thanglong.kernel.base import errors
from thanglong.kernel.base.actor import ANONYMOUS
from thanglong.kernel.people import actions, queries
from thanglong.kernel.people.models import Account, Person, SignedIn, Token
from thanglong.kernel.people.tests import make
from thanglong.kernel.trail.models import Entry

pytestmark = pytest.mark.django_db
NOON = make.NOW


@pytest.fixture
def lan() -> Account:
    return make.resident("Nguyễn Thị Lan", phone="0912345678", email="lan@thanglong.example")


@pytest.fixture
def operator() -> Account:
    return make.officer("Chu Bình An")


def test_a_new_officer_gets_an_account_and_a_post(operator: Account) -> None:
    by = make.actor(operator)
    hoa = actions.open_officer_account(
        login="  Hoa ", person=make.person("Vũ Thị Hoa"), at=NOON, by=by
    )
    desk = make.post(make.agency())

    actions.give_post(
        account_id=hoa.id, post_id=desk.id, valid_from=NOON, valid_to=None, basis="QĐ 1", by=by
    )

    assert hoa.login == "hoa"
    assert make.actor(hoa).is_officer
    assert set(Entry.objects.values_list("act", flat=True)) >= {
        "people.account_opened",
        "people.post_given",
    }


def test_a_new_account_has_no_password_that_anybody_knows(operator: Account) -> None:
    hoa = actions.open_officer_account(
        login="hoa", person=make.person("Vũ Thị Hoa"), at=NOON, by=make.actor(operator)
    )

    assert not hoa.has_usable_password()
    with pytest.raises(actions.WrongLoginOrPassword):
        actions.check_password(login="hoa", password="", address="192.0.2.1", at=NOON)


def sign_in(account: Account, key: str, at: datetime.datetime = NOON) -> SignedIn:
    return actions.begin_session(
        account=account, session_key=key, method="vneid", assurance=2, device="Chrome", at=at
    )


def test_lan_gets_everything_that_is_kept_of_her(lan: Account) -> None:
    make.mandate(lan.person, person=make.person("Nguyễn Văn Tư"))
    make.organisation(lan.person)
    sign_in(lan, "here")

    data = queries.data_of(lan.person_id)

    assert data["person"]["full_name"] == "Nguyễn Thị Lan"
    assert [len(data[name]) for name in ("accounts", "sign_ins", "mandates")] == [1, 1, 1]
    assert data["organisations"][0]["tax_code"] == "9900000023"


def test_what_need_not_be_kept_of_lan_is_erased(lan: Account) -> None:
    sign_in(lan, "old", NOON - datetime.timedelta(days=2))
    sign_in(lan, "present")
    actions.make_token(
        account_id=lan.id,
        label="x",
        assurance=1,
        expires_at=None,
        at=NOON,
        by=make.actor(lan),
    )

    erased = actions.erase_person(lan.person_id, at=NOON, by=make.actor(lan))

    person = Person.objects.get(id=lan.person_id)
    assert (person.full_name, person.phone, person.email) == ("Nguyễn Thị Lan", "", "")
    assert list(SignedIn.objects.values_list("session_key", flat=True)) == ["present"]
    assert not Token.objects.exists()
    assert erased == 3


def test_what_is_erased_of_lan_is_not_erased_of_hanh(lan: Account) -> None:
    hanh = make.resident("Lê Hồng Hạnh", phone="0900000108")
    sign_in(hanh, "hers", NOON - datetime.timedelta(days=2))

    actions.erase_person(lan.person_id, at=NOON, by=make.actor(lan))

    assert Person.objects.get(id=hanh.person_id).phone == "0900000108"
    assert SignedIn.objects.filter(account=hanh).exists()


def test_acts_of_ones_own_need_somebody_who_is_signed_in() -> None:
    with pytest.raises(errors.SignInNeeded):
        actions.end_sign_in(sign_in_id=1, at=NOON, by=ANONYMOUS)
    with pytest.raises(errors.SignInNeeded):
        actions.revoke_token(token_id=1, at=NOON, by=ANONYMOUS)


def test_a_name_that_two_have_means_nobody() -> None:
    first, _second = make.resident("Nguyễn Thị Lan"), make.resident("Trần Thị Lan")

    assert queries.account_id_of("Lan") is None
    assert queries.account_id_of("") is None
    assert queries.account_id_of("Nguyễn Thị Lan") == first.id


def test_a_person_without_a_number_is_found_by_none() -> None:
    make.person("Phạm Gia Hân", personal_number="")

    assert queries.person_by_number("") is None
