"""The picture of a procedure as SVG: no scripts, no styles, one title and a description."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from thanglong.kernel.cases.agencies import APPLICANT, PARTS, parse_post
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.drawing import marks as marking
from thanglong.kernel.cases.drawing import parts
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.drawing.layout import BODY, SMALL, TITLE, Picture, lay_out
from thanglong.kernel.cases.drawing.marks import Mark, Marks
from thanglong.kernel.cases.drawing.shapes import Arrow, Box, Lane, wrapped

PAPER, INK, LACQUER, SHUTTER = "#FBF8F1", "#1D1B16", "#A3261B", "#1F5B4C"
OCHRE, OCHRE_PAPER, HAIRLINE = "#8A5A00", "#FBEBC8", "#E4DDCF"
CARD, QUIET, SHUTTER_PAPER, BAND = "#FFFEFA", "#5C564A", "#E6F0EB", "#F5EFE2"
FONT = "'Be Vietnam Pro', system-ui, sans-serif"

# Each style: fill, stroke, dashes, colour of the bar at its left edge.
_STYLES = {
    "stage": (CARD, "#C9BEA6", "", SHUTTER),
    "signed": (CARD, "#C9BEA6", "", LACQUER),
    "paused": (OCHRE_PAPER, OCHRE, "6 4", ""),
    "consulted": (PAPER, "#C9BEA6", "3 3", ""),
    "start": (INK, INK, "", ""),
    "end": (SHUTTER_PAPER, SHUTTER, "", ""),
    "exit": (PAPER, "#C9BEA6", "", ""),
}
_MARKED: Mapping[Mark, str] = {"added": SHUTTER, "removed": LACQUER, "changed": OCHRE}
_STROKES = {"way": (INK, ""), "aside": (OCHRE, "5 4"), "asked": (QUIET, "2 3")}
_HEADS: Mapping[str, str] = {
    **{name: colour for name, (colour, _) in _STROKES.items()},
    **{str(mark): colour for mark, colour in _MARKED.items()},
}


def svg(definition: Definition, language: str, *, marks: Marks | None = None) -> str:
    """The procedure as a picture with words in a language. marks: of what changed, if anything."""
    picture = lay_out(definition, language)
    width, height = round(picture.width), round(picture.height)
    name = f"procedure-{definition.procedure.slug}-{language}"
    body = "\n".join(_body(_Sheet(definition, language, name, marks), picture))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" lang="{language}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}" fill="{INK}">\n'
        f"{body}\n</svg>\n"
    )


def description(definition: Definition, language: str) -> str:
    """The picture in words, for those who hear it."""
    words = say.WORDS[language]
    texts = definition.words(language).stages
    steps = parts.in_words(definition, language)
    for number, stage in enumerate(definition.procedure.stages, start=1):
        if stage.by == PARTS:
            continue
        by = (
            words["applicant"]
            if stage.by == APPLICANT
            else say.post(parse_post(stage.by), language)
        )
        time = say.duration(stage.due or stage.limit or "", language)
        who = f"{by}, {time}" if time else by
        steps.append(words["step"].format(number, texts.get(stage.id, stage.id), who))
    return words["describe"].format(". ".join(steps) + ".")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn: a procedure, in a language, under a name, with the marks of a comparison."""

    definition: Definition
    language: str
    name: str
    marks: Marks | None

    def mark(self, key: str) -> Mark | None:
        """The mark of a box or an arrow."""
        return (self.marks or {}).get(key)


def _body(sheet: _Sheet, picture: Picture) -> Iterator[str]:
    definition, language, name = sheet.definition, sheet.language, sheet.name
    title = definition.words(language).title
    said = description(definition, language)
    if sheet.marks is not None:
        said = f"{said} {marking.described(definition, sheet.marks, language)}"
    yield f'<title id="{name}-title">{escape(title)}</title>'
    yield f'<desc id="{name}-desc">{escape(said)}</desc>'
    yield _markers(name)
    yield f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    lines = wrapped(title, 640, 21, bold=True)
    for number, line in enumerate(lines):
        yield _text(line, 32, 46 + number * 28, _Pen(21, bold=True))
    yield _text(_totals(sheet), 32, 44 + len(lines) * 28, _Pen(BODY, QUIET))
    for lane in picture.lanes:
        yield from _lane(lane, picture)
    for arrow in picture.arrows:
        yield _arrow(arrow, name, sheet.mark(arrow.key))
    for box in picture.boxes:
        yield from _box(box, sheet.mark(box.key))
    for arrow in picture.arrows:
        yield from _label(arrow, sheet.mark(arrow.key))


def _markers(name: str) -> str:
    heads = "".join(
        f'<marker id="{name}-{stroke}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        f'markerHeight="7" orient="auto-start-reverse"><path d="M0 1 9 5 0 9z" fill="{colour}"/>'
        "</marker>"
        for stroke, colour in _HEADS.items()
    )
    return f"<defs>{heads}</defs>"


def _totals(sheet: _Sheet) -> str:
    language = sheet.language
    rows = sheet.definition.procedure.deadline
    times = dict.fromkeys(say.duration(row.total, language) for row in rows)
    total = f"{sheet.definition.code} · {say.WORDS[language]['total']}: {' / '.join(times)}"
    return total if sheet.marks is None else f"{total} · {marking.legend(language)}"


def _lane(lane: Lane, picture: Picture) -> Iterator[str]:
    height = round(picture.height - picture.top - 16)
    yield (
        f'<rect x="{lane.x:g}" y="{picture.top:g}" width="{lane.width:g}" height="{height}" '
        f'rx="6" fill="{BAND}" stroke="{HAIRLINE}"/>'
    )
    title = _Pen(14, bold=True, anchor="middle")
    yield _text(lane.title, lane.middle, picture.top + 28, title)
    for number, note in enumerate(lane.notes):
        y = picture.top + 48 + number * 18
        yield _text(note, lane.middle, y, _Pen(SMALL, QUIET, anchor="middle"))


def _box(box: Box, mark: Mark | None) -> Iterator[str]:
    fill, stroke, dashes, bar = _STYLES[box.style]
    width = 1.25
    if mark is not None:
        stroke, width = _MARKED[mark], 2.5
        dashes = "3 4" if mark == "removed" else dashes
    radius = {"start": 22, "end": 22, "exit": 14}.get(box.style, 6)
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    yield (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'rx="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"{dash}/>'
    )
    if bar:
        yield (
            f'<rect x="{box.x:g}" y="{box.y + 8:g}" width="4" height="{box.height - 16:g}" '
            f'rx="2" fill="{bar}"/>'
        )
    yield from _lines(box)
    if mark is not None:
        x, y = box.right - 6, box.y + 6
        yield f'<circle cx="{x:g}" cy="{y:g}" r="11" fill="{_MARKED[mark]}"/>'
        sign = _Pen(16, PAPER, bold=True, anchor="middle")
        yield _text(marking.SIGNS[mark], x, y + 5.5, sign)


def _lines(box: Box) -> Iterator[str]:
    centred = box.style in ("start", "end", "exit")
    x = box.middle if centred else box.x + 18
    total = sum(21 if line.bold else 19 for line in box.lines)
    y = box.y + (box.height - total) / 2
    if box.style == "paused":
        y = box.y + 13
    for line in box.lines:
        size = SMALL if line.small else BODY
        size = TITLE if line.bold and box.style != "consulted" else size
        colour = PAPER if box.style == "start" else INK if line.bold or line.small else QUIET
        step = 21 if line.bold else 19
        y += step
        anchor = "middle" if centred else "start"
        yield _text(line.text, x, y - 6, _Pen(size, colour, line.bold, anchor))


def _arrow(arrow: Arrow, name: str, mark: Mark | None) -> str:
    colour, dashes = _STROKES[arrow.stroke]
    head: str = arrow.stroke
    if mark is not None:
        colour, head = _MARKED[mark], mark
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    start = f' marker-start="url(#{name}-{head})"' if arrow.both_ends else ""
    return (
        f'<path d="{_path(arrow.points)}" fill="none" stroke="{colour}" stroke-width="1.5"'
        f'{dash}{start} marker-end="url(#{name}-{head})"/>'
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    """A way through points, its corners rounded a little."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _toward(here, before), _toward(here, after)
        parts.append(f"L{near[0]:g} {near[1]:g}Q{here[0]:g} {here[1]:g} {far[0]:g} {far[1]:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def _toward(here: tuple[float, float], there: tuple[float, float]) -> tuple[float, float]:
    """A point a little way from here to there, along one axis."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    length = max(abs(dx), abs(dy), 1e-9)
    step = min(8.0, length / 2) / length
    return here[0] + dx * step, here[1] + dy * step


def _label(arrow: Arrow, mark: Mark | None) -> Iterator[str]:
    if arrow.label:
        colour = INK if arrow.stroke == "way" else OCHRE
        label = arrow.label
        if mark is not None:
            colour, label = _MARKED[mark], f"{marking.SIGNS[mark]} {label}"
        yield _text(label, *arrow.label_at, _Pen(SMALL, colour, halo=True))


@dataclass(frozen=True, slots=True)
class _Pen:
    """How a text is set."""

    size: float
    colour: str = INK
    bold: bool = False
    anchor: str = "start"
    halo: bool = False


def _text(text: str, x: float, y: float, pen: _Pen) -> str:
    weight = ' font-weight="600"' if pen.bold else ""
    where = f' text-anchor="{pen.anchor}"' if pen.anchor != "start" else ""
    edge = f' stroke="{PAPER}" stroke-width="4" paint-order="stroke"' if pen.halo else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{pen.size:g}" fill="{pen.colour}"'
        f"{weight}{where}{edge}>{escape(text)}</text>"
    )
