"""Residents and officers sign in, or are refused."""

import datetime
import time

import pytest
from django.conf import LazySettings

from thanglong.kernel.base import errors
from thanglong.kernel.people import actions
from thanglong.kernel.people.actions import officers
from thanglong.kernel.people.models import Account, Person, SignedIn, Tries
from thanglong.kernel.people.ports import Identity
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db
NOON = make.NOW
QUARTER = datetime.timedelta(minutes=15)
HERE = "192.0.2.7"


@pytest.fixture
def minh() -> Account:
    return make.officer("Trần Văn Minh", login="minh")


def identity(**facts: object) -> Identity:
    values = {
        "personal_number": "999196000101",
        "full_name": "Nguyễn Thị Lan",
        "birth_on": datetime.date(1996, 3, 8),
        "sex": "female",
        "assurance": 2,
        "provider": "vneid",
        **facts,
    }
    return Identity(**values)  # type: ignore[arg-type]


def test_the_first_sign_in_opens_an_account() -> None:
    account = actions.sign_in_resident(identity=identity(), at=NOON)

    assert (account.kind, account.login) == ("resident", "999196000101")
    assert account.person.birth_on == datetime.date(1996, 3, 8)
    assert account.person.folded == "nguyen thi lan"


def test_the_second_sign_in_finds_the_same_account() -> None:
    first = actions.sign_in_resident(identity=identity(), at=NOON)
    second = actions.sign_in_resident(identity=identity(), at=NOON)

    assert first.id == second.id
    assert Person.objects.count() == 1


def test_the_name_is_kept_as_the_provider_says_it_and_in_one_form() -> None:
    actions.sign_in_resident(identity=identity(), at=NOON)
    decomposed = "Nguye\u0302\u0303n  Thi\u0323 Lan Anh"

    account = actions.sign_in_resident(identity=identity(full_name=decomposed), at=NOON)

    assert account.person.full_name == "Nguyễn Thị Lan Anh"


def test_a_person_known_at_the_counter_gets_the_account() -> None:
    known = actions.know_person(personal_number="999196000101", full_name="Nguyễn Thị Lan")

    account = actions.sign_in_resident(identity=identity(), at=NOON)

    assert account.person_id == known.id


def test_what_is_known_of_a_person_is_not_overwritten_at_the_counter() -> None:
    known = make.person("Nguyễn Thị Lan", personal_number="999196000101", sex="")

    found = actions.know_person(
        personal_number="999196000101",
        full_name="NGUYEN THI LAN",
        birth_on=datetime.date(1990, 1, 1),
        sex="female",
    )

    assert found.id == known.id
    assert (found.full_name, found.birth_on, found.sex) == (
        "Nguyễn Thị Lan",
        datetime.date(1996, 3, 8),
        "female",
    )


def test_a_number_typed_wrongly_does_not_name_somebody_else() -> None:
    make.person("Lê Hồng Hạnh", personal_number="999192000108")

    with pytest.raises(actions.NumberOfAnother):
        actions.know_person(personal_number="999192000108", full_name="Nguyễn Thị Lan")


def test_a_provider_that_says_nonsense_is_not_believed() -> None:
    with pytest.raises(actions.NumberIsMalformed):
        actions.sign_in_resident(identity=identity(personal_number="12 34"), at=NOON)


def test_a_closed_account_of_a_resident_stays_closed() -> None:
    account = actions.sign_in_resident(identity=identity(), at=NOON)
    actions.close_account(account_id=account.id, at=NOON, by=make.actor(account))

    with pytest.raises(actions.SignInNotProven):
        actions.sign_in_resident(identity=identity(), at=NOON)


def test_level_one_is_refused_where_level_two_is_demanded() -> None:
    nam = make.actor(make.resident("Vũ Đức Nam"), assurance=1)

    with pytest.raises(actions.AssuranceTooLow, match="2"):
        actions.check_assurance(by=nam, demanded=2)


def test_two_newborns_without_a_number_are_two_persons() -> None:
    first = actions.know_person(personal_number="", full_name="Phạm Gia Hân")
    second = actions.know_person(personal_number="", full_name="Phạm Gia Hân")

    assert first.id != second.id


def check(login: str = "minh", password: str = make.PASSWORD, **facts: object) -> Account:
    values = {"login": login, "password": password, "address": HERE, "at": NOON, **facts}
    return actions.check_password(**values)  # type: ignore[arg-type]


def test_minh_signs_in_with_his_password(minh: Account) -> None:
    assert check() == minh
    assert check(login="  MINH ") == minh


def test_a_wrong_password_and_an_unknown_login_sound_the_same(minh: Account) -> None:
    with pytest.raises(actions.WrongLoginOrPassword) as wrong:
        check(password="mua dong ha noi 1010")
    with pytest.raises(actions.WrongLoginOrPassword) as unknown:
        check(login="nobody")

    assert str(wrong.value) == str(unknown.value)


def test_an_unknown_login_takes_as_long_as_a_wrong_password(
    minh: Account, settings: LazySettings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    actions.set_password(
        account_id=minh.id, password="sen ho tay no som", at=NOON, by=make.actor(minh)
    )
    officers._nobodys.cache_clear()
    officers._nobodys()

    known = seconds_of("minh")
    unknown = seconds_of("nobody")

    officers._nobodys.cache_clear()
    assert 0.4 < known / unknown < 2.5


def seconds_of(login: str) -> float:
    """The quickest of several tries: the machine may be busy."""
    times = []
    for _ in range(4):
        began = time.perf_counter()
        with pytest.raises(actions.WrongLoginOrPassword):
            check(login=login, password="wrong wrong wrong")
        times.append(time.perf_counter() - began)
    return min(times)


def test_a_resident_has_no_password_to_sign_in_with() -> None:
    lan = make.resident()

    with pytest.raises(actions.WrongLoginOrPassword):
        check(login=lan.login)


def test_an_officer_without_a_password_cannot_sign_in(minh: Account) -> None:
    Account.objects.filter(id=minh.id).update(password="")

    for password in ("", make.PASSWORD, "nobody's password, never accepted"):
        with pytest.raises(actions.WrongLoginOrPassword):
            check(password=password)


def test_a_guesser_is_stopped_after_ten_tries_even_with_the_right_password(minh: Account) -> None:
    for _ in range(10):
        with pytest.raises(actions.WrongLoginOrPassword):
            check(password="wrong wrong wrong")

    with pytest.raises(errors.TooManyTries):
        check()


def test_after_a_quarter_of_an_hour_minh_may_try_again(minh: Account) -> None:
    for _ in range(11):
        with pytest.raises(errors.CityError):
            check(password="wrong wrong wrong")

    assert check(at=NOON + QUARTER) == minh


def test_the_right_password_forgives_earlier_slips(minh: Account) -> None:
    for _ in range(9):
        with pytest.raises(actions.WrongLoginOrPassword):
            check(password="wrong wrong wrong")
    check()

    with pytest.raises(actions.WrongLoginOrPassword):
        check(password="wrong wrong wrong")


def test_one_address_that_tries_many_logins_is_stopped() -> None:
    for n in range(60):
        with pytest.raises(actions.WrongLoginOrPassword):
            check(login=f"officer{n}")

    with pytest.raises(errors.TooManyTries):
        check(login="one more")


def test_logins_and_addresses_cannot_be_read_from_the_counts(minh: Account) -> None:
    with pytest.raises(actions.WrongLoginOrPassword):
        check(password="wrong wrong wrong")

    keys = " ".join(Tries.objects.values_list("key", flat=True))

    assert "minh" not in keys
    assert HERE not in keys


def test_old_counts_are_forgotten() -> None:
    actions.count_try(kind="password_login", key="minh", at=NOON)

    assert actions.forget_tries(at=NOON + QUARTER) == 1
    assert actions.forget_tries(at=NOON + QUARTER) == 0


def test_a_weak_new_password_is_refused_with_the_reason(minh: Account) -> None:
    with pytest.raises(actions.PasswordIsWeak, match=r"Many people|Nhiều người"):
        actions.set_password(
            account_id=minh.id, password="matkhau123456", at=NOON, by=make.actor(minh)
        )


def test_a_new_password_ends_all_sign_ins(minh: Account) -> None:
    begin(minh)

    actions.set_password(
        account_id=minh.id, password="sen hồ tây nở sớm", at=NOON, by=make.actor(minh)
    )

    assert SignedIn.objects.get().ended_at == NOON
    assert check(password="sen hồ tây nở sớm") == minh


def begin(account: Account) -> SignedIn:
    return actions.begin_session(
        account=account, session_key="key", method="totp", assurance=2, device="Chrome", at=NOON
    )


def test_two_logins_are_never_the_same(minh: Account) -> None:
    with pytest.raises(actions.LoginIsTaken):
        actions.open_officer_account(login="MINH", person=minh.person, at=NOON, by=make.actor(minh))


def test_every_night_what_is_of_no_use_is_forgotten() -> None:
    from thanglong.kernel.people import tasks

    actions.count_try(kind="password_login", key="minh", at=make.LONG_AGO)

    tasks.tidy(timestamp=0)

    assert not Tries.objects.exists()


def test_old_sign_ins_are_forgotten_after_ninety_days(minh: Account) -> None:
    begin(minh)

    assert actions.forget_old_sign_ins(at=NOON + datetime.timedelta(days=90)) == 0
    assert actions.forget_old_sign_ins(at=NOON + datetime.timedelta(days=91)) == 1


def test_the_language_of_letters_is_one_of_the_citys(minh: Account) -> None:
    actions.set_language(account_id=minh.id, language="en")

    with pytest.raises(errors.BadInput):
        actions.set_language(account_id=minh.id, language="tlh")

    minh.refresh_from_db()
    assert minh.language == "en"
