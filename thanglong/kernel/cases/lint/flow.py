"""Stages: they can be reached and left, fit into the time, and pause only where the law says."""

from collections.abc import Iterator, Mapping

from thanglong.kernel.calendar.rules import Duration
from thanglong.kernel.cases import rules
from thanglong.kernel.cases.agencies import APPLICANT, NOBODY, PARTS, AgencyError, parse_post
from thanglong.kernel.cases.definition.advice import closest
from thanglong.kernel.cases.definition.format import Procedure, Stage
from thanglong.kernel.cases.lint.faults import Fault, Place, Subject

BACK = "back"
ENDS = frozenset(rules.Terminal) - {rules.Terminal.WITHDRAWN}
# Acts that exist at every stage and are never written in a procedure.
RESERVED = frozenset(
    {
        "withdraw", "stop", "hand_over", "claim", "release", "pass_on", "file", "extend",
        "approve_supplement", "answer", "limit_passes",
    }
)  # fmt: skip


def arcs_lead_somewhere(subject: Subject) -> Iterator[Fault]:
    """Every act and every limit leads to a stage or an end that exists."""
    procedure = subject.definition.procedure
    stages = subject.definition.stages
    targets = {*stages, *ENDS, BACK}
    for stage in procedure.stages:
        here: Place = ("stages", stage.id)
        if stage.id in rules.BUILT_IN_STAGES or stage.id in ENDS or stage.id in (BACK, "withdrawn"):
            yield Fault(
                place=here,
                message=f"'{stage.id}' is the name of a built-in stage or end.",
                advice="Name the stage otherwise.",
            )
        for arc in stage.do:
            yield from _arc(stage, arc.action, arc.target, targets)
        if stage.on_limit is not None and stage.on_limit not in {*stages, *ENDS}:
            yield Fault(
                place=(*here, "on_limit"),
                message=f"'{stage.on_limit}' is no stage and no end.",
                advice=closest(stage.on_limit, {*stages, *ENDS}),
            )


def _arc(stage: Stage, action: str, target: str, targets: set[str]) -> Iterator[Fault]:
    place: Place = ("stages", stage.id, "do", action)
    if action in RESERVED:
        yield Fault(
            place=place,
            message=f"'{action}' exists at every stage.",
            advice="Leave it out, or name the act otherwise.",
        )
    if target not in targets:
        yield Fault(
            place=place,
            message=f"'{target}' is no stage and no end.",
            advice=closest(target, targets),
        )
    if target == BACK and stage.by != APPLICANT:
        yield Fault(
            place=place,
            message="`back` leads to the stage that asked the applicant; here nobody was asked.",
            advice="Name the stage.",
        )


def supplements_reach_the_applicant(subject: Subject) -> Iterator[Fault]:
    """`supplement` leads to a stage of the applicant, who answers and so gives it back."""
    stages = subject.definition.stages
    for stage in stages.values():
        target = subject.definition.actions(stage.id).get("supplement")
        if target is not None and target in stages and stages[target].by != APPLICANT:
            yield Fault(
                place=("stages", stage.id, "do", "supplement"),
                message=f"`supplement` leads to '{target}', which is not the applicant's.",
                advice="Lead it to a stage with `by: applicant`.",
            )
        if stage.by == APPLICANT and BACK not in subject.definition.actions(stage.id).values():
            yield Fault(
                place=("stages", stage.id, "do"),
                message="The applicant cannot give it back.",
                advice="Add `do: {resubmit: back}`.",
            )


def stages_can_be_reached_and_left(subject: Subject) -> Iterator[Fault]:
    """Every stage is on a way from the first stage to an end."""
    ways = _ways(subject.definition.procedure)
    first = subject.definition.procedure.stages[0]
    reached = _from(first.id, ways)
    for stage in subject.definition.procedure.stages:
        if stage.id not in reached:
            yield Fault(
                place=("stages", stage.id),
                message=f"No way leads from '{first.id}' to '{stage.id}'.",
                advice="Let an act of another stage lead here, or drop the stage.",
            )
        elif not _from(stage.id, ways) & ENDS:
            yield Fault(
                place=("stages", stage.id),
                message=f"From '{stage.id}' the case can never end.",
                advice=f"Let an act lead to one of {', '.join(sorted(ENDS))}.",
            )
    if rules.Terminal.RETURNED not in reached:
        yield Fault(
            place=("stages",),
            message="No way leads to `returned`, so nobody ever gets a result.",
            advice="Let the deciding stage have `approve: returned`.",
        )
    if first.by == APPLICANT:
        yield Fault(
            place=("stages", first.id, "by"),
            message="A filed dossier would land with the applicant.",
            advice="Begin with the stage that receives it.",
        )


def dues_fit_into_the_total(subject: Subject) -> Iterator[Fault]:
    """The dues along the longest way forward are no more than the shortest total.

    Calendar days count as the fewest working days that so many days hold in an ordinary week.
    """
    procedure = subject.definition.procedure
    minutes, way = _longest(procedure, subject)
    for number, row in enumerate(procedure.deadline):
        total = minutes_of(Duration.parse(row.total), subject)
        if minutes > total:
            yield Fault(
                place=("deadline", number, "total"),
                message=(
                    f"The stages {' → '.join(way)} take {minutes / 60:g} working hours, "
                    f"but {row.total} holds no more than {total / 60:g}."
                ),
                advice="Shorten the `due` of a stage.",
            )


def dues_are_given(subject: Subject) -> Iterator[Fault]:
    """A stage of the office has a due, one of the applicant a limit; consulting fits into it."""
    for stage in subject.definition.procedure.stages:
        place: Place = ("stages", stage.id)
        if stage.clock == "running" and stage.due is None and stage.by != PARTS:
            yield Fault(place=place, message="The stage has no time.", advice="Add `due: 8wh`.")
        if stage.clock == "paused" and stage.limit is None:
            yield Fault(
                place=place,
                message="Here the clock could stand still for ever.",
                advice="Add `limit: 10wd` and `on_limit: stopped`.",
            )
        yield from _consulting_fits(stage, place, subject)


def _consulting_fits(stage: Stage, place: Place, subject: Subject) -> Iterator[Fault]:
    if stage.due is None:
        return
    whole = minutes_of(Duration.parse(stage.due), subject)
    for one in stage.consult:
        if minutes_of(Duration.parse(one.due), subject) > whole:
            yield Fault(
                place=(*place, "consult", one.id, "due"),
                message=f"The opinion may take {one.due}, longer than the stage ({stage.due}).",
                advice="Shorten it, or give the stage more time.",
            )


def clock_pauses_only_by_law(subject: Subject) -> Iterator[Fault]:
    """The clock pauses exactly where the applicant is waited for, or where a law says so."""
    for stage in subject.definition.procedure.stages:
        is_paused = stage.clock == "paused"
        if stage.by == APPLICANT and not is_paused:
            yield Fault(
                place=("stages", stage.id, "by"),
                message="The city's clock runs while the applicant is waited for.",
                advice="Add `clock: paused`.",
            )
        if is_paused and stage.by != APPLICANT and stage.basis is None:
            yield Fault(
                place=("stages", stage.id, "clock"),
                message="The clock pauses although the office has the dossier.",
                advice="Let it run, or name the law that stops it: `basis: …`.",
            )


def posts_exist(subject: Subject) -> Iterator[Fault]:
    """`by` and `consult.to` are readable as posts."""
    for place, text in posts(subject.definition.procedure):
        try:
            parse_post(text)
        except AgencyError as error:
            yield Fault(place=place, message=error.message, advice=error.advice)


def posts(procedure: Procedure) -> Iterator[tuple[Place, str]]:
    """Every post that is named, with its place; applicant and parts are none."""
    for stage in procedure.stages:
        if stage.by not in NOBODY:
            yield ("stages", stage.id, "by"), stage.by
        for one in stage.consult:
            yield ("stages", stage.id, "consult", one.id, "to"), one.to


def _ways(procedure: Procedure) -> Mapping[str, set[str]]:
    """From each stage to the next; `back` leads to every stage that asks the applicant."""
    ways: dict[str, set[str]] = {}
    for stage in procedure.stages:
        targets = {arc.target for arc in stage.do} | ({stage.on_limit} if stage.on_limit else set())
        if BACK in targets:
            targets |= {
                other.id
                for other in procedure.stages
                if any(arc.target == stage.id for arc in other.do)
            }
        ways[stage.id] = targets
    return ways


def _from(start: str, ways: Mapping[str, set[str]]) -> set[str]:
    found, rest = {start}, [start]
    while rest:
        for target in ways.get(rest.pop(), set()):
            if target not in found:
                found.add(target)
                rest.append(target)
    return found


def _longest(procedure: Procedure, subject: Subject) -> tuple[int, list[str]]:
    """Working minutes and stages of the longest way forward. Returns and pauses do not count."""
    best: dict[str, tuple[int, list[str]]] = {}
    order = [stage.id for stage in procedure.stages]
    for stage in reversed(procedure.stages):
        later = set(order[order.index(stage.id) + 1 :])
        ways = [best[arc.target] for arc in stage.do if arc.target in later]
        minutes, way = max(ways, key=lambda one: one[0], default=(0, []))
        own = Duration.parse(stage.due) if stage.due and stage.clock == "running" else None
        if own is None:
            best[stage.id] = (minutes, way)
        else:
            best[stage.id] = (minutes + minutes_of(own, subject), [stage.id, *way])
    return best[order[0]]


def minutes_of(duration: Duration, subject: Subject) -> int:
    """Working minutes, at least so many: of calendar days the fewest that they can hold."""
    if duration.is_same_day:
        return 480
    if duration.is_working_time:
        return duration.working_minutes
    days = duration.amount * {"d": 1, "mo": 28, "y": 365}.get(duration.unit, 1)
    return 480 * _fewest_working_days(days, _workdays(subject))


def _workdays(subject: Subject) -> tuple[bool, ...]:
    if subject.calendar is None:
        return (True, True, True, True, True, False, False)
    week = subject.calendar.week_on(subject.definition.procedure.effective.valid_from)
    return tuple(bool(hours) for hours in week.hours)


def _fewest_working_days(days: int, week: tuple[bool, ...]) -> int:
    weeks, rest = divmod(days, 7)
    starts = range(7)
    fewest = min(sum(week[(start + one) % 7] for one in range(rest)) for start in starts)
    return weeks * sum(week) + fewest
