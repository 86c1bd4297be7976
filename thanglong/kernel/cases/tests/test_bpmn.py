"""BPMN 2.0 XML: whole, drawn, and taken by a public engine that then walks it."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from thanglong.kernel.cases import drawing
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.drawing.bpmn import iso_duration
from thanglong.kernel.cases.tests import make
from thanglong.kernel.cases.tests.test_drawing import city, three_levels

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
SAMPLES = [one for one in (*city(), make.definition(three_levels)) if not one.procedure.parts]
WHOLES = [one for one in city() if one.procedure.parts]
names = pytest.mark.parametrize("sample", SAMPLES, ids=[one.procedure.slug for one in SAMPLES])
Bounds = tuple[float, float, float, float]


def read(sample: Definition) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.bpmn(sample, "vi"))  # noqa: S314 - our own


def shapes(root: ElementTree.Element) -> dict[str, Bounds]:
    return {
        shape.get("bpmnElement", ""): tuple(  # type: ignore[misc]
            float(bounds.get(key, "")) for key in ("x", "y", "width", "height")
        )
        for shape in root.iter(f"{DI}BPMNShape")
        for bounds in shape.findall(f"{DC}Bounds")
    }


def inside(inner: Bounds, outer: Bounds) -> bool:
    return (
        outer[0] - 1 <= inner[0]
        and inner[0] + inner[2] <= outer[0] + outer[2] + 1
        and outer[1] - 1 <= inner[1]
        and inner[1] + inner[3] <= outer[1] + outer[3] + 1
    )


def on_edge(x: float, y: float, box: Bounds) -> bool:
    return inside((x, y, 0, 0), box) and not inside(
        (x - 2, y - 2, 4, 4), (box[0] + 2, box[1] + 2, box[2] - 4, box[3] - 4)
    )


@names
def test_every_stage_is_a_task_in_its_lane_and_every_flow_joins_two_nodes(
    sample: Definition,
) -> None:
    root = read(sample)
    process = root.find(f"{BPMN}process")
    assert process is not None
    nodes = {one.get("id"): one for one in process if one.tag != f"{BPMN}laneSet"}
    flows = process.findall(f"{BPMN}sequenceFlow")
    laned = [one.text for one in process.iter(f"{BPMN}flowNodeRef")]

    assert {f"stage_{stage.id}" for stage in sample.procedure.stages} <= set(nodes)
    assert all(one.get("sourceRef") in nodes and one.get("targetRef") in nodes for one in flows)
    assert sorted(laned) == sorted(
        name for name, one in nodes.items() if name and one.tag != f"{BPMN}sequenceFlow"
    )
    limits = [stage for stage in sample.procedure.stages if stage.limit]
    assert len(process.findall(f"{BPMN}boundaryEvent")) == len(limits)
    for gateway in process.findall(f"{BPMN}exclusiveGateway"):
        out = [one for one in flows if one.get("sourceRef") == gateway.get("id")]
        conditions = [one.findtext(f"{BPMN}conditionExpression") for one in out]
        assert len(out) > 1 and len(set(conditions)) == len(out)


@names
def test_everything_is_drawn_nodes_in_their_lanes_flows_from_edge_to_edge(
    sample: Definition,
) -> None:
    root = read(sample)
    drawn = shapes(root)
    lanes = {lane.get("id"): lane for lane in root.iter(f"{BPMN}lane")}
    edges = {one.get("bpmnElement"): one for one in root.iter(f"{DI}BPMNEdge")}

    for lane_id, lane in lanes.items():
        for node in lane.findall(f"{BPMN}flowNodeRef"):
            assert inside(drawn[node.text or ""], drawn[lane_id or ""]), (node.text, lane_id)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        points = [
            (float(one.get("x", "")), float(one.get("y", "")))
            for one in edges[flow.get("id")].findall(WAYPOINT)
        ]
        assert on_edge(*points[0], drawn[flow.get("sourceRef", "")]), flow.attrib
        assert on_edge(*points[-1], drawn[flow.get("targetRef", "")]), flow.attrib


@pytest.mark.parametrize(
    ("budget", "iso"),
    [("30min", "PT30M"), ("4wh", "PT4H"), ("10wd", "P10D"), ("6mo", "P6M"), ("2y", "P2Y")],
)
def test_a_limit_is_a_duration_of_iso_8601(budget: str, iso: str) -> None:
    assert iso_duration(budget) == iso


def test_words_of_a_procedure_cannot_become_markup() -> None:
    evil = make.definition(lambda data: data["vi"]["stages"].update(appraisal='<b x="&">'))

    root = read(evil)

    assert root.find(f".//{BPMN}userTask[@id='stage_appraisal']").get("name") == '<b x="&">'  # type: ignore[union-attr]


@names
def test_a_public_engine_takes_it_and_walks_from_filing_to_the_result(
    sample: Definition, tmp_path: Path
) -> None:
    parsing = pytest.importorskip("SpiffWorkflow.bpmn.parser.BpmnParser")
    engine = pytest.importorskip("SpiffWorkflow.bpmn.workflow")
    file = tmp_path / "procedure.bpmn"
    file.write_text(drawing.bpmn(sample, "en"), encoding="utf-8")
    parser = parsing.BpmnParser(validator=parsing.BpmnValidator())
    parser.add_bpmn_file(str(file))
    workflow = engine.BpmnWorkflow(parser.get_spec("process"))

    came_through = _walk(workflow, sample)

    assert workflow.is_completed()
    assert came_through[0] == sample.procedure.stages[0].id
    assert "returned" in workflow.last_task.task_spec.name or any(
        "returned" in one.task_spec.name for one in workflow.get_tasks()
    )


def _walk(workflow: Any, sample: Definition) -> list[str]:
    """Do what goes on at each stage until it has ended."""
    from SpiffWorkflow.util.task import TaskState

    came_through: list[str] = []
    for _ in range(20):
        workflow.do_engine_steps()
        ready = [one for one in workflow.get_tasks(state=TaskState.READY) if one.task_spec.manual]
        if not ready:
            break
        stage = re.sub("^stage_", "", ready[0].task_spec.name)
        came_through.append(stage)
        acts = sample.actions(stage)
        ready[0].data["action"] = next(
            one for one in ("accept", "propose", "approve") if one in acts
        )
        ready[0].run()
    return came_through


@pytest.mark.parametrize("whole", WHOLES, ids=[one.procedure.slug for one in WHOLES])
def test_an_interlinked_filing_calls_a_process_for_each_part(whole: Definition) -> None:
    root = read(whole)
    process = root.find(f"{BPMN}process")
    assert process is not None
    calls = {one.get("id"): one for one in process.findall(f"{BPMN}callActivity")}
    flows = [
        (one.get("sourceRef"), one.get("targetRef"))
        for one in process.findall(f"{BPMN}sequenceFlow")
    ]

    assert list(calls) == [part.id for part in whole.procedure.parts]
    for part in whole.procedure.parts:
        assert calls[part.id].get("calledElement") == f"procedure_{part.procedure}"
        assert {(name, part.id) for name in part.after or ("start",)} <= set(flows)
    assert {*calls, "start", "end"} == set(shapes(root))
