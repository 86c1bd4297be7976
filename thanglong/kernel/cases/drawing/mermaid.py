"""The picture of a procedure as Mermaid text, for documents that draw it themselves."""

from collections.abc import Iterator

from thanglong.kernel.cases.agencies import APPLICANT, parse_post
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import Stage
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.drawing.marks import Marks, signed

_ENDS = ("returned", "refused", "not_accepted", "stopped")


def mermaid(definition: Definition, language: str, *, marks: Marks | None = None) -> str:
    """A Mermaid flowchart: stages with post and time, acts on the arrows, pauses dashed.

    marks: of what changed; a sign before the words and a class of its own.
    """
    if definition.procedure.parts:
        return "\n".join(_of_parts(definition, language)) + "\n"
    lines = [*_lines(definition, language, marks or {}), *_classes(definition, marks)]
    return "\n".join(lines) + "\n"


def _of_parts(definition: Definition, language: str) -> Iterator[str]:
    """An interlinked filing: its parts, each after what it waits for."""
    words, names = say.WORDS[language], definition.words(language).parts
    parts = definition.procedure.parts
    yield "flowchart TD"
    yield f'    filed(["{words["filed"]}"])'
    for part in parts:
        title = _quoted(names.get(part.id, part.id))
        yield f'    {part.id}["{title}<br/>{part.procedure}"]'
        for name in part.after or ("filed",):
            yield f"    {name} --> {part.id}"
    yield f'    returned(["{words["returned"]}"])'
    waited_for = {name for part in parts for name in part.after}
    for part in parts:
        if part.id not in waited_for:
            yield f"    {part.id} --> returned"


def _lines(definition: Definition, language: str, marks: Marks) -> Iterator[str]:
    stages = definition.procedure.stages
    words = say.WORDS[language]
    yield "flowchart TD"
    yield f'    filed(["{words["filed"]}"]) --> {stages[0].id}'
    for stage in stages:
        words_of = signed(_words(stage, definition, language), stage.id, marks)
        yield f'    {stage.id}["{words_of}"]'
    for end in _ENDS:
        if any(end in (arc.target, stage.on_limit) for stage in stages for arc in stage.do):
            yield f'    {end}(["{words[end]}"])'
    for stage in stages:
        yield from _arcs(stage, definition, language, marks)
    yield "    classDef paused stroke-dasharray: 5 4,fill:#FBEBC8,stroke:#8A5A00"
    paused = [stage.id for stage in stages if stage.clock == "paused"]
    if paused:
        yield f"    class {','.join(paused)} paused"


def _classes(definition: Definition, marks: Marks | None) -> Iterator[str]:
    """The marked stages, if two texts are compared."""
    colours = {"added": "#1F5B4C", "removed": "#A3261B", "changed": "#8A5A00"}
    for mark, colour in colours.items():
        marked = [one for one in definition.stages if (marks or {}).get(one) == mark]
        if marked:
            dashes = ",stroke-dasharray: 3 4" if mark == "removed" else ""
            yield f"    classDef {mark} stroke:{colour},stroke-width:3px{dashes}"
            yield f"    class {','.join(marked)} {mark}"


def _arcs(stage: Stage, definition: Definition, language: str, marks: Marks) -> Iterator[str]:
    for arc in stage.do:
        label = _quoted(say.action(arc.action, definition, language))
        label = signed(label, f"{stage.id}:{arc.action}", marks)
        is_aside = stage.clock == "paused" or definition.stages.get(arc.target, stage).clock == (
            "paused"
        )
        arrow = "-.->" if is_aside else "-->"
        for target in _targets(stage, arc.target, definition):
            yield f'    {stage.id} {arrow}|"{label}"| {target}'
    if stage.on_limit:
        label = _quoted(say.WORDS[language]["limit_over"])
        yield f'    {stage.id} -.->|"{label}"| {stage.on_limit}'
    for one in stage.consult:
        who = _quoted(say.consulted(one.id, definition, language))
        who = signed(who, f"{stage.id}:{one.id}", marks)
        time = say.duration(one.due, language)
        yield f'    {stage.id} -.- {stage.id}_{one.id}["{who}<br/>{time}"]'


def _targets(stage: Stage, target: str, definition: Definition) -> list[str]:
    """`back` leads to every stage that asks."""
    if target != "back":
        return [target]
    return [
        one.id
        for one in definition.procedure.stages
        if any(arc.target == stage.id for arc in one.do)
    ]


def _words(stage: Stage, definition: Definition, language: str) -> str:
    words = say.WORDS[language]
    lines = [definition.words(language).stages.get(stage.id, stage.id)]
    lines.append(
        words["applicant"] if stage.by == APPLICANT else say.post(parse_post(stage.by), language)
    )
    if stage.due:
        lines.append(say.duration(stage.due, language))
    if stage.limit:
        lines.append(words["at_most"].format(say.duration(stage.limit, language)))
    if stage.finds:
        lines.append(say.found(stage.finds, definition, language))
    return "<br/>".join(_quoted(line) for line in lines)


def _quoted(text: str) -> str:
    """Text as Mermaid takes it within quotes."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
