"""Scenarios: given these answers and acts, this must come of it. Run on a definition alone.

The walk uses the same rules as the engine (`rules.move`), so a path here is the path there.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import walks
from thanglong.kernel.cases.definition import (
    Context,
    Definition,
    DefinitionError,
    Finding,
    NoRow,
    Problem,
    Seen,
    advice,
    evidence,
    strict_yaml,
)
from thanglong.kernel.cases.definition.format import Authority, Deadline
from thanglong.kernel.cases.definition.shapes import Id, Level, Line, Shape
from thanglong.kernel.cases.definition.strict_yaml import Document
from thanglong.kernel.cases.showing import OFFICE, SHOWN

FILE = "scenarios.yaml"
SCENARIOS_MAX = 200
LIMIT_PASSES = walks.LIMIT_PASSES


class ScenarioApplicant(Shape):
    """Who files."""

    full_name: str = "Nguyễn Thị Lan"
    birth_date: datetime.date | None = None
    is_organisation: bool = False


class Expectation(Shape):
    """What must come of it; what is left out is not looked at."""

    authority: Level | None = None
    department: Id | None = None
    path: tuple[Id, ...] | None = None
    due: datetime.datetime | None = None
    fee: int | None = Field(default=None, ge=0)
    fee_row: Id | None = None
    needs: tuple[Id, ...] | None = None
    results: tuple[str, ...] | None = None
    refused: str | None = None


def _local(value: Any) -> Any:
    """A moment as text, a bare date as its morning."""
    return f"{value.isoformat()}T08:00" if type(value) is datetime.date else value


class Scenario(Shape):
    """One story of a dossier. `on`: local time of filing; `findings`: by stage, what is entered.

    `registers`: what comes of asking a register for a need; shown, if nothing is said.
    """

    name: Line
    on: Annotated[datetime.datetime, BeforeValidator(_local)]
    channel: Literal["direct", "online", "post"]
    applicant: ScenarioApplicant = ScenarioApplicant()
    answers: dict[str, Any]
    papers: tuple[Id, ...] = ()
    registers: dict[Id, Literal["shown", "unknown", "differs", "down", "office"]] = {}
    do: tuple[Id, ...] = ()
    findings: dict[Id, dict[str, Any]] = {}
    expect: Expectation


_LIST: TypeAdapter[tuple[Scenario, ...]] = TypeAdapter(tuple[Scenario, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of one scenario. `faults`: where it is not as expected, as sentences.

    rows: the rows that were chosen, as (table, id or number); actions: as (stage, act).
    """

    scenario: Scenario
    faults: tuple[str, ...] = ()
    level: str = ""
    path: tuple[str, ...] = ()
    due: datetime.datetime | None = None
    fee: int | None = None
    refused: tuple[str, ...] = ()
    rows: frozenset[tuple[str, str]] = frozenset()
    actions: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_as_expected(self) -> bool:
        """Whether everything came as it was expected."""
        return not self.faults


def load(folder: Path) -> tuple[Scenario, ...]:
    """The scenarios of a procedure's folder. Raises DefinitionError."""
    return read(strict_yaml.read(folder / FILE, file=FILE))


def of(files: Mapping[str, bytes]) -> tuple[Scenario, ...]:
    """The scenarios among a procedure's files. Raises DefinitionError."""
    return read(strict_yaml.of(files, FILE))


def read(document: Document) -> tuple[Scenario, ...]:
    """The scenarios in a document. Raises DefinitionError."""
    if not isinstance(document.data, list) or len(document.data) > SCENARIOS_MAX:
        message = f"The file must be a list of at most {SCENARIOS_MAX} scenarios."
        fault = Finding(file=FILE, path="", message=message, advice="Begin each with `- name:`.")
        raise DefinitionError([fault])
    try:
        return _LIST.validate_python(document.data)
    except ValidationError as error:
        raise DefinitionError(advice.findings(error, document=document, shape=Scenario)) from None


def run_all(
    definition: Definition, scenarios: Sequence[Scenario], *, calendar: time.Calendar | None
) -> tuple[Report, ...]:
    """Run every scenario. Without a calendar, dues and working days are not looked at."""
    return tuple(run(definition, one, calendar=calendar) for one in scenarios)


def run(definition: Definition, scenario: Scenario, *, calendar: time.Calendar | None) -> Report:
    """Validate the answers, choose the rows, walk the stages, and compare."""
    context = context_of(definition, scenario, calendar)
    checked = definition.validate(scenario.answers, context)
    refused = tuple(_named(problem) for problem in checked.problems)
    if refused:
        return Report(
            scenario=scenario, refused=refused, faults=tuple(_compare_refusal(scenario, refused))
        )
    seen = definition.see(checked.values, context)
    missing = tuple(_missing(definition, scenario, seen, context))
    if missing:
        faults = tuple(_compare_refusal(scenario, missing))
        return Report(scenario=scenario, refused=missing, faults=faults)
    try:
        found = _found(definition, scenario, seen, calendar)
    except NoRow as error:
        sentence = f"No row of `{error.table}` applies on {context.submitted_on}."
        return Report(scenario=scenario, faults=(sentence,))
    walk = walks.walk(definition, scenario.do, scenario.findings, walks.Ground(seen, context))
    if walk.refused or scenario.expect.refused:
        named = tuple(_named(problem) for problem in walk.refused)
        return Report(
            scenario=scenario,
            refused=named,
            path=tuple(walk.path),
            faults=tuple(_compare_refusal(scenario, named)),
        )
    results = tuple(one.id for one in definition.results_for(walk.seen))
    faults = (
        *_compare(scenario.expect, found, walk, results),
        *_needs(definition, scenario, seen),
    )
    return Report(
        scenario=scenario,
        faults=faults,
        level=found.level,
        path=tuple(walk.path),
        due=found.due,
        fee=found.fee,
        rows=found.rows,
        actions=frozenset(walk.actions),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    level: str
    department: str
    due: datetime.datetime | None
    fee: int
    fee_row: str
    rows: frozenset[tuple[str, str]]


def _shown_needs(definition: Definition, scenario: Scenario) -> frozenset[str]:
    """What a register shows: all that it can, but for what the scenario says of it."""
    asked = {need.id for need in definition.procedure.needs if evidence.sources(need)}
    outcomes = dict.fromkeys(asked, SHOWN) | scenario.registers
    return frozenset(need for need, outcome in outcomes.items() if outcome == SHOWN)


def _missing(definition: Definition, scenario: Scenario, seen: Seen, context: Context) -> list[str]:
    """The claims that refuse an online filing: not shown by a register, and without a paper."""
    if scenario.channel != "online":
        return []
    missing = definition.missing_needs(seen, context.papers)
    return [need for need in missing if scenario.registers.get(need) != OFFICE]


def context_of(
    definition: Definition, scenario: Scenario, calendar: time.Calendar | None
) -> Context:
    """What surrounds the answers of a scenario."""
    moment = _aware(scenario.on, calendar)
    return Context(
        channel=scenario.channel,
        submitted_on=moment.date(),
        submitted_at=moment,
        full_name=scenario.applicant.full_name,
        birth_date=scenario.applicant.birth_date,
        is_organisation=scenario.applicant.is_organisation,
        papers=frozenset(scenario.papers) | _shown_needs(definition, scenario),
        days=None if calendar is None else lambda on: bool(calendar.hours_on(on)),
    )


def _aware(moment: datetime.datetime, calendar: time.Calendar | None) -> datetime.datetime:
    zone: datetime.tzinfo = datetime.UTC if calendar is None else calendar.tz
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _named(problem: Problem) -> str:
    """A refusal by its check, or by the field that is wrong."""
    return str(problem.params.get("check") or problem.field or problem.code)


def _compare_refusal(scenario: Scenario, refused: Sequence[str]) -> Iterator[str]:
    expected = scenario.expect.refused
    if expected is None:
        yield f"The answers are refused ({', '.join(refused)}), but should be accepted."
    elif not refused:
        yield f"The answers are accepted, but '{expected}' should refuse them."
    elif expected not in refused:
        yield f"'{expected}' should refuse the answers, but {', '.join(refused)} did."


def _found(
    definition: Definition, scenario: Scenario, seen: Seen, calendar: time.Calendar | None
) -> _Found:
    on = seen.scope["submitted_on"]
    authority = definition.authority(seen, on)
    fee = definition.fee(seen, on)
    deadline = definition.deadline(seen, on)
    due = None
    if calendar is not None:
        due = time.due(
            seen.scope["submitted_at"],
            time.Duration.parse(deadline.total),
            calendar,
            cutoff=time.parse_cutoff(deadline.cutoff),
        )
    return _Found(
        level=authority.level,
        department=authority.department or "",
        due=due,
        fee=fee.amount,
        fee_row=fee.id,
        rows=frozenset(
            {
                ("fee", fee.id),
                ("authority", str(_number(definition.procedure.authority, seen))),
                ("deadline", str(_number(definition.procedure.deadline, seen))),
            }
        ),
    )


def _number(rows: Sequence[Authority | Deadline], seen: Seen) -> int:
    """Which row is the first that applies."""
    on = seen.scope["submitted_on"]
    return next(n for n, row in enumerate(rows) if row.is_alive(on) and seen.holds(row.when))


def _compare(
    expect: Expectation, found: _Found, walk: walks.Walk, results: tuple[str, ...]
) -> Iterator[str]:
    if walk.fault:
        yield walk.fault
    pairs: Mapping[str, tuple[object, object]] = {
        "authority": (expect.authority, found.level),
        "department": (expect.department, found.department),
        "fee": (expect.fee, found.fee),
        "fee_row": (expect.fee_row, found.fee_row),
        "results": (expect.results, results),
        "path": (expect.path, tuple(walk.path)),
    }
    for name, (expected, came) in pairs.items():
        if expected is not None and expected != came:
            yield f"`{name}` should be {_shown(expected)}, but is {_shown(came)}."
    if expect.due is not None and found.due is not None:
        came_at = found.due.replace(tzinfo=None)
        if expect.due.replace(tzinfo=None) != came_at:
            yield f"`due` should be {expect.due:%Y-%m-%dT%H:%M}, but is {came_at:%Y-%m-%dT%H:%M}."


def _needs(definition: Definition, scenario: Scenario, seen: Seen) -> Iterator[str]:
    """Papers that are given must be asked for, and required ones given."""
    due = {one.need.id: one.is_required for one in definition.needs_for(seen)}
    if scenario.expect.needs is not None and set(scenario.expect.needs) != set(due):
        yield f"`needs` should be {_shown(scenario.expect.needs)}, but are {_shown(tuple(due))}."
    for paper in (*scenario.papers, *scenario.registers):
        if paper not in due:
            yield f"'{paper}' is shown, but the procedure does not ask for it here."


def _shown(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)
