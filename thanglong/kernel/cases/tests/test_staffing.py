"""Whether posts are held is asked of the city: wherever a dossier can come in, as of today."""

import datetime

import pytest
from django.conf import settings

from tests.town import MORNING, Town
from thanglong.kernel.cases import folders
from thanglong.kernel.cases.definition import Definition, Finding
from thanglong.kernel.cases.queries import staffing
from thanglong.kernel.people.models import Holding

TODAY = datetime.date(2026, 11, 25)
BIRTH = next((settings.CITY / "procedures").glob("1.001193-*"))


def check(today: datetime.date = TODAY) -> list[Finding]:
    """What the check says about posts of the registration of births."""
    folder = folders.read(BIRTH)
    assert isinstance(folder.definition, Definition)
    is_staffed = staffing.of(folder.definition, today=today)
    found = folders.check(folder, is_staffed=is_staffed)
    return [one for one in found if one.rule == "posts_are_staffed"]


@pytest.fixture
def ward(town: Town) -> Town:
    """Minh, Hòa and Long are at their desks in Ba Đình, and nobody anywhere else."""
    assert town.minh and town.hoa and town.long
    return town


def test_where_everybody_is_at_his_desk_nothing_is_missing(ward: Town) -> None:
    assert [str(one) for one in check()] == []


def test_a_desk_without_anybody_is_named_with_its_ward_and_what_to_do(ward: Town) -> None:
    Holding.objects.filter(account_id=ward.long.account_id).update(valid_to=MORNING)

    found = check(TODAY + datetime.timedelta(days=1))

    assert [one.path for one in found] == ["stages.signature.by"]
    assert "Ba Đình" in found[0].message
    assert found[0].advice == "Fill the posts there, or name another post."
    assert not found[0].is_notice


def test_a_ward_where_nobody_receives_cannot_lack_a_signature(ward: Town) -> None:
    """Hòa and Long alone: no dossier can come in, and that is what is said."""
    Holding.objects.filter(account_id=ward.minh.account_id).update(valid_to=MORNING)

    found = check(TODAY + datetime.timedelta(days=1))

    assert {"the whole city" in one.message for one in found} == {True}
