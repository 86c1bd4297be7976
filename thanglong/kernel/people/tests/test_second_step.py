"""The officer's second step by a code, and the sealed secret behind it."""

import datetime

import pyotp
import pytest
from django.conf import LazySettings

from thanglong.kernel.base import errors
from thanglong.kernel.people import actions, queries, sealing
from thanglong.kernel.people.actions import second_step
from thanglong.kernel.people.models import Account, SignedIn
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
NOON = make.NOW


@pytest.fixture
def minh() -> Account:
    return make.officer("Trần Văn Minh", login="minh")


def code(at: datetime.datetime = NOON) -> str:
    return pyotp.TOTP(make.SECRET).at(at)


def test_the_code_of_the_app_is_the_second_step(minh: Account) -> None:
    assert actions.check_code(account_id=minh.id, code=code(), at=NOON) == minh


def test_a_code_works_once(minh: Account) -> None:
    actions.check_code(account_id=minh.id, code=code(), at=NOON)

    with pytest.raises(actions.WrongCode):
        actions.check_code(account_id=minh.id, code=code(), at=NOON + make.SECOND)


def test_a_code_older_than_the_last_used_one_is_refused(minh: Account) -> None:
    actions.check_code(account_id=minh.id, code=code(), at=NOON)
    earlier = code(NOON - datetime.timedelta(seconds=30))

    with pytest.raises(actions.WrongCode):
        actions.check_code(account_id=minh.id, code=earlier, at=NOON)


def test_a_phone_whose_clock_is_half_a_minute_off_is_heard(minh: Account) -> None:
    late = code(NOON - datetime.timedelta(seconds=30))

    actions.check_code(account_id=minh.id, code=f"{late[:3]} {late[3:]}", at=NOON)


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "abcdef", "١٢٣٤٥٦", "1" * 1000])
def test_a_wrong_code_is_refused(minh: Account, wrong: str) -> None:
    with pytest.raises(actions.WrongCode):
        actions.check_code(account_id=minh.id, code=wrong, at=NOON)


def test_a_guesser_of_codes_is_stopped(minh: Account) -> None:
    for _ in range(6):
        with pytest.raises(actions.WrongCode):
            actions.check_code(account_id=minh.id, code="000000", at=NOON)

    with pytest.raises(errors.TooManyTries):
        actions.check_code(account_id=minh.id, code=code(), at=NOON)


def test_the_code_is_of_today_even_when_the_demo_lives_in_the_past(
    minh: Account, settings: LazySettings
) -> None:
    settings.CLOCK_SHIFT = datetime.timedelta(days=-700)

    actions.check_code(account_id=minh.id, code=code(NOON), at=NOON + settings.CLOCK_SHIFT)


def test_an_officer_without_an_app_has_no_code(minh: Account) -> None:
    hoa = make.officer("Vũ Thị Hoa", totp=False)

    with pytest.raises(actions.WrongCode):
        actions.check_code(account_id=hoa.id, code="000000", at=NOON)


def test_hoa_sets_up_her_app_and_the_secret_is_sealed() -> None:
    hoa = make.officer("Vũ Thị Hoa", totp=False)

    actions.enrol_totp(
        account_id=hoa.id, secret=make.SECRET, code=code(), at=NOON, by=make.actor(hoa)
    )

    hoa.refresh_from_db()
    assert make.SECRET not in hoa.totp_secret
    assert sealing.unseal(hoa.totp_secret) == make.SECRET
    with pytest.raises(actions.WrongCode):
        actions.check_code(account_id=hoa.id, code=code(), at=NOON)


def test_an_app_that_shows_a_wrong_code_is_not_set_up() -> None:
    hoa = make.officer("Vũ Thị Hoa", totp=False)

    with pytest.raises(actions.WrongCode):
        actions.enrol_totp(
            account_id=hoa.id, secret=make.SECRET, code="000000", at=NOON, by=make.actor(hoa)
        )

    assert not queries.ways_to_sign_in(account_id=hoa.id).has_second_step


def test_the_only_second_step_cannot_be_removed(minh: Account) -> None:
    with pytest.raises(actions.LastSecondStep):
        actions.remove_totp(account_id=minh.id, at=NOON, by=make.actor(minh))


def test_a_sealed_secret_opens_with_a_former_key(settings: LazySettings) -> None:
    sealed = sealing.seal("secret")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of this city"

    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [former]

    assert sealing.unseal(sealed) == "secret"


def test_the_operator_resets_a_lost_second_step(minh: Account) -> None:
    begin(minh)

    actions.reset_second_step(account_id=minh.id, at=NOON, by=make.actor(minh))

    assert not queries.ways_to_sign_in(account_id=minh.id).has_second_step
    assert queries.session_actor(session_key="key", at=NOON).account_id is None


def begin(account: Account) -> SignedIn:
    return actions.begin_session(
        account=account, session_key="key", method="totp", assurance=2, device="Chrome", at=NOON
    )


def test_the_address_for_the_app_names_city_and_login() -> None:
    address = second_step.totp_address(secret=make.SECRET, login="minh")

    assert address.startswith("otpauth://totp/")
    assert "minh" in address
