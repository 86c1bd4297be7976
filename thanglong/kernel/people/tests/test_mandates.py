"""Lan acts for her child and her father; Trang for a company; Hạnh for nobody."""

import datetime

import pytest

from thanglong.kernel.base import errors
from thanglong.kernel.events.models import Event
from thanglong.kernel.people import actions, queries
from thanglong.kernel.people.models import Account, Mandate, Organisation
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
NOON = make.NOW
BIRTH = "1.001193"
BAO = actions.Child(
    personal_number="999220000103",
    full_name="Phạm Gia Bảo",
    birth_on=datetime.date(2020, 5, 2),
    sex="male",
    certainty="declared",
)


@pytest.fixture
def lan() -> Account:
    return make.resident("Nguyễn Thị Lan")


@pytest.fixture
def tu() -> Account:
    return make.resident("Nguyễn Văn Tư", sex="male")


@pytest.fixture
def hanh() -> Account:
    return make.resident("Lê Hồng Hạnh")


def give(giver: Account, taker: Account, **facts: object) -> Mandate:
    values = {
        "holder": named(taker),
        "organisation_id": None,
        "scope": [BIRTH],
        "ends_on": None,
        "at": NOON,
        "by": make.actor(giver),
        **facts,
    }
    return actions.give_mandate(**values)  # type: ignore[arg-type]


def named(account: Account) -> actions.Holder:
    return actions.Holder(
        personal_number=account.person.personal_number, full_name=account.person.full_name
    )


def may_lan_act(lan: Account, tu: Account, at: datetime.datetime = NOON) -> bool:
    found = queries.mandate_for(
        holder_id=lan.person_id, person_id=tu.person_id, procedure=BIRTH, at=at
    )
    return found is not None


def test_grandfather_lets_lan_act_for_him(lan: Account, tu: Account) -> None:
    give(tu, lan)

    assert may_lan_act(lan, tu)


def test_everybody_concerned_is_told(lan: Account, tu: Account, hanh: Account) -> None:
    mandate = give(tu, lan)

    event = Event.objects.get(type="people.mandate.given.v1")
    assert event.payload["person"] == tu.person_id
    assert "Lan" not in str(event.payload)
    _line, concerned = queries.concerned_by(mandate_id=mandate.id)
    assert [(one.person_id, one.is_own) for one in concerned] == [(tu.person_id, True)]


def test_a_mandate_is_for_what_it_names(lan: Account, tu: Account) -> None:
    give(tu, lan)

    other = queries.mandate_for(
        holder_id=lan.person_id, person_id=tu.person_id, procedure="1.004873", at=NOON
    )

    assert other is None


def test_a_stranger_may_not_act(lan: Account, tu: Account, hanh: Account) -> None:
    give(tu, lan)

    assert not may_lan_act(hanh, tu)
    assert not may_lan_act(lan, hanh)
    assert queries.mandates_of(person_id=hanh.person_id, at=NOON) == []


def test_a_mandate_without_an_end_lasts_a_year(lan: Account, tu: Account) -> None:
    mandate = give(tu, lan)

    assert mandate.valid_to is not None
    assert may_lan_act(lan, tu, mandate.valid_to - make.SECOND)


def test_a_mandate_expired_a_second_ago_is_worth_nothing(lan: Account, tu: Account) -> None:
    mandate = give(tu, lan, ends_on=datetime.date(2026, 12, 1))

    assert mandate.valid_to is not None
    assert not may_lan_act(lan, tu, mandate.valid_to)
    assert not may_lan_act(lan, tu, mandate.valid_to + make.SECOND)


def test_a_mandate_taken_back_ends_at_once(lan: Account, tu: Account) -> None:
    mandate = give(tu, lan)

    actions.revoke_mandate(mandate_id=mandate.id, at=NOON, by=make.actor(tu))

    assert not may_lan_act(lan, tu)
    assert Event.objects.filter(type="people.mandate.revoked.v1").count() == 1


def test_the_holder_may_lay_a_mandate_down(lan: Account, tu: Account) -> None:
    mandate = give(tu, lan)

    actions.revoke_mandate(mandate_id=mandate.id, at=NOON, by=make.actor(lan))

    assert not may_lan_act(lan, tu)


def test_a_stranger_does_not_even_see_that_there_is_a_mandate(
    lan: Account, tu: Account, hanh: Account
) -> None:
    mandate = give(tu, lan)

    with pytest.raises(errors.NotFound) as of_others:
        actions.revoke_mandate(mandate_id=mandate.id, at=NOON, by=make.actor(hanh))
    with pytest.raises(errors.NotFound) as of_nobody:
        actions.revoke_mandate(mandate_id=mandate.id + 1, at=NOON, by=make.actor(hanh))

    assert str(of_others.value) == str(of_nobody.value)
    assert may_lan_act(lan, tu)


def test_a_mandate_is_not_taken_back_twice(lan: Account, tu: Account) -> None:
    mandate = give(tu, lan)
    actions.revoke_mandate(mandate_id=mandate.id, at=NOON, by=make.actor(tu))

    with pytest.raises(actions.MandateHasEnded):
        actions.revoke_mandate(mandate_id=mandate.id, at=NOON, by=make.actor(tu))


def test_giving_a_mandate_needs_level_two(lan: Account, tu: Account) -> None:
    with pytest.raises(actions.AssuranceTooLow):
        give(tu, lan, by=make.actor(tu, assurance=1))


def test_number_and_name_must_belong_together(lan: Account, tu: Account) -> None:
    wrong = actions.Holder(personal_number=lan.person.personal_number, full_name="Nguyễn Thị Lành")
    unknown = actions.Holder(personal_number="999196999999", full_name="Nguyễn Thị Lan")

    for holder in (wrong, unknown, actions.Holder(personal_number="", full_name="")):
        with pytest.raises(actions.HolderUnknown):
            give(tu, lan, holder=holder)


def test_the_name_may_be_typed_without_tones(lan: Account, tu: Account) -> None:
    typed = actions.Holder(personal_number=lan.person.personal_number, full_name="nguyen thi LAN")

    give(tu, lan, holder=typed)

    assert may_lan_act(lan, tu)


def test_numbers_cannot_be_tried_out(lan: Account, tu: Account) -> None:
    unknown = actions.Holder(personal_number="999196999999", full_name="Nguyễn Thị Lan")
    for _ in range(20):
        with pytest.raises(actions.HolderUnknown):
            give(tu, lan, holder=unknown)

    with pytest.raises(errors.TooManyTries):
        give(tu, lan)


def test_nobody_needs_a_mandate_for_himself(tu: Account) -> None:
    with pytest.raises(actions.MandateIsForYourself):
        give(tu, tu)


def test_a_mandate_cannot_end_before_it_begins(lan: Account, tu: Account) -> None:
    with pytest.raises(actions.EndIsPast):
        give(tu, lan, ends_on=datetime.date(2026, 11, 24))


@pytest.fixture
def company() -> Organisation:
    return make.organisation(make.resident("Bùi Anh Tuấn", sex="male").person)


def test_the_representative_lets_trang_act_for_the_company(company: Organisation) -> None:
    tuan = Account.objects.get(person=company.representative)
    trang = make.resident("Lý Thu Trang")

    mandate = give(tuan, trang, organisation_id=company.id, scope=["*"])

    found = queries.mandate_for(
        holder_id=trang.person_id, organisation_id=company.id, procedure=BIRTH, at=NOON
    )
    assert found is not None
    assert found.beneficiary_name == company.name
    _line, concerned = queries.concerned_by(mandate_id=mandate.id)
    assert [one.person_id for one in concerned] == [tuan.person_id]
    assert queries.organisations_of(person_id=tuan.person_id) == [company]


def test_a_stranger_cannot_give_what_belongs_to_a_company(
    company: Organisation, lan: Account, hanh: Account
) -> None:
    with pytest.raises(actions.NotYours):
        give(hanh, lan, organisation_id=company.id)

    assert not Mandate.objects.exists()


def test_lan_acts_for_her_child_until_it_is_eighteen(lan: Account) -> None:
    mandate = actions.declare_parent(child=BAO, at=NOON, by=make.actor(lan))

    (line,) = queries.mandates_of(person_id=lan.person_id, at=NOON)
    assert (line.kind, line.beneficiary_name, line.is_proven) == ("parent", "Phạm Gia Bảo", False)
    assert mandate.valid_to is not None
    assert mandate.valid_to.date() == datetime.date(2038, 5, 2)


def declared(child: actions.Child, certainty: str) -> actions.Child:
    return actions.Child(
        personal_number=child.personal_number,
        full_name=child.full_name,
        birth_on=child.birth_on,
        sex=child.sex,
        certainty=certainty,
    )


def test_a_declaration_becomes_sure_when_the_register_says_so(lan: Account) -> None:
    first = actions.declare_parent(child=BAO, at=NOON, by=make.actor(lan))
    second = actions.declare_parent(child=declared(BAO, "register"), at=NOON, by=make.actor(lan))
    third = actions.declare_parent(child=BAO, at=NOON, by=make.actor(lan))

    assert first.id == second.id == third.id
    assert Mandate.objects.get().certainty == "register"


def test_a_newborn_without_a_number_is_declared_once(lan: Account) -> None:
    han = actions.Child(
        personal_number="",
        full_name="Phạm Gia Hân",
        birth_on=datetime.date(2026, 11, 12),
        sex="female",
        certainty="declared",
    )

    first = actions.declare_parent(child=han, at=NOON, by=make.actor(lan))
    second = actions.declare_parent(child=han, at=NOON, by=make.actor(lan))

    assert first.person_id == second.person_id


def test_the_other_parent_is_told(lan: Account) -> None:
    huy = make.resident("Phạm Quốc Huy", sex="male")
    actions.declare_parent(child=BAO, at=NOON, by=make.actor(lan))

    mandate = actions.declare_parent(child=BAO, at=NOON, by=make.actor(huy))

    _line, concerned = queries.concerned_by(mandate_id=mandate.id)
    told = {(one.person_id, one.is_own) for one in concerned}
    assert told == {(mandate.person_id, True), (lan.person_id, False)}


def test_a_child_that_is_somebody_else_is_refused(lan: Account) -> None:
    actions.declare_parent(child=BAO, at=NOON, by=make.actor(lan))
    renamed = actions.Child(
        personal_number=BAO.personal_number,
        full_name="Trần Văn Khác",
        birth_on=BAO.birth_on,
        sex="male",
        certainty="declared",
    )

    with pytest.raises(actions.BeneficiaryUnknown):
        actions.declare_parent(child=renamed, at=NOON, by=make.actor(lan))


def test_an_adult_is_nobodys_child_here(lan: Account) -> None:
    adult = actions.Child(
        personal_number="999207000001",
        full_name="Phạm Gia Khang",
        birth_on=datetime.date(2008, 11, 24),
        sex="male",
        certainty="declared",
    )

    with pytest.raises(actions.ChildIsAdult):
        actions.declare_parent(child=adult, at=NOON, by=make.actor(lan))


def test_the_surest_mandate_is_taken(lan: Account) -> None:
    mandate = actions.declare_parent(child=BAO, at=NOON, by=make.actor(lan))
    make.mandate(lan.person, person=mandate.person, kind="parent", certainty="register")

    found = queries.mandate_for(
        holder_id=lan.person_id, person_id=mandate.person_id, procedure=BIRTH, at=NOON
    )

    assert found is not None
    assert found.is_proven


def test_one_asks_for_a_person_or_for_an_organisation(lan: Account) -> None:
    with pytest.raises(ValueError, match="person or"):
        queries.mandate_for(holder_id=lan.person_id, procedure=BIRTH, at=NOON)
