"""Invented names of people, streets and shops, drawn by a seeded generator from names.yaml."""

import random
from functools import cache
from typing import Any

import yaml
from django.conf import settings


def person(rng: random.Random, *, sex: str) -> str:
    """A full name. sex: female or male."""
    known = _known()
    family = rng.choice(known["family"])
    return f"{family} {rng.choice(known['middle'][sex])} {rng.choice(known['given'][sex])}"


def has_streets(area: str) -> bool:
    """Whether streets of a commune are known."""
    return area in _known()["streets"]


def address(rng: random.Random, *, area: str) -> str:
    """A house number and a street of a commune."""
    street = rng.choice(_known()["streets"][area])
    number = rng.randint(1, 140)
    if rng.random() < 0.4:
        return f"Số {number} ngõ {rng.randint(2, 60)} phố {street}"
    return f"Số {number} phố {street}"


def shop(rng: random.Random, *, owner: str) -> str:
    """The name of a household business, after the given name of its owner."""
    return f"Hộ kinh doanh {rng.choice(_known()['shops'])} {owner.split()[-1]}"


def firm(rng: random.Random, number: int) -> str:
    """The name of a company; the number tells namesakes apart."""
    firms = _known()["firms"]
    kind = rng.choice(("Công ty TNHH", "Công ty Cổ phần"))
    name = f"{kind} {firms[number % len(firms)]}"
    return name if number < len(firms) else f"{name} {number // len(firms) + 1}"


@cache
def _known() -> dict[str, Any]:
    text = (settings.CITY / "demo" / "names.yaml").read_text(encoding="utf-8")
    known: dict[str, Any] = yaml.safe_load(text)
    return known
