"""What the expressions of a procedure can see, and of which types it is."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.definition.format import FormField, Page, Procedure
from thanglong.kernel.cases.definition.graph import graph, in_order
from thanglong.kernel.cases.expressions import Kind, Type, WorkingDays

CHANNELS = ("direct", "online", "post")
BUILT_IN: Mapping[str, Type] = {
    "channel": Type(Kind.TEXT, options=frozenset(CHANNELS)),
    "submitted_on": Type(Kind.DATE),
    "submitted_at": Type(Kind.DATETIME),
    "applicant.full_name": Type(Kind.TEXT),
    "applicant.birth_date": Type(Kind.DATE),
    "applicant.is_organisation": Type(Kind.BOOLEAN),
}
_KINDS = {
    "integer": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "money": Kind.NUMBER,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "boolean": Kind.BOOLEAN,
    "address": Kind.ADDRESS,
}

IsArea = Callable[[str, datetime.date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What surrounds the answers of a dossier.

    channel: direct, online or post. submitted_on: the day in the city; submitted_at: the instant.
    papers: ids of the needs for which evidence is given. is_area: whether a commune code is valid
    on a day (None: only its form is checked). days: whether offices work on a day.
    """

    channel: str
    submitted_on: datetime.date
    submitted_at: datetime.datetime | None = None
    full_name: str = ""
    birth_date: datetime.date | None = None
    is_organisation: bool = False
    papers: Collection[str] = field(default_factory=frozenset)
    is_area: IsArea | None = None
    days: WorkingDays | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers as the procedure sees them: names with values, and which fields are shown."""

    scope: Mapping[str, Any]
    visible: tuple[str, ...]
    days: WorkingDays | None

    def value(self, text: str) -> expressions.Value:
        """The value of an expression here; missing when it cannot be read."""
        try:
            expression = expressions.parse(text)
        except expressions.ExpressionError:
            return expressions.MISSING
        return expressions.evaluate(expression, self.scope, days=self.days)

    def holds(self, condition: str | bool | None) -> bool:
        """Whether a condition holds here; no condition always does."""
        if condition is None or isinstance(condition, bool):
            return condition is not False
        return self.value(condition) is True


@dataclass(frozen=True, slots=True)
class Plan:
    """A procedure prepared once for many questions.

    places: each field with its page, in the order of the form; fields: the same alone; order:
    fields and facts, each after what it depends on.
    """

    procedure: Procedure
    places: Mapping[str, tuple[Page, FormField]]
    fields: Mapping[str, FormField]
    facts: Mapping[str, str]
    order: tuple[str, ...]

    @classmethod
    def of(cls, procedure: Procedure) -> Self:
        """The plan of a procedure."""
        pages = procedure.form.pages
        return cls(
            procedure,
            {one.id: (page, one) for page in pages for one in page.fields},
            {one.id: one for page in pages for one in page.fields},
            {fact.id: fact.expression for fact in procedure.facts},
            in_order(graph(procedure)),
        )


def see(plan: Plan, values: Mapping[str, Any], context: Context) -> Seen:
    """Work out facts and what is shown, each after what it depends on.

    values: typed answers by field id. The answer of a field that is not shown is missing.
    """
    scope: dict[str, Any] = _surroundings(plan.procedure, context)
    seen = Seen(scope, (), context.days)
    shown: set[str] = set()
    for node in plan.order:
        if node in plan.facts:
            scope[node] = seen.value(plan.facts[node])
        elif _is_shown(plan.places[node], seen):
            shown.add(node)
            put(scope, node, plan.fields[node], values.get(node))
    return Seen(scope, tuple(one for one in plan.places if one in shown), context.days)


def types(procedure: Procedure) -> dict[str, Type]:
    """The type of every name but the facts."""
    found = dict(BUILT_IN)
    found |= {f"papers.{need.id}": Type(Kind.BOOLEAN) for need in procedure.needs}
    for page in procedure.form.pages:
        for one in page.fields:
            found |= names_of(one.id, one)
    return found


def names_of(name: str, one: FormField) -> dict[str, Type]:
    """The names under which expressions see a field, with their types."""
    parts = ("area", "line") if one.type == "address" else ()
    return {name: type_of(one)} | {f"{name}.{part}": Type(Kind.TEXT) for part in parts}


def type_of(one: FormField) -> Type:
    """The type of a field's value."""
    if one.type == "multi_choice":
        return Type(Kind.LIST, item=Kind.TEXT, options=frozenset(one.options))
    options = frozenset(one.options) if one.type == "choice" else None
    return Type(_KINDS.get(one.type, Kind.TEXT), options=options)


def _surroundings(procedure: Procedure, context: Context) -> dict[str, Any]:
    scope: dict[str, Any] = {
        "channel": context.channel,
        "submitted_on": context.submitted_on,
        "submitted_at": context.submitted_at,
        "applicant.full_name": context.full_name,
        "applicant.birth_date": context.birth_date,
        "applicant.is_organisation": context.is_organisation,
    }
    return scope | {f"papers.{need.id}": need.id in context.papers for need in procedure.needs}


def _is_shown(place: tuple[Page, FormField], seen: Seen) -> bool:
    page, one = place
    return seen.holds(page.show_if) and seen.holds(one.show_if)


def put(scope: dict[str, Any], name: str, one: FormField, value: Any) -> None:
    """Set the value of a field under a name, an address with its parts."""
    scope[name] = value
    if one.type == "address" and isinstance(value, Mapping):
        scope |= {f"{name}.{part}": value.get(part) for part in ("area", "line")}
