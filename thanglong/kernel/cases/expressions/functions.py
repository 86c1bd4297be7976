"""The fixed list of functions: what each takes, gives and computes."""

import calendar
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thanglong.kernel.cases.expressions.tree import Span
from thanglong.kernel.cases.expressions.types import Kind
from thanglong.kernel.cases.expressions.values import MISSING, Missing, Value, WorkingDays

DAYS_MAX = 3660  # ten years: the longest stretch of which working days are counted
WORKING_DAYS_MAX = 600


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives."""

    takes: tuple[Kind, ...]
    gives: Kind
    example: str


SIGNATURES: Mapping[str, Signature] = {
    "age": Signature((Kind.DATE, Kind.DATE), Kind.NUMBER, "age(subject.birth_date, submitted_on)"),
    "days_between": Signature(
        (Kind.DATE, Kind.DATE), Kind.NUMBER, "days_between(child.birth_date, submitted_on)"
    ),
    "working_days_between": Signature(
        (Kind.DATE, Kind.DATE), Kind.NUMBER, "working_days_between(submitted_on, starts_on)"
    ),
    "length": Signature((Kind.TEXT,), Kind.NUMBER, "length(business.name)"),
    "year": Signature((Kind.DATE,), Kind.NUMBER, "year(subject.birth_date)"),
}
# These take more than one kind; the checker and the evaluator know them by name.
SPECIAL: Mapping[str, str] = {
    "if": "if(channel == 'online', 0, 8000)",
    "is_empty": "is_empty(mother.full_name)",
    "min": "min(pages, 2)",
    "max": "max(pages - 2, 0)",
}
ORDERED = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME, Kind.DATETIME})  # < and > make sense
FUNCTIONS = frozenset(SIGNATURES) | frozenset(SPECIAL)


def age(birth: datetime.date, on: datetime.date) -> Value:
    """Full years; a person born on 29 February is a year older on 1 March. Not born yet: missing.

    Source: Civil Code 91/2015/QH13, art. 148: a period of years ends at the end of the day before
    the same date [M].
    """
    years = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    return years if birth <= on else MISSING


def days_between(start: datetime.date, end: datetime.date) -> Value:
    """Calendar days from start to end; negative when the end comes first."""
    return (end - start).days


def working_days_between(
    start: datetime.date, end: datetime.date, days: WorkingDays | None
) -> Value:
    """Working days after start up to and including end; negative when the end comes first.

    Missing without a calendar, or over more than ten years.
    """
    first, last = min(start, end), max(start, end)
    if days is None or (last - first).days > DAYS_MAX:
        return MISSING
    span = range(1, (last - first).days + 1)
    count = sum(days(first + datetime.timedelta(days=n)) for n in span)
    return count if start <= end else -count


def shifted(date: datetime.date, span: Span, sign: int, days: WorkingDays | None) -> Value:
    """A date and a duration later (sign 1) or earlier (-1).

    A month or year later keeps the day of the month, or takes the last one there is. Working hours
    cannot be added to a date.
    """
    try:
        match span.unit:
            case "d":
                return date + datetime.timedelta(days=sign * span.amount)
            case "mo":
                return _months_later(date, sign * span.amount)
            case "y":
                return _months_later(date, sign * span.amount * 12)
            case "wd":
                return _working_days_later(date, sign * span.amount, days)
            case "wh":
                return MISSING
    except (OverflowError, ValueError):
        return MISSING


def choose(function: str, values: Sequence[Value]) -> Value:
    """The least (`min`) or greatest (`max`) of numbers, or of dates."""
    pick: Callable[..., Any] = min if function == "min" else max
    if not values:
        return MISSING
    if all(isinstance(one, int | Decimal) and not isinstance(one, bool) for one in values):
        return _value(pick(values))
    if all(type(one) is datetime.date for one in values):
        return _value(pick(values))
    return MISSING


def _value(value: Any) -> Value:
    result: Value = value
    return result


def _months_later(date: datetime.date, months: int) -> datetime.date:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 0
    return datetime.date(year, month + 1, min(date.day, last))


def _working_days_later(
    date: datetime.date, count: int, days: WorkingDays | None
) -> datetime.date | Missing:
    if days is None or abs(count) > WORKING_DAYS_MAX:
        return MISSING
    step, left, here = (1 if count >= 0 else -1), abs(count), date
    for _ in range(DAYS_MAX):
        if not left:
            return here
        here += datetime.timedelta(days=step)
        left -= days(here)
    return MISSING
