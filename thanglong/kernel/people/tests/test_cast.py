"""The demo town's people, in each epoch of the city."""

import datetime

import pytest
from django.conf import LazySettings

from thanglong.kernel.base.actor import SYSTEM, Actor
from thanglong.kernel.people import actions, cast, queries
from thanglong.kernel.people.models import Account, Mandate, Organisation, Person
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
TODAY = make.NOW
IN_2024 = datetime.datetime(2024, 11, 22, 2, 0, tzinfo=datetime.UTC)
IN_EARLY_2025 = datetime.datetime(2025, 3, 3, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def _cast(settings: LazySettings) -> None:
    cast.load_cast(path=settings.CITY / "demo" / "people.yaml", at=TODAY, by=SYSTEM)


def officer(login: str, at: datetime.datetime = TODAY) -> Actor:
    account = Account.objects.get(login=login)
    return queries.actor_for_account(account_id=account.id, at=at, assurance=2)


@pytest.mark.usefixtures("_cast")
@pytest.mark.parametrize(
    ("login", "role"), [("minh", "one_stop"), ("hoa", "specialist"), ("long", "leader")]
)
@pytest.mark.parametrize("at", [TODAY, IN_2024, IN_EARLY_2025])
def test_the_officers_of_the_commune_have_their_posts_in_every_epoch(
    login: str, role: str, at: datetime.datetime
) -> None:
    assert {post.role for post in officer(login, at).posts} == {role}


@pytest.mark.usefixtures("_cast")
@pytest.mark.parametrize("login", ["nga", "son", "dung"])
def test_the_officers_of_the_district_lose_their_posts_with_the_district(login: str) -> None:
    assert officer(login, IN_2024).posts
    assert officer(login, TODAY).posts == ()


@pytest.mark.usefixtures("_cast")
@pytest.mark.parametrize(
    "login",
    ["linh", "kien", "bich", "phuc", "tam", "vy", "thanh", "ha", "vinh", "chi", "duy"],
)
@pytest.mark.parametrize("at", [TODAY, IN_2024])
def test_the_officers_of_the_city_have_their_posts_before_and_after(
    login: str, at: datetime.datetime
) -> None:
    assert officer(login, at).posts


@pytest.mark.usefixtures("_cast")
def test_the_operator_holds_no_post() -> None:
    assert officer("an").posts == ()


@pytest.mark.usefixtures("_cast")
def test_lan_acts_for_bao_and_her_father_and_hanh_for_nobody() -> None:
    lan = Person.objects.get(personal_number="999196000101")
    hanh = Person.objects.get(personal_number="999192000108")

    names = {one.beneficiary_name for one in queries.mandates_of(person_id=lan.id, at=TODAY)}

    assert names == {"Phạm Gia Bảo", "Nguyễn Văn Tư"}
    assert queries.mandates_of(person_id=hanh.id, at=TODAY) == []
    assert Organisation.objects.get(tax_code="9900000016").is_demo


@pytest.mark.usefixtures("_cast")
def test_the_demo_password_opens_the_first_step() -> None:
    account = actions.check_password(
        login="minh", password="mua thu ha noi 1010", address="192.0.2.1", at=TODAY
    )

    assert account.person.full_name == "Trần Văn Minh"


@pytest.mark.usefixtures("_cast")
def test_loading_twice_changes_nothing(settings: LazySettings) -> None:
    mandates = Mandate.objects.count()

    new = cast.load_cast(path=settings.CITY / "demo" / "people.yaml", at=TODAY, by=SYSTEM)

    assert new == 0
    assert Mandate.objects.count() == mandates


def test_a_file_with_real_numbers_is_refused(settings: LazySettings, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "people.yaml"
    demo = (settings.CITY / "demo" / "people.yaml").read_text(encoding="utf-8")
    path.write_text(demo.replace("999196000101", "001196000101"), encoding="utf-8")

    with pytest.raises(cast.CastIsReal):
        cast.load_cast(path=path, at=TODAY, by=SYSTEM)


def test_two_officers_with_one_login_are_refused_not_left_out() -> None:
    officer = {"login": "minh", "number": "999190000001"}

    with pytest.raises(cast.CastIsDouble, match="minh"):
        cast.make_known(
            cast={"residents": [], "organisations": [], "mandates": [], "officers": [officer] * 2},
            at=TODAY,
        )
