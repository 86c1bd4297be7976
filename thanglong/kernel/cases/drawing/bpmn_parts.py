"""An interlinked filing as BPMN: a call of another process for each part, one after what it awaits.

Several ways out of a call go on side by side; the process ends when every one has ended.
"""

from xml.etree import ElementTree

from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.drawing.parts import shapes

_Element = ElementTree.Element
_EVENT = 36.0  # the size of a round event in diagrams


def process(definition: Definition, language: str) -> list[_Element]:
    """The process and its diagram."""
    boxes, arrows, _width = shapes(definition, language)
    names = ["start", *(part.id for part in definition.procedure.parts), "end"]
    ways = _ways(definition)
    root = ElementTree.Element(
        "process",
        {"id": "process", "name": definition.words(language).title, "isExecutable": "false"},
    )
    for name in names:
        root.append(_node(name, definition, language, ways))
    for number, (one, other) in enumerate(ways):
        flow = {"id": f"flow_{number}", "sourceRef": one, "targetRef": other}
        way = ElementTree.SubElement(root, "sequenceFlow", flow)
        when = next((part.when for part in definition.procedure.parts if part.id == other), None)
        if when:
            kind = {"xsi:type": "tFormalExpression"}
            ElementTree.SubElement(way, "conditionExpression", kind).text = when
    diagram = ElementTree.Element("bpmndi:BPMNDiagram", {"id": "diagram"})
    plane = ElementTree.SubElement(
        diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "process"}
    )
    for name, box in zip(names, boxes, strict=True):
        shape = {"id": f"{name}_shape", "bpmnElement": name}
        element = ElementTree.SubElement(plane, "bpmndi:BPMNShape", shape)
        bounds = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        if name in ("start", "end"):
            bounds = {"x": box.middle - _EVENT / 2, "y": box.y, "width": _EVENT, "height": _EVENT}
        ElementTree.SubElement(
            element, "dc:Bounds", {key: f"{value:g}" for key, value in bounds.items()}
        )
    for number, arrow in enumerate(arrows):
        edge = {"id": f"flow_{number}_edge", "bpmnElement": f"flow_{number}"}
        element = ElementTree.SubElement(plane, "bpmndi:BPMNEdge", edge)
        for x, y in arrow.points:
            ElementTree.SubElement(element, "di:waypoint", {"x": f"{x:g}", "y": f"{y:g}"})
    return [root, diagram]


def _ways(definition: Definition) -> list[tuple[str, str]]:
    """From where to where, in the order of the arrows of the picture."""
    parts = definition.procedure.parts
    waited_for = {name for part in parts for name in part.after}
    return [
        *(("start", part.id) for part in parts if not part.after),
        *((name, part.id) for part in parts for name in part.after),
        *((part.id, "end") for part in parts if part.id not in waited_for),
    ]


def _node(
    name: str, definition: Definition, language: str, ways: list[tuple[str, str]]
) -> _Element:
    words, titles = say.WORDS[language], definition.words(language).parts
    if name in ("start", "end"):
        title = words["filed" if name == "start" else "returned"]
        element = ElementTree.Element(f"{name}Event", {"id": name, "name": title})
    else:
        code = next(one.procedure for one in definition.procedure.parts if one.id == name)
        attributes = {"id": name, "name": titles[name], "calledElement": f"procedure_{code}"}
        element = ElementTree.Element("callActivity", attributes)
    for tag, end in (("incoming", 1), ("outgoing", 0)):
        for number, way in enumerate(ways):
            if way[end] == name:
                ElementTree.SubElement(element, tag).text = f"flow_{number}"
    return element
