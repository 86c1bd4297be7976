"""Personal numbers and tax codes: what their digits say."""

import datetime
import re
from dataclasses import dataclass
from typing import Literal

DEMO_PLACE = "999"  # assigned to no province: a demo number can belong to nobody
_PLACES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 "
    "036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 "
    "074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
PLACES = frozenset(_PLACES.split())
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)

TaxCodeKind = Literal["organisation", "dependent_unit", "person"]
Disagreement = Literal["place_unknown", "sex_differs", "birth_year_differs"]


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What the digits of a personal number say. `place`: of birth registration."""

    place: str
    sex: Literal["male", "female"]
    birth_year: int
    is_demo: bool


def read_personal_number(number: str) -> PersonalNumber | None:
    """What a personal number says, or nothing when it is not twelve digits.

    Three digits for the place, one for century and sex (0/1 the twentieth, 2/3 the twenty-first
    …), two for the year, six at random; there is no check digit.
    Source: Decree 137/2015/NĐ-CP, art. 13; Circular 59/2021/TT-BCA, art. 4 [S].
    """
    if not re.fullmatch(r"[0-9]{12}", number):
        return None
    century_and_sex = int(number[3])
    return PersonalNumber(
        place=number[:3],
        sex="female" if century_and_sex % 2 else "male",
        birth_year=1900 + 100 * (century_and_sex // 2) + int(number[4:6]),
        is_demo=number[:3] == DEMO_PLACE,
    )


def is_personal_number(number: str) -> bool:
    """Whether this has the form of a personal number.

    Source: Law on Identity 26/2023/QH15, art. 12 [S].
    """
    return read_personal_number(number) is not None


def is_demo_number(number: str) -> bool:
    """Whether the number was made for the demo town.

    Source: the list of place codes has no 999 (Circular 59/2021/TT-BCA, annex [S]).
    """
    return number.startswith(DEMO_PLACE)


def disagreements(
    number: str, *, birth_on: datetime.date | None = None, sex: str = ""
) -> tuple[Disagreement, ...]:
    """Where a well-formed number does not agree with what is declared.

    A reason to warn, never to refuse: persons with a corrected sex or year of birth keep their
    number, and those who were registered abroad have the code of a country.
    Source: Circular 59/2021/TT-BCA, art. 4 and annex [S]; facts of the city, §2.1.
    """
    said = read_personal_number(number)
    if said is None:
        return ()
    found: list[Disagreement] = []
    if said.place not in PLACES and not said.is_demo:
        found.append("place_unknown")
    if sex and sex != said.sex:
        found.append("sex_differs")
    if birth_on is not None and birth_on.year != said.birth_year:
        found.append("birth_year_differs")
    return tuple(found)


def tax_check_digit(nine_digits: str) -> int | None:
    """The tenth digit of a tax code; nothing when no code with these nine digits is issued.

    Source: Circular 105/2020/TT-BTC, annex I.
    """
    total = sum(weight * int(digit) for weight, digit in zip(TAX_WEIGHTS, nine_digits, strict=True))
    digit = 10 - total % 11
    return None if digit == 10 else digit


def tax_code_kind(code: str) -> TaxCodeKind | None:
    """What a tax code is the code of, or nothing when it is none.

    Ten digits with check digit: an organisation; the same with -001 to -999: a dependent unit;
    twelve digits: a person, whose personal number it is (also for the household business).
    Source: Circular 105/2020/TT-BTC, art. 5; Circular 86/2024/TT-BTC, art. 5 [S].
    """
    if re.fullmatch(r"[0-9]{12}", code):
        return "person"
    form = re.fullmatch(r"([0-9]{9})([0-9])(-[0-9]{3})?", code)
    if form is None or tax_check_digit(form[1]) != int(form[2]) or form[3] == "-000":
        return None
    return "dependent_unit" if form[3] else "organisation"


def is_tax_code(code: str) -> bool:
    """Whether this is a well-formed tax code with the right check digit.

    Source: Circular 105/2020/TT-BTC, art. 5 and annex I.
    """
    return tax_code_kind(code) is not None
