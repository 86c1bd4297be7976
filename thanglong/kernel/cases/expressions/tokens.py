"""From text to tokens."""

import re
from dataclasses import dataclass
from typing import Literal

from thanglong.kernel.cases.expressions.errors import ExpressionError

LENGTH_MAX = 500

TokenKind = Literal["date", "time", "duration", "number", "text", "name", "word", "sign", "end"]
WORDS = frozenset({"and", "or", "not", "in", "true", "false"})

_TOKEN = re.compile(
    r"""
      (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9A-Za-z_:.-])
    | (?P<time>[0-9]{2}:[0-9]{2})(?![0-9A-Za-z_:.])
    | (?P<duration>[0-9]{1,4}(?:wh|wd|mo|d|y))(?![0-9A-Za-z_.])
    | (?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)(?![0-9A-Za-z_.:])
    | (?P<text>'(?:[^'\n]|'')*')
    | (?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)(?![A-Za-z0-9_.])
    | (?P<sign>==|!=|<=|>=|<|>|\+|-|\*|\(|\)|\[|\]|,)
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_ADVICE = {
    "=": "Write == to compare.",
    "!": "Write `not`, or != to compare.",
    "&": "Write `and`.",
    "|": "Write `or`.",
    "/": "There is no division; multiply instead.",
    '"': "Put text in single quotes: 'text'.",
    "'": "Close the text with a single quote.",
    ".": "A name has no space or point at its ends.",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of an expression."""

    kind: TokenKind
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """The tokens of a text, closed by an `end`. Raises ExpressionError."""
    if len(text) > LENGTH_MAX:
        raise ExpressionError(
            f"The expression is longer than {LENGTH_MAX} characters.",
            at=LENGTH_MAX,
            advice="Give parts of it a name under `facts`.",
        )
    found: list[Token] = []
    at = _after_space(text, 0)
    while at < len(text):
        token = _token(text, at)
        found.append(token)
        at = _after_space(text, at + len(token.text))
    found.append(Token("end", "", len(text)))
    return found


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _token(text: str, at: int) -> Token:
    match = _TOKEN.match(text, at)
    if match is None or match.lastgroup is None:
        raise ExpressionError(f"'{text[at]}' cannot stand here.", at=at, advice=_advice(text[at]))
    kind: TokenKind = match.lastgroup  # type: ignore[assignment]  # the groups are the kinds
    if kind == "name" and match.group() in WORDS:
        kind = "word"
    return Token(kind, match.group(), at)


def _advice(char: str) -> str:
    if char.isdigit():
        return "Write numbers as 12 or 12.5, dates as 2025-07-01, durations as 3wd, 12wh or 10d."
    if char.isalpha():
        return "Names are small letters, digits and _, joined by points; text stands in quotes."
    return _ADVICE.get(char, "See docs/procedures.md for what an expression may contain.")
