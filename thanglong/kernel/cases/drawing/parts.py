"""An interlinked filing as a picture: its parts, each below what it waits for."""

from collections.abc import Sequence

from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import Part
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.drawing.shapes import Arrow, Box, Line, wrapped

MARGIN, TOP = 32.0, 92.0
WIDTH, SPACE, GAP, PAD = 300.0, 40.0, 56.0, 16.0
TITLE, TITLE_LINE, BODY_LINE, PILL = 15.0, 21.0, 19.0, 34.0


def ranks(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts row by row: those that wait for nothing, those that wait for them, and so on."""
    depth: dict[str, int] = {}
    for part in parts:
        depth[part.id] = 1 + max((depth.get(name, 0) for name in part.after), default=-1)
    return [
        [part for part in parts if depth[part.id] == level]
        for level in range(max(depth.values(), default=-1) + 1)
    ]


def shapes(definition: Definition, language: str) -> tuple[list[Box], list[Arrow], float]:
    """Boxes, arrows and the width of the picture."""
    rows = ranks(definition.procedure.parts)
    widest = max(len(row) for row in rows)
    width = 2 * MARGIN + widest * WIDTH + (widest - 1) * SPACE
    lines = wrapped(definition.words(language).title, 640, 21, bold=True)
    start = _pill(say.WORDS[language]["filed"], width, TOP + len(lines) * 28 - 28, "start")
    found: dict[str, Box] = {}
    y = start.bottom + GAP
    for row in rows:
        _place(row, [_box(part, definition, language) for part in row], found, (width, y))
        y = max(found[part.id].bottom for part in row) + GAP
    end = _pill(say.WORDS[language]["returned"], width, y, "end")
    return [start, *found.values(), end], _arrows(definition, found, start, end), width


def in_words(definition: Definition, language: str) -> list[str]:
    """Each part as a sentence without its end, for those who hear the picture."""
    names, words = definition.words(language).parts, say.WORDS[language]
    return [
        words["step"].format(
            number,
            names.get(part.id, part.id),
            words["after"].format(", ".join(names.get(one, one) for one in part.after))
            if part.after
            else words["at_once"],
        )
        for number, part in enumerate(definition.procedure.parts, start=1)
    ]


def _place(
    row: list[Part], boxes: list[Box], found: dict[str, Box], at: tuple[float, float]
) -> None:
    width, y = at
    x = (width - len(row) * WIDTH - (len(row) - 1) * SPACE) / 2
    for part, box in zip(row, boxes, strict=True):
        box.x, box.y = x, y
        found[part.id] = box
        x += WIDTH + SPACE


def _box(part: Part, definition: Definition, language: str) -> Box:
    title = definition.words(language).parts.get(part.id, part.id)
    words = say.WORDS[language]
    lines = [Line(one, bold=True) for one in wrapped(title, WIDTH - 2 * PAD, TITLE, bold=True)]
    rest = [Line(part.procedure)]
    if part.when:
        rest.append(Line(words["some"], small=True))
    height = 2 * PAD + len(lines) * TITLE_LINE + len(rest) * BODY_LINE
    return Box("stage", (*lines, *rest), width=WIDTH, height=height)


def _pill(text: str, width: float, y: float, style: str) -> Box:
    box = Box("start" if style == "start" else "end", (Line(text, bold=True),))
    box.width, box.height = 200.0, PILL
    box.x, box.y = (width - box.width) / 2, y
    return box


def _arrows(definition: Definition, found: dict[str, Box], start: Box, end: Box) -> list[Arrow]:
    parts = definition.procedure.parts
    waited_for = {name for part in parts for name in part.after}
    ways = [(start, found[part.id]) for part in parts if not part.after]
    ways += [(found[name], found[part.id]) for part in parts for name in part.after]
    ways += [(found[part.id], end) for part in parts if part.id not in waited_for]
    return [Arrow("way", _points(one, other)) for one, other in ways]


def _points(one: Box, other: Box) -> tuple[tuple[float, float], ...]:
    middle = (one.bottom + other.y) / 2
    if one.middle == other.middle:
        return ((one.middle, one.bottom), (other.middle, other.y))
    return (
        (one.middle, one.bottom),
        (one.middle, middle),
        (other.middle, middle),
        (other.middle, other.y),
    )
