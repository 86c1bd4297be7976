"""A value for a question: of its type, within its bounds, drawn from a seed."""

import datetime
import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from thanglong.kernel.cases.definition import Seen
from thanglong.kernel.cases.definition.fields import length_max
from thanglong.kernel.cases.definition.format import FormField

AREA = "00004"
NAMES = ("Nguyễn Thị Lan", "Trần Văn Minh", "Lê Thu Hà", "Phạm Đức Long", "Vũ Thị Hạnh")
NUMBERS = ("001185000123", "001085004567", "001190007890")
SPAN = 400  # how far from its bound a number or a day is drawn

Draw = Callable[[FormField, Seen, random.Random], Any]


def draw(one: FormField, seen: Seen, chance: random.Random) -> Any:
    """A typed value that the field takes, as far as its bounds can be kept."""
    return _DRAWS.get(one.type, _text)(one, seen, chance)


def _text(one: FormField, seen: Seen, chance: random.Random) -> str:
    return f"Nội dung số {chance.randrange(1000)}"[: length_max(one)]


def _one_of(*values: Any) -> Draw:
    return lambda one, seen, chance: chance.choice(values)


def _choice(one: FormField, seen: Seen, chance: random.Random) -> str:
    return chance.choice(one.options)


def _several(one: FormField, seen: Seen, chance: random.Random) -> list[str]:
    count = chance.randint(1, len(one.options))
    chosen = chance.sample(one.options, count)
    return [option for option in one.options if option in chosen]


def _number(one: FormField, seen: Seen, chance: random.Random) -> int | Decimal:
    least, most = _bounds(one, seen)
    low = int(least) if isinstance(least, int | Decimal) else 0 if one.type == "money" else 1
    high = int(most) if isinstance(most, int | Decimal) else low + SPAN
    found = chance.choice((low, high, min(low + 1, high), chance.randint(min(low, high), high)))
    return Decimal(found) if one.type == "decimal" else found


def _date(one: FormField, seen: Seen, chance: random.Random) -> datetime.date:
    least, most = _bounds(one, seen)
    today: datetime.date = seen.scope["submitted_on"]
    low = least if isinstance(least, datetime.date) else None
    high = most if isinstance(most, datetime.date) else None
    if low is None and high is None:
        low = today - datetime.timedelta(days=chance.choice((0, 30, SPAN, 40 * 365)))
    if low is None:
        low = (high or today) - datetime.timedelta(days=chance.choice((0, 1, 30, SPAN, 30 * 365)))
    if high is None:
        high = low + datetime.timedelta(days=chance.choice((0, 1, 30, SPAN)))
    days = max((high - low).days, 0)
    return low + datetime.timedelta(days=chance.choice((0, days, chance.randint(0, days))))


def _time(one: FormField, seen: Seen, chance: random.Random) -> datetime.time:
    return datetime.time(chance.randrange(24), chance.choice((0, 30)))


def _bounds(one: FormField, seen: Seen) -> tuple[Any, Any]:
    return (
        seen.value(one.min) if one.min is not None else None,
        seen.value(one.max) if one.max is not None else None,
    )


_DRAWS: Mapping[str, Draw] = {
    "person_name": _one_of(*NAMES),
    "personal_number": _one_of(*NUMBERS),
    "date": _date,
    "time": _time,
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "phone": _one_of("0912345678", "0987654321"),
    "email": _one_of("lan@example.vn"),
    "choice": _choice,
    "multi_choice": _several,
    "boolean": _one_of(True, False),
    "area": _one_of(AREA),
    "address": _one_of({"area": AREA, "line": "12 phố Trúc Bạch"}),
    "tax_code": _one_of("9900000023"),
    "plate": _one_of("29A12345"),
}
