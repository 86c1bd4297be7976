"""Who is told when a mandate, a way to sign in or an absence changes."""

import datetime

import pytest

from thanglong.kernel.base import clock
from thanglong.kernel.events.registry import Fact
from thanglong.kernel.notify import queries as notify
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.tests import make
from thanglong.services.accounts import subscribers

pytestmark = pytest.mark.django_db
Account = make.Account


def fact(name: str, **payload: int) -> Fact:
    return Fact(
        id=1,
        type=name,
        subject="test",
        payload=payload,
        happened_at=clock.now(),
        account_id=None,
    )


def told(account: Account, language: str = "vi") -> list[str]:
    found = notify.notices_of(account_id=account.id, language=language)
    return [one.body for one in found]


def test_grandfather_is_told_that_lan_may_act_for_him(lan: Account, hanh: Account) -> None:
    tu = make.resident("Nguyễn Văn Tư")
    mandate = make.mandate(lan.person, person=tu.person)

    subscribers.tell_of_mandate(fact("people.mandate.given.v1", mandate=mandate.id))

    assert "Nguyễn Thị Lan" in told(tu)[0]
    assert "Nguyễn Thị Lan" in told(tu, "en")[0]
    assert told(lan) == told(hanh) == []


def test_grandfather_is_told_that_lan_may_act_no_longer(lan: Account) -> None:
    tu = make.resident("Nguyễn Văn Tư")
    mandate = make.mandate(lan.person, person=tu.person)

    subscribers.tell_of_mandate(fact("people.mandate.revoked.v1", mandate=mandate.id))

    assert "may no longer act for you" in told(tu, "en")[0]


def test_lan_is_told_that_another_parent_acts_for_her_child(lan: Account) -> None:
    huy, bao = make.resident("Phạm Quốc Huy"), make.person("Phạm Gia Bảo")
    make.mandate(lan.person, kind="parent", person=bao)
    mandate = make.mandate(huy.person, kind="parent", person=bao)

    subscribers.tell_of_mandate(fact("people.mandate.given.v1", mandate=mandate.id))

    assert "Phạm Gia Bảo" in told(lan)[0]
    assert told(huy) == []


def test_minh_is_told_that_his_way_to_sign_in_has_changed(minh: Account) -> None:
    subscribers.tell_of_security(fact("people.security.changed.v1", account=minh.id))

    assert len(told(minh)) == 1


def test_minh_is_told_that_he_stands_in_for_hoa(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa")

    for name in ("people.absence.set.v1", "people.absence.cancelled.v1"):
        subscribers.tell_deputy(fact(name, account=hoa.id, deputy=minh.id, absence=1))

    assert all("Vũ Thị Hoa" in body for body in told(minh))
    assert told(hoa) == []


def test_the_house_delivers_the_fact_that_a_mandate_was_given(lan: Account) -> None:
    from thanglong.kernel.events.registry import REGISTRY

    tu = make.resident("Nguyễn Văn Tư")
    people.give_mandate(
        holder=people.Holder(
            personal_number=lan.person.personal_number, full_name="Nguyễn Thị Lan"
        ),
        organisation_id=None,
        scope=["*"],
        ends_on=datetime.date(2099, 1, 1),
        at=clock.now(),
        by=make.actor(tu),
    )

    labels = REGISTRY.of("people.mandate.given.v1")

    assert "thanglong.services.accounts.subscribers.tell_of_mandate" in labels
