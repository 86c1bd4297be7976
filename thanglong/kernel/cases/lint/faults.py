"""What the rules of the linter see, and what they say."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases.agencies import Post
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.scenarios import Scenario

PROCEDURE = "procedure.yaml"
Place = tuple[str | int, ...]
# Names the units in which a post cannot be filled on a day; empty when all can.
IsStaffed = Callable[[Post, datetime.date], Sequence[str]]

# What the national registers hold about the person who files, and so must not be asked again.
# Source: Decree 104/2022/NĐ-CP and Law on Identity 26/2023/QH15, art. 9 (population) [S].
REGISTERS: Mapping[str, frozenset[str]] = {
    "population": frozenset(
        {
            "full_name", "birth_date", "sex", "personal_number", "nationality", "ethnicity",
            "residence", "hometown",
        }
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend. `place`: keys, ids and numbers that lead to it in the file."""

    place: Place
    message: str
    advice: str
    file: str = PROCEDURE
    is_notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A procedure under the linter, with what is known of the world around it.

    parts: the procedures that it starts, by code.
    """

    definition: Definition
    scenarios: tuple[Scenario, ...] | None = None
    calendar: Calendar | None = None
    is_staffed: IsStaffed | None = None
    registers: Mapping[str, frozenset[str]] = field(default_factory=lambda: REGISTERS)
    parts: Mapping[str, Definition] = field(default_factory=dict)


Rule = Callable[[Subject], Iterator[Fault]]
