"""Who acts, and with which posts, at an instant."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from thanglong.kernel.base import errors
from thanglong.kernel.base.actor import ANONYMOUS
from thanglong.kernel.people import actions, queries
from thanglong.kernel.people.models import Absence, Account, SignedIn
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
NOON = make.NOW


@pytest.fixture
def minh() -> Account:
    return make.officer("Trần Văn Minh", login="minh")


def test_minh_acts_with_the_post_he_holds(minh: Account) -> None:
    office = make.agency()
    desk = make.post(office, "one_stop", "Cán bộ một cửa")
    make.hold(minh, desk)

    actor = queries.actor_for_account(account_id=minh.id, at=NOON)

    assert actor.is_officer
    assert actor.name == "Trần Văn Minh"
    assert actor.post_in(agency_id=office.id, role="one_stop") is not None


def test_a_post_lost_a_second_ago_is_gone(minh: Account) -> None:
    make.hold(minh, make.post(make.agency()), until=NOON)

    just_before = queries.actor_for_account(account_id=minh.id, at=NOON - make.SECOND)
    now = queries.actor_for_account(account_id=minh.id, at=NOON)

    assert just_before.is_officer
    assert not now.is_officer


def test_a_post_that_begins_tomorrow_is_not_held_today(minh: Account) -> None:
    make.hold(minh, make.post(make.agency()), since=NOON + make.SECOND)

    assert not make.actor(minh).is_officer


def test_a_post_ends_with_the_agency_at_midnight_of_the_city(minh: Account) -> None:
    make.hold(minh, make.post(make.agency(valid_to=datetime.date(2025, 7, 1))))
    midnight = datetime.datetime(2025, 6, 30, 17, 0, tzinfo=datetime.UTC)

    assert make.actor(minh, at=midnight - make.SECOND).is_officer
    assert not make.actor(minh, at=midnight).is_officer


def test_a_deputy_has_the_posts_of_an_absent_colleague(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa")
    make.hold(hoa, make.post(make.agency(), "specialist"))
    away = Absence.objects.create(
        account=hoa, deputy=minh, starts_at=NOON, ends_at=NOON + datetime.timedelta(hours=4)
    )

    (post,) = make.actor(minh).posts
    before = make.actor(minh, at=NOON - make.SECOND)
    after = make.actor(minh, at=away.ends_at)

    assert (post.role, post.deputises_for) == ("specialist", "Vũ Thị Hoa")
    assert before.posts == after.posts == ()


def test_a_deputy_of_a_cancelled_absence_has_nothing(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa")
    make.hold(hoa, make.post(make.agency()))
    Absence.objects.create(
        account=hoa,
        deputy=minh,
        starts_at=NOON,
        ends_at=NOON + datetime.timedelta(hours=4),
        cancelled_at=NOON,
    )

    assert make.actor(minh).posts == ()


def test_ones_own_post_is_not_shown_as_a_deputys(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa")
    shared = make.post(make.agency())
    make.hold(hoa, shared)
    make.hold(minh, shared)
    Absence.objects.create(
        account=hoa, deputy=minh, starts_at=NOON, ends_at=NOON + datetime.timedelta(hours=4)
    )

    (post,) = make.actor(minh).posts

    assert post.deputises_for == ""


def test_a_resident_has_no_posts() -> None:
    lan = make.resident()

    actor = make.actor(lan)

    assert (actor.kind, actor.posts, actor.person_id) == ("person", (), lan.person_id)


def test_the_actor_is_found_in_two_statements(
    minh: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make.hold(minh, make.post(make.agency()))

    with django_assert_num_queries(2):
        queries.actor_for_account(account_id=minh.id, at=NOON)


def test_a_closed_account_acts_no_more(minh: Account) -> None:
    make.hold(minh, make.post(make.agency()))
    operator = make.actor(make.officer("Chu Bình An"))

    actions.close_account(account_id=minh.id, at=NOON, by=operator)

    with pytest.raises(errors.NotFound):
        queries.actor_for_account(account_id=minh.id, at=NOON)


def begin(account: Account, **facts: object) -> SignedIn:
    return actions.begin_session(
        account=account, session_key="key", method="vneid", assurance=2, device="Chrome", at=NOON
    )


def test_a_sign_in_is_recognised_at_the_next_request() -> None:
    lan = make.resident()
    begin(lan)

    actor = queries.session_actor(session_key="key", at=NOON)

    assert (actor.account_id, actor.assurance) == (lan.id, 2)


def test_an_unknown_session_is_nobody() -> None:
    assert queries.session_actor(session_key="no such key", at=NOON) == ANONYMOUS


def test_a_sign_in_revoked_on_another_device_stops_at_the_next_request() -> None:
    lan = make.resident()
    signed_in = begin(lan)

    actions.end_sign_in(sign_in_id=signed_in.id, at=NOON, by=make.actor(lan))

    assert queries.session_actor(session_key="key", at=NOON) == ANONYMOUS


def test_nobody_ends_the_sign_in_of_somebody_else() -> None:
    lan, hanh = make.resident(), make.resident("Lê Hồng Hạnh")
    signed_in = begin(lan)

    with pytest.raises(errors.NotFound):
        actions.end_sign_in(sign_in_id=signed_in.id, at=NOON, by=make.actor(hanh))

    assert queries.session_actor(session_key="key", at=NOON).account_id == lan.id


def test_an_officer_who_rests_for_half_an_hour_signs_in_again(minh: Account) -> None:
    begin(minh)

    later = queries.session_actor(session_key="key", at=NOON + datetime.timedelta(minutes=30))

    assert later == ANONYMOUS


def test_an_officer_who_works_stays_signed_in_for_eight_hours(minh: Account) -> None:
    begin(minh)
    quarter = datetime.timedelta(minutes=20)
    times = [NOON + quarter * n for n in range(1, 25)]

    seen = [queries.session_actor(session_key="key", at=at).account_id for at in times]

    assert set(seen[:23]) == {minh.id}
    assert seen[23] is None


def test_that_a_sign_in_was_used_is_written_once_a_minute(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    begin(make.resident())

    with django_assert_num_queries(1):
        queries.session_actor(session_key="key", at=NOON + datetime.timedelta(seconds=59))
    with django_assert_num_queries(2):
        queries.session_actor(session_key="key", at=NOON + datetime.timedelta(seconds=60))


def make_key(account: Account) -> str:
    return actions.make_token(
        account_id=account.id,
        label="test",
        assurance=2,
        expires_at=None,
        at=NOON,
        by=make.actor(account),
    )


def test_a_key_opens_the_programming_interface_for_its_owner() -> None:
    lan = make.resident()

    actor = queries.actor_for_token(token=make_key(lan), at=NOON)

    assert actor.account_id == lan.id


@pytest.mark.parametrize("token", ["", "tl_", "tl_wrong", "x" * 10_000, "tl_\x00"])
def test_a_wrong_key_opens_nothing(token: str) -> None:
    with pytest.raises(errors.SignInNeeded):
        queries.actor_for_token(token=token, at=NOON)


def test_a_key_ends_after_ninety_days() -> None:
    key = make_key(make.resident())

    with pytest.raises(errors.SignInNeeded):
        queries.actor_for_token(token=key, at=NOON + datetime.timedelta(days=90))


def test_a_revoked_key_opens_nothing() -> None:
    lan = make.resident()
    key = make_key(lan)
    (line,) = queries.tokens_of(account_id=lan.id, at=NOON)

    actions.revoke_token(token_id=line.id, at=NOON, by=make.actor(lan))

    with pytest.raises(errors.SignInNeeded):
        queries.actor_for_token(token=key, at=NOON)
    assert queries.tokens_of(account_id=lan.id, at=NOON) == []


def test_nobody_revokes_the_key_of_somebody_else() -> None:
    lan, hanh = make.resident(), make.resident("Lê Hồng Hạnh")
    key = make_key(lan)
    (line,) = queries.tokens_of(account_id=lan.id, at=NOON)

    with pytest.raises(errors.NotFound):
        actions.revoke_token(token_id=line.id, at=NOON, by=make.actor(hanh))

    assert queries.actor_for_token(token=key, at=NOON).account_id == lan.id


def test_the_key_itself_is_not_kept() -> None:
    from thanglong.kernel.people.models import Token

    key = make_key(make.resident())

    assert key not in str(Token.objects.values().get())


def test_the_operator_finds_an_account_by_login_or_given_name(minh: Account) -> None:
    lan = make.resident("Nguyễn Thị Lan")

    assert queries.account_named("minh") == minh
    assert queries.account_named("lan") == lan
    assert queries.account_named("Nguyễn Thị Lan") == lan
    with pytest.raises(errors.NotFound):
        queries.account_named("hạnh")


def test_a_taken_post_ends_and_one_that_never_began_is_forgotten(minh: Account) -> None:
    desk, coming = make.post(make.agency()), make.post(make.agency(), "leader")
    make.hold(minh, desk)
    make.hold(minh, coming, since=NOON + datetime.timedelta(days=3))
    operator = make.actor(make.officer("Chu Bình An"))

    actions.take_post(account_id=minh.id, post_id=desk.id, at=NOON, by=operator)
    actions.take_post(account_id=minh.id, post_id=coming.id, at=NOON, by=operator)

    assert make.actor(minh).posts == ()
    assert minh.holdings.count() == 1
