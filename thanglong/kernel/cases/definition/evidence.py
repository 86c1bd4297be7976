"""What shows a claim: which registers may be asked for it, and what their answer must say."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.base import text
from thanglong.kernel.cases.definition.format import Need
from thanglong.kernel.cases.definition.graph import names_in
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.expressions import Kind, Type

REGISTER, OWN_RESULT = "register:", "own_result:"
ANSWER = "answer"
# What the registers answer that is not a text. Source: Decree 104/2022/NĐ-CP (population) [S].
_KINDS: Mapping[str, Kind] = {
    "population.residence": Kind.ADDRESS,
    "population.birth_date": Kind.DATE,
}


@dataclass(frozen=True, slots=True)
class Source:
    """One register that may show a claim. `text`: as the procedure writes it."""

    text: str
    register: str
    field: str


def sources(need: Need) -> tuple[Source, ...]:
    """The registers that may be asked, best first."""
    paths = [one.removeprefix(REGISTER) for one in need.evidence if one.startswith(REGISTER)]
    return tuple(
        Source(f"{REGISTER}{path}", path.partition(".")[0], path.partition(".")[2])
        for path in paths
    )


def own_results(need: Need) -> tuple[str, ...]:
    """The codes of results of one's own that show the claim."""
    return tuple(
        one.removeprefix(OWN_RESULT) for one in need.evidence if one.startswith(OWN_RESULT)
    )


def can_be_shown(need: Need) -> bool:
    """Whether a register or an own result may show it, without a file."""
    return bool(sources(need) or own_results(need))


def takes_files(need: Need) -> bool:
    """Whether a file may show it."""
    return any(one.startswith("file:") for one in need.evidence)


def answer_types(source: Source) -> dict[str, Type]:
    """The names that `shown_if` may use for the answer of a register."""
    kind = _KINDS.get(f"{source.register}.{source.field}", Kind.TEXT)
    parts = ("area", "line") if kind is Kind.ADDRESS else ()
    return {ANSWER: Type(kind)} | {f"{ANSWER}.{part}": Type(Kind.TEXT) for part in parts}


def shows(need: Need, answer: Any, seen: Seen) -> bool:
    """Whether the answer of a register shows the claim; an empty one never does."""
    if answer in (None, "", [], {}):
        return False
    value = text.nfc(answer) if isinstance(answer, str) else answer
    scope = dict(seen.scope) | {ANSWER: value}
    if isinstance(value, Mapping):
        scope |= {f"{ANSWER}.{part}": value.get(part) for part in ("area", "line")}
    return Seen(scope, (), seen.days).holds(need.shown_if)


def about(need: Need, key: str, seen: Seen) -> str:
    """What a question is about: the same digest as long as person and answers are the same."""
    names = sorted(names_in(need.shown_if))
    content = [need.id, list(need.evidence), key, [str(seen.scope.get(one)) for one in names]]
    packed = json.dumps(content, ensure_ascii=False).encode()
    return hashlib.sha256(packed).hexdigest()[:32]
