"""What an officer found, checked as the applicant's answers are: typed, bounded, complete.

Expressions see a finding as `found.<id>`, and the day of the act as `acted_on`. A finding depends
on answers, facts and findings declared before it; no question to the applicant depends on one.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.cases.definition import validation
from thanglong.kernel.cases.definition.format import FIELDS_MAX, FindingField, Procedure
from thanglong.kernel.cases.definition.scope import Context, Seen, names_of, put
from thanglong.kernel.cases.definition.validation import FOUND, Checked, Problem
from thanglong.kernel.cases.expressions import Kind, Type

ACTED_ON = "acted_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an officer enters: `given` now, `kept` from before (typed), at a stage that `finds`.

    is_final: it goes on with what was found, so what is required must be there.
    """

    finds: Collection[str]
    given: Mapping[str, Any]
    kept: Mapping[str, Any]
    on: datetime.date
    is_final: bool


def see_found(
    procedure: Procedure, seen: Seen, values: Mapping[str, Any], on: datetime.date
) -> Seen:
    """The scope with what was found; `visible`: the findings that apply. values: typed, by id."""
    scope = dict(seen.scope) | {ACTED_ON: on}
    wide = Seen(scope, (), seen.days)
    shown = []
    for one in procedure.findings:
        if wide.holds(one.show_if):
            shown.append(one.id)
            put(scope, f"{FOUND}{one.id}", one, values.get(one.id))
        else:
            put(scope, f"{FOUND}{one.id}", one, None)
    return Seen(scope, tuple(shown), seen.days)


def check_act(procedure: Procedure, act: Act, seen: Seen, context: Context) -> Checked:
    """Typed values as they stand after the act, and every problem with what was entered.

    seen: the answers. An empty entry takes a value away. What the stage does not find, and what
    does not apply, is not taken.
    """
    if not isinstance(act.given, Mapping) or len(act.given) > 3 * FIELDS_MAX:
        return Checked({}, (Problem("", "too_many_fields", {"max": FIELDS_MAX}),))
    known = {one.id: one for one in procedure.findings if one.id in act.finds}
    given, unknown = validation.gather(known, act.given)
    values, wrong = validation.read_all(known, given)
    whole = {name: value for name, value in act.kept.items() if name not in given} | values
    wide = see_found(procedure, seen, whole, act.on)
    problems = [
        problem
        for one in procedure.findings
        if one.id in wide.visible and (problem := _problem(one, act, whole, wrong, wide, context))
    ]
    if act.is_final and not problems:
        problems = _contradictions(procedure, act, wide)
    left = {name: value for name, value in whole.items() if name in wide.visible}
    return Checked(left, (*unknown, *problems))


def typed(procedure: Procedure, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored findings as typed values; what does not fit is left out."""
    return validation.read_all(_all(procedure.findings), _known(procedure, stored))[0]


def missing(procedure: Procedure, wide: Seen) -> tuple[str, ...]:
    """The findings that must be there and are not, of any stage."""
    return tuple(
        one.id
        for one in procedure.findings
        if one.id in wide.visible
        and wide.scope.get(f"{FOUND}{one.id}") is None
        and one.required is not False
        and wide.holds(one.required)
    )


def types(procedure: Procedure) -> list[tuple[FindingField, dict[str, Type]]]:
    """Each finding with the names that its value adds for those after it."""
    return [(one, names_of(f"{FOUND}{one.id}", one)) for one in procedure.findings]


SURROUNDINGS: Mapping[str, Type] = {ACTED_ON: Type(Kind.DATE)}


def _problem(
    one: FindingField,
    act: Act,
    whole: Mapping[str, Any],
    wrong: Mapping[str, Problem],
    wide: Seen,
    context: Context,
) -> Problem | None:
    if one.id in wrong:
        return wrong[one.id]
    if one.id not in act.finds:
        return None
    found = validation.problem_of(one, whole, wide, context)
    return None if found is not None and found.code == "required" and not act.is_final else found


def _contradictions(procedure: Procedure, act: Act, wide: Seen) -> list[Problem]:
    """The checks about what this stage finds."""
    return [
        Problem("", "check", {"check": check.id})
        for check in procedure.checks
        if validation.found_in(check) & set(act.finds) and validation.contradicts(check, wide)
    ]


def _all(findings: Iterable[FindingField]) -> dict[str, FindingField]:
    return {one.id: one for one in findings}


def _known(procedure: Procedure, stored: Mapping[str, Any]) -> dict[str, Any]:
    known = _all(procedure.findings)
    return {name: value for name, value in stored.items() if name in known}
