"""One question on a page, as the `field` component draws it, wherever the question comes from."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    hint: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question, its answer so far, and what is wrong with it.

    `type`: text long_text person_name personal_number date time integer decimal money phone email
    choice multi_choice boolean area address tax_code plate; also password code search file hidden.
    `value`: text as typed or typed value (a date is shown `05/02/2026`); a list for multi_choice; a
    mapping `{area, line}` for an address, whose inputs are named `<name>.area` and `<name>.line`.
    `options` for choice, multi_choice, area, address; a choice of up to six is drawn as radios.
    `source`: where a prefilled answer comes from; `locked`: it is shown and cannot be changed.
    """

    name: str
    label: str
    type: str = "text"
    hint: str = ""
    value: Any = ""
    error: str = ""
    required: bool = True
    options: Sequence[Option] = ()
    source: str = ""
    locked: bool = False
    autocomplete: str = ""
    max_length: int | None = None
    unit: str = ""
    accept: str = "image/*,application/pdf"
    multiple: bool = False
    refresh: bool = False
    attrs: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the (first) input: what an error summary links to."""
        return "f-" + self.name.replace(".", "-").replace("[", "-").replace("]", "")

    @property
    def described_by(self) -> str:
        """The ids of the hint, the source and the error, for screen readers."""
        parts = (("hint", self.hint), ("source", self.source), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, text in parts if text)

    @property
    def text(self) -> str:
        """The answer as it stands in a text input."""
        if self.type == "date" and isinstance(self.value, str):
            return _as_written_here(self.value)
        return shown(self.value)

    @property
    def area(self) -> str:
        """The commune code of an address or area."""
        value = self.value
        return str(value.get("area") or "") if isinstance(value, Mapping) else shown(value)

    @property
    def line(self) -> str:
        """House number and street of an address."""
        return str(self.value.get("line") or "") if isinstance(self.value, Mapping) else ""

    def chosen(self, option: Option) -> bool:
        """Whether this option is (among) the answer."""
        if isinstance(self.value, list | tuple | set):
            return option.value in {str(one) for one in self.value}
        return shown(self.value) == option.value

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """The options by their group, in order of appearance."""
        found: dict[str, list[Option]] = {}
        for option in self.options:
            found.setdefault(option.group, []).append(option)
        return list(found.items())


def shown(value: Any) -> str:
    """A value as a person would type it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if hasattr(value, "strftime"):
        return str(value.strftime("%d/%m/%Y" if hasattr(value, "year") else "%H:%M"))
    return str(value)


def _as_written_here(written: str) -> str:
    """A date that a register gave, `2026-02-05`, as people here write it; else what was typed."""
    try:
        return shown(datetime.date.fromisoformat(written))
    except ValueError:
        return written


def as_field(bound: BoundField) -> Field:
    """The field of a Django form as our component draws it.

    Its widget tells the type; `TextInput(attrs={"type": "code"})` names one of Field's own types.
    """
    kind, options = _kind_and_options(bound)
    extra = {key: str(value) for key, value in bound.field.widget.attrs.items()}
    return Field(
        name=bound.html_name,
        label=str(bound.label or ""),
        type=kind,
        hint=str(bound.help_text or ""),
        value=bound.value() if kind != "password" else "",
        error=" ".join(str(error) for error in bound.errors),
        required=bound.field.required,
        options=options,
        locked=bound.field.disabled,
        autocomplete=extra.pop("autocomplete", ""),
        max_length=getattr(bound.field, "max_length", None),
        accept=extra.pop("accept", "image/*,application/pdf"),
        multiple=getattr(bound.field.widget, "allow_multiple_selected", False),
        attrs=extra,
    )


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "long_text"),
    (forms.CheckboxInput, "boolean"),
    (forms.CheckboxSelectMultiple, "multi_choice"),
    (forms.SelectMultiple, "multi_choice"),
    (forms.RadioSelect, "choice"),
    (forms.Select, "choice"),
    (forms.FileInput, "file"),
    (forms.EmailInput, "email"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.NumberInput, "integer"),
)


def _kind_and_options(bound: BoundField) -> tuple[str, tuple[Option, ...]]:
    widget = bound.field.widget
    kind = next((name for cls, name in KINDS if isinstance(widget, cls)), "text")
    if kind == "text":  # forms.TextInput(attrs={"type": "code"}) names one of our own types
        kind = getattr(widget, "input_type", "text")
    choices = getattr(widget, "choices", ())
    options = tuple(
        Option(value=str(value), label=str(label)) for value, label in choices if str(value) != ""
    )
    return kind, options
