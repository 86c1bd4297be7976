"""An answer in words, as a person reads it on a page or on paper."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.units import queries as units

YES_NO = {"vi": ("Có", "Không"), "en": ("Yes", "No")}


def answer(
    definition: Definition, field_id: str, value: Any, *, language: str, on: datetime.date
) -> str:
    """The stored value of a field or finding in words; empty when nothing was answered.

    value: as JSON keeps it (dates `2026-02-05`, addresses {area, line}).
    on: the day of the answer, for areas are called otherwise on other days.
    """
    if value in (None, "", [], {}):
        return ""
    options = definition.words(language).options.get(field_id, {})
    told = _Told(options=options, language=language, on=on)
    tell = _TELLERS.get(definition.entries[field_id].type)
    return tell(value, told) if tell else str(value)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words depend on besides the value."""

    options: Mapping[str, str]
    language: str
    on: datetime.date


def _area(code: str, told: _Told) -> str:
    return units.area_name(code, on=told.on) or code


_TELLERS: Mapping[str, Callable[[Any, _Told], str]] = {
    "choice": lambda value, told: told.options.get(value, str(value)),
    "multi_choice": lambda value, told: ", ".join(told.options.get(one, str(one)) for one in value),
    "boolean": lambda value, told: YES_NO[told.language][0 if value is True else 1],
    "date": lambda value, told: f"{datetime.date.fromisoformat(value):%d/%m/%Y}",
    "money": lambda value, told: f"{value:,}".replace(",", ".") + " ₫",
    "area": _area,
    "address": lambda value, told: f"{value['line']}, {_area(value['area'], told)}",
    "decimal": lambda value, told: str(value).replace(".", "," if told.language == "vi" else "."),
}
