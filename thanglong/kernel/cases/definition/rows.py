"""Who decides, what it costs and how long it takes: the first row that is alive and applies."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from thanglong.kernel.cases.definition.format import Authority, Basis, Deadline, Fee, Need
from thanglong.kernel.cases.definition.scope import Seen

Row = TypeVar("Row", Authority, Fee, Deadline)


class NoRow(LookupError):
    """No row applies. `table`: authority, fee or deadline. A checked procedure has one always."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDue:
    """What is to be paid, in đồng. `list_amount`: before the reduction, when there is one.

    `explanation`: the words of the row by language.
    """

    id: str
    amount: int
    list_amount: int | None
    basis: Basis | None
    explanation: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineDue:
    """The time the city has. `total`: a duration as text; `cutoff`: "15:00" or empty."""

    total: str
    cutoff: str
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class NeedDue:
    """A claim that applies here, and whether it must be shown."""

    need: Need
    is_required: bool


def first(table: str, rows: Iterable[Row], seen: Seen, on: datetime.date) -> Row:
    """The first row of law that applies on a day. Raises NoRow."""
    for row in rows:
        if row.is_alive(on) and seen.holds(row.when):
            return row
    raise NoRow(table)


def amount(value: int | str, seen: Seen) -> int:
    """An amount in whole đồng, halves rounded up. Raises NoRow when it cannot be computed."""
    found = seen.value(value) if isinstance(value, str) else value
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or found < 0:
        raise NoRow("fee")
    return int(Decimal(found).quantize(Decimal(1), rounding=ROUND_HALF_UP))
