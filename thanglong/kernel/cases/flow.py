"""A procedure's revision as the engine needs it: its stages, ready for the rules."""

from functools import lru_cache

from thanglong.kernel.cases import definition
from thanglong.kernel.cases.definition.format import Stage as DefinedStage
from thanglong.kernel.cases.models import Case, Revision
from thanglong.kernel.cases.rules import (
    BUILT_IN_STAGES,
    HANDOVER,
    SUPPLEMENT_APPROVAL,
    Stage,
    goes_on,
)

APPLICANT = "applicant"
REVISIONS_KEPT = 256

# Built-in stages: who does them and in what time (working hours; ADR 0014, city decision).
_BUILT_IN_BY = {HANDOVER: "one_stop@receiving", SUPPLEMENT_APPROVAL: "leader@deciding"}
_BUILT_IN_DUE = {HANDOVER: "8wh", SUPPLEMENT_APPROVAL: "4wh"}
_BUILT_IN_ACTIONS = {
    HANDOVER: {"hand_over": "returned"},
    SUPPLEMENT_APPROVAL: {"approve_supplement": "waiting", "send_back": "back"},
}


class Flow:
    """The stages and arcs of one pinned revision."""

    def __init__(self, text: "definition.Definition") -> None:
        self.definition = text
        self.stages = {stage.id: stage for stage in text.procedure.stages}
        self.first = text.procedure.stages[0].id

    @staticmethod
    def of(case: Case) -> "Flow":
        """The flow of the revision that this case began with."""
        return flow_of_revision(case.revision_id)

    @property
    def first_role(self) -> str:
        """The role of the desk on which a filed dossier lands."""
        return self.stages[self.first].by.partition("@")[0]

    @property
    def waiting_stage(self) -> str:
        """The stage in which the applicant is waited for, empty when there is none."""
        found = (stage.id for stage in self.stages.values() if stage.by == APPLICANT)
        return next(found, "")

    def defined(self, stage_id: str) -> DefinedStage | None:
        """The stage as it stands in the revision; None for a built-in one."""
        return self.stages.get(stage_id)

    def stage(self, stage_id: str) -> Stage:
        """The stage as the rules see it."""
        if stage_id in BUILT_IN_STAGES:
            actions = _BUILT_IN_ACTIONS.get(stage_id, {})
            return Stage(id=stage_id, is_paused=False, is_first=False, actions=actions)
        found = self.stages[stage_id]
        return Stage(
            id=found.id,
            is_paused=found.clock == "paused",
            is_first=found.id == self.first,
            actions={arc.action: arc.target for arc in found.do},
            is_decision=any(arc.target in {"returned", "refused"} for arc in found.do),
        )

    def takes_findings(self, stage_id: str, action: str) -> bool:
        """Whether an act of a stage goes on with what that stage has to find."""
        stage = self.stages.get(stage_id)
        if stage is None or not stage.finds:  # a finished case stands at no stage at all
            return False
        target = self.stage(stage_id).actions.get(action, "")
        return goes_on(action=action, target=target)

    def by(self, stage_id: str) -> str:
        """Who does the stage: `role@agency`, or `applicant`."""
        return _BUILT_IN_BY.get(stage_id) or self.stages[stage_id].by

    def due(self, stage_id: str) -> str:
        """The time of the stage: its due, or for the applicant the limit; empty without one."""
        if stage_id in _BUILT_IN_DUE:
            return _BUILT_IN_DUE[stage_id]
        found = self.stages[stage_id]
        return found.due or found.limit or ""


@lru_cache(maxsize=REVISIONS_KEPT)
def flow_of_revision(revision_id: int) -> Flow:
    """The flow of a published revision; revisions never change, so it is kept."""
    revision = Revision.objects.get(id=revision_id)
    return Flow(definition.from_json(revision.definition))
