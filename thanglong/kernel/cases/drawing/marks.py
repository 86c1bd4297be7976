"""Two texts of a procedure in one picture: what is new, gone or changed is marked."""

from collections.abc import Iterable, Mapping
from typing import Literal

from thanglong.kernel.cases.changes import Change, compare
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import Stage
from thanglong.kernel.cases.definition.texts import Texts

Mark = Literal["added", "removed", "changed"]
Marks = Mapping[str, Mark]
SIGNS: Mapping[Mark, str] = {"added": "+", "removed": "−", "changed": "≠"}
LEGEND: Mapping[str, Mapping[Mark, str]] = {
    "vi": {"added": "thêm", "removed": "bỏ", "changed": "đổi"},
    "en": {"added": "added", "removed": "removed", "changed": "changed"},
}


def merged(old: Definition, new: Definition) -> tuple[Definition, Marks]:
    """The new text with the stages, acts and opinions that it drops, and a mark on each change.

    Marks are by stage, `stage:act` and `stage:consult`, as in the drawing.
    """
    marks: dict[str, Mark] = {}
    for change in compare(old, new):
        _mark(marks, change)
    stages = list(new.procedure.stages)
    for number, stage in enumerate(old.procedure.stages):
        here = next((n for n, one in enumerate(stages) if one.id == stage.id), None)
        if here is None:
            before = {one.id for one in old.procedure.stages[:number]}
            last = max((n for n, one in enumerate(stages) if one.id in before), default=-1)
            stages.insert(last + 1, stage)
        else:
            stages[here] = _with_dropped(stage, stages[here])
    procedure = new.procedure.model_copy(update={"stages": tuple(stages)})
    return Definition(procedure, _texts(old, new), new.templates), marks


def legend(language: str) -> str:
    """What the marks mean, in a line."""
    return " · ".join(f"{SIGNS[mark]} {word}" for mark, word in LEGEND[language].items())


def described(definition: Definition, marks: Marks, language: str) -> str:
    """The marked stages in words, for those who hear the picture."""
    texts = definition.words(language).stages
    said = []
    for mark, word in LEGEND[language].items():
        names = _names(texts, (key for key, one in marks.items() if one == mark))
        if names:
            said.append(f"{word.capitalize()}: {', '.join(names)}.")
    return " ".join(said)


def signed(label: str, key: str, marks: Marks) -> str:
    """A label with the sign of its mark."""
    mark = marks.get(key)
    return f"{SIGNS[mark]} {label}" if mark else label


def _mark(marks: dict[str, Mark], change: Change) -> None:
    if change.part not in ("stage", "act", "consult") or change.what == "moved":
        return
    known: Mapping[str, Mark] = {"added": "added", "removed": "removed"}
    marks[change.name] = known.get(change.what, "changed")
    if change.part != "stage":
        marks.setdefault(change.name.partition(":")[0], "changed")


def _with_dropped(old: Stage, new: Stage) -> Stage:
    """A stage of the new text with the acts and opinions that only the old one has."""
    acts = {arc.action for arc in new.do}
    asked = {one.id for one in new.consult}
    return new.model_copy(
        update={
            "do": (*new.do, *(arc for arc in old.do if arc.action not in acts)),
            "consult": (*new.consult, *(one for one in old.consult if one.id not in asked)),
        }
    )


def _texts(old: Definition, new: Definition) -> Mapping[str, Texts]:
    return {
        language: texts.model_copy(
            update={
                part: {**getattr(old.texts[language], part), **getattr(texts, part)}
                for part in ("stages", "actions", "consult")
            }
        )
        for language, texts in new.texts.items()
    }


def _names(texts: Mapping[str, str], keys: Iterable[str]) -> list[str]:
    return [texts[key] for key in keys if key in texts]
