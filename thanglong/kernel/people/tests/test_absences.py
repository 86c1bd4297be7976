"""While Hoa is away, Minh has her posts."""

import datetime

import pytest

from thanglong.kernel.base import errors
from thanglong.kernel.events.models import Event
from thanglong.kernel.people import actions, queries
from thanglong.kernel.people.models import Absence, Account
from thanglong.kernel.people.tests import make
from thanglong.kernel.units.models import Agency

pytestmark = pytest.mark.django_db
NOON = make.NOW
DAY = datetime.timedelta(days=1)


@pytest.fixture
def committee() -> Agency:
    return make.agency()


@pytest.fixture
def minh(committee: Agency) -> Account:
    return working(committee, "one_stop", "Trần Văn Minh")


@pytest.fixture
def hoa(committee: Agency) -> Account:
    return working(committee, "specialist", "Vũ Thị Hoa")


@pytest.fixture
def long(committee: Agency) -> Account:
    account = make.officer("Hoàng Đức Long")
    make.hold(account, make.post(committee, "leader"))
    return account


@pytest.fixture
def stranger() -> Account:
    return working(make.agency("UBND phường Hoàn Kiếm"), "specialist", "Lê Hồng Hạnh")


def working(committee: Agency, role: str, name: str) -> Account:
    """An officer of a part of a committee."""
    account = make.officer(name)
    make.hold(account, make.post(make.agency(f"{role} {name}", parent=committee), role))
    return account


def send_away(who: Account, deputy: Account, **facts: object) -> Absence:
    times = {"starts_at": NOON + DAY, "ends_at": NOON + 3 * DAY}
    by = facts.pop("by", make.actor(who))
    away = actions.Away(account_id=who.id, deputy_id=deputy.id, **{**times, **facts})  # type: ignore[arg-type]
    return actions.set_absence(away=away, at=NOON, by=by)  # type: ignore[arg-type]


def test_hoa_goes_away_and_minh_has_her_post(hoa: Account, minh: Account) -> None:
    send_away(hoa, minh, reason="Nghỉ phép")

    during = make.actor(minh, at=NOON + 2 * DAY)

    assert {post.role for post in during.posts} == {"one_stop", "specialist"}
    assert Event.objects.get(type="people.absence.set.v1").payload["deputy"] == minh.id
    (line,) = queries.absences_of(account_ids=[hoa.id, minh.id], at=NOON)
    assert (line.name, line.deputy_name, line.reason) == (
        "Vũ Thị Hoa",
        "Trần Văn Minh",
        "Nghỉ phép",
    )


def test_colleagues_are_those_of_the_same_committee(
    hoa: Account, minh: Account, long: Account, stranger: Account
) -> None:
    found = queries.colleagues_of(account_id=hoa.id, at=NOON)

    assert [one.name for one in found] == ["Hoàng Đức Long", "Trần Văn Minh"]


def test_departments_of_the_city_are_no_colleagues() -> None:
    city = make.agency("UBND thành phố Hà Nội", level="city")
    construction = make.agency("Sở Xây dựng", level="city", parent=city)
    finance = make.agency("Sở Tài chính", level="city", parent=city)
    kien, mai = make.officer("Tạ Trung Kiên"), make.officer("Đỗ Thị Mai")
    make.hold(kien, make.post(construction))
    make.hold(mai, make.post(finance))

    assert queries.colleagues_of(account_id=kien.id, at=NOON) == []


def test_the_leader_of_another_commune_is_no_colleague(minh: Account, long: Account) -> None:
    city = make.agency("UBND thành phố Hà Nội", level="city")
    ba_dinh = make.agency("UBND phường Ba Đình", parent=city)
    hoan_kiem = make.agency("UBND phường Hoàn Kiếm", parent=city)
    chairman, another = make.officer("Hoàng Đức Long"), make.officer("Lê Hồng Hạnh")
    mayor = make.officer("Chu Bình An")
    for account, office in ((chairman, ba_dinh), (another, hoan_kiem), (mayor, city)):
        make.hold(account, make.post(office, "leader"))

    assert queries.colleagues_of(account_id=chairman.id, at=NOON) == []


def test_a_deputy_of_another_office_is_refused(hoa: Account, stranger: Account) -> None:
    with pytest.raises(actions.DeputyHasNoPost):
        send_away(hoa, stranger)


def test_nobody_is_his_own_deputy(hoa: Account) -> None:
    with pytest.raises(actions.DeputyHasNoPost):
        send_away(hoa, hoa)


def test_a_deputy_who_is_away_himself_is_refused(
    hoa: Account, minh: Account, long: Account
) -> None:
    send_away(minh, long)

    with pytest.raises(actions.DeputyIsAway):
        send_away(hoa, minh)


def test_one_is_not_away_twice_at_once(hoa: Account, minh: Account, long: Account) -> None:
    send_away(hoa, minh)

    with pytest.raises(actions.AbsenceOverlaps):
        send_away(hoa, long)


@pytest.mark.parametrize(("starts_in", "ends_in"), [(3, 1), (-3, -1), (1, 1), (1, 400), (-1, 0)])
def test_a_time_that_makes_no_sense_is_refused(
    hoa: Account, minh: Account, starts_in: int, ends_in: int
) -> None:
    with pytest.raises(actions.AbsenceIsOver):
        send_away(hoa, minh, starts_at=NOON + starts_in * DAY, ends_at=NOON + ends_in * DAY)


def test_the_leader_sets_the_absence_of_an_officer_who_fell_ill(
    hoa: Account, minh: Account, long: Account
) -> None:
    send_away(hoa, minh, starts_at=NOON, by=make.actor(long))

    assert len(make.actor(minh).posts) == 2


def test_a_colleague_or_a_stranger_cannot_send_hoa_away(
    hoa: Account, minh: Account, stranger: Account
) -> None:
    for by in (minh, stranger, make.resident()):
        with pytest.raises(actions.NotYourColleague):
            send_away(hoa, minh, by=make.actor(by))

    assert not Absence.objects.exists()


def test_back_early_the_deputy_has_the_post_no_longer(hoa: Account, minh: Account) -> None:
    absence = send_away(hoa, minh, starts_at=NOON)

    actions.cancel_absence(absence_id=absence.id, at=NOON + DAY, by=make.actor(hoa))

    assert len(make.actor(minh, at=NOON + DAY).posts) == 1
    assert queries.absences_of(account_ids=[hoa.id], at=NOON + DAY) == []


def test_a_stranger_cannot_call_hoa_back(hoa: Account, minh: Account, stranger: Account) -> None:
    absence = send_away(hoa, minh)

    with pytest.raises(actions.NotYourColleague):
        actions.cancel_absence(absence_id=absence.id, at=NOON, by=make.actor(stranger))
    with pytest.raises(errors.NotFound):
        actions.cancel_absence(absence_id=absence.id + 1, at=NOON, by=make.actor(hoa))


def test_an_absence_is_not_cancelled_twice(hoa: Account, minh: Account) -> None:
    absence = send_away(hoa, minh)
    actions.cancel_absence(absence_id=absence.id, at=NOON, by=make.actor(hoa))

    with pytest.raises(actions.AbsenceIsOver):
        actions.cancel_absence(absence_id=absence.id, at=NOON, by=make.actor(hoa))


def test_the_holders_of_a_post_are_named_without_deputies(hoa: Account, minh: Account) -> None:
    send_away(hoa, minh, starts_at=NOON)
    (holding,) = hoa.holdings.all()

    assert queries.holders_of_post(post_id=holding.post_id, at=NOON) == [hoa]
