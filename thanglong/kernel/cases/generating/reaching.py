"""What made-up applicants reach of a procedure, and what nobody could reach."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thanglong.kernel.calendar.rules import Calendar
from thanglong.kernel.cases import rules, walks
from thanglong.kernel.cases.agencies import APPLICANT
from thanglong.kernel.cases.definition import Context, Definition, Finding, NoRow, Seen
from thanglong.kernel.cases.definition.findings import Act
from thanglong.kernel.cases.definition.format import Authority, Deadline, Fee
from thanglong.kernel.cases.definition.validation import contradicts, found_in
from thanglong.kernel.cases.generating import values
from thanglong.kernel.cases.generating.aiming import Aim
from thanglong.kernel.cases.generating.applicants import ROUNDS, Applicant, Maker
from thanglong.kernel.cases.scenarios import Report

Goal = tuple[str, str]  # what it is, and its id
SEED = 20250701
APPLICANTS_MAX = 400
TRIES = 24  # for a goal that chance has not reached
WALKS = 12  # for an act whose findings may stop it
Row = Authority | Fee | Deadline


@dataclass(slots=True, kw_only=True)
class Reached:
    """What came of the applicants. `refusals`: how many were refused by which check or question."""

    goals: tuple[Goal, ...]
    found: set[Goal] = field(default_factory=set)
    applicants: int = 0
    accepted: int = 0
    refusals: dict[str, int] = field(default_factory=dict)

    @property
    def missed(self) -> tuple[Goal, ...]:
        """What nobody could reach, in the order of the file."""
        return tuple(goal for goal in self.goals if goal not in self.found)


def generate(
    definition: Definition,
    *,
    calendar: Calendar | None,
    reports: Sequence[Report] = (),
    applicants: int = 60,
    seed: int = SEED,
) -> Reached:
    """Make up applicants until everything is reached, or the tries are used up.

    reports: of the scenarios; what they reach counts. applicants: by chance alone, at most
    APPLICANTS_MAX; then TRIES more for each goal that is still open.
    """
    reached = Reached(goals=tuple(goals_of(definition)))
    for report in reports:
        reached.found |= _told(report)
    run = _Run(definition, Maker(definition, calendar, seed), reached)
    for _ in range(min(applicants, APPLICANTS_MAX)):
        run.take(run.by_chance())
    for goal in reached.missed:
        run.aim(goal)
    return reached


def goals_of(definition: Definition) -> Iterator[Goal]:
    """Everything that some applicant should reach."""
    procedure = definition.procedure
    yield from (("question", name) for name in definition.fields)
    yield from (("check", one.id) for one in procedure.checks)
    yield from (("need", one.id) for one in procedure.needs)
    yield from (("fee", one.id) for one in procedure.fee)
    yield from (("authority row", str(n + 1)) for n in range(len(procedure.authority)))
    yield from (("deadline row", str(n + 1)) for n in range(len(procedure.deadline)))
    yield from (("stage", one.id) for one in procedure.stages)
    for stage in procedure.stages:
        yield from (("act", f"{stage.id}.{arc.action}") for arc in stage.do)
        if stage.on_limit:
            yield "act", f"{stage.id}.{walks.LIMIT_PASSES}"
    yield from (("finding", name) for name in definition.findings)
    yield from (("result", one.id) for one in procedure.results)


def findings_of(reached: Reached) -> list[Finding]:
    """What nobody reached, as things to mend."""
    return [
        Finding(
            file="procedure.yaml",
            path=f"{what.split(' ', maxsplit=1)[0]}.{name}",
            message=f"None of {reached.applicants} made-up applicants reaches the {what} '{name}'.",
            advice="Look at its condition: can it ever hold? Add a scenario that shows how.",
            rule="applicants_reach_everything",
        )
        for what, name in reached.missed
    ]


def _told(report: Report) -> set[Goal]:
    """What a scenario reached."""
    found: set[Goal] = {("stage", stage) for stage in report.path}
    found |= {("check", name) for name in report.refused}
    found |= {("act", f"{stage}.{act}") for stage, act in report.actions}
    for table, row in report.rows:
        found.add((table, row) if table == "fee" else (f"{table} row", str(int(row) + 1)))
    return found


class _Run:
    def __init__(self, definition: Definition, maker: Maker, reached: Reached) -> None:
        self.definition, self.maker, self._reached = definition, maker, reached
        self._ways = _ways(definition)

    def by_chance(self) -> Applicant:
        """Somebody; of three, two heed the checks of the form."""
        who = self.maker.applicant()
        self.maker.mend(who)
        if self.maker.chance.random() < 0.66:
            self._please_checks(Aim(self.maker, who))
            self.maker.mend(who)
        return who

    def take(self, who: Applicant) -> None:
        """See what one applicant reaches: refused, or on all ways through the stages."""
        reached, context = self._reached, self.maker.context(who)
        reached.applicants += 1
        seen = self.maker.see(who)
        answers = {
            name: who.answers[name] for name in seen.visible if who.answers.get(name) is not None
        }
        checked = self.definition.validate(answers, context)
        for problem in checked.problems:
            name = str(problem.params.get("check") or problem.field)
            reached.refusals[name] = reached.refusals.get(name, 0) + 1
            if problem.code == "check":
                reached.found.add(("check", name))
        if checked.problems:
            return
        reached.accepted += 1
        seen = self.definition.see(checked.values, context)
        reached.found |= {("question", name) for name in seen.visible}
        reached.found |= {("need", due.need.id) for due in self.definition.needs_for(seen)}
        reached.found |= self._rows(seen, context)
        self._walk(walks.Ground(seen, context))

    def aim(self, goal: Goal) -> None:
        """Make up applicants that should reach one goal."""
        for _ in range(TRIES):
            if goal in self._reached.found:
                return
            who = self._for(goal)
            self.take(who)

    def _for(self, goal: Goal) -> Applicant:
        what, name = goal
        days: list[Any] = self.maker.days()
        wishes: list[tuple[str | bool | None, bool]] = []
        table = _TABLES.get(what)
        if table is not None:
            rows = table(self.definition)
            number = int(name) - 1 if name.isdigit() and what != "fee" else _index(rows, name)
            days = [day for day in days if rows[number].is_alive(day)]
            wishes = [(row.when, False) for row in rows[:number]] + [(rows[number].when, True)]
        elif what in _CONDITIONS:
            wishes = _CONDITIONS[what](self.definition, name)
        who = self.maker.applicant(self.maker.chance.choice(days) if days else None)
        self.maker.mend(who)
        aim = Aim(self.maker, who)
        for _ in range(2):  # one wish may undo another
            for condition, want in wishes:
                aim.at(condition, want=want)
        if what != "check":
            self._please_checks(aim)
        self.maker.mend(who)
        return who

    def _please_checks(self, aim: Aim) -> None:
        for _ in range(ROUNDS):
            seen = self.maker.see(aim.who)
            broken = [
                one
                for one in self.definition.procedure.checks
                if not found_in(one) and contradicts(one, seen)
            ]
            for check in broken:
                aim.at(check.unless, want=True)
            if not broken:
                return

    def _rows(self, seen: Seen, context: Context) -> set[Goal]:
        on, procedure = context.submitted_on, self.definition.procedure
        try:
            found: set[Goal] = {("fee", self.definition.fee(seen, on).id)}
            tables: tuple[tuple[str, Sequence[Row]], ...] = (
                ("authority row", procedure.authority),
                ("deadline row", procedure.deadline),
            )
            for what, rows in tables:
                number = next(
                    n for n, row in enumerate(rows) if row.is_alive(on) and seen.holds(row.when)
                )
                found.add((what, str(number + 1)))
        except (NoRow, StopIteration):
            return set()
        return found

    def _walk(self, ground: walks.Ground) -> None:
        """Go every way to an act that nobody has done yet, with findings by chance."""
        for act, way in self._ways.items():
            is_open = ("act", act) not in self._reached.found or self._has_open(act)
            for _ in range(WALKS if is_open else 0):
                walked = walks.walk(self.definition, way, self._find(ground), ground)
                self._note(walked)
                if not walked.refused:
                    break

    def _has_open(self, act: str) -> bool:
        """Whether findings, results or checks are still open that an act at the end may show."""
        missed = {what for what, _ in self._reached.missed}
        ends = self._ways[act][-1] == "approve" or not missed.isdisjoint({"finding", "check"})
        return ends and not missed.isdisjoint({"finding", "result", "check"})

    def _note(self, walked: walks.Walk) -> None:
        found = self._reached.found
        found |= {("stage", stage) for stage in walked.path}
        found |= {("act", f"{stage}.{act}") for stage, act in walked.actions}
        found |= {("finding", name) for name in walked.seen.visible}
        for problem in walked.refused:
            if problem.code == "check":
                found.add(("check", str(problem.params.get("check"))))
        if not walked.refused and walked.path[-1] == rules.Terminal.RETURNED:
            found |= {("result", one.id) for one in self.definition.results_for(walked.seen)}

    def _find(self, ground: walks.Ground) -> dict[str, dict[str, Any]]:
        """What the officers of all stages find, by chance, complete and within bounds."""
        kept: dict[str, Any] = {}
        found: dict[str, dict[str, Any]] = {}
        for stage in self.definition.procedure.stages:
            if stage.finds and stage.by != APPLICANT:
                found[stage.id] = self._at(stage.finds, kept, ground)
                kept |= found[stage.id]
        return found

    def _at(
        self, finds: Sequence[str], kept: Mapping[str, Any], ground: walks.Ground
    ) -> dict[str, Any]:
        on = ground.context.submitted_on
        given: dict[str, Any] = {}
        for _ in range(len(finds) + 2):
            act = Act(finds=finds, given=given, kept=kept, on=on, is_final=True)
            checked = self.definition.check_act(act, ground.seen, ground.context)
            wide = self.definition.see_found(ground.seen, {**kept, **given}, on)
            wrong = [one.field for one in checked.problems if one.field in finds]
            new = [
                name
                for name in finds
                if name in wide.visible and name not in given and name not in kept
            ]
            drawn = wrong or [name for name in new if self.maker.chance.random() < 0.5]
            for name in drawn:
                one = self.definition.findings[name]
                given[name] = values.draw(one, wide, self.maker.chance)
            if not drawn:
                break
        shown = self.definition.see_found(ground.seen, {**kept, **given}, on).visible
        return {name: value for name, value in given.items() if name in shown}


def _ways(definition: Definition) -> dict[str, list[str]]:
    """For each act of each stage the shortest row of acts that ends with it."""
    first = definition.procedure.stages[0].id
    to: dict[str, list[str]] = {first: []}
    waiting = deque([first])
    while waiting:
        here = waiting.popleft()
        for act, target in definition.actions(here).items():
            if target in definition.stages and target not in to:
                to[target] = [*to[here], act]
                waiting.append(target)
    ways: dict[str, list[str]] = {}
    for stage in definition.procedure.stages:
        acts = [arc.action for arc in stage.do] + [walks.LIMIT_PASSES] * bool(stage.on_limit)
        ways |= {f"{stage.id}.{act}": [*to[stage.id], act] for act in acts if stage.id in to}
    return ways


def _index(rows: Sequence[Any], name: str) -> int:
    return next(n for n, row in enumerate(rows) if row.id == name)


def _check_of(definition: Definition, name: str) -> list[tuple[str | bool | None, bool]]:
    check = next(one for one in definition.procedure.checks if one.id == name)
    return [(check.when, True), (check.unless, False)]


def _need_of(definition: Definition, name: str) -> list[tuple[str | bool | None, bool]]:
    return [(next(one for one in definition.procedure.needs if one.id == name).when, True)]


def _question_of(definition: Definition, name: str) -> list[tuple[str | bool | None, bool]]:
    page, one = definition.plan.places[name]
    return [(page.show_if, True), (one.show_if, True)]


def _result_of(definition: Definition, name: str) -> list[tuple[str | bool | None, bool]]:
    return [(definition.result(name).when, True)]


_TABLES: Mapping[str, Callable[[Definition], Sequence[Any]]] = {
    "fee": lambda one: one.procedure.fee,
    "authority row": lambda one: one.procedure.authority,
    "deadline row": lambda one: one.procedure.deadline,
}
_CONDITIONS: Mapping[str, Callable[[Definition, str], list[tuple[str | bool | None, bool]]]] = {
    "check": _check_of,
    "need": _need_of,
    "question": _question_of,
    "result": _result_of,
}
