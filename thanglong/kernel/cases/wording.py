"""An answer in words, as a person reads it on a page or on paper."""

import datetime
from typing import Any

from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.units import queries as units

YES_NO = {"vi": ("Có", "Không"), "en": ("Yes", "No")}


def answer(
    definition: Definition, field_id: str, value: Any, *, language: str, on: datetime.date
) -> str:
    """The stored value of a field in words; empty when nothing was answered.

    value: as JSON keeps it (dates `2026-02-05`, addresses {area, line}).
    on: the day of the answer, for areas are called otherwise on other days.
    """
    if value in (None, "", [], {}):
        return ""
    kind = definition.fields[field_id].type
    options = definition.words(language).options.get(field_id, {})
    if kind == "choice":
        return options.get(value, str(value))
    if kind == "multi_choice":
        return ", ".join(options.get(one, str(one)) for one in value)
    if kind == "boolean":
        return YES_NO[language][0 if value is True else 1]
    if kind == "date":
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    if kind == "money":
        return f"{value:,}".replace(",", ".") + " ₫"
    if kind == "area":
        return units.area_name(value, on=on) or str(value)
    if kind == "address":
        return f"{value['line']}, {units.area_name(value['area'], on=on) or value['area']}"
    if kind == "decimal" and language == "vi":
        return str(value).replace(".", ",")
    return str(value)
