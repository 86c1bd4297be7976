"""What the city calls itself, and where one asks for help (`city.yaml` of its folder)."""

from dataclasses import dataclass
from functools import cache

import yaml
from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The city in one language."""

    name: str
    authority: str
    hotline: str


@cache
def city(language: str) -> City:
    """The city as its own folder describes it."""
    with (settings.CITY / "city.yaml").open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    return City(
        name=data["name"][language],
        authority=data["authority"][language],
        hotline=str(data.get("hotline", "")),
    )
