"""What kinds of values there are."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kind of a value."""

    BOOLEAN = "true or false"
    NUMBER = "a number"
    TEXT = "text"
    DATE = "a date"
    TIME = "a time of day"
    DATETIME = "a moment"
    DURATION = "a duration"
    LIST = "a list"
    ADDRESS = "an address"


@dataclass(frozen=True, slots=True)
class Type:
    """A kind; for a list the kind of its items; for a choice its options."""

    kind: Kind
    item: Kind | None = None
    options: frozenset[str] | None = None


BOOLEAN = Type(Kind.BOOLEAN)
NUMBER = Type(Kind.NUMBER)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
TIME = Type(Kind.TIME)
DATETIME = Type(Kind.DATETIME)
DURATION = Type(Kind.DURATION)
ADDRESS = Type(Kind.ADDRESS)
