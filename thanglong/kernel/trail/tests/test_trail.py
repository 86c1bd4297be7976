"""What was done and looked at is written down for good."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.town import Town
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.trail import actions
from thanglong.kernel.trail.models import Entry


class Undone(Exception):
    """The act did not happen."""


def test_an_entry_says_who_in_which_post_looked_at_whose_data_and_why(town: Town) -> None:
    minh, lan = town.minh, town.lan

    actions.record(
        act="cases.read",
        subject="dossier:D-1",
        at=town.at,
        by=minh,
        person_id=lan.person_id,
        purpose="reception",
    )

    entry = Entry.objects.get(act="cases.read", subject="dossier:D-1")
    assert (entry.account_id, entry.person_id) == (minh.account_id, lan.person_id)
    assert (entry.post_id, entry.agency_id) == (minh.posts[0].post_id, minh.posts[0].agency_id)
    assert (entry.at, entry.purpose) == (town.at, "reception")


def test_an_act_of_the_city_itself_has_no_account(town: Town) -> None:
    actions.record(act="cases.tidied", subject="city", at=town.at, by=SYSTEM)

    assert Entry.objects.get(act="cases.tidied").account_id is None


def test_an_act_that_did_not_happen_leaves_no_entry(town: Town) -> None:
    with pytest.raises(Undone), transaction.atomic():
        actions.record(act="cases.undone", subject="dossier:D-1", at=town.at, by=town.minh)
        raise Undone

    assert not Entry.objects.filter(act="cases.undone").exists()


@pytest.mark.parametrize("change", ["UPDATE trail_entry SET act = 'x'", "DELETE FROM trail_entry"])
def test_nobody_rewrites_the_trail(town: Town, change: str) -> None:
    actions.record(act="cases.read", subject="dossier:D-1", at=town.at, by=town.minh)

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change)
