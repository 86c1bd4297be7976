"""The form of a procedure as JSON Schema, for machines that file dossiers through the API.

The schema says what a server can check field by field; what depends on other answers (conditions
that are not about one choice, contradictions) is said in `description` and checked on filing.
"""

from typing import Any

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.fields import LENGTH_DEFAULT, LENGTH_LONG
from thanglong.kernel.cases.definition.format import FindingField, FormField, Page
from thanglong.kernel.cases.definition.texts import Texts
from thanglong.kernel.cases.expressions import MISSING, ExpressionError, tree

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_PATTERNS = {
    "personal_number": r"^[0-9]{12}$",
    "tax_code": r"^([0-9]{10}|[0-9]{10}-[0-9]{3}|[0-9]{12})$",
    "area": r"^[0-9]{5}$",
    "time": r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
}
_FORMATS = {"date": "date", "email": "email"}


def form_schema(definition: Definition, language: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of the answers: one property a field, by its id.

    Fields that are asked only in some cases are not in `required`; where the case is one choice of
    another field, an `if`/`then` says so. `x-page`, `x-show-if` and `x-prefill` are ours.
    """
    words = definition.words(language)
    pages = definition.procedure.form.pages
    schema: dict[str, Any] = {
        "$schema": DRAFT,
        "title": words.title,
        "description": words.summary,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            one.id: _property(one, page, words) for page in pages for one in page.fields
        },
        "required": [one.id for page in pages for one in page.fields if _always(one, page)],
    }
    conditions = [
        found for page in pages for one in page.fields if (found := _condition(one, page))
    ]
    return schema | ({"allOf": conditions} if conditions else {})


def findings_schema(definition: Definition, stage_id: str, language: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of what an officer enters at a stage; empty when it finds nothing.

    Nothing is in `required`: the act decides whether it may be left open (`x-required-if`).
    """
    stage, words = definition.stages.get(stage_id), definition.words(language)
    if stage is None or not stage.finds:
        return {}
    return {
        "$schema": DRAFT,
        "title": words.stages[stage_id],
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _finding(definition.findings[name], words) for name in stage.finds},
    }


def _finding(one: FindingField, words: Texts) -> dict[str, Any]:
    text = words.findings.get(one.id)
    found: dict[str, Any] = {"title": text.label if text else one.id}
    if text and text.hint:
        found["description"] = text.hint
    found |= _shape(one, words) | _bounds(one)
    extra = {
        "x-type": one.type,
        "x-show-if": one.show_if,
        "x-required-if": "true" if one.required is True else one.required or None,
        "x-applicant-sees": one.applicant,
    }
    return found | {name: value for name, value in extra.items() if value is not None}


def _property(one: FormField, page: Page, words: Texts) -> dict[str, Any]:
    text = words.fields.get(one.id)
    found: dict[str, Any] = {"title": text.label if text else one.id}
    if text and text.hint:
        found["description"] = text.hint
    found |= _shape(one, words) | _bounds(one)
    extra = {
        "x-page": page.id,
        "x-type": one.type,
        "x-show-if": one.show_if or page.show_if,
        "x-required-if": one.required if isinstance(one.required, str) else None,
        "x-prefill": one.prefill,
    }
    return found | {name: value for name, value in extra.items() if value is not None}


def _shape(one: FormField, words: Texts) -> dict[str, Any]:
    """Type, pattern, options and length of one field."""
    match one.type:
        case "boolean":
            return {"type": "boolean"}
        case "integer" | "money":
            return {"type": "integer"}
        case "decimal":
            return {"type": ["number", "string"], "pattern": r"^-?[0-9]{1,15}([.,][0-9]{1,6})?$"}
        case "choice":
            return _options(one, words)
        case "multi_choice":
            return {"type": "array", "uniqueItems": True, "items": _options(one, words)}
        case "address":
            return _address(one)
        case _:
            return _text(one)


def _text(one: FormField) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string"}
    if one.type in _PATTERNS:
        return found | {"pattern": _PATTERNS[one.type]}
    if one.type in _FORMATS:
        return found | {"format": _FORMATS[one.type]}
    longest = LENGTH_LONG if one.type == "long_text" else LENGTH_DEFAULT
    return found | {"maxLength": one.max_length or longest}


def _options(one: FormField, words: Texts) -> dict[str, Any]:
    """The options as constants with their words."""
    labels = words.options.get(one.id, {})
    return {
        "type": "string",
        "oneOf": [{"const": option, "title": labels.get(option, option)} for option in one.options],
    }


def _address(one: FormField) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["area", "line"],
        "properties": {
            "area": {"type": "string", "pattern": _PATTERNS["area"]},
            "line": {"type": "string", "maxLength": one.max_length or LENGTH_DEFAULT},
        },
    }


def _bounds(one: FormField) -> dict[str, Any]:
    """Bounds that are plain numbers; those that depend on other answers are checked on filing."""
    if one.type not in ("integer", "money", "decimal"):
        return {}
    found: dict[str, Any] = {} if one.type != "money" else {"minimum": 0}
    for name, text in (("minimum", one.min), ("maximum", one.max)):
        value = _constant(text)
        if value is not None:
            found[name] = value
    return found


def _constant(text: str | None) -> int | float | None:
    if text is None:
        return None
    try:
        value = expressions.evaluate(expressions.parse(text), {})
    except ExpressionError:
        return None
    if isinstance(value, bool) or value is MISSING:
        return None
    return value if isinstance(value, int) else float(str(value))


def _always(one: FormField, page: Page) -> bool:
    return one.required is True and one.show_if is None and page.show_if is None


def _condition(one: FormField, page: Page) -> dict[str, Any] | None:
    """`if` a choice is so, `then` the field is required; for conditions of that plain form only."""
    if one.required is not True or (one.show_if is None) == (page.show_if is None):
        return None
    text = one.show_if or page.show_if or ""
    try:
        condition = expressions.parse(text)
    except ExpressionError:
        return None
    match condition:
        case tree.Compare("==", tree.Name(path), tree.Literally(str() | bool() as value)):
            test = {"const": value}
        case tree.Within(tree.Name(path), tree.Listing(items)) if _are_texts(items):
            test = {"enum": [one.value for one in items]}  # type: ignore[union-attr, dict-item]
        case _:
            return None
    return _if_then(path, test, one)


def _are_texts(items: tuple[expressions.Expression, ...]) -> bool:
    return all(isinstance(one, tree.Literally) and isinstance(one.value, str) for one in items)


def _if_then(path: str, test: dict[str, Any], one: FormField) -> dict[str, Any]:
    return {
        "if": {"properties": {path: test}, "required": [path]},
        "then": {"required": [one.id]},
    }
