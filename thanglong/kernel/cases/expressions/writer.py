"""From a tree back to text, with no more brackets than it needs."""

import datetime
from collections.abc import Iterable

from thanglong.kernel.cases.expressions import tree
from thanglong.kernel.cases.expressions.tree import Expression

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGNED, _PRIMARY = range(8)


def write(expression: Expression) -> str:
    """The text of an expression; reading it again gives the same tree."""
    return _text(expression, _OR)


def _text(part: Expression, least: int) -> str:
    strength, text = _written(part)
    return f"({text})" if strength < least else text


def _written(part: Expression) -> tuple[int, str]:
    match part:
        case tree.Any(parts):
            return _OR, " or ".join(_text(one, _AND) for one in parts)
        case tree.All(parts):
            return _AND, " and ".join(_text(one, _NOT) for one in parts)
        case tree.Not(inner):
            return _NOT, f"not {_text(inner, _NOT)}"
        case tree.Compare(sign, left, right):
            return _COMPARE, f"{_text(left, _SUM)} {sign} {_text(right, _SUM)}"
        case tree.Within(left, right):
            return _COMPARE, f"{_text(left, _SUM)} in {_text(right, _SUM)}"
        case _:
            return _value(part)


def _value(part: Expression) -> tuple[int, str]:
    match part:
        case tree.Compute("*", left, right):
            return _PRODUCT, f"{_text(left, _PRODUCT)} * {_text(right, _SIGNED)}"
        case tree.Compute(sign, left, right):
            return _SUM, f"{_text(left, _SUM)} {sign} {_text(right, _PRODUCT)}"
        case tree.Negative(inner):
            return _SIGNED, f"-{_text(inner, _SIGNED)}"
        case tree.Call(function, arguments):
            return _PRIMARY, f"{function}({_listed(arguments)})"
        case tree.Listing(items):
            return _PRIMARY, f"[{_listed(items)}]"
        case tree.Name(path):
            return _PRIMARY, path
        case tree.Literally(value):
            return _PRIMARY, _literal(value)
        case _:
            raise TypeError(part)


def _listed(parts: Iterable[Expression]) -> str:
    return ", ".join(_text(one, _OR) for one in parts)


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, tree.Span):
        return f"{value.amount}{value.unit}"
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(value)
