"""A change and its weight: what a dossier that is under way would meet if it went on by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Weight(IntEnum):
    """The class of a change.

    COSMETIC: words only; running dossiers may take it at once. COMPATIBLE: everything that a
    running dossier refers to by id is still there; it may be moved. BREAKING: something that a
    running dossier may stand on is gone or means something else; moving it needs a mapping.
    """

    COSMETIC = 1
    COMPATIBLE = 2
    BREAKING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs.

    part: stage, act, field, fee …; name: its id; what: added, removed, changed, moved; attribute:
    of the part, when it changed. before, after: plain values.
    """

    part: str
    name: str
    what: str
    attribute: str = ""
    before: Any = None
    after: Any = None

    @property
    def weight(self) -> Weight:
        """Its class, by the first rule that fits."""
        return next(rule.weight for rule in RULES if rule.fits(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a kind of change means; an empty part, what or attribute fits any."""

    part: str = ""
    what: str = ""
    attribute: str = ""
    weight: Weight

    def fits(self, change: Change) -> bool:
        """Whether the rule speaks of this change."""
        pairs = (
            (self.part, change.part),
            (self.what, change.what),
            (self.attribute, change.attribute),
        )
        return all(not mine or mine == its for mine, its in pairs)


_COSMETIC, _COMPATIBLE, _BREAKING = Weight.COSMETIC, Weight.COMPATIBLE, Weight.BREAKING

# The first that fits counts. Source: city decision, ADR 0021.
RULES: tuple[Rule, ...] = (
    Rule(part="text", weight=_COSMETIC),
    Rule(part="procedure", attribute="field", weight=_COSMETIC),
    Rule(part="procedure", attribute="life_events", weight=_COSMETIC),
    Rule(part="procedure", attribute="certainty", weight=_COSMETIC),
    Rule(part="procedure", attribute="code", weight=_BREAKING),
    Rule(part="page", what="moved", weight=_COSMETIC),
    Rule(part="field", what="moved", weight=_COSMETIC),
    Rule(part="finding", what="moved", weight=_COSMETIC),
    Rule(part="need", what="moved", weight=_COSMETIC),
    Rule(part="result", what="moved", weight=_COSMETIC),
    # What answers, papers, verdicts, findings and desks of running dossiers are kept under.
    Rule(part="page", what="removed", weight=_BREAKING),
    Rule(part="field", what="removed", weight=_BREAKING),
    Rule(part="finding", what="removed", weight=_BREAKING),
    Rule(part="need", what="removed", weight=_BREAKING),
    Rule(part="option", what="removed", weight=_BREAKING),
    Rule(part="stage", what="removed", weight=_BREAKING),
    Rule(part="consult", what="removed", weight=_BREAKING),
    Rule(part="result", what="removed", weight=_BREAKING),
    # The same id, and something else behind it.
    Rule(part="field", attribute="type", weight=_BREAKING),
    Rule(part="finding", attribute="type", weight=_BREAKING),
    Rule(part="stage", attribute="clock", weight=_BREAKING),
    # Running dossiers have no answer to what is newly required of everybody.
    Rule(part="field", what="added", attribute="required", weight=_BREAKING),
    Rule(part="field", what="tightened", weight=_BREAKING),
    Rule(weight=_COMPATIBLE),
)


def weight_of(changes: Iterable[Change]) -> Weight | None:
    """The class of the whole: that of its gravest change; None when nothing changed."""
    return max((one.weight for one in changes), default=None)
