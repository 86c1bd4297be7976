"""Forms for oneself and for others: from where answers come, and who may send them still."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.tables import Account, Case, Entry, Mandate, Person
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.tests import make
from thanglong.services.procedures.models import Draft
from thanglong.services.procedures.tests.walk import SLUG, fill

BrowserOf = Callable[[Actor], Client]


@pytest.fixture
def draft(town: Town, browser_of: BrowserOf) -> Draft:
    browser_of(town.lan).post(f"/procedures/{SLUG}/drafts", {"whom": "self"})
    return Draft.objects.get(account_id=town.lan.account_id)


def trusted_by_hanh(town: Town) -> Mandate:
    """Hạnh lets Lan act for her."""
    lan = Person.objects.get(id=town.lan.person_id)
    return people.give_mandate(
        holder=people.Holder(personal_number=lan.personal_number, full_name=lan.full_name),
        organisation_id=None,
        scope=["*"],
        ends_on=None,
        at=clock.now(),
        by=town.hanh,
    )


def test_a_form_for_hanh_is_not_sent_after_she_has_taken_her_mandate_back(
    town: Town, browser_of: BrowserOf
) -> None:
    browser, mandate = browser_of(town.lan), trusted_by_hanh(town)
    browser.post(f"/procedures/{SLUG}/drafts", {"whom": f"person-{town.hanh.person_id}"})
    draft = Draft.objects.get()
    fill(browser, draft)
    asked = Entry.objects.filter(act="registers.read").count()
    people.revoke_mandate(mandate_id=mandate.id, at=clock.now(), by=town.hanh)

    page = browser.get(f"/drafts/{draft.id}", follow=True).content.decode()
    looked = browser.post(f"/drafts/{draft.id}/look-up")
    sent = browser.post(f"/drafts/{draft.id}/submission", {"truth": "1"})

    assert looked.status_code == sent.status_code == 403
    assert "không có ủy quyền còn hiệu lực" in sent.content.decode()
    assert "người không còn ủy quyền" in page and "Lê Hồng Hạnh" not in page
    assert Entry.objects.filter(act="registers.read").count() == asked
    assert not Case.objects.exists()
    assert Draft.objects.get().answers


def test_what_was_begun_at_level_two_is_not_sent_at_level_one(
    town: Town, browser_of: BrowserOf
) -> None:
    browser_of(town.lan).post("/procedures/newborn-three-in-one/drafts", {"whom": "self"})
    weak = Client()
    make.sign_in(weak, Account.objects.get(id=town.lan.account_id), assurance=1)
    draft = Draft.objects.get()

    page = weak.post(f"/drafts/{draft.id}/submission", {"truth": "1"})

    assert page.status_code == 403
    assert "/sign-in/vneid?level=2" in page.content.decode()
    assert Draft.objects.get().case_code == ""


def test_lan_begins_another_form_for_hanh_while_her_own_is_open(
    town: Town, browser_of: BrowserOf, draft: Draft
) -> None:
    trusted_by_hanh(town)
    browser = browser_of(town.lan)

    offered = browser.get(f"/procedures/{SLUG}").content.decode()
    whom = f"person-{town.hanh.person_id}"
    second = browser.post(f"/procedures/{SLUG}/drafts", {"whom": whom}, follow=True)

    assert f"/drafts/{draft.id}" in offered
    assert f'value="{whom}"' in offered
    assert 'value="self"' not in offered
    assert Draft.objects.count() == 2
    assert "Làm cho Lê Hồng Hạnh" in second.content.decode()
    assert "Làm cho Lê Hồng Hạnh" in browser.get("/dossiers").content.decode()


@pytest.mark.parametrize(
    ("lang", "label"),
    [
        ("vi", "Từ Cơ sở dữ liệu quốc gia về dân cư"),
        ("en", "From the National Population Database"),
    ],
)
def test_what_lan_types_over_is_no_longer_said_to_come_from_the_register(
    town: Town, browser_of: BrowserOf, draft: Draft, lang: str, label: str
) -> None:
    browser, address = browser_of(town.lan), f"/drafts/{draft.id}/pages/sender?lang={lang}"
    kept = {"relation": "mother", "sender.full_name": draft.answers["sender.full_name"]}
    browser.post(address, kept | {"version": draft.version, "sender.birth_date": "1996-03-08"})
    before = browser.get(address).content.decode()

    over = kept | {"version": draft.version + 1, "sender.full_name": "Trần Thị Lan Anh"}
    browser.post(address, over | {"sender.birth_date": "08/03/1996"})

    after = browser.get(address).content.decode()
    assert before.count(label) > after.count(label) > 0
    assert 'id="f-sender-full_name-source"' in before
    assert 'id="f-sender-full_name-source"' not in after
    assert 'id="f-sender-birth_date-source"' in after  # however the date is written
