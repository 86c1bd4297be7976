"""From a tree and a scope to a value: total, no exceptions, bounded time."""

import datetime
from decimal import Decimal
from typing import Any

from thanglong.kernel.cases.expressions import functions, tree
from thanglong.kernel.cases.expressions.tree import Expression
from thanglong.kernel.cases.expressions.types import Kind
from thanglong.kernel.cases.expressions.values import (
    MISSING,
    Missing,
    Scope,
    Value,
    WorkingDays,
    admit,
    compute,
    kind_of,
)


def evaluate(expression: Expression, scope: Scope, *, days: WorkingDays | None = None) -> Value:
    """The value of an expression; missing where it has none.

    scope: values by name; names that it lacks are missing.
    days: the calendar for working days; without one, what needs it is missing.
    """
    return _Evaluation(scope, days).value(expression)


def holds(expression: Expression, scope: Scope, *, days: WorkingDays | None = None) -> bool:
    """Whether a condition holds; missing counts as no."""
    return evaluate(expression, scope, days=days) is True


class _Evaluation:
    def __init__(self, scope: Scope, days: WorkingDays | None) -> None:
        self._scope = scope
        self._days = days

    def value(self, part: Expression) -> Value:
        match part:
            case tree.Literally(value):
                return admit(value)
            case tree.Name(path):
                return admit(self._scope.get(path))
            case tree.Call():
                return self._call(part)
            case tree.Compute():
                return self._compute(part)
            case tree.Listing(items):
                return tuple(self.value(item) for item in items)
            case tree.Negative(inner):
                return self._arithmetic("-", 0, self.value(inner))
            case _:
                return self._condition(part)

    def _holds(self, part: Expression) -> bool:
        return self.value(part) is True

    def _condition(self, part: Expression) -> bool:
        match part:
            case tree.All(parts):
                return all(self._holds(one) for one in parts)
            case tree.Any(parts):
                return any(self._holds(one) for one in parts)
            case tree.Not(inner):
                return not self._holds(inner)
            case tree.Compare(sign, left, right):
                return _compare(sign, self.value(left), self.value(right))
            case tree.Within(left, right):
                return _is_within(self.value(left), self.value(right))
            case _:
                return False

    def _compute(self, part: tree.Compute) -> Value:
        return self._arithmetic(part.sign, self.value(part.left), self.value(part.right))

    def _arithmetic(self, sign: str, left: Value, right: Value) -> Value:
        if _is_number(left) and _is_number(right):
            return compute(sign, left, right)  # type: ignore[arg-type]  # just checked
        if isinstance(right, tree.Span) and type(left) is datetime.date and sign in "+-":
            direction = 1 if sign == "+" else -1
            return functions.shifted(left, right, direction, self._days)
        return MISSING

    def _call(self, part: tree.Call) -> Value:
        if part.function == "if":
            return self._if(part)
        values = [self.value(one) for one in part.arguments]
        if part.function == "is_empty":
            return all(isinstance(one, Missing) for one in values)
        if any(isinstance(one, Missing) for one in values):
            return MISSING
        if part.function in ("min", "max"):
            return functions.choose(part.function, values)
        return self._function(part.function, values)

    def _if(self, part: tree.Call) -> Value:
        if len(part.arguments) != 3:
            return MISSING
        condition, then, otherwise = part.arguments
        return self.value(then if self._holds(condition) else otherwise)

    def _function(self, name: str, values: list[Any]) -> Value:
        signature = functions.SIGNATURES[name]
        if tuple(kind_of(one) for one in values) != signature.takes:
            return MISSING
        match name:
            case "age":
                return functions.age(*values)
            case "days_between":
                return functions.days_between(*values)
            case "working_days_between":
                return functions.working_days_between(values[0], values[1], self._days)
            case "length":
                return len(values[0])
            case _:
                return int(values[0].year)


def _compare(sign: tree.Comparison, left: Any, right: Any) -> bool:
    kind = kind_of(left)
    if kind in (None, Kind.ADDRESS, Kind.LIST) or kind is not kind_of(right):
        return False
    if sign in ("==", "!="):
        return bool((left == right) == (sign == "=="))
    if kind not in functions.ORDERED:
        return False
    match sign:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _is_within(left: Value, right: Value) -> bool:
    if isinstance(left, Missing) or not isinstance(right, tuple):
        return False
    return any(_compare("==", left, one) for one in right)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
