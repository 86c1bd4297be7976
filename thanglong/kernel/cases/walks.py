"""A walk through the stages of a procedure, on its definition alone, by the rules of the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.cases import rules
from thanglong.kernel.cases.agencies import APPLICANT
from thanglong.kernel.cases.definition import Context, Definition, Problem, Seen
from thanglong.kernel.cases.definition.findings import Act

LIMIT_PASSES = "limit_passes"  # the act of nobody: a stage's limit runs out
_BUILT_IN_ENDS = {"withdraw": "withdrawn", "stop": "stopped"}
Findings = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a dossier brings: its answers as the procedure sees them, and what surrounds them."""

    seen: Seen
    context: Context


@dataclass(slots=True, kw_only=True)
class Walk:
    """Where a walk came through, what was found on it, and where it was stopped."""

    path: list[str]
    seen: Seen
    actions: list[tuple[str, str]] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    refused: tuple[Problem, ...] = ()
    fault: str = ""


def walk(definition: Definition, do: Sequence[str], findings: Findings, ground: Ground) -> Walk:
    """Do one act after the other, by the rules of the engine; the result goes out online.

    findings: what officers enter, by the stage; a walk that a finding stops says why in `refused`.
    """
    here = definition.procedure.stages[0].id
    on = ground.context.submitted_on
    walked = Walk(path=[here], seen=definition.see_found(ground.seen, {}, on))
    memory = _Memory()
    for number, action in enumerate(do, start=1):
        try:
            target, move = _target(definition, here, action, memory)
        except rules.Refused as refusal:
            walked.fault = f"Act {number}, '{action}' at '{here}', is refused: {refusal.reason}."
            return walked
        walked.refused = _find(definition, here, move, findings.get(here, {}), walked, ground)
        if walked.refused:
            return walked
        walked.actions.append((here, action))
        walked.path.append(target)
        here = target
    return walked


def _find(
    definition: Definition,
    here: str,
    move: rules.Move | None,
    given: Mapping[str, Any],
    walked: Walk,
    ground: Ground,
) -> tuple[Problem, ...]:
    """Take what is found here, and say what is wrong with it."""
    stage, on = definition.stages.get(here), ground.context.submitted_on
    if stage is None or move is None:
        return ()
    target = definition.actions(here).get(move.action, "")
    act = Act(
        finds=stage.finds,
        given=given,
        kept=walked.found,
        on=on,
        is_final=rules.goes_on(action=move.action, target=target),
    )
    checked = definition.check_act(act, ground.seen, ground.context)
    walked.found |= checked.values
    walked.seen = definition.see_found(ground.seen, walked.found, on)
    missing = definition.missing_findings(walked.seen) if move.issues_results else ()
    return (*checked.problems, *(Problem(name, "required") for name in missing))


def _target(
    definition: Definition, here: str, action: str, memory: "_Memory"
) -> tuple[str, rules.Move | None]:
    """Where an act leads from here, and its move if it is one. Raises rules.Refused."""
    if here in set(rules.Terminal):
        raise rules.Refused("the case has ended")
    if action in _BUILT_IN_ENDS:
        return _BUILT_IN_ENDS[action], None
    defined = definition.stages.get(here)
    if action == LIMIT_PASSES and defined is not None and defined.on_limit:
        return defined.on_limit, None
    move = rules.move(standing=memory.standing(definition, here), action=action)
    memory.keep(here, move)
    return move.to_stage or definition.actions(here)[action], move


@dataclass(slots=True)
class _Memory:
    """What the walk remembers between two acts."""

    supplements: int = 0
    back_to: str = ""

    def keep(self, here: str, move: rules.Move) -> None:
        self.supplements += move.asks_supplement
        asks = move.asks_supplement or move.to_stage == rules.SUPPLEMENT_APPROVAL
        if asks and here != rules.SUPPLEMENT_APPROVAL:
            self.back_to = here

    def standing(self, definition: Definition, here: str) -> rules.Standing:
        stages = definition.procedure.stages
        return rules.Standing(
            stage=_stage(definition, here),
            status="in_process",
            delivery="online",
            supplements=self.supplements,
            waiting_stage=next((one.id for one in stages if one.by == APPLICANT), ""),
            back_to=self.back_to,
            was_received=True,
        )


def _stage(definition: Definition, stage_id: str) -> rules.Stage:
    if stage_id not in definition.stages:
        return rules.Stage(id=stage_id, is_paused=False, is_first=False, actions={})
    stage = definition.stage(stage_id)
    return rules.Stage(
        id=stage_id,
        is_paused=stage.clock == "paused",
        is_first=stage_id == definition.procedure.stages[0].id,
        actions=dict(definition.actions(stage_id)),
    )
