"""The parts of an expression; `at` (where a part stands in the text) does not make it differ."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Arithmetic = Literal["+", "-", "*"]
Unit = Literal["wh", "wd", "d", "mo", "y"]


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: 3wd."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Literally:
    """A value written out."""

    value: bool | int | Decimal | str | datetime.date | datetime.time | Span
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A field, a fact or another declared name."""

    path: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of parts."""

    items: "tuple[Expression, ...]"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: "Expression"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """The negative of a number."""

    part: "Expression"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Conditions joined by `and`."""

    parts: "tuple[Expression, ...]"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Any:
    """Conditions joined by `or`."""

    parts: "tuple[Expression, ...]"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared."""

    sign: Comparison
    left: "Expression"
    right: "Expression"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """Whether a value is in a list."""

    left: "Expression"
    right: "Expression"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compute:
    """Two values added, subtracted or multiplied."""

    sign: Arithmetic
    left: "Expression"
    right: "Expression"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of values."""

    function: str
    arguments: "tuple[Expression, ...]"
    at: int = field(default=0, compare=False)


Expression = (
    Literally | Name | Listing | Not | Negative | All | Any | Compare | Within | Compute | Call
)


def parts_of(expression: Expression) -> "tuple[Expression, ...]":
    """The parts directly below a part."""
    match expression:
        case Literally() | Name():
            return ()
        case Not(part) | Negative(part):
            return (part,)
        case Compare(_, left, right) | Within(left, right) | Compute(_, left, right):
            return (left, right)
        case Listing(parts) | All(parts) | Any(parts) | Call(_, parts):
            return parts
