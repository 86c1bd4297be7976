"""Where the nodes and flows of BPMN stand: as in the picture, with gateways and events added."""

from dataclasses import dataclass

from thanglong.kernel.cases.drawing.bpmn_process import Flow, Process
from thanglong.kernel.cases.drawing.layout import SMALL, Picture
from thanglong.kernel.cases.drawing.shapes import Arrow, Box, width_of

Bounds = tuple[float, float, float, float]
Point = tuple[float, float]
EVENT, CHOICE = 30.0, 36.0
ANSWER = 56.0  # below the top of a stage, as in the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A flow through points, with the place of its words."""

    flow: str
    points: tuple[Point, ...]
    label_at: Point | None = None
    label_width: float = 0


def place(process: Process, picture: Picture) -> tuple[dict[str, Bounds], list[Way]]:
    """Bounds of every node, and the way of every flow."""
    shapes = _Places(process, picture).shapes()
    return shapes, [_way(flow, process, picture, shapes) for flow in process.flows]


class _Places:
    def __init__(self, process: Process, picture: Picture) -> None:
        self._process = process
        self._boxes = {box.key: box for box in picture.boxes if box.key}
        self._start = next(box for box in picture.boxes if box.style == "start")
        self._end = next(box for box in picture.boxes if box.style == "end")
        self._left: dict[str, int] = {}

    def shapes(self) -> dict[str, Bounds]:
        """Each node in its place."""
        return {name: self._of(name) for name in self._process.nodes}

    def _of(self, name: str) -> Bounds:
        node = self._process.nodes[name]
        if name == "filed":
            box = self._start
            return _round(box.right - EVENT, box.y + box.height / 2 - EVENT / 2)
        box = self._boxes[node.stage]
        if node.kind == "userTask":
            return self._task(name, box)
        if node.kind == "exclusiveGateway":
            if box.style == "paused":
                return box.right + 8, box.y + 2, CHOICE, CHOICE
            return box.middle - CHOICE / 2, box.bottom + 6, CHOICE, CHOICE
        if node.kind == "boundaryEvent":
            return _round(box.x + 16, box.bottom - EVENT / 2)
        return self._ending(name, box)

    def _task(self, name: str, box: Box) -> Bounds:
        if name.startswith("opinion_"):
            _, stage, consult = name.split("_", 2)
            found = self._opinion(name)
            box = found if found is not None else self._boxes[f"{stage}:{consult}"]
        return box.x, box.y, box.width, box.height

    def _opinion(self, name: str) -> Box | None:
        """The box of an opinion; ids of stages may hold the sign that joins them."""
        keys = (key for key in self._boxes if ":" in key)
        return next(
            (self._boxes[key] for key in keys if name == f"opinion_{key.replace(':', '_')}"), None
        )

    def _ending(self, name: str, box: Box) -> Bounds:
        """Ends stand below the left of their stage, one below the other; the result at the end."""
        if name.endswith("_returned"):
            count = self._left.setdefault("returned", 0)
            self._left["returned"] += 1
            end = self._end
            return _round(end.right - EVENT - 36 * count, end.y + end.height / 2 - EVENT / 2)
        count = self._left.setdefault(box.key, 0)
        self._left[box.key] += 1
        drop = 52 if box.style == "paused" else 8
        return _round(box.x + 16, box.bottom + drop + 36 * count)


def _way(flow: Flow, process: Process, picture: Picture, shapes: dict[str, Bounds]) -> Way:
    source, target = shapes[flow.source], shapes[flow.target]
    stage = process.nodes[flow.source].stage
    key = f"{stage}:{flow.act}"
    drawn = next((one for one in picture.arrows if one.key == key), None)
    is_choice = process.nodes[flow.source].kind == "exclusiveGateway"
    if drawn is not None and not flow.target.startswith("end_") and is_choice:
        points = _as_drawn(drawn, source, target)
    else:
        points = _straight(flow, source, target)
    if not flow.name:
        return Way(flow=flow.id, points=points)
    x, y = drawn.label_at if drawn is not None and drawn.label else _beside(points)
    at = (x, y - 12)
    return Way(flow=flow.id, points=points, label_at=at, label_width=width_of(flow.name, SMALL))


def _as_drawn(drawn: Arrow, source: Bounds, target: Bounds) -> tuple[Point, ...]:
    """The line of the picture, begun at the gateway below the stage."""
    first, *rest = drawn.points
    x, y = _middle(source)
    if abs(first[0] - x) < 1:  # straight down
        begin: tuple[Point, ...] = ((x, source[1] + source[3]),)
    elif first[0] < x:  # to the applicant on the left
        side = first[0] - 10
        begin = ((source[0], y), (side, y), (side, first[1]))
    elif abs(first[0] - rest[0][0]) < 1:  # down on the right, past other stages
        begin = ((source[0] + source[2], y), (first[0], y))
    else:  # up again on the right
        side = first[0] + 10
        begin = ((source[0] + source[2], y), (side, y), (side, first[1]))
    return (*begin, *rest)


def _straight(flow: Flow, source: Bounds, target: Bounds) -> tuple[Point, ...]:
    """From edge to edge, with as few bends as possible."""
    (x, y), (to_x, to_y) = _middle(source), _middle(target)
    right = source[0] + source[2]
    if flow.source == "filed":
        return (right, y), (to_x, y), (to_x, target[1])
    if flow.target.startswith("opinion_"):
        side = target[0] - 14
        return (right, y), (side, y), (side, to_y + 10), (target[0], to_y + 10)
    if flow.source.startswith("opinion_"):
        return (source[0], y - 10), (target[0] + target[2], y - 10)
    if abs(x - to_x) < 1:
        return (x, source[1] + source[3]), (to_x, target[1])
    if to_x > x:
        return _to_the_right(source, target)
    if flow.target.startswith("end_") and to_y <= y + CHOICE:
        return (source[0], y), (source[0] - 20, y), (source[0] - 20, to_y), _right(target)
    return (x, source[1] + source[3]), (x, to_y), _right(target)


def _to_the_right(source: Bounds, target: Bounds) -> tuple[Point, ...]:
    """From the applicant to an office, where the answer comes in; or to the gateway beside him."""
    x, _ = _middle(source)
    right, (_, to_y) = source[0] + source[2], _middle(target)
    if target[3] == CHOICE:
        return (right, to_y), (target[0], to_y)
    into = target[1] + ANSWER
    if source[3] == CHOICE:
        return (x, source[1] + source[3]), (x, into), (target[0], into)
    return (right, into), (target[0], into)


def _middle(bounds: Bounds) -> Point:
    return bounds[0] + bounds[2] / 2, bounds[1] + bounds[3] / 2


def _right(bounds: Bounds) -> Point:
    return bounds[0] + bounds[2], bounds[1] + bounds[3] / 2


def _beside(points: tuple[Point, ...]) -> Point:
    """Where the words of a way stand: over its last piece."""
    (x, _), (to_x, to_y) = points[-2], points[-1]
    return (to_x - 90 if to_x > x else to_x + 4), to_y - 8


def _round(x: float, y: float) -> Bounds:
    return x, y, EVENT, EVENT
