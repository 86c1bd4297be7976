"""What the parts of an interlinked filing are given: answers and papers, and from where."""

import re
from collections.abc import Mapping
from typing import Any

from thanglong.kernel.cases.definition.format import Part
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.expressions import Missing

_FROM_PART = re.compile(r"([a-z][a-z0-9_]{0,39}):([A-Za-z][A-Za-z0-9_.]{0,150})\Z")
Found = Mapping[str, Mapping[str, Any]]


def from_part(source: str) -> tuple[str, str] | None:
    """The part and its finding or result that a source names (`birth:child_number`), if it does."""
    match = _FROM_PART.match(source.strip())
    return (match[1], match[2]) if match else None


def source_of(part: Part, field: str, whole: Definition) -> str:
    """From where a question of a part has its answer; empty when from nowhere."""
    given = part.answers.get(field, "")
    return given or (field if field in whole.fields else "")


def field_of(part: Part, field: str, whole: Definition) -> str:
    """The question of the whole from which a question of a part is answered as it is, if it is."""
    source = source_of(part, field, whole)
    return source if source in whole.fields else ""


def asked(whole: Definition, seen: Seen) -> tuple[Part, ...]:
    """The parts that a filing has: wanted by its answers, and waiting only for wanted ones."""
    found: list[Part] = []
    for part in whole.procedure.parts:
        known = {one.id for one in found}
        if seen.holds(part.when) and known.issuperset(part.after):
            found.append(part)
    return tuple(found)


def answers_of(
    part: Part, inner: Definition, *, whole: Definition, seen: Seen, found: Found
) -> dict[str, Any]:
    """The answers with which a part is filed; what there is no answer for is left out.

    inner: the part's procedure; seen: of the whole; found: what officers of earlier parts entered.
    """
    answers: dict[str, Any] = {}
    for name in inner.fields:
        value = _value(source_of(part, name, whole), whole, seen, found)
        if value is not None and not isinstance(value, Missing):
            answers[name] = value
    return answers


def comes_later(part: Part) -> frozenset[str]:
    """The questions and needs (`need:ID`) of a part that only earlier parts can answer."""
    fields = {name for name, source in part.answers.items() if from_part(source)}
    needs = {f"need:{name}" for name, source in part.papers.items() if from_part(source)}
    return frozenset(fields | needs)


def _value(source: str, whole: Definition, seen: Seen, found: Found) -> Any:
    if not source:
        return None
    earlier = from_part(source)
    if earlier is not None:
        return found.get(earlier[0], {}).get(earlier[1])
    if source in whole.fields:
        return seen.scope.get(source) if source in seen.visible else None
    return seen.value(source)
