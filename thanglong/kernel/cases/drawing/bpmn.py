"""The procedure as BPMN 2.0 XML with its diagram, for tools that read nothing else. An output only.

Lanes are the levels of the administration, stages user tasks, acts the ways out of an exclusive
gateway (`action == 'approve'`), a limit of waiting an interrupting timer; an opinion is asked and
comes back. BPMN has no working time: a timer counts in plain hours and days, its text says what is
meant.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.drawing import bpmn_parts
from thanglong.kernel.cases.drawing.bpmn_places import Way, place
from thanglong.kernel.cases.drawing.bpmn_process import Node, Process, process_of
from thanglong.kernel.cases.drawing.layout import Picture, lay_out

_SPACES = {
    "": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_TARGET = "urn:thanglong:procedure"
_ISO = {"min": "PT{}M", "wh": "PT{}H", "wd": "P{}D", "d": "P{}D", "mo": "P{}M", "y": "P{}Y"}
_Element = ElementTree.Element


def bpmn(definition: Definition, language: str) -> str:
    """The procedure as a BPMN 2.0 document with words in a language."""
    root = ElementTree.Element("definitions", _declared())
    if definition.procedure.parts:
        root.extend(bpmn_parts.process(definition, language))
    else:
        picture = lay_out(definition, language)
        process = process_of(definition, language, picture)
        shapes, ways = place(process, picture)
        root.append(_collaboration(definition, language))
        root.append(_process(process))
        root.append(_diagram(process, picture, shapes, ways))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def iso_duration(budget: str) -> str:
    """A duration as ISO 8601 has it: `10wd` is P10D, working time or not."""
    match = re.fullmatch(r"([0-9]+)([a-z]+)", budget)
    return _ISO[match[2]].format(match[1]) if match else budget


def _declared() -> dict[str, str]:
    spaces = {f"xmlns:{name}" if name else "xmlns": uri for name, uri in _SPACES.items()}
    return {
        **spaces,
        "id": "definitions",
        "targetNamespace": _TARGET,
        "exporter": "Thang Long",
        "expressionLanguage": "urn:python",
    }


def _collaboration(definition: Definition, language: str) -> _Element:
    element = ElementTree.Element("collaboration", {"id": "collaboration"})
    title = definition.words(language).title
    pool = {"id": "pool", "name": title, "processRef": "process"}
    ElementTree.SubElement(element, "participant", pool)
    return element


def _process(process: Process) -> _Element:
    attributes = {"id": "process", "name": process.title, "isExecutable": "true"}
    element = ElementTree.Element("process", attributes)
    lanes = ElementTree.SubElement(element, "laneSet", {"id": "lanes"})
    for key, title in process.lanes.items():
        lane = ElementTree.SubElement(lanes, "lane", {"id": f"lane_{key}", "name": title})
        for node in process.nodes.values():
            if node.lane == key:
                ElementTree.SubElement(lane, "flowNodeRef").text = node.id
    for node in process.nodes.values():
        element.append(_node(node, process))
    for flow in process.flows:
        attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        if flow.name:
            attributes["name"] = flow.name
        way = ElementTree.SubElement(element, "sequenceFlow", attributes)
        if flow.condition:
            kind = {"xsi:type": "tFormalExpression"}
            ElementTree.SubElement(way, "conditionExpression", kind).text = flow.condition
    return element


def _node(node: Node, process: Process) -> _Element:
    attributes = {"id": node.id}
    if node.name:
        attributes["name"] = node.name
    if node.kind == "boundaryEvent":
        attributes |= {"attachedToRef": node.attached_to, "cancelActivity": "true"}
    element = ElementTree.Element(node.kind, attributes)
    if node.note:
        ElementTree.SubElement(element, "documentation").text = node.note
    for tag, end in (("incoming", "target"), ("outgoing", "source")):
        for flow in process.flows:
            if getattr(flow, end) == node.id:
                ElementTree.SubElement(element, tag).text = flow.id
    if node.kind == "boundaryEvent":
        timer = ElementTree.SubElement(
            element, "timerEventDefinition", {"id": f"{node.id}_definition"}
        )
        kind = {"xsi:type": "tFormalExpression"}
        text = iso_duration(node.limit)
        ElementTree.SubElement(timer, "timeDuration", kind).text = text
    return element


def _diagram(
    process: Process,
    picture: Picture,
    shapes: dict[str, tuple[float, float, float, float]],
    ways: list[Way],
) -> _Element:
    diagram = ElementTree.Element("bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = ElementTree.SubElement(
        diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"}
    )
    for name, attributes, bounds in _shapes(process, picture, shapes):
        shape = {"id": f"{name}_shape", "bpmnElement": name, **attributes}
        element = ElementTree.SubElement(plane, "bpmndi:BPMNShape", shape)
        _bounds(element, bounds)
    for way in ways:
        edge = {"id": f"{way.flow}_edge", "bpmnElement": way.flow}
        element = ElementTree.SubElement(plane, "bpmndi:BPMNEdge", edge)
        for x, y in way.points:
            ElementTree.SubElement(element, "di:waypoint", {"x": f"{x:g}", "y": f"{y:g}"})
        if way.label_at is not None:
            label = ElementTree.SubElement(element, "bpmndi:BPMNLabel")
            _bounds(label, (*way.label_at, way.label_width, 16))
    return diagram


def _shapes(
    process: Process, picture: Picture, shapes: dict[str, tuple[float, float, float, float]]
) -> Iterator[tuple[str, dict[str, str], tuple[float, float, float, float]]]:
    left = picture.lanes[0].x
    last = picture.lanes[-1]
    height = picture.height - picture.top - 16
    tall = {"isHorizontal": "false"}
    head = 30.0  # the band in which a pool has its name
    whole = (left, picture.top - head, last.x + last.width - left, height + head)
    yield "pool", tall, whole
    for lane, after in zip(picture.lanes, [*picture.lanes[1:], None], strict=True):
        right = after.x if after is not None else lane.x + lane.width
        yield f"lane_{lane.key}", tall, (lane.x, picture.top, right - lane.x, height)
    for name, bounds in shapes.items():
        is_gateway = process.nodes[name].kind == "exclusiveGateway"
        yield name, {"isMarkerVisible": "true"} if is_gateway else {}, bounds


def _bounds(element: _Element, bounds: tuple[float, float, float, float]) -> None:
    named = zip(("x", "y", "width", "height"), bounds, strict=True)
    ElementTree.SubElement(element, "dc:Bounds", {name: f"{value:g}" for name, value in named})
