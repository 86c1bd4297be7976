"""Which kind of value an expression gives, found before it is ever evaluated."""

import datetime
import difflib
from collections.abc import Mapping
from decimal import Decimal

from thanglong.kernel.cases.expressions import tree, types
from thanglong.kernel.cases.expressions.errors import ExpressionError
from thanglong.kernel.cases.expressions.functions import ORDERED, SIGNATURES, SPECIAL
from thanglong.kernel.cases.expressions.tree import Expression
from thanglong.kernel.cases.expressions.types import Kind, Type


def check(expression: Expression, names: Mapping[str, Type]) -> Type:
    """The type of an expression, given the types of the names that it may use.

    Raises ExpressionError at the first part that makes no sense, with advice.
    """
    match expression:
        case tree.Literally(value):
            return _literal(value)
        case tree.Name():
            return _name(expression, names)
        case tree.Listing():
            return _listing(expression, names)
        case tree.Negative(part, at):
            _expect(check(part, names), Kind.NUMBER, at)
            return types.NUMBER
        case tree.Compute():
            return _compute(expression, names)
        case tree.Call():
            return _call(expression, names)
        case _:
            return _condition(expression, names)


def _condition(expression: Expression, names: Mapping[str, Type]) -> Type:
    match expression:
        case tree.All(parts) | tree.Any(parts):
            for part in parts:
                _expect(check(part, names), Kind.BOOLEAN, part.at)
        case tree.Not(part, at):
            _expect(check(part, names), Kind.BOOLEAN, at)
        case tree.Compare():
            _compare(expression, names)
        case tree.Within(left, right, at):
            _within(check(left, names), check(right, names), expression)
    return types.BOOLEAN


def _literal(value: object) -> Type:
    if isinstance(value, bool):
        return types.BOOLEAN
    if isinstance(value, int | Decimal):
        return types.NUMBER
    if isinstance(value, str):
        return Type(Kind.TEXT, options=frozenset({value}))
    if isinstance(value, datetime.time):
        return types.TIME
    return types.DURATION if isinstance(value, tree.Span) else types.DATE


def _name(name: tree.Name, names: Mapping[str, Type]) -> Type:
    if name.path in names:
        return names[name.path]
    near = difflib.get_close_matches(name.path, list(names), n=1)
    inner = sorted(one for one in names if one.startswith(f"{name.path}."))
    if inner:
        advice = f"Use one of its parts: {', '.join(inner[:6])}."
    elif near:
        advice = f"Did you mean '{near[0]}'?"
    else:
        advice = "Use a field of the form, a fact, papers.<need>, channel or submitted_on."
    raise ExpressionError(f"There is no '{name.path}'.", at=name.at, advice=advice)


def _listing(listing: tree.Listing, names: Mapping[str, Type]) -> Type:
    found = [check(item, names) for item in listing.items]
    if not found:
        raise ExpressionError("The list is empty.", at=listing.at, advice="Put values in it.")
    first = found[0].kind
    for item, kind in zip(listing.items, found, strict=True):
        if kind.kind is not first or first is Kind.LIST:
            raise ExpressionError(
                f"A list of {first} has {kind.kind} in it.",
                at=item.at,
                advice="Keep values of one kind in a list.",
            )
    return Type(Kind.LIST, item=first, options=_joined(found))


def _joined(found: list[Type]) -> frozenset[str] | None:
    """The options of several types together; None when one of them is open."""
    result: set[str] = set()
    for one in found:
        if one.options is None:
            return None
        result |= one.options
    return frozenset(result)


def _compute(part: tree.Compute, names: Mapping[str, Type]) -> Type:
    left, right = check(part.left, names).kind, check(part.right, names).kind
    if left is Kind.NUMBER and right is Kind.NUMBER:
        return types.NUMBER
    if left is Kind.DATE and right is Kind.DURATION and part.sign != "*":
        return _shifted(part)
    advice = "Numbers can be computed, and a duration added to a date: submitted_on + 10d."
    if left is Kind.DATE and right is Kind.DATE:
        advice = "Write days_between(a, b)."
    raise ExpressionError(f"{left} {part.sign} {right} makes no sense.", at=part.at, advice=advice)


def _shifted(part: tree.Compute) -> Type:
    right = part.right
    is_hours = isinstance(right, tree.Literally) and isinstance(right.value, tree.Span)
    if is_hours and right.value.unit == "wh":  # type: ignore[union-attr]  # just checked
        raise ExpressionError(
            "Working hours cannot be added to a date.", at=part.at, advice="Use days: 2wd."
        )
    return types.DATE


def _compare(part: tree.Compare, names: Mapping[str, Type]) -> None:
    left, right = check(part.left, names), check(part.right, names)
    if left.kind is not right.kind:
        advice = "Compare values of one kind."
        if {left.kind, right.kind} == {Kind.DATE, Kind.DATETIME}:
            advice = "Use submitted_on for the day."
        if {left.kind, right.kind} == {Kind.LIST, Kind.TEXT}:
            advice = "Write 'value' in field."
        raise ExpressionError(
            f"{left.kind} is compared with {right.kind}.", at=part.at, advice=advice
        )
    if left.kind in (Kind.ADDRESS, Kind.LIST, Kind.DURATION):
        raise ExpressionError(
            f"{left.kind} cannot be compared.",
            at=part.at,
            advice="Use a part of it (home.area), `in`, or days_between(a, b).",
        )
    if part.sign not in ("==", "!=") and left.kind not in ORDERED:
        raise ExpressionError(
            f"{left.kind} has no order.", at=part.at, advice="Compare with == or !=."
        )
    _options_can_meet(left, right, part.at)


def _within(left: Type, right: Type, part: tree.Within) -> None:
    if right.kind is not Kind.LIST or right.item is not left.kind:
        raise ExpressionError(
            f"{left.kind} cannot be in {right.kind}.",
            at=part.at,
            advice="Write field in ['a', 'b'], or 'a' in a field of several choices.",
        )
    if isinstance(part.right, tree.Listing) and left.options is not None:
        for item in part.right.items:
            if isinstance(item, tree.Literally) and isinstance(item.value, str):
                _options_can_meet(left, Type(Kind.TEXT, options=frozenset({item.value})), item.at)
    else:
        _options_can_meet(left, right, part.at)


def _options_can_meet(left: Type, right: Type, at: int) -> None:
    """A choice compared with a word that it does not offer is a slip of the pen."""
    if left.options is None or right.options is None or left.options & right.options:
        return
    word, offered = (
        min(left.options, right.options, key=len),
        max(left.options, right.options, key=len),
    )
    raise ExpressionError(
        f"'{min(word)}' is not one of the options.",
        at=at,
        advice=f"The options are {', '.join(sorted(offered))}.",
    )


def _call(call: tree.Call, names: Mapping[str, Type]) -> Type:
    found = [check(one, names) for one in call.arguments]
    if call.function in SPECIAL:
        return _special(call, found)
    signature = SIGNATURES[call.function]
    _count(call, len(found) == len(signature.takes), signature.example)
    for argument, kind, takes in zip(call.arguments, found, signature.takes, strict=True):
        _expect(kind, takes, argument.at, f"For example {signature.example}.")
    return Type(signature.gives)


def _special(call: tree.Call, found: list[Type]) -> Type:
    example = SPECIAL[call.function]
    if call.function == "is_empty":
        _count(call, len(found) == 1, example)
        return types.BOOLEAN
    if call.function == "if":
        _count(call, len(found) == 3, example)
        _expect(found[0], Kind.BOOLEAN, call.arguments[0].at, f"For example {example}.")
        _expect(found[2], found[1].kind, call.arguments[2].at, "Both values must be of one kind.")
        return Type(found[1].kind, item=found[1].item, options=_joined(found[1:]))
    _count(call, 2 <= len(found) <= 10, example)
    kind = found[0].kind if found[0].kind is Kind.DATE else Kind.NUMBER
    for argument, one in zip(call.arguments, found, strict=True):
        _expect(one, kind, argument.at, f"For example {example}.")
    return Type(kind)


def _count(call: tree.Call, is_right: bool, example: str) -> None:
    if not is_right:
        raise ExpressionError(
            f"{call.function}() has the wrong number of values.",
            at=call.at,
            advice=f"For example {example}.",
        )


def _expect(found: Type, kind: Kind, at: int, advice: str = "") -> None:
    if found.kind is not kind:
        raise ExpressionError(
            f"This is {found.kind}, but {kind} is needed.",
            at=at,
            advice=advice or "Compare it with something, or use another field.",
        )
