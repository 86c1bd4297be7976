"""Taking what an officer found, with the act that it belongs to."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from thanglong.kernel.base import clock
from thanglong.kernel.cases import findings, refusals, rules, scopes
from thanglong.kernel.cases.definition.findings import Act
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.definition.validation import Problem, plain
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case


def prepare(
    *, case: Case, move: rules.Move, given: Mapping[str, Any], at: datetime.datetime
) -> dict[str, Any]:
    """What the step keeps of the findings given with a move: those that are new or changed.

    given: by id, as JSON or a form sends them; an empty one takes a value away.
    Raises FindingsWrong with every problem, FindingsMissing for a result without one.
    """
    definition, stage = Flow.of(case).definition, Flow.of(case).defined(case.stage)
    finds = stage.finds if stage else ()
    if not definition.findings or not (finds or given or move.issues_results):
        _refuse(definition, [Problem(name, "unknown_field") for name in given])
        return {}
    asked, kept = scopes.of_case(case), findings.values_of(case)
    act = Act(
        finds=finds,
        given=given,
        kept=definition.typed_findings(kept),
        on=clock.local(at).date(),
        is_final=Flow.of(case).takes_findings(case.stage, move.action),
    )
    checked = definition.check_act(act, asked.seen, scopes.context_of_case(case))
    _refuse(definition, list(checked.problems))
    if move.issues_results:
        _check_whole(definition, definition.see_found(asked.seen, checked.values, act.on))
    left = plain(checked.values)
    changed = {
        name: left.get(name)
        for name in finds
        if left.get(name) != kept.get(name) and (name in left or name in given)
    }
    return {findings.KEY: changed} if changed else {}


def _refuse(definition: Definition, problems: list[Problem]) -> None:
    if problems:
        raise refusals.FindingsWrong(
            problems=problems,
            definition=definition,
            names=_names(definition, [one.field for one in problems]),
        )


def _check_whole(definition: Definition, wide: Seen) -> None:
    """A result says only what somebody found: nothing is given out while a finding is missing."""
    missing = definition.missing_findings(wide)
    if missing:
        raise refusals.FindingsMissing(names=_names(definition, missing))


def _names(definition: Definition, fields: Iterable[str]) -> str:
    """The findings in the words of the officer; what is about several has no name of its own."""
    labels = definition.words("en" if get_language() == "en" else "vi").findings
    named = [labels[one].label if one in labels else one for one in fields]
    return ", ".join(one for one in named if one) or "…"
