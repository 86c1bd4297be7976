"""A procedure as nodes and flows of BPMN: what there is, before anything has a place."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from thanglong.kernel.cases.agencies import APPLICANT
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import Stage
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.drawing.layout import Picture, lane_of

ENDS = ("returned", "refused", "not_accepted", "stopped")
BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A task, an event or a gateway. `kind`: its name in BPMN; `stage`: to which it belongs."""

    id: str
    kind: str
    lane: str
    stage: str = ""
    name: str = ""
    note: str = ""
    attached_to: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A way from node to node. `act`: the act of the stage that takes it."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    act: str = ""


@dataclass(slots=True, kw_only=True)
class Process:
    """Everything that a process is made of."""

    title: str
    lanes: dict[str, str]
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)


def process_of(definition: Definition, language: str, picture: Picture) -> Process:
    """The nodes and flows of a procedure; picture: for its lanes."""
    return _Reading(definition, language, picture).process()


class _Reading:
    def __init__(self, definition: Definition, language: str, picture: Picture) -> None:
        self._definition, self._language = definition, language
        self._words = say.WORDS[language]
        self._stages = definition.procedure.stages
        self._lanes = {lane.key: lane for lane in picture.lanes}
        self._process = Process(
            title=definition.words(language).title,
            lanes={lane.key: lane.title for lane in picture.lanes},
        )

    def process(self) -> Process:
        """Nodes first, then the ways between them."""
        filed = Node(id="filed", kind="startEvent", lane="applicant", name=self._words["filed"])
        self._add(filed)
        for stage in self._stages:
            for node in self._nodes(stage):
                self._add(node)
        self._flow("filed", f"stage_{self._stages[0].id}")
        for stage in self._stages:
            self._ways(stage)
        return self._process

    def _add(self, node: Node) -> None:
        self._process.nodes[node.id] = node

    def _flow(self, source: str, target: str, **more: str) -> None:
        number = len(self._process.flows) + 1
        flow = Flow(id=f"flow_{number}", source=source, target=target, **more)
        self._process.flows.append(flow)

    def _nodes(self, stage: Stage) -> Iterator[Node]:
        texts = self._definition.words(self._language)
        lane, here = self._lane(stage), f"stage_{stage.id}"
        name = texts.stages.get(stage.id, stage.id)
        yield Node(
            id=here, kind="userTask", lane=lane, stage=stage.id, name=name, note=self._note(stage)
        )
        if len(self._outs(stage)) > 1:
            gateway = f"choice_{stage.id}"
            name = self._words["choice"]
            yield Node(id=gateway, kind="exclusiveGateway", lane=lane, stage=stage.id, name=name)
        for one in stage.consult:
            yield Node(
                id=f"opinion_{stage.id}_{one.id}",
                kind="userTask",
                lane="consulted",
                stage=stage.id,
                name=say.consulted(one.id, self._definition, self._language),
                note=say.duration(one.due, self._language),
            )
        if stage.limit and stage.on_limit:
            yield Node(
                id=f"limit_{stage.id}",
                kind="boundaryEvent",
                lane=lane,
                stage=stage.id,
                name=self._words["at_most"].format(say.duration(stage.limit, self._language)),
                attached_to=here,
                limit=stage.limit,
            )
        for end in self._ends(stage):
            yield Node(
                id=f"end_{stage.id}_{end}",
                kind="endEvent",
                lane="applicant" if end == "returned" else lane,
                stage=stage.id,
                name=self._words[end],
            )

    def _note(self, stage: Stage) -> str:
        return f"{stage.by}; {say.duration(stage.due or stage.limit or '', self._language)}"

    def _lane(self, stage: Stage) -> str:
        return "applicant" if stage.by == APPLICANT else lane_of(stage.by, self._lanes)

    def _ends(self, stage: Stage) -> list[str]:
        targets = {arc.target for arc in stage.do} | {stage.on_limit}
        return [end for end in ENDS if end in targets]

    def _outs(self, stage: Stage) -> list[tuple[str, str]]:
        """Every way out of a stage: act and target; `back` leads to all who ask."""
        found: list[tuple[str, str]] = []
        for arc in stage.do:
            targets = [arc.target]
            if arc.target == BACK:
                targets = [
                    one.id
                    for one in self._stages
                    if any(other.target == stage.id for other in one.do)
                ]
            found += [(arc.action, target) for target in targets]
        return found + [(f"ask_{one.id}", one.id) for one in stage.consult]

    def _node_of(self, stage: Stage, target: str) -> str:
        return f"end_{stage.id}_{target}" if target in ENDS else f"stage_{target}"

    def _ways(self, stage: Stage) -> None:
        here, outs = f"stage_{stage.id}", self._outs(stage)
        start = here
        if len(outs) > 1:
            start = f"choice_{stage.id}"
            self._flow(here, start)
        asked = {f"ask_{one.id}" for one in stage.consult}
        for act, target in outs:
            if act in asked:
                opinion = f"opinion_{stage.id}_{target}"
                name = self._words["consulted"]
                self._flow(start, opinion, name=name, condition=f"action == '{act}'", act=act)
                self._flow(opinion, here, act=act)
                continue
            condition = f"action == '{act}'" if len(outs) > 1 else ""
            if condition and sum(one == act for one, _ in outs) > 1:
                condition += f" and asked_by == '{target}'"
            name = say.action(act, self._definition, self._language)
            node = self._node_of(stage, target)
            self._flow(start, node, name=name, condition=condition, act=act)
        if stage.limit and stage.on_limit:
            target = self._node_of(stage, stage.on_limit)
            self._flow(f"limit_{stage.id}", target)
