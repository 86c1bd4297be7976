"""From the words of the validation library to a sentence that says what to do."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from thanglong.kernel.cases.definition import strict_yaml
from thanglong.kernel.cases.definition.errors import Finding
from thanglong.kernel.cases.definition.strict_yaml import Document

_PATTERNS = (
    ("([a-z0-9_]{0,39})", "Write small letters, digits and _ only, beginning with a letter."),
    ("[0-9A-Z.]", 'Write the national code in quotes, such as "1.004873".'),
    ("population|civil_status", "Write population.…, civil_status.… or account.…"),
    ("register:", "Write register:<register>.<claim>, own_result:<code> or file:pdf|photo."),
    ("[a-z0-9]+(-", "Write small letters and digits joined by hyphens: birth-registration."),
)
_ADVICE = {
    "missing": ("is missing.", "Add it."),
    "string_type": ("must be text.", "Put the value in quotes."),
    "int_type": ("must be a whole number.", "Write digits only."),
    "int_parsing": ("must be a whole number.", "Write digits only."),
    "int_from_float": ("must be a whole number.", "Write digits only."),
    "bool_type": ("must be true or false.", "Write true or false."),
    "bool_parsing": ("must be true or false.", "Write true or false."),
    "date_type": ("must be a date.", "Write it as 2025-07-01."),
    "date_parsing": ("must be a date.", "Write it as 2025-07-01."),
    "date_from_datetime_parsing": ("must be a date.", "Write it as 2025-07-01."),
    "datetime_type": ("must be a moment.", 'Write it as "2026-02-05T16:00".'),
    "datetime_from_date_parsing": ("must be a moment.", 'Write it as "2026-02-05T16:00".'),
    "tuple_type": ("must be a list.", "Write [one, two], or one item a line after a dash."),
    "dict_type": ("must be a map.", "Write one `key: value` a line."),
    "model_type": ("must be a map.", "Write one `key: value` a line."),
    "string_too_long": ("is too long.", "Shorten it."),
    "string_too_short": ("is empty.", "Write something, or leave the key out."),
    "too_short": ("is empty.", "Add at least one item."),
}


def findings(
    error: ValidationError, *, document: Document, shape: type[BaseModel]
) -> list[Finding]:
    """Every fault of a document as a finding with its line, each place once."""
    found: dict[str, Finding] = {}
    for fault in error.errors(include_url=False, include_input=False):
        raw = tuple(part for part in fault["loc"] if not _is_of_the_library(part))
        place = _place(document.data, raw)
        line = document.line(place)
        message, advice = _sentence(fault, raw, shape)
        path = ".".join(str(part) for part in place)
        found.setdefault(
            path, Finding(file=document.file, path=path, message=message, advice=advice, line=line)
        )
    return [one for path, one in found.items() if not _is_an_echo(path, one, found)]


def closest(word: str, words: Iterable[str]) -> str:
    """'Did you mean …?' when a word is near one of the words, else the list of them."""
    known = sorted(words)
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Use one of: {', '.join(known[:20])}." if known else ""


def _is_an_echo(path: str, one: Finding, found: Mapping[str, Finding]) -> bool:
    """A list is called empty when none of its items could be read; the items say why."""
    return one.message == "is empty." and any(other.startswith(f"{path}.") for other in found)


def _sentence(fault: Any, raw: tuple[Any, ...], shape: type[BaseModel]) -> tuple[str, str]:
    kind, context = fault["type"], fault.get("ctx") or {}
    if kind == "value_error":
        message, _, advice = str(context.get("error", "is wrong")).partition("|")
        return f"{message}.", advice or "Correct it."
    if kind == "extra_forbidden":
        return "is not a key of the format.", closest(str(raw[-1]), _keys(shape, raw[:-1]))
    if kind == "literal_error":
        return "is not one of the known words.", f"Use {context.get('expected')}."
    if kind == "string_pattern_mismatch":
        return "is not written as it must be.", _pattern_advice(str(context.get("pattern")))
    return _ADVICE.get(kind, (f"is wrong: {fault['msg']}.", "Correct it."))


def _pattern_advice(pattern: str) -> str:
    for mark, advice in reversed(_PATTERNS):
        if mark in pattern:
            return advice
    return f"It must match {pattern}."


def _is_of_the_library(part: str | int) -> bool:
    """Parts of the place that name a branch of a union, not a key."""
    return isinstance(part, str) and (part in _BRANCHES or "(" in part or "[" in part)


_BRANCHES = frozenset({"str", "int", "bool", "date", "constrained-str", "decimal"})


def _place(data: Any, raw: Sequence[str | int]) -> tuple[str | int, ...]:
    """The place as the author wrote it: items of maps by their key, of lists by their id."""
    place: list[str | int] = []
    here = data
    for part in raw:
        if isinstance(part, int) and isinstance(here, dict):
            part = list(here)[part] if part < len(here) else part
        here = strict_yaml.inside(here, part)
        place.append(_named(here, part))
    if len(place) > 1 and place[-1] in ("expression", "target", "action"):
        place.pop()
    return tuple(place)


def _named(item: Any, part: str | int) -> str | int:
    name = item.get("id") if isinstance(item, dict) and isinstance(part, int) else None
    return name if isinstance(name, str) else part


def _keys(shape: type[BaseModel], raw: Sequence[str | int]) -> list[str]:
    """The keys that are known where an unknown one was written."""
    for part in raw:
        if isinstance(part, int):
            continue
        inner = _inner_shape(shape, part)
        if inner is None:
            return []
        shape = inner
    return [field.alias or name for name, field in shape.model_fields.items()]


def _inner_shape(shape: type[BaseModel], part: str) -> type[BaseModel] | None:
    for name, field in shape.model_fields.items():
        if part in (name, field.alias):
            return _shape_in(field.annotation)
    return None


def _shape_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _shape_in(part)
        if found is not None:
            return found
    return None
