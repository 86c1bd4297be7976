"""What becomes of an open dossier under another revision of its procedure: planned, not done.

Never changed: the time the city has, the promised date, the ledger of the clock, the fee, who
receives and who decides. They were promised under the text that the dossier began with.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.cases import desks, refusals
from thanglong.kernel.cases.definition import Definition, validation
from thanglong.kernel.cases.definition.scope import Context
from thanglong.kernel.cases.definition.shapes import FieldId, Id, Shape
from thanglong.kernel.cases.flow import APPLICANT, Flow
from thanglong.kernel.cases.models import Case, Task
from thanglong.kernel.cases.rehoming import standing
from thanglong.kernel.cases.rules import BUILT_IN_STAGES

PROBLEMS_MAX = 20


class Mapped(Shape):
    """A mapping file: what each thing that is gone becomes; nothing (`null`) lets it go.

    values: answers to questions that are newly required. options: by question, old → new.
    """

    stages: dict[Id, Id] = {}
    fields: dict[FieldId, FieldId | None] = {}
    options: dict[FieldId, dict[str, str]] = {}
    findings: dict[FieldId, FieldId | None] = {}
    needs: dict[Id, Id | None] = {}
    values: dict[FieldId, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open dossier with all that a conversion may touch.

    papers: need by id of the paper; shown: need by id of the look for what shows it; found: what
    officers have entered; asked: the requirements of a request that waits for an answer; asked_by:
    the stage that goes on then, with the request.
    """

    case: Case
    tasks: Sequence[Task]
    context: Context
    papers: Mapping[int, str] = field(default_factory=dict)
    shown: Mapping[int, str] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    asked_by: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one dossier goes. `before`, `after`: as a ConvertedCase keeps them."""

    how: str
    problems: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans dossiers from one revision to another by a mapping. on: the day of the conversion."""

    old: Flow
    new: Flow
    new_id: int
    mapping: Mapped
    on: datetime.date

    def plan(self, one: Standing) -> Plan:
        """How a dossier goes, or why it stays where it is."""
        case, problems = one.case, list[str]()
        before = {
            "revision": case.revision_id,
            "stage": case.stage,
            "answers": dict(case.answers),
            "agency": case.agency_id,
            "tasks": standing(case, one.tasks)["tasks"],
            "stages": {str(task.id): task.stage for task in one.tasks},
            "papers": {str(paper): need for paper, need in one.papers.items()},
            "shown": {str(look): need for look, need in one.shown.items()},
            "found": dict(one.found),
            "asked_by": list(one.asked_by) if one.asked_by else None,
        }
        after = {
            **before,
            "revision": self.new_id,
            "stage": self._stage(case.stage, problems),
            "answers": self._answers(one, problems),
            "papers": self._papers(one, problems),
            "shown": self._needs(one.shown, problems),
            "found": self._found(one, problems),
            "asked_by": self._asked_by(one, problems),
        }
        if not problems:
            after |= self._work(one, after["stage"], problems)
        is_same = {**before, "revision": 0} == {**after, "revision": 0}
        how = "held" if problems else "same" if is_same else "mapped"
        return Plan(
            how=how,
            problems=problems[:PROBLEMS_MAX],
            before=before,
            after={} if problems else after,
        )

    def _stage(self, stage: str, problems: list[str]) -> str:
        if stage in BUILT_IN_STAGES or not stage:
            return stage
        found = self.mapping.stages.get(stage, stage)
        defined, was = self.new.defined(found), self.old.defined(stage)
        if defined is None:
            problems.append(f"stage:{stage}")
        elif was is not None and defined.clock != was.clock:
            problems.append(f"clock:{stage}")  # its ledger would not fit the stage any more
        return found

    def _answers(self, one: Standing, problems: list[str]) -> dict[str, Any]:
        """The answers under their new names, valid as a whole."""
        text, kept = self.new.definition, dict[str, Any]()
        for name, value in one.case.answers.items():
            found = self.mapping.fields.get(name, name)
            if found is not None and found not in text.fields:
                problems.append(f"field:{name}")
            elif found is not None:
                kept[found] = self._option(name, value)
        for name, value in self.mapping.values.items():
            kept.setdefault(name, value)
        seen = text.see(text.typed(kept), one.context)
        shown = {name: value for name, value in kept.items() if name in seen.visible}
        checked = text.validate(shown, one.context)
        problems += [
            f"answer:{problem.params.get('check') or problem.field}:{problem.code}"
            for problem in checked.problems
        ]
        # What is not asked any more, for what else was answered, is kept as it was.
        return {**kept, **validation.plain(checked.values)}

    def _option(self, field: str, value: Any) -> Any:
        options = self.mapping.options.get(field, {})
        if isinstance(value, list):
            return [options.get(item, item) for item in value]
        return options.get(value, value) if isinstance(value, str) else value

    def _needs(self, rows: Mapping[int, str], problems: list[str]) -> dict[str, str]:
        """Rows about needs under the new names of these."""
        known = {need.id for need in self.new.definition.procedure.needs}
        found = {}
        for row, need in rows.items():
            target = self.mapping.needs.get(need, need)
            if target is not None and target not in known and f"need:{need}" not in problems:
                problems.append(f"need:{need}")
            found[str(row)] = target if target in known else need
        return found

    def _papers(self, one: Standing, problems: list[str]) -> dict[str, str]:
        known = {need.id for need in self.new.definition.procedure.needs}
        asked = {name.removeprefix("need:") for name in one.asked if name.startswith("need:")}
        pages = {f"page:{page.id}" for page in self.new.definition.procedure.form.pages}
        found = self._needs(one.papers, problems)
        problems += [f"asked:need:{need}" for need in sorted(asked - known)]
        is_page = (name for name in one.asked if name.startswith("page:"))
        problems += [f"asked:{page}" for page in sorted(is_page) if page not in pages]
        return found

    def _found(self, one: Standing, problems: list[str]) -> dict[str, Any]:
        known, kept = self.new.definition.findings, dict[str, Any]()
        for name, value in one.found.items():
            target = self.mapping.findings.get(name, name)
            if target is not None and target not in known:
                problems.append(f"finding:{name}")
            elif target is not None:
                kept[target] = value
        unreadable = set(kept) - set(self.new.definition.typed_findings(kept))
        problems += [f"finding:{name}" for name in sorted(unreadable)]
        return kept

    def _asked_by(self, one: Standing, problems: list[str]) -> list[Any] | None:
        if one.asked_by is None:
            return None
        request, stage = one.asked_by
        return [request, self._stage(stage, problems)]

    def _work(self, one: Standing, stage: str, problems: list[str]) -> dict[str, Any]:
        """The desks of the open work; each keeps its time. A desk changes with the text only."""
        case, tasks, stages = one.case, dict[str, list[Any]](), dict[str, str]()
        agency_id = case.agency_id
        asked = {item.id for part in self.new.stages.values() for item in part.consult}
        for task in one.tasks:
            desk = [task.agency_id, task.role, *_claim(task)]
            stages[str(task.id)] = stage if task.kind == "stage" else task.stage
            if task.kind == "consultation" and task.stage not in asked:
                problems.append(f"consult:{task.stage}")
            if task.kind == "stage" and self._by(task.stage, self.old) != self._by(stage, self.new):
                found = self._desk(self._by(stage, self.new), case, problems)
                if found is not None:
                    desk[:2], agency_id = [found.agency_id, found.role], found.agency_id
            tasks[str(task.id)] = desk
        return {"tasks": tasks, "stages": stages, "agency": agency_id}

    def _by(self, stage: str, flow: Flow) -> str:
        return flow.by(stage)

    def _desk(self, by: str, case: Case, problems: list[str]) -> desks.Desk | None:
        if by == APPLICANT:
            return desks.Desk(case.agency_id, APPLICANT)
        try:
            return desks.desk(
                by,
                receiving_id=case.present_receiving_id or case.receiving_id,
                deciding_id=case.deciding_id,
                on=self.on,
            )
        except refusals.NobodyOnDesk:
            problems.append(f"desk:{by}")
            return None


def unmapped(old: Definition, new: Definition, mapping: Mapped) -> list[str]:
    """What of a mapping names nothing: old names that never were, new names that are not there."""
    pairs: Sequence[tuple[str, Mapping[str, Any], Any, Any]] = (
        ("stages", mapping.stages, old.stages, new.stages),
        ("fields", mapping.fields, old.fields, new.fields),
        ("findings", mapping.findings, old.findings, new.findings),
        ("needs", mapping.needs, _needs(old), _needs(new)),
    )
    found = []
    for part, names, before, after in pairs:
        for name, target in names.items():
            if name not in before:
                found.append(f"{part}.{name}")
            if target is not None and target not in after:
                found.append(f"{part}.{name}: {target}")
    found += [f"values.{name}" for name in mapping.values if name not in new.fields]
    return found + [f"options.{name}" for name in mapping.options if name not in old.fields]


def _needs(text: Definition) -> set[str]:
    return {need.id for need in text.procedure.needs}


def _claim(task: Task) -> list[Any]:
    since = task.claimed_at.isoformat() if task.claimed_at else None
    return [task.claimed_by_id, since]
