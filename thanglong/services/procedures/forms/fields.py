"""The questions of a procedure's page, with their answers so far, as the pages draw them."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from thanglong.kernel.cases.definition import messages
from thanglong.kernel.cases.definition.fields import length_max
from thanglong.kernel.cases.definition.format import FormField
from thanglong.kernel.cases.definition.graph import graph
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.fields import Field, Option
from thanglong.kernel.web.forms import parse_date

AUTOCOMPLETE = {"phone": "tel", "email": "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a form as it stands: what is asked, answered and wrong.

    `sources`: field → where its prefilled answer comes from.
    """

    definition: Definition
    seen: Seen
    answers: Mapping[str, Any]
    problems: tuple[Problem, ...]
    on: datetime.date
    language: str
    sources: Mapping[str, str]

    def fields(self, page_id: str) -> list[Field]:
        """The questions of a page that are shown."""
        shown = set(self.seen.visible)
        errors = self.errors()
        return [
            self._field(one, errors.get(one.id, ""))
            for one in self.definition.page(page_id).fields
            if one.id in shown
        ]

    def errors(self) -> dict[str, str]:
        """Field → sentence; what is about several fields stands under the empty name."""
        return {
            problem.field: messages.sentence(
                problem, definition=self.definition, language=self.language
            )
            for problem in self.problems
        }

    def summary(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) for the error summary."""
        labels = self.definition.words(self.language).fields
        return [
            (f"f-{field.replace('.', '-')}", about(labels[field].label, sentence))
            if field in labels
            else ("", sentence)
            for field, sentence in self.errors().items()
        ]

    def _field(self, one: FormField, error: str) -> Field:
        words = self.definition.words(self.language)
        told = words.fields[one.id]
        return Field(
            name=one.id,
            label=told.label,
            type="choice" if asks_yes_or_no(one.type, told.label) else one.type,
            hint=told.hint or "",
            value=typed(one.type, self.answers.get(one.id, "")),
            error=error,
            required=self.seen.holds(one.required) if one.required is not False else False,
            options=self._options(one),
            source=self.sources.get(one.id, ""),
            autocomplete=AUTOCOMPLETE.get(one.type, ""),
            max_length=length_max(one)
            if one.type in {"text", "long_text", "person_name"}
            else None,
            refresh=one.id in watched(self.definition),
        )

    def _options(self, one: FormField) -> tuple[Option, ...]:
        if asks_yes_or_no(one.type, self.definition.words(self.language).fields[one.id].label):
            return yes_or_no()
        if one.type in {"area", "address"}:
            return area_options(self.on)
        words = self.definition.words(self.language).options.get(one.id, {})
        return tuple(Option(value=key, label=words.get(key, key)) for key in one.options)


def yes_or_no() -> tuple[Option, ...]:
    """The answers to a question of yes or no: a box that nobody has ticked would say nothing."""
    return (Option(value="true", label=_("Yes")), Option(value="false", label=_("No")))


def asks_yes_or_no(kind: str, label: str) -> bool:
    """Whether it is a question, to be answered; a statement is ticked by whom it is true of."""
    return kind == "boolean" and label.endswith("?")


def about(label: str, sentence: str) -> str:
    """A sentence about a question, after its name."""
    return f"{label} {sentence}" if label.endswith("?") else f"{label}: {sentence}"


def typed(kind: str, value: Any) -> Any:
    """A kept answer as a person would give it: a date of a register is `08/03/1996`."""
    if isinstance(value, bool):
        return str(value).lower()
    if kind == "date" and isinstance(value, str):
        return parse_date(value) or value
    return f"{value:,}".replace(",", ".") if kind == "money" and isinstance(value, int) else value


@lru_cache(maxsize=256)
def watched(definition: Definition) -> frozenset[str]:
    """Fields on whose answer the showing of another field depends, directly or through facts."""
    needs = graph(definition.procedure)
    found: set[str] = set()
    waiting = [name for field in definition.fields for name in needs[field]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [] if name in definition.fields else needs[name]
    return frozenset(found)


def area_options(on: datetime.date) -> tuple[Option, ...]:
    """All communes of a day, by district as long as there are districts."""
    choices = units.commune_choices(on=on)
    return tuple(
        Option(value=code, label=name, group=district)
        for code, name, district in sorted(choices, key=lambda one: one[2])
    )


def posted(asked: Iterable[FormField], visible: Collection[str], data: QueryDict) -> dict[str, Any]:
    """What a page sent, by field; what was shown and left empty is None.

    What was sent for a question that is not shown yet is kept too: the answer that shows it may
    have come in the same request.
    """
    return {
        one.id: _posted(one, data)
        for one in asked
        if one.id in visible or one.id in data or f"{one.id}.line" in data
    }


def _posted(one: FormField, data: QueryDict) -> Any:
    if one.type == "multi_choice":
        return data.getlist(one.id) or None
    if one.type == "boolean":
        return {"true": True, "false": False}.get(data.get(one.id, ""))
    if one.type == "address":
        parts = {part: data.get(f"{one.id}.{part}", "").strip() for part in ("area", "line")}
        return parts if any(parts.values()) else None
    return data.get(one.id, "").strip() or None


def deliveries() -> list[Option]:
    """The ways in which a result comes back."""
    return [
        Option(
            value="online",
            label=_("Electronically, into my documents"),
            hint=_("At once when it is decided. You can print it yourself."),
        ),
        Option(value="counter", label=_("On paper, at the counter where I file")),
        Option(value="post", label=_("On paper, by post")),
    ]
