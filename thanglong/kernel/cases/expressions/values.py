"""The values of the language, and how the outer world's values become ones."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any, Final, final

from thanglong.kernel.cases.expressions.tree import Span
from thanglong.kernel.cases.expressions.types import Kind

NUMBER_MAX = 10**18
LIST_MAX = 1000
_PLACES = 12
_CONTEXT = Context(prec=50, traps=[])
_SMALLEST = Decimal(1).scaleb(-_PLACES)


@final
class Missing:
    """Nothing was given, or nothing could be computed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing()

Value = (
    bool
    | int
    | Decimal
    | str
    | datetime.date
    | datetime.time
    | datetime.datetime
    | Span
    | tuple[Any, ...]
    | Mapping[str, Any]
    | Missing
)
Scope = Mapping[str, Any]


# The little that the language asks of a calendar: whether offices work on a day.
WorkingDays = Callable[[datetime.date], bool]


def admit(value: Any) -> Value:
    """A value of the outer world as one of the language; what does not belong is missing."""
    if value is None or isinstance(value, Missing):
        return MISSING
    if isinstance(value, bool | datetime.date | datetime.time | Span):
        return _aware(value)
    if isinstance(value, int | Decimal):
        return bounded(value)
    if isinstance(value, str | Mapping):
        return value if len(value) else MISSING
    if isinstance(value, list | tuple) and 0 < len(value) <= LIST_MAX:
        return tuple(MISSING if isinstance(one, list | tuple) else admit(one) for one in value)
    return MISSING


def bounded(value: int | Decimal) -> int | Decimal | Missing:
    """The number, or missing when it is none or beyond the limit; at most 12 decimal places."""
    if isinstance(value, int):
        return value if -NUMBER_MAX <= value <= NUMBER_MAX else MISSING
    if not value.is_finite() or value.adjusted() > 18 or abs(value) > NUMBER_MAX:
        return MISSING
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_PLACES:
        return value.quantize(_SMALLEST, context=_CONTEXT)
    return value


def compute(sign: str, left: int | Decimal, right: int | Decimal) -> int | Decimal | Missing:
    """left `sign` right, exact within the limits."""
    if isinstance(left, int) and isinstance(right, int):
        whole = {"+": left + right, "-": left - right, "*": left * right}[sign]
        return bounded(whole)
    first, second = Decimal(left), Decimal(right)
    operation = {"+": _CONTEXT.add, "-": _CONTEXT.subtract, "*": _CONTEXT.multiply}[sign]
    return bounded(operation(first, second))


def kind_of(value: Value) -> Kind | None:
    """The kind of a value; None when it is missing."""
    for types, kind in _KINDS:
        if isinstance(value, types):
            return kind
    return None


_KINDS: tuple[tuple[Any, Kind], ...] = (
    (bool, Kind.BOOLEAN),
    (int | Decimal, Kind.NUMBER),
    (str, Kind.TEXT),
    (datetime.datetime, Kind.DATETIME),
    (datetime.date, Kind.DATE),
    (datetime.time, Kind.TIME),
    (Span, Kind.DURATION),
    (tuple, Kind.LIST),
    (Mapping, Kind.ADDRESS),
)


def _aware(value: bool | datetime.date | datetime.time | Span) -> Value:
    """Moments need a zone and times of day must not have one, or they could not be compared."""
    if isinstance(value, datetime.datetime):
        return value if value.utcoffset() is not None else MISSING
    if isinstance(value, datetime.time):
        return value.replace(tzinfo=None)
    return value
