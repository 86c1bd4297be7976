"""Who lives and works in the demo town beside its cast: invented, in the form of people.yaml.

Personal numbers begin with 999 and tax codes with 99: nobody has them.
"""

import datetime
import random
from collections.abc import Iterator
from typing import Any

from thanglong.config.demo_town import names
from thanglong.kernel.people.rules import numbers

COMMUNES = ("00004", "00070", "00454")  # Ba Đình, Hoàn Kiếm, Đông Anh: the same code in every epoch
DISTRICTS = ("001", "002", "017")
CAST_COMMUNE, CAST_DISTRICT = COMMUNES[0], DISTRICTS[0]
REFORM = datetime.date(2025, 7, 1)
RESIDENTS_MIN, RESIDENTS_MAX = 24, 600
FIRST_SERIAL = 1000  # the cast has smaller ones

COMMUNE_DESKS = (
    ("one_stop", "one_stop"), ("supervisor", "one_stop"), ("specialist", "civil_status"),
    ("specialist", "construction"), ("specialist", "labour"), ("specialist", "police"),
    ("specialist", "social"),
    ("leader", "police"), ("head", "civil_status"), ("head", "construction"),
    ("leader", "leadership"), ("deputy_leader", "leadership"),
)  # fmt: skip
DISTRICT_DESKS = (
    ("one_stop", "one_stop"), ("specialist", "civil_status"), ("specialist", "construction"),
    ("specialist", "business_registration"), ("head", "civil_status"), ("head", "construction"),
    ("head", "business_registration"), ("leader", "leadership"), ("specialist", "social"),
    ("specialist", "police"), ("leader", "police"),
)  # fmt: skip
# What the cast of people.yaml does not do in its own commune.
LEFT_BY_CAST = (("specialist", "labour"), ("deputy_leader", "leadership"))


def neighbours(rng: random.Random, *, dossiers: int) -> dict[str, Any]:
    """Residents, organisations and officers for so many dossiers, as people.yaml has them."""
    residents = list(_residents(rng, count=max(RESIDENTS_MIN, min(dossiers // 2, RESIDENTS_MAX))))
    return {
        "residents": residents,
        "organisations": list(_organisations(rng, residents)),
        "mandates": [],
        "officers": list(_officers(rng)),
    }


def _residents(rng: random.Random, *, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        sex = ("female", "male")[number % 2]
        area = rng.choices(COMMUNES, weights=(5, 3, 2))[0]
        birth_on = datetime.date(rng.randint(1966, 1997), rng.randint(1, 12), rng.randint(1, 28))
        if number % 16 == 2:  # the elders of the town
            area, birth_on = COMMUNES[0], birth_on.replace(year=1936 + birth_on.year % 14)
        yield _person(rng, sex=sex, birth_on=birth_on, serial=FIRST_SERIAL + number) | {
            "level": 2,
            "area": area,
            "address_line": names.address(rng, area=area),
            "phone": f"0900{FIRST_SERIAL + number:06d}",
        }


def _organisations(rng: random.Random, residents: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every fourth has a household business, every tenth a company."""
    codes = _tax_codes()
    for number, one in enumerate(residents):
        kinds = [(4, "household_business"), (10, "enterprise")]
        for every, kind in kinds:
            if number % every == every - 2:
                is_firm = kind == "enterprise"
                shop = names.shop(rng, owner=one["full_name"])
                yield {
                    "tax_code": next(codes),
                    "name": names.firm(rng, number // every) if is_firm else shop,
                    "kind": kind,
                    "representative": one["number"],
                    "area": one["area"],
                    "address_line": one["address_line"],
                }


def _officers(rng: random.Random) -> Iterator[dict[str, Any]]:
    for number, (level, area, role, function) in enumerate(_desks()):
        sex = ("male", "female")[number % 2]
        birth_on = datetime.date(rng.randint(1968, 1994), rng.randint(1, 12), rng.randint(1, 28))
        post = {"role": role, "level": level, "function": function, "area": area}
        posts = [post]
        if level == "commune" and function == "construction":
            posts.append(post | {"function": "business_registration"})
        yield _person(rng, sex=sex, birth_on=birth_on, serial=FIRST_SERIAL - 400 + number) | {
            "login": f"{area}.{function.replace('_', '-')}.{role.replace('_', '-')}",
            "posts": posts,
        }


def _desks() -> Iterator[tuple[str, str, str, str]]:
    for commune in COMMUNES:
        for desk in LEFT_BY_CAST if commune == CAST_COMMUNE else COMMUNE_DESKS:
            yield "commune", commune, *desk
    for district in DISTRICTS[1:]:
        for desk in DISTRICT_DESKS:
            yield "district", district, *desk


def _person(
    rng: random.Random, *, sex: str, birth_on: datetime.date, serial: int
) -> dict[str, Any]:
    century_and_sex = 1 if sex == "female" else 0  # the twentieth century
    return {
        "number": f"{numbers.DEMO_PLACE}{century_and_sex}{birth_on:%y}{serial:06d}",
        "full_name": names.person(rng, sex=sex),
        "birth_on": birth_on,
        "sex": sex,
    }


def _tax_codes() -> Iterator[str]:
    for number in range(100, 100_000):
        stem = f"99{number:07d}"
        digit = numbers.tax_check_digit(stem)
        if digit is not None:
            yield f"{stem}{digit}"
