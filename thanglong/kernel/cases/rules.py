"""What may follow what: the one place that turns an action into the next standing of a case.

Pure: a definition says which arcs there are, this module what an arc means for status, clock,
tasks and papers. Stages and arcs that every procedure has are written here, not in each procedure.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

HANDOVER = "handover"
SUPPLEMENT_APPROVAL = "supplement_approval"
EXTENSION = "extension"
BUILT_IN_STAGES = frozenset({HANDOVER, SUPPLEMENT_APPROVAL, EXTENSION})

LEADING_ROLES = frozenset({"leader", "deputy_leader"})

ClockEffect = Literal["", "pause", "resume", "stop"]


class Terminal(StrEnum):
    """Where a case can end."""

    RETURNED = "returned"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class Form(StrEnum):
    """The printed forms of the one-stop rules.

    Source: Circular 03/2025/TT-VPCP, forms 01–07 [S].
    """

    RECEIPT = "01"
    SUPPLEMENT = "02"
    REFUSAL = "03"
    APOLOGY = "04"
    STOPPED = "05"
    CONTROL_SLIP = "06"
    REGISTER = "07"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage as the rules see it. `actions`: action → target."""

    id: str
    is_paused: bool
    is_first: bool
    actions: dict[str, str]
    is_decision: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One case as the rules see it."""

    stage: Stage
    status: str
    delivery: str
    supplements: int
    waiting_stage: str = ""
    back_to: str = ""
    was_received: bool = False
    open_consultations: int = 0
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What an action does. An empty `to_stage` ends the case (or its decision)."""

    action: str
    to_stage: str
    status: str
    outcome: str = ""
    clock: ClockEffect = ""
    forms: tuple[Form, ...] = ()
    issues_results: bool = False
    decides: bool = False
    closes: bool = False
    asks_supplement: bool = False


class Refused(Exception):
    """The rules say no: `reason` names the fact, the caller makes it a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Which actions need a reason in words, and which the law behind it as well.
NEEDS_NOTE = frozenset({"refuse", "send_back", "stop", "extend"})
NEEDS_BASIS = frozenset({"refuse", "stop"})


def move(*, standing: Standing, action: str) -> Move:
    """The move that this action makes from here.

    Raises Refused("no_such_action") when the stage has no such arc, "opinions_are_out" when an
    asked opinion has not come, "already_decided" after the decision.
    Source: Decree 118/2025/NĐ-CP on the one-stop mechanism [V]; arcs of the procedure's revision.
    """
    built_in = _built_in(standing=standing, action=action)
    if built_in is not None:
        return built_in
    target = standing.stage.actions.get(action)
    if target is None:
        raise Refused("no_such_action")
    if standing.open_consultations and action in {"propose", "approve"}:
        raise Refused("opinions_are_out")
    if action == "supplement":
        return _supplement(standing=standing, target=target)
    if target == "back":
        return _back(standing=standing, action=action)
    if target in set(Terminal):
        return _end(standing=standing, action=action, target=Terminal(target))
    return Move(
        action=action,
        to_stage=target,
        status=_status_within(standing=standing, action=action),
        clock="resume" if standing.stage.is_paused else "",
        forms=(Form.RECEIPT,) if action == "accept" and standing.stage.is_first else (),
    )


def withdrawal(*, status: str) -> Move:
    """The applicant takes the dossier back.

    Raises Refused("already_decided") once it is decided or ended.
    Source: status 7 of the national portal [V]; Decree 118/2025/NĐ-CP [M].
    """
    _must_be_undecided(status)
    return Move(action="withdraw", to_stage="", status="withdrawn", clock="stop", closes=True)


def stop(*, status: str) -> Move:
    """The office ends a dossier that cannot go on, with form 05.

    Raises Refused("already_decided").
    Source: form 05, Circular 03/2025/TT-VPCP [S].
    """
    _must_be_undecided(status)
    return Move(
        action="stop",
        to_stage="",
        status="stopped",
        clock="stop",
        forms=(Form.STOPPED,),
        closes=True,
    )


def goes_on(*, action: str, target: str) -> bool:
    """Whether an arc goes on with what was found: to the next desk of the office, or to a result.

    Asking the applicant, sending back, refusing and stopping need nothing that is not found yet.
    Source: city decision, ADR 0018.
    """
    ends = {Terminal.REFUSED, Terminal.NOT_ACCEPTED, Terminal.STOPPED, Terminal.WITHDRAWN}
    return action not in {"supplement", "resubmit", "send_back"} and target not in ends


def is_late(*, supplements: int, due_at_passed: bool) -> bool:
    """Whether a dossier counts as late in the index.

    A second request to supplement makes it late whatever the date.
    Source: Decision 766/QĐ-TTg, group 2, formula document of the Government Office [V].
    """
    return due_at_passed or supplements > 1


def _built_in(*, standing: Standing, action: str) -> Move | None:
    if standing.stage.id == HANDOVER and action == "hand_over":
        return Move(action=action, to_stage="", status="returned", closes=True)
    if standing.stage.id == SUPPLEMENT_APPROVAL:
        if action == "approve_supplement":
            return _ask(action=action, to_stage=standing.waiting_stage)
        if action == "send_back":
            return Move(
                action=action, to_stage=standing.back_to, status=_status_back(standing=standing)
            )
    return None


def _supplement(*, standing: Standing, target: str) -> Move:
    if standing.supplements >= 1 and not standing.leads:
        return Move(
            action="supplement",
            to_stage=SUPPLEMENT_APPROVAL,
            status=_status_back(standing=standing),
        )
    return _ask(action="supplement", to_stage=target)


def _ask(*, action: str, to_stage: str) -> Move:
    return Move(
        action=action,
        to_stage=to_stage,
        status="waiting_for_you",
        clock="pause",
        forms=(Form.SUPPLEMENT,),
        asks_supplement=True,
    )


def _back(*, standing: Standing, action: str) -> Move:
    if not standing.back_to:
        raise Refused("no_such_action")
    return Move(
        action=action,
        to_stage=standing.back_to,
        status=_status_back(standing=standing),
        clock="resume",
    )


def _status_back(*, standing: Standing) -> str:
    return "in_process" if standing.was_received else "filed"


def _end(*, standing: Standing, action: str, target: Terminal) -> Move:
    if target is Terminal.NOT_ACCEPTED:
        return Move(
            action=action,
            to_stage="",
            status="not_accepted",
            clock="stop",
            forms=(Form.REFUSAL,),
            closes=True,
        )
    if target is Terminal.STOPPED:
        return stop(status=standing.status)
    if target is Terminal.WITHDRAWN:
        return withdrawal(status=standing.status)
    granted = target is Terminal.RETURNED
    at_once = standing.delivery == "online"
    return Move(
        action=action,
        to_stage="" if at_once else HANDOVER,
        status="returned" if at_once else "decided",
        outcome="granted" if granted else "refused",
        clock="stop",
        forms=() if granted else (Form.REFUSAL,),
        issues_results=granted,
        decides=True,
        closes=at_once,
    )


def _status_within(*, standing: Standing, action: str) -> str:
    if standing.stage.is_first and action == "accept":
        return "received"
    return "in_process"


def _must_be_undecided(status: str) -> None:
    if status in {"decided", "returned", "not_accepted", "withdrawn", "stopped"}:
        raise Refused("already_decided")
