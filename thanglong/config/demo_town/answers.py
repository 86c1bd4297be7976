"""Answers for a dossier: those of a procedure's own scenario, told of another person and day."""

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings

from thanglong.config.demo_town import names
from thanglong.config.demo_town.town import Business, Resident
from thanglong.kernel.cases import scenarios
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.scenarios import Scenario
from thanglong.kernel.people.rules import numbers

HOME = "00004"  # the commune in which the scenarios play
RECENT = datetime.timedelta(days=3 * 365)  # older dates are of a life, not of the dossier
EPOCHS = (
    datetime.date(2025, 3, 1),
    datetime.date(2025, 7, 1),
    datetime.date(2026, 1, 1),
)
# papers of those who act for others
FOR_OTHERS = frozenset({"parental_link", "authority_paper", "heir"})
FATES = {
    "withdraw": "withdrawn", scenarios.LIMIT_PASSES: "unanswered", "refuse": "refused",
    "supplement": "supplemented", "send_back": "sent_back",
}  # fmt: skip
BUSINESS_NAMES = frozenset({"investor.name", "employer.name", "business.name"})


Found = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Day:
    """The day of filing. later: days by which plans for the future are put off (long holidays)."""

    on: datetime.date
    later: int = 0


@lru_cache(maxsize=64)
def stories(slug: str) -> tuple[Scenario, ...]:
    """The scenarios of a procedure in which somebody files for himself and is not refused."""
    folder = next((settings.CITY / "procedures").glob(f"*-{slug}"))
    return tuple(
        one
        for one in scenarios.load(folder)
        if not one.expect.refused and not FOR_OTHERS & set(one.papers)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a scenario should be like. fate: how it ends, a word of rhythm.yaml; empty: any."""

    on: datetime.date
    sex: str
    fate: str = ""


def fitting(*, definition: Definition, slug: str, wish: Wish, rng: random.Random) -> list[Scenario]:
    """The scenarios of a procedure, first those of the same sex and fate, under the same law."""
    found = list(stories(slug))
    rng.shuffle(found)

    def is_foreign(one: Scenario) -> tuple[bool, bool, bool]:
        return (
            _sex(definition, one) not in ("", wish.sex),
            wish.fate not in ("", fate_of(one)),
            _epoch(one.on.date()) != _epoch(wish.on),
        )

    return sorted(found, key=is_foreign)


def fate_of(story: Scenario) -> str:
    """How a scenario goes, in one word of rhythm.yaml."""
    for action, fate in FATES.items():
        if action in story.do:
            is_first = story.do.index(action) == 0
            return "not_accepted" if action == "refuse" and is_first else fate
    return "granted"


def told(
    *,
    definition: Definition,
    story: Scenario,
    of: Resident,
    business: Business | None,
    day: Day,
    rng: random.Random,
) -> dict[str, Any]:
    """The answers of a scenario with another person, address and day."""
    teller = _Teller(story=story, of=of, business=business, day=day, rng=rng)
    teller.remember_home(definition)
    return {name: teller.value(name, definition, value) for name, value in story.answers.items()}


def told_findings(*, definition: Definition, story: Scenario, on: Day) -> Found:
    """What officers enter in a scenario, by stage, with the days of this dossier."""

    def told(name: str, value: Any) -> Any:
        known = definition.findings.get(name)
        is_date = known is not None and known.type == "date"
        return _moved_date(story, on, value) if is_date else value

    return {
        stage: {name: told(name, value) for name, value in found.items()}
        for stage, found in story.findings.items()
    }


@dataclass(slots=True)
class _Teller:
    """What is told of whom; the same word in the scenario always becomes the same word here."""

    story: Scenario
    of: Resident
    business: Business | None
    day: Day
    rng: random.Random
    _words: dict[str, str] = field(default_factory=dict)

    def remember_home(self, definition: Definition) -> None:
        """The applicant's address in the scenario becomes the applicant's address here."""
        for name, value in self.story.answers.items():
            known = definition.fields.get(name)
            if known is not None and known.prefill == "population.residence":
                self._words[value["line"]] = self.of.address_line

    def value(self, name: str, definition: Definition, value: Any) -> Any:
        """The answer to one question."""
        known = definition.fields.get(name)
        if known is None:
            return value
        facts = self._facts()
        if known.prefill in facts:
            return facts[known.prefill]
        tell = getattr(self, f"_{known.type}", None)
        if tell is not None:
            return tell(value)
        return self._business_fact(name, value)

    def _facts(self) -> dict[str | None, Any]:
        of = self.of
        return {
            "population.full_name": of.full_name,
            "population.personal_number": of.number,
            "population.birth_date": of.birth_on.isoformat(),
            "population.sex": of.sex,
            "population.residence": {"area": of.area, "line": of.address_line},
            "account.phone": of.phone,
            "account.email": of.email or f"{of.number}@thanglong.example",
        }

    def _person_name(self, value: str) -> str:
        sex = "female" if " Thị " in value or " Gia Hân" in value else "male"
        return self._words.setdefault(value, names.person(self.rng, sex=sex))

    def _personal_number(self, value: str) -> str:
        return self._words.setdefault(value, f"{value[:6]}{self.rng.randint(500_000, 999_999)}")

    def _date(self, value: Any) -> str:
        return _moved_date(self.story, self.day, value)

    def _address(self, value: Mapping[str, str]) -> dict[str, str]:
        area = self._area(value["area"])
        line = value["line"]
        if names.has_streets(area):
            line = self._words.setdefault(line, names.address(self.rng, area=area))
        return {"area": area, "line": line}

    def _area(self, value: str) -> str:
        return self.of.area if value == HOME else value

    def _phone(self, value: str) -> str:
        del value
        return self.of.phone

    def _tax_code(self, value: str) -> str:
        return self.business.tax_code if self.business else value

    def _business_fact(self, name: str, value: Any) -> Any:
        if name in BUSINESS_NAMES or name.endswith(".organisation"):
            if self.business is not None:
                return self.business.name
            return names.shop(self.rng, owner=self.of.full_name)
        if name == "business.number" and self.business is not None:
            return self.business.tax_code
        if name == "after.name":
            return f"{names.shop(self.rng, owner=self.of.full_name)} Mới"
        return value


def _moved_date(story: Scenario, on: Day, value: Any) -> str:
    """A date of a scenario as far from the day of filing as there; of long ago, the same."""
    day, begun = datetime.date.fromisoformat(str(value)), story.on.date()
    if day <= begun - RECENT:
        return day.isoformat()
    later = datetime.timedelta(days=on.later if day > begun else 0)
    return (day + (on.on - begun) + later).isoformat()


def _sex(definition: Definition, story: Scenario) -> str:
    """The sex of the applicant in a scenario, by the number; empty where it does not matter."""
    if not any(
        one.prefill == "population.sex" or name == "relation"
        for name, one in definition.fields.items()
    ):
        return ""
    for name, value in story.answers.items():
        known = definition.fields.get(name)
        if known is not None and known.prefill == "population.personal_number":
            said = numbers.read_personal_number(str(value))
            return said.sex if said else ""
    return ""


def _epoch(day: datetime.date) -> int:
    return sum(day >= one for one in EPOCHS)
