"""Where everything stands: lanes side by side, stages from top to bottom in their normal order.

The applicant's stage stands beside those that ask him, so that asking and answering are short
straight lines; opinions stand to the right of the stage that asks; ways back run on the right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from thanglong.kernel.cases.agencies import APPLICANT, Post, parse_post
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import Stage
from thanglong.kernel.cases.drawing import parts
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.drawing.shapes import Arrow, Box, Lane, Line, width_of, wrapped

MARGIN = 32.0
LANE = 292.0
APPLICANT_LANE = 232.0
ASKING = 152.0  # between the applicant's lane and the offices: the words of asking stand here
TRACKS = 92.0  # between the offices and those who are asked: ways back run here
CONSULTED = 236.0
PAD = 16.0
BOX = LANE - 2 * PAD
GAP = 76.0
TITLE, BODY, SMALL = 15.0, 13.0, 12.5
TITLE_LINE, BODY_LINE = 21.0, 19.0
EXIT_HEIGHT = 28.0


@dataclass(slots=True)
class Picture:
    """Everything that is drawn, in pixels."""

    lanes: list[Lane]
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    top: float = 0
    width: float = 0
    height: float = 0


def lay_out(definition: Definition, language: str) -> Picture:
    """The picture of a procedure."""
    if definition.procedure.parts:
        boxes, arrows, width = parts.shapes(definition, language)
        height = boxes[-1].bottom + MARGIN
        return Picture([], boxes, arrows, width=width, height=height)
    return _Drawing(definition, language).picture()


class _Drawing:
    def __init__(self, definition: Definition, language: str) -> None:
        self._definition = definition
        self._language = language
        self._words = say.WORDS[language]
        self._stages = definition.procedure.stages
        self._lanes = {lane.key: lane for lane in _lanes(definition, language)}
        self._found: dict[str, Box] = {}
        self._skips = 0
        self._picture = Picture(lanes=list(self._lanes.values()))

    def picture(self) -> Picture:
        """Place the boxes from top to bottom, then draw the ways between them."""
        picture = self._picture
        notes = max(len(lane.notes) for lane in picture.lanes)
        picture.top = 92.0 + (len(self._title()) - 1) * 28
        y = picture.top + 62 + notes * 18
        start = self._place(self._pill("filed", "start"), self._lanes["applicant"], y)
        y = start.bottom + GAP - 24
        for stage in self._rows():
            y = self._row(stage, y)
        self._waiting()
        end = self._place(self._end(), self._lanes["applicant"], y)
        self._arrows(start, end)
        picture.width = MARGIN + max(
            *(lane.x + lane.width for lane in picture.lanes),
            *(one.label_at[0] + width_of(one.label, SMALL) for one in picture.arrows),
        )
        picture.height = max(box.bottom for box in picture.boxes) + MARGIN
        return picture

    def _title(self) -> list[str]:
        return wrapped(self._definition.words(self._language).title, 640, 21, bold=True)

    def _rows(self) -> list[Stage]:
        """The stages that have a row of their own."""
        return [stage for stage in self._stages if stage.by != APPLICANT]

    def _row(self, stage: Stage, y: float) -> float:
        """A stage with its opinions beside it and its exits below; returns where the next is."""
        box = self._box(stage)
        consulted = [self._consulted(stage, number) for number in range(len(stage.consult))]
        stack = sum(one.height for one in consulted) + 10 * max(len(consulted) - 1, 0)
        box.height = max(box.height, stack)
        self._place(box, self._lanes[lane_of(stage.by, self._lanes)], y)
        self._found[stage.id] = box
        at = y
        for one in consulted:
            self._place(one, self._lanes["consulted"], at)
            at = one.bottom + 10
            middle = one.y + one.height / 2
            points = ((box.right, middle), (one.x, middle))
            self._picture.arrows.append(Arrow("asked", points, both_ends=True))
        exits = [target for target in self._targets(stage) if target in ("refused", "not_accepted")]
        exits += [one for one in self._targets(stage) if one == "stopped"]
        for number, target in enumerate(exits):
            self._exit(box, self._words[target], box.bottom + 16 + number * (EXIT_HEIGHT + 8))
        return box.bottom + GAP + max(len(exits) - 1, 0) * (EXIT_HEIGHT + 8)

    def _targets(self, stage: Stage) -> Mapping[str, str]:
        """Where the acts of a stage lead: target → act."""
        return {arc.target: arc.action for arc in reversed(stage.do)}

    def _waiting(self) -> None:
        """The applicant's stages, each as tall as the rows that ask."""
        for stage in self._stages:
            askers = [
                self._found[one.id]
                for one in self._rows()
                if any(arc.target == stage.id for arc in one.do)
            ]
            if stage.by != APPLICANT or not askers:
                continue
            box = self._box(stage)
            box.height = max(box.height, max(one.bottom for one in askers) - askers[0].y)
            self._place(box, self._lanes["applicant"], min(one.y for one in askers))
            self._found[stage.id] = box
            if stage.on_limit is not None:
                ending = self._words.get(stage.on_limit, stage.on_limit)
                text = f"{self._words['limit_over']}: {ending.lower()}"
                self._exit(box, text, box.bottom + 16)

    def _exit(self, box: Box, text: str, y: float) -> None:
        """A way out of the case, below the left of a box."""
        chip = Box("exit", [Line(text, small=True)], height=EXIT_HEIGHT)
        chip.width = width_of(text, SMALL) + 24
        # The way on leaves from the middle of a box of the office.
        chip.x = box.x if box.style == "paused" else min(box.x, box.middle - 12 - chip.width)
        chip.y = y
        self._picture.boxes.append(chip)
        x = max(chip.x, box.x) + 22
        self._picture.arrows.append(Arrow("aside", ((x, box.bottom), (x, y))))

    def _arrows(self, start: Box, end: Box) -> None:
        first = self._found[self._stages[0].id]
        across = start.y + start.height / 2
        self._picture.arrows.append(
            Arrow("way", ((start.right, across), (first.middle, across), (first.middle, first.y)))
        )
        for stage in self._rows():
            for arc in stage.do:
                drawn = len(self._picture.arrows)
                label = say.action(arc.action, self._definition, self._language)
                self._arrow(stage, arc.target, label, end)
                for arrow in self._picture.arrows[drawn:][:1]:
                    named = replace(arrow, key=f"{stage.id}:{arc.action}")
                    self._picture.arrows[drawn] = named

    def _arrow(self, stage: Stage, target: str, label: str, end: Box) -> None:
        source = self._found[stage.id]
        if target == "returned":
            across = end.y + end.height / 2
            points = ((source.middle, source.bottom), (source.middle, across), (end.right, across))
            self._picture.arrows.append(Arrow("way", points, label, _beside(source)))
        elif target in self._found:
            stages = self._definition.stages
            if stages[target].by == APPLICANT:
                self._ask(source, self._found[target], label, stages[target])
            elif self._found[target].y > source.y:
                self._forward(source, self._found[target], label)
            else:
                self._back(source, self._found[target], label)

    def _ask(self, source: Box, waiting: Box, label: str, stage: Stage) -> None:
        """Two short lines between an office and the applicant: asked, and answered."""
        answer = say.action(stage.do[0].action, self._definition, self._language)
        asked_y, answered_y = source.y + 26, source.y + 56
        at = waiting.right + 14
        self._picture.arrows += [
            Arrow(
                "aside", ((source.x, asked_y), (waiting.right, asked_y)), label, (at, asked_y - 7)
            ),
            Arrow(
                "aside",
                ((waiting.right, answered_y), (source.x, answered_y)),
                answer,
                (at, answered_y - 7),
            ),
        ]

    def _forward(self, source: Box, target: Box, label: str) -> None:
        """Down to the next stage, or past stages in between on the far right of the offices."""
        between = [one for one in self._found.values() if source.bottom < one.y < target.y]
        bend = target.y - 22
        if not any(one.style != "paused" for one in between):
            points = (
                (source.middle, source.bottom),
                (source.middle, bend),
                (target.middle, bend),
                (target.middle, target.y),
            )
            self._picture.arrows.append(Arrow("way", _straight(points), label, _beside(source)))
            return
        number = self._skips
        self._skips += 1
        track = self._edge() + PAD + 8 + 12 * (len(self._tracks()) + number)
        out, into, low = source.right - 30, target.middle + 40, source.bottom + 34
        points = (
            (out, source.bottom),
            (out, low),
            (track, low),
            (track, bend - 10),
            (into, bend - 10),
            (into, target.y),
        )  # type: ignore[assignment]  # more bends
        label_at = (out + 8, source.bottom + 22)
        self._picture.arrows.append(Arrow("way", points, label, label_at))

    def _edge(self) -> float:
        """Where the boxes of the offices end on the right."""
        return max(box.right for box in self._found.values())

    def _back(self, source: Box, target: Box, label: str) -> None:
        """Up to an earlier stage, on the track of that stage right of the offices."""
        tracks = self._tracks()
        edge = self._edge()
        track = edge + PAD + 8 + 12 * tracks.index(target.y)
        out, into = source.bottom - 18 - 14 * tracks.index(target.y), target.bottom - 14
        points = ((source.right, out), (track, out), (track, into), (target.right, into))
        words_at = edge + PAD + 16 + 12 * (len(tracks) - 1)
        self._picture.arrows.append(Arrow("aside", points, label, (words_at, out + 4)))

    def _tracks(self) -> list[float]:
        """The stages to which ways lead back, from low to high: the first has the inner track."""
        found = {
            self._found[arc.target].y
            for stage in self._rows()
            for arc in stage.do
            if arc.target in self._found
            and self._definition.stages[arc.target].by != APPLICANT
            and self._found[arc.target].y <= self._found[stage.id].y
        }
        return sorted(found, reverse=True)

    def _place(self, box: Box, lane: Lane, y: float) -> Box:
        """Put a box into the middle of a lane."""
        box.x, box.y = lane.middle - box.width / 2, y
        self._picture.boxes.append(box)
        return box

    def _box(self, stage: Stage) -> Box:
        is_paused = stage.by == APPLICANT
        width = (APPLICANT_LANE if is_paused else LANE) - 2 * PAD
        title = self._definition.words(self._language).stages.get(stage.id, stage.id)
        lines = [Line(one, bold=True) for one in wrapped(title, width - 34, TITLE, bold=True)]
        lines += [Line(one) for one in self._details(stage, width - 34)]
        style = "paused" if stage.clock == "paused" else "signed" if stage.sign else "stage"
        height = _height(lines)
        return Box(style, lines, width=width, height=height, key=stage.id)  # type: ignore[arg-type]

    def _details(self, stage: Stage, width: float) -> list[str]:
        found: list[str] = []
        if stage.by != APPLICANT:
            found.append(say.post(_post(stage.by), self._language))
        if stage.due:
            found.append(say.duration(stage.due, self._language))
        if stage.clock == "paused":
            found.append(self._words["clock_paused"])
        if stage.limit:
            limit = say.duration(stage.limit, self._language)
            found.append(self._words["at_most"].format(limit))
        if stage.sign:
            found.append(", ".join(self._words[one] for one in stage.sign).capitalize())
        if stage.finds:
            found.append(say.found(stage.finds, self._definition, self._language))
        return [line for text in found for line in wrapped(text, width, BODY)]

    def _consulted(self, stage: Stage, number: int) -> Box:
        one = stage.consult[number]
        width = CONSULTED - 2 * PAD
        who = say.consulted(one.id, self._definition, self._language)
        lines = [Line(text, bold=True) for text in wrapped(who, width - 34, BODY, bold=True)]
        post = say.post(_post(one.to), self._language)
        lines += [Line(text) for text in wrapped(post, width - 34, BODY)]
        lines.append(Line(say.duration(one.due, self._language)))
        key = f"{stage.id}:{one.id}"
        return Box("consulted", lines, width=width, height=_height(lines), key=key)

    def _pill(self, word: str, style: str) -> Box:
        lines = [Line(self._words[word], bold=True)]
        width = APPLICANT_LANE - 2 * PAD
        return Box(style, lines, width=width, height=44)  # type: ignore[arg-type]

    def _end(self) -> Box:
        width = APPLICANT_LANE - 2 * PAD
        results = self._definition.words(self._language).results
        lines = [Line(self._words["returned"], bold=True)]
        found = self._definition.procedure.results
        for result in found:
            title = ("– " if len(found) > 1 else "") + results.get(result.id, result.id)
            lines += [Line(one) for one in wrapped(title, width - 34, BODY)]
        return Box("end", lines, width=width, height=_height(lines))


def _lanes(definition: Definition, language: str) -> list[Lane]:
    """The applicant, the offices from near to far, and those who are asked."""
    words = say.WORDS[language]
    rows = definition.procedure.authority
    stages = definition.procedure.stages
    decides_where_filed = all(row.level == "commune" for row in rows)
    keys = [_key(stage.by, decides_where_filed) for stage in stages if stage.by != APPLICANT]
    order = ["receiving", "deciding", "above", "city"]
    lanes = [Lane("applicant", words["applicant"], (), MARGIN, APPLICANT_LANE)]
    x = MARGIN + APPLICANT_LANE + ASKING
    for key in sorted(set(keys), key=order.index):
        notes = [words["commune"]] if key == "receiving" else []
        if key == "deciding":
            notes = say.levels(rows, language)
        lines = tuple(line for note in notes for line in wrapped(note, LANE - 24, SMALL))
        lanes.append(Lane(key, words[key], lines, x, LANE))
        x += LANE
    if any(stage.consult for stage in stages):
        lanes.append(Lane("consulted", words["consulted"], (), x + TRACKS, CONSULTED))
    return lanes


def _key(by: str, decides_where_filed: bool) -> str:
    post = _post(by)
    if say.parents(post):
        return "above"
    return "receiving" if post.base == "deciding" and decides_where_filed else post.base


def lane_of(by: str, lanes: Mapping[str, Lane]) -> str:
    """The lane in which a post stands."""
    key = _key(by, decides_where_filed=False)
    return key if key in lanes else "receiving"


def _post(text: str) -> Post:
    return parse_post(text)


def _beside(box: Box) -> tuple[float, float]:
    """Where the words of a way down stand: right of the line, just below the box."""
    return box.middle + 10, box.bottom + 26


def _height(lines: list[Line]) -> float:
    return 26 + sum(TITLE_LINE if line.bold else BODY_LINE for line in lines)


def _straight(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """The points without those that change nothing."""
    return tuple(dict.fromkeys(points))
