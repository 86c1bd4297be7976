"""Open dossiers that may go to another text: what is gone, how each goes, what holds it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from thanglong.kernel.cases import changes
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import Definition
from thanglong.services.editing.queries.standing import Compared, compared

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Conversion, ConvertedCase, Revision

PARTS = ("stages", "fields", "findings", "needs")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneThing:
    """Something that running dossiers stand on and that the new text has no more."""

    part: str
    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A pair of texts between which dossiers may move, before the dry run."""

    old: "Revision"
    new: "Revision"
    title: str
    open: int
    compared: Compared | None
    gone: tuple[GoneThing, ...]
    asked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A conversion as it stands. counts: dossiers by way; reasons in words with how many."""

    found: "Conversion"
    title: str
    counts: Mapping[str, tuple[int, int]]
    reasons: Sequence[tuple[str, int]]
    held: Sequence["ConvertedCase"]
    worked_on: int
    left: int

    @property
    def moved(self) -> int:
        """How many dossiers are on the new text by it."""
        return sum(moved for _count, moved in self.counts.values())

    @property
    def movable(self) -> int:
        """How many the dry run lets go."""
        return sum(count for how, (count, _moved) in self.counts.items() if how != "held")


def pair_of(code: str, old_id: int, new_id: int, *, language: str) -> Begun | None:
    """Two published texts of a procedure, if they are two."""
    known = {one.id: one for one in cases.revisions_of(code)}
    if old_id not in known or new_id not in known or old_id == new_id:
        return None
    before, after = (cases.revision_definition(one) for one in (old_id, new_id))
    found = changes.compare(before, after)
    asked = [
        one.name
        for one in found
        if one.part == "field" and (one.attribute == "required" or one.what == "tightened")
    ]
    labels = after.words(language).fields
    return Begun(
        old=known[old_id],
        new=known[new_id],
        title=after.words(language).title,
        open=cases.open_counts(code).get(old_id, 0),
        compared=compared(old_id, after, language, with_picture=True),
        gone=tuple(_gone(before, after, language)),
        asked=tuple((name, labels[name].label) for name in asked if name in labels),
    )


def move_page(move_id: int, *, language: str) -> Move:
    """How a conversion stands. Raises NotFound."""
    found = cases.conversion(move_id)
    text = cases.revision_definition(found.new_id)
    before = cases.revision_definition(found.old_id)
    reasons = cases.problems_of(move_id).most_common()
    return Move(
        found=found,
        title=text.words(language).title,
        counts=cases.ways_of(move_id),
        reasons=[(_reason(one, before, language), count) for one, count in reasons],
        held=cases.held_in(move_id, limit=50),
        worked_on=cases.worked_on_since(move_id),
        left=cases.open_counts(found.old.procedure).get(found.old_id, 0),
    )


def _gone(before: Definition, after: Definition, language: str) -> list[GoneThing]:
    found = []
    for part in PARTS:
        old, new = _labels(part, before, language), _labels(part, after, language)
        for name, label in old.items():
            if name not in new:
                choices = tuple(new.items())
                found.append(GoneThing(part=part, name=name, label=label, choices=choices))
    return found


def _labels(part: str, text: Definition, language: str) -> dict[str, str]:
    words = text.words(language)
    if part == "stages":
        return {one.id: words.stages.get(one.id, one.id) for one in text.procedure.stages}
    if part == "needs":
        return {
            one.id: words.needs[one.id].label if one.id in words.needs else one.id
            for one in text.procedure.needs
        }
    names, labels = (
        (text.fields, words.fields) if part == "fields" else (text.findings, words.findings)
    )
    return {name: labels[name].label if name in labels else name for name in names}


def _reason(code: str, text: Definition, language: str) -> str:
    """Why a dossier stays, in words."""
    kind, _colon, name = code.partition(":")
    parts = {"stage": "stages", "clock": "stages", "field": "fields", "need": "needs"}
    parts |= {"finding": "findings", "consult": "consult", "desk": "desk"}
    name = name.removeprefix("need:")
    words = {
        "stage": _("It stands at a stage that is gone"),
        "clock": _("The clock of its stage stands or runs otherwise"),
        "field": _("It has an answer to a question that is gone"),
        "answer": _("An answer is missing or not taken any more"),
        "need": _("It has a paper that is asked no more"),
        "asked": _("The applicant is being asked for what is gone"),
        "finding": _("Something was found that is entered no more"),
        "consult": _("Somebody is asked for an opinion that is gone"),
        "desk": _("Nobody holds the new desk"),
    }
    known = _labels(parts[kind], text, language) if parts.get(kind) in PARTS else {}
    labels = known or _labels("fields", text, language)
    shown = labels.get(name) or labels.get(name.partition(":")[0]) or name
    return f"{words.get(kind, code)}: {shown}"
