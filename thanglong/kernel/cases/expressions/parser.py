"""From tokens to a tree, by recursive descent."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import cast

from thanglong.kernel.cases.expressions import tree
from thanglong.kernel.cases.expressions.errors import ExpressionError
from thanglong.kernel.cases.expressions.functions import FUNCTIONS
from thanglong.kernel.cases.expressions.tokens import Token, tokens
from thanglong.kernel.cases.expressions.tree import Expression

DEPTH_MAX = 20
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@lru_cache(maxsize=8192)
def parse(text: str) -> Expression:
    """The tree of an expression; its types are not looked at. Raises ExpressionError."""
    parser = _Parser(tokens(text))
    expression = parser.expression()
    parser.expect_end()
    if _depth(expression) > DEPTH_MAX:
        raise _too_deep(0)
    return expression


def names(expression: Expression) -> frozenset[str]:
    """Every name that an expression reads."""
    found: set[str] = set()
    rest = [expression]
    while rest:
        part = rest.pop()
        if isinstance(part, tree.Name):
            found.add(part.path)
        rest.extend(tree.parts_of(part))
    return frozenset(found)


class _Parser:
    """Reads tokens from left to right; each method reads one rule of the grammar."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._depth = 0

    def expression(self) -> Expression:
        """One `or` chain: the loosest rule."""
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _too_deep(self._peek().at)
        result = self._chain("or", lambda: self._chain("and", self._negation, tree.All), tree.Any)
        self._depth -= 1
        return result

    def expect_end(self) -> None:
        """Nothing may follow."""
        token = self._peek()
        if token.kind != "end":
            raise ExpressionError(
                f"'{token.text}' is not expected here.",
                at=token.at,
                advice="Join conditions with `and` or `or`, and close what you opened.",
            )

    def _chain(
        self,
        word: str,
        part: Callable[[], Expression],
        join: Callable[[tuple[Expression, ...], int], Expression],
    ) -> Expression:
        at = self._peek().at
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts), at)

    def _negation(self) -> Expression:
        at = self._peek().at
        if not self._take("not"):
            return self._comparison()
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _too_deep(at)
        part = self._negation()
        self._depth -= 1
        return tree.Not(part, at)

    def _comparison(self) -> Expression:
        left = self._sum()
        token = self._peek()
        if token.text in _COMPARISONS and token.kind == "sign":
            self._next += 1
            result: Expression = tree.Compare(
                cast(tree.Comparison, token.text), left, self._sum(), token.at
            )
        elif self._take("in"):
            result = tree.Within(left, self._sum(), token.at)
        elif self._take("not"):
            self._expect("in", "Write `not in`, or put `not` before the whole comparison.")
            result = tree.Not(tree.Within(left, self._sum(), token.at), token.at)
        else:
            return left
        self._refuse_a_second_comparison()
        return result

    def _refuse_a_second_comparison(self) -> None:
        token = self._peek()
        if token.kind == "sign" and token.text in _COMPARISONS:
            raise ExpressionError(
                "Comparisons cannot be chained.", at=token.at, advice="Write a < b and b < c."
            )

    def _sum(self) -> Expression:
        result = self._product()
        while (token := self._peek()).kind == "sign" and token.text in "+-":
            self._next += 1
            result = tree.Compute(
                cast(tree.Arithmetic, token.text), result, self._product(), token.at
            )
        return result

    def _product(self) -> Expression:
        result = self._signed()
        while (token := self._peek()).kind == "sign" and token.text == "*":
            self._next += 1
            result = tree.Compute("*", result, self._signed(), token.at)
        return result

    def _signed(self) -> Expression:
        at = self._peek().at
        if not self._take("-"):
            return self._primary()
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _too_deep(at)
        part = self._signed()
        self._depth -= 1
        return tree.Negative(part, at)

    def _primary(self) -> Expression:
        token = self._peek()
        self._next += 1
        if token.kind == "name":
            return self._name_or_call(token)
        if token.text == "(":
            inside = self.expression()
            self._expect(")", "Close the bracket.")
            return inside
        if token.text == "[":
            return tree.Listing(self._items("]"), token.at)
        if token.kind in ("end", "sign", "word") and token.text not in ("true", "false"):
            raise ExpressionError(
                f"A value is missing before '{token.text}'." if token.text else "It ends too soon.",
                at=token.at,
                advice="Write a value, a field or a condition here.",
            )
        return tree.Literally(_value(token), token.at)

    def _name_or_call(self, token: Token) -> Expression:
        if not self._take("("):
            return tree.Name(token.text, token.at)
        if token.text not in FUNCTIONS:
            raise ExpressionError(
                f"There is no function '{token.text}'.",
                at=token.at,
                advice=f"Use one of: {', '.join(sorted(FUNCTIONS))}.",
            )
        return tree.Call(token.text, self._items(")"), token.at)

    def _items(self, closing: str) -> tuple[Expression, ...]:
        items: list[Expression] = []
        while not self._take(closing):
            if items:
                self._expect(",", f"Separate items with commas and end with {closing}")
            items.append(self.expression())
        return tuple(items)

    def _peek(self) -> Token:
        return self._tokens[min(self._next, len(self._tokens) - 1)]

    def _take(self, text: str) -> bool:
        token = self._peek()
        if token.text != text or token.kind not in ("sign", "word"):
            return False
        self._next += 1
        return True

    def _expect(self, text: str, advice: str) -> None:
        if not self._take(text):
            raise ExpressionError(f"'{text}' is missing.", at=self._peek().at, advice=advice)


def _value(token: Token) -> bool | int | Decimal | str | datetime.date | datetime.time | tree.Span:
    match token.kind:
        case "word":
            return token.text == "true"
        case "text":
            return token.text[1:-1].replace("''", "'")
        case "number":
            return Decimal(token.text) if "." in token.text else int(token.text)
        case "duration":
            digits = token.text.rstrip("whdmoy")
            return tree.Span(int(digits), cast(tree.Unit, token.text[len(digits) :]))
        case _:
            return _moment(token)


def _moment(token: Token) -> datetime.date | datetime.time:
    try:
        if token.kind == "date":
            return datetime.date.fromisoformat(token.text)
        return datetime.time.fromisoformat(token.text)
    except ValueError:
        raise ExpressionError(
            f"{token.text} does not exist.", at=token.at, advice="Correct the date or time."
        ) from None


def _depth(expression: Expression) -> int:
    """How deep the tree is, without recursion."""
    deepest, level = 0, [expression]
    while level:
        deepest += 1
        level = [part for one in level for part in tree.parts_of(one)]
    return deepest


def _too_deep(at: int) -> ExpressionError:
    return ExpressionError(
        f"The expression is nested deeper than {DEPTH_MAX}.",
        at=at,
        advice="Give parts of it a name under `facts`.",
    )
