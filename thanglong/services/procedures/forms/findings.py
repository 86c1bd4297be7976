"""What an officer found, as the page asks for it: the fields of the stage, nothing ticked yet."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import findings
from thanglong.kernel.cases.definition import messages
from thanglong.kernel.cases.definition.fields import length_max
from thanglong.kernel.cases.definition.format import FindingField
from thanglong.kernel.cases.definition.graph import names_in
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.definition.validation import FOUND, Problem, plain
from thanglong.kernel.cases.expressions import Missing
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.web.fields import Field, Option
from thanglong.services.procedures.forms.fields import area_options, posted, yes_or_no

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case

SIZED = frozenset({"text", "long_text", "person_name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSheet:
    """The findings of a stage as they stand on the page. `given`: by id, as the page sent them.

    offered: ids whose value is only a suggestion so far.
    """

    definition: Definition
    finds: tuple[str, ...]
    given: Mapping[str, Any]
    seen: Seen
    offered: frozenset[str]
    on: datetime.date
    language: str
    problems: tuple[Problem, ...] = ()

    def fields(self) -> list[Field]:
        """The findings that apply, each as a question."""
        errors = self._errors()
        shown = (name for name in self.finds if name in self.seen.visible)
        return [self._field(self.definition.findings[name], errors.get(name, "")) for name in shown]

    def summary(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) for the error summary."""
        labels = self.definition.words(self.language).findings
        return [
            (f"f-{name.replace('.', '-')}", f"{labels[name].label}: {sentence}")
            if name in labels
            else ("", sentence)
            for name, sentence in self._errors().items()
        ]

    def refused(self, refusal: BadInput) -> "FindingSheet":
        """The same with what is wrong."""
        return replace(self, problems=tuple(refusal.details["problems"]))

    def _errors(self) -> dict[str, str]:
        return {
            one.field: messages.sentence(one, definition=self.definition, language=self.language)
            for one in self.problems
        }

    def _field(self, one: FindingField, error: str) -> Field:
        told = self.definition.words(self.language).findings[one.id]
        is_offered = one.id in self.offered
        return Field(
            name=one.id,
            label=told.label,
            type="choice" if one.type == "boolean" else one.type,
            hint=told.hint or "",
            value=_shown(self.given.get(one.id, "")),
            error=error,
            required=one.required is not False and self.seen.holds(one.required),
            options=self._options(one),
            source=_("As the applicant asks for it. Please check it.") if is_offered else "",
            max_length=length_max(one) if one.type in SIZED else None,
            refresh=one.id in _watched(self.definition),
        )

    def _options(self, one: FindingField) -> tuple[Option, ...]:
        if one.type == "boolean":
            return yes_or_no()
        if one.type in {"area", "address"}:
            return area_options(self.on)
        words = self.definition.words(self.language).options.get(one.id, {})
        return tuple(Option(value=key, label=words.get(key, key)) for key in one.options)


def sheet_of(
    case: "Case", *, data: QueryDict | None, at: datetime.datetime, language: str
) -> FindingSheet:
    """What stands on the page: what was sent; at first what is known already, or is suggested."""
    definition, stage = Flow.of(case).definition, Flow.of(case).defined(case.stage)
    finds = stage.finds if stage else ()
    on, kept = clock.local(at).date(), findings.values_of(case)
    offered: dict[str, Any] = {}
    if data is None:
        offered = _suggested(definition, finds, findings.seen_in(case, kept, on=on), kept)
        known = {name: kept[name] for name in finds if name in kept} | offered
        given = {name: _written(definition, name, known[name]) for name in known}
    else:
        given = _posted(definition, finds, data)
    return FindingSheet(
        definition=definition,
        finds=finds,
        given=given,
        seen=findings.seen_in(case, {**kept, **given}, on=on),
        offered=frozenset(offered),
        on=on,
        language=language,
    )


def _suggested(
    definition: Definition, finds: tuple[str, ...], seen: Seen, kept: Mapping[str, Any]
) -> dict[str, Any]:
    offered = {}
    for name in finds:
        suggest = definition.findings[name].suggest
        value = seen.value(suggest) if suggest and name not in kept else None
        if value is not None and not isinstance(value, Missing):
            offered[name] = value
    return plain(offered)


def _written(definition: Definition, name: str, value: Any) -> Any:
    """A number as one writes it here, 14,5: a point before three digits would mean thousands."""
    is_decimal = definition.findings[name].type == "decimal"
    return str(value).replace(".", ",") if is_decimal else value


def _posted(definition: Definition, finds: tuple[str, ...], data: QueryDict) -> dict[str, Any]:
    known = [definition.findings[name] for name in finds]
    given = posted([one for one in known if one.type != "boolean"], finds, data)
    return given | {one.id: data.get(one.id) or None for one in known if one.type == "boolean"}


def _watched(definition: Definition) -> frozenset[str]:
    """Findings on which the showing of another one depends."""
    names = {
        name
        for one in definition.findings.values()
        for text in (one.show_if, one.required)
        if isinstance(text, str)
        for name in names_in(text)
    }
    return frozenset(name.removeprefix(FOUND) for name in names if name.startswith(FOUND))


def _shown(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
