"""Where an open dossier belongs after a reform: computed from its address and its own revision."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.base import text
from thanglong.kernel.cases import desks, refusals, scopes
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.rules import EXTENSION
from thanglong.kernel.units import queries as units
from thanglong.kernel.units.models import Area

LEADER, COUNTER = "leader@deciding", "one_stop@receiving"
UNDECIDED = ("default", "nowhere")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """One open dossier with what is needed to place it: its open work, papers, who asked last.

    chosen: the area that a person has chosen, if one has.
    """

    case: Case
    tasks: Sequence[Task]
    needs: Iterable[str] = ()
    back_to: str = ""
    chosen: Area | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a reform makes of one dossier. `before`, `after`: as a Rehoming keeps them."""

    area_from: Area | None
    area_to: Area | None
    candidates: list[int]
    how: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True)
class Planner:
    """Places dossiers by the law of the reform's first day; what an area became is kept.

    rules: the act's words on addresses, as the reform keeps them.
    """

    on: datetime.date
    rules: list[dict[str, Any]]
    _heirs: dict[int, list[units.Candidate]] = field(default_factory=dict)

    def plan(self, moving: Moving) -> Plan:
        """Where a dossier goes, and how sure that is."""
        case = moving.case
        area_from = case.present_area or _area_of_answers(case, moving)
        heirs = self._heirs_of(area_from) if area_from else []
        area_to, how = self._choice(moving, area_from, heirs)
        after: dict[str, Any] = {}
        if area_to is not None:
            try:
                after = self._standing(moving, area_to)
            except (refusals.NoOneDecides, refusals.NobodyOnDesk):
                area_to = None
        return Plan(
            area_from=area_from,
            area_to=area_to,
            candidates=[one.area.id for one in heirs],
            how=how if area_to is not None else "nowhere",
            before=standing(case, moving.tasks),
            after=after,
        )

    def _heirs_of(self, area: Area) -> list[units.Candidate]:
        if area.id not in self._heirs:
            self._heirs[area.id] = units.follow(area, to_on=self.on)
        return self._heirs[area.id]

    def _choice(
        self, moving: Moving, area_from: Area | None, heirs: list[units.Candidate]
    ) -> tuple[Area | None, str]:
        if moving.chosen is not None:
            return moving.chosen, "chosen"
        if len(heirs) == 1:
            return heirs[0].area, "rename" if heirs[0].kind == "rename" else "whole"
        by_address = self._by_address(moving.case, area_from, heirs)
        if by_address is not None:
            return by_address, "address"
        usual = [one.area for one in heirs if one.is_default]
        return (usual[0], "default") if usual else (None, "nowhere")

    def _by_address(
        self, case: Case, area_from: Area | None, heirs: list[units.Candidate]
    ) -> Area | None:
        """The successor that the act names for this street; None when it names none, or several."""
        if area_from is None or len(heirs) < 2:
            return None
        line = f" {' '.join(_WORD.findall(text.fold(address_of(case, area_from.code))))} "
        named = {
            rule["to"]
            for rule in self.rules
            if rule["from"] == area_from.code and any(f" {w} " in line for w in rule["words"])
        }
        found = [one.area for one in heirs if one.area.code in named]
        return found[0] if len(found) == 1 else None

    def _standing(self, moving: Moving, area: Area) -> dict[str, Any]:
        """The agencies and desks of a dossier whose address is this area on the reform's day."""
        asked = scopes.of_case(moving.case, needs=moving.needs)
        receiving, deciding = desks.competent(asked, area_code=area.code, on=self.on)
        flow = Flow.of(moving.case)
        places = {
            task.id: self._desk(_by(flow, task, moving.back_to), receiving.id, deciding.id)
            for task in moving.tasks
        }
        main = next((places[one.id].agency_id for one in moving.tasks if one.kind == "stage"), None)
        return {
            "area": area.id,
            "receiving": receiving.id,
            "deciding": deciding.id,
            "agency": main or receiving.id,
            "tasks": {
                str(one.id): [
                    places[one.id].agency_id,
                    APPLICANT if one.role == APPLICANT else places[one.id].role,
                ]
                for one in moving.tasks
            },
        }

    def _desk(self, by: str, receiving_id: int, deciding_id: int) -> desks.Desk:
        """The desk of these words; where the reform has left none, the nearest that there is."""
        role = by.partition("@")[0]
        for words in (by, f"{role}@deciding", COUNTER):
            try:
                return desks.desk(
                    words, receiving_id=receiving_id, deciding_id=deciding_id, on=self.on
                )
            except refusals.NobodyOnDesk:
                continue
        raise refusals.NobodyOnDesk(role=role, agency=by.partition("@")[2])


def standing(case: Case, tasks: Iterable[Task]) -> dict[str, Any]:
    """The agencies and desks of a dossier as they are now."""
    return {
        "area": case.present_area_id,
        "receiving": case.present_receiving_id or case.receiving_id,
        "deciding": case.deciding_id,
        "agency": case.agency_id,
        "tasks": {
            str(one.id): [
                one.agency_id,
                one.role,
                one.claimed_by_id,
                one.claimed_at.isoformat() if one.claimed_at else None,
            ]
            for one in tasks
        },
    }


def address_of(case: Case, area_code: str) -> str:
    """The line of the answer that gives the address in this area; empty when there is none."""
    for value in case.answers.values():
        if isinstance(value, dict) and value.get("area") == area_code:
            return str(value.get("line") or "")
    return ""


def _area_of_answers(case: Case, moving: Moving) -> Area | None:
    """The area of a dossier from the time before the column: read from its answers."""
    asked = scopes.of_case(case, needs=moving.needs)
    return units.area(asked.definition.route_area(asked.seen), on=asked.on)


def _by(flow: Flow, task: Task, back_to: str) -> str:
    """The words of the procedure for the desk of a task, or of the one waiting for an answer."""
    if task.kind == EXTENSION:
        return LEADER
    if task.kind == "consultation":
        asked = [one.to for stage in flow.stages.values() for one in stage.consult]
        named = [one.to for s in flow.stages.values() for one in s.consult if one.id == task.stage]
        return (named or asked or [LEADER])[0]
    by = flow.by(task.stage)
    return flow.by(back_to or flow.first) if by == APPLICANT else by
