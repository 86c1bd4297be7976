"""The law of people, in tables."""

import datetime

import hypothesis
import pytest
from hypothesis import strategies
from stdnum.vn import mst

from thanglong.kernel.people import blocklist, rules

NOON = datetime.datetime(2026, 11, 24, 5, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


def test_a_personal_number_tells_place_sex_and_year_of_birth() -> None:
    said = rules.read_personal_number("001195004321")

    assert said == rules.PersonalNumber("001", "female", 1995, is_demo=False)


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [
        ("999046001234", "male", 1946),
        ("999191001234", "female", 1991),
        ("999226001234", "male", 2026),
        ("999319001234", "female", 2019),
        ("999401001234", "male", 2101),
    ],
)
def test_the_fourth_digit_tells_century_and_sex(number: str, sex: str, year: int) -> None:
    said = rules.read_personal_number(number)

    assert said is not None
    assert (said.sex, said.birth_year, said.is_demo) == (sex, year, True)


@pytest.mark.parametrize(
    "text", ["", "12345678901", "1234567890123", "00119500432x", "001 195004321", "١٢٣٤٥٦٧٨٩٠١٢"]
)
def test_what_is_not_twelve_digits_is_no_personal_number(text: str) -> None:
    assert not rules.is_personal_number(text)


@pytest.mark.parametrize(
    ("number", "birth_on", "sex", "expected"),
    [
        ("999191001234", datetime.date(1991, 3, 8), "female", ()),
        ("999191001234", datetime.date(1992, 3, 8), "female", ("birth_year_differs",)),
        ("999191001234", None, "male", ("sex_differs",)),
        ("003191001234", None, "", ("place_unknown",)),
        ("not a number", None, "male", ()),
    ],
)
def test_a_number_that_disagrees_with_what_is_declared_warns(
    number: str, birth_on: datetime.date | None, sex: str, expected: tuple[str, ...]
) -> None:
    assert rules.disagreements(number, birth_on=birth_on, sex=sex) == expected


def test_there_are_sixty_three_places_of_birth_registration() -> None:
    from thanglong.kernel.people.rules import numbers

    assert len(numbers.PLACES) == 63


def test_the_check_digit_of_the_circular_is_found() -> None:
    assert rules.tax_check_digit("010004751") == 6


@hypothesis.given(strategies.from_regex(r"\A[0-9]{10}\Z"))
def test_our_check_of_tax_codes_agrees_with_another_one(code: str) -> None:
    # Another library also refuses all-zero serial numbers; we only check the form and the digit.
    ours = rules.is_tax_code(code)

    assert ours == mst.is_valid(code) or code[2:9] == "0000000"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0100109106", "organisation"),
        ("0100109106-001", "dependent_unit"),
        ("0100109106-000", None),
        ("0100109107", None),
        ("0100109106001", None),
        ("999188001234", "person"),
        ("", None),
    ],
)
def test_a_tax_code_tells_of_what_it_is_the_code(code: str, kind: str | None) -> None:
    assert rules.tax_code_kind(code) == kind


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("ngắn quá", "too_short"),
        ("x" * 129, "too_long"),
        ("matkhau12345678", "common"),
        ("Mật khẩu 2026!!", "common"),
        ("anhyeuemnhieulam", "common"),
        ("hanoihanoihanoi", "common"),
        ("Hanoi2026Hanoi2026", "common"),
        ("123456789012", "common"),
        ("aaaaaaaaaaaaaaa", "common"),
        ("qwertyuiop1234", "common"),
        ("Trần Văn Minh 1985", "like_you"),
        ("minh.badinh-2026", "like_you"),
        ("sen hồ tây nở sớm", None),
        ("correct horse battery", None),
        ("chỉ có chữ thường thôi", None),
    ],
)
def test_a_password_is_long_and_not_common_and_nothing_else_is_asked(
    password: str, problem: str | None
) -> None:
    found = rules.password_problem(
        password,
        login="minh.badinh",
        full_name="Trần Văn Minh",
        common=blocklist.common_passwords(),
    )

    assert found == problem


@pytest.mark.parametrize(
    ("valid_to", "revoked_at", "expected"),
    [
        (None, None, True),
        (NOON + SECOND, None, True),
        (NOON, None, False),
        (NOON - SECOND, None, False),
        (None, NOON, False),
        (None, NOON - SECOND, False),
        (None, NOON + SECOND, True),
    ],
)
def test_a_mandate_ends_to_the_second(
    valid_to: datetime.datetime | None, revoked_at: datetime.datetime | None, expected: bool
) -> None:
    begun = NOON - datetime.timedelta(days=1)

    found = rules.is_in_force(valid_from=begun, valid_to=valid_to, revoked_at=revoked_at, at=NOON)

    assert found is expected


def test_a_mandate_of_tomorrow_is_not_in_force_today() -> None:
    tomorrow = NOON + datetime.timedelta(days=1)

    assert not rules.is_in_force(valid_from=tomorrow, valid_to=None, revoked_at=None, at=NOON)


def test_a_mandate_covers_what_it_names() -> None:
    assert rules.covers(["1.004873"], "1.004873")
    assert rules.covers(["*"], "1.004873")
    assert not rules.covers(["1.001193"], "1.004873")
    assert not rules.covers([], "1.004873")


def test_parents_act_for_a_child_until_it_is_eighteen() -> None:
    ends_on = rules.parental_mandate_ends_on(birth_on=datetime.date(2019, 5, 2))

    assert ends_on == datetime.date(2037, 5, 2)


def test_a_child_of_the_leap_day_is_eighteen_on_the_first_of_march() -> None:
    ends_on = rules.parental_mandate_ends_on(birth_on=datetime.date(2020, 2, 29))

    assert ends_on == datetime.date(2038, 3, 1)


def test_a_mandate_without_an_end_ends_after_a_year() -> None:
    ends_on = rules.agent_mandate_ends_on(given_on=datetime.date(2026, 11, 24))

    assert ends_on == datetime.date(2027, 11, 24)


@pytest.mark.parametrize(
    ("kind", "unused_for", "alive"),
    [
        ("officer", datetime.timedelta(minutes=29), True),
        ("officer", datetime.timedelta(minutes=30), False),
        ("resident", datetime.timedelta(minutes=119), True),
        ("resident", datetime.timedelta(hours=2), False),
    ],
)
def test_a_sign_in_that_is_not_used_ends(
    kind: str, unused_for: datetime.timedelta, alive: bool
) -> None:
    found = rules.is_session_alive(
        kind=kind,
        seen_at=NOON - unused_for,
        expires_at=NOON + SECOND,
        ended_at=None,
        at=NOON,
    )

    assert found is alive


@pytest.mark.parametrize(
    ("expires_at", "ended_at"),
    [(NOON, None), (NOON + SECOND, NOON - SECOND), (NOON - SECOND, None)],
)
def test_a_sign_in_that_is_too_old_or_was_ended_does_not_count(
    expires_at: datetime.datetime, ended_at: datetime.datetime | None
) -> None:
    assert not rules.is_session_alive(
        kind="resident", seen_at=NOON, expires_at=expires_at, ended_at=ended_at, at=NOON
    )


def test_level_one_is_not_enough_where_level_two_is_demanded() -> None:
    assert not rules.is_assured(held=1, demanded=2)
    assert rules.is_assured(held=2, demanded=2)
    assert rules.is_assured(held=2, demanded=1)
