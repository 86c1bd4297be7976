"""What the API says of procedures, and of agencies."""

import datetime
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency by its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLine:
    """One procedure in the catalogue. service_level: counter, partial or full."""

    code: str
    slug: str
    title: str
    summary: str
    field: str
    life_events: list[str]
    audience: list[str]
    service_level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    """A page of the catalogue."""

    items: list[ProcedureLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A claim to be shown. evidence: ways to show it, the preferred first.

    is_always: asked of everybody; otherwise it depends on the answers.
    """

    id: str
    label: str
    hint: str
    law: str
    evidence: list[str]
    is_always: bool
    from_register: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A row of the fee table; amount is null when it is computed from the answers."""

    id: str
    label: str
    amount: int | None
    list_amount: int | None
    law: str
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A row of the deadlines. duration: 3wd working days, 12wh working hours, 10d days, 6mo, 2y."""

    duration: str
    cutoff: str
    law: str
    is_conditional: bool
    is_online: bool
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is issued."""

    id: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePart:
    """Another procedure that an interlinked filing starts; after: the parts granted before it."""

    id: str
    title: str
    procedure: str
    after: list[str]
    is_always: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Somebody for whom the one with this key may file it; key: send it as `whom`.

    kind: self, organisation, parent (of a child) or agent (by a mandate).
    """

    key: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure with everything a program needs to file it.

    revision: send it back with a filing to be refused if another text is in force by then.
    form: JSON Schema 2020-12 of `answers`. whom: empty without a key.
    """

    code: str
    slug: str
    revision: int
    title: str
    summary: str
    who: str
    how_to: str
    field: str
    life_events: list[str]
    audience: list[str]
    service_level: str
    assurance: int
    effective_from: datetime.date
    effective_to: datetime.date | None
    is_certain: bool
    form: dict[str, Any]
    needs: list[Need]
    fees: list[Fee]
    deadlines: list[Deadline]
    results: list[Result]
    parts: list[ProcedurePart]
    laws: list[str]
    whom: list[Whom]
