"""Every answer checked on the server: typed values, and every problem at once."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from thanglong.kernel.cases.definition import fields
from thanglong.kernel.cases.definition.format import FIELDS_MAX, Check, FormField
from thanglong.kernel.cases.definition.graph import names_in
from thanglong.kernel.cases.definition.scope import Context, Plan, Seen, see
from thanglong.kernel.cases.expressions import Missing

UNKNOWN_SHOWN = 20  # unknown fields beyond these are not listed
NAME_SHOWN = 80
FOUND = "found."  # how expressions name what an officer found


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer is not accepted. `field` is empty when it is about several; a check has its id
    in `params`. `code` is a key of `messages.SENTENCES`."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Checked(NamedTuple):
    """What came of a validation. `values`: typed, shown fields only."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]


def validate(
    plan: Plan, answers: Mapping[str, Any], context: Context, *, page: str | None = None
) -> Checked:
    """Check a whole form, or one page with the other answers as its surroundings.

    answers: by field id, as JSON or as a form sends them; the parts of an address may come as
    `home.area` and `home.line`. Returns typed values of the fields that are shown.
    """
    if not isinstance(answers, Mapping) or len(answers) > 3 * FIELDS_MAX:
        return Checked({}, (Problem("", "too_many_fields", {"max": FIELDS_MAX}),))
    given, unknown = gather(plan.fields, answers)
    values, wrong = read_all(plan.fields, given)
    seen = see(plan, values, context)
    asked = [one for one in seen.visible if page is None or plan.places[one][0].id == page]
    problems = [
        problem
        for name in asked
        if (problem := wrong.get(name) or problem_of(plan.fields[name], values, seen, context))
    ]
    if page is None and not problems:
        problems = _contradictions(plan, seen)
    shown = {name: values[name] for name in seen.visible if name in values}
    return Checked(shown, (*unknown, *problems))


def typed(plan: Plan, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as typed values, without judging them; what does not fit is left out."""
    given, _ = gather(plan.fields, stored)
    return read_all(plan.fields, given)[0]


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as JSON keeps them: dates and decimals as text."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(value) if isinstance(value, datetime.date | Decimal) else value


Fields = Mapping[str, FormField]


def gather(known: Fields, answers: Mapping[str, Any]) -> tuple[dict[str, Any], Sequence[Problem]]:
    """What was sent by field, parts of an address put together; and what no field is."""
    given: dict[str, Any] = {}
    unknown: list[Problem] = []
    for name, value in answers.items():
        whole, _, part = name.rpartition(".") if isinstance(name, str) else ("", "", "")
        if name in known:
            given[name] = value
        elif whole in known and known[whole].type == "address" and part in ("area", "line"):
            parts = given.setdefault(whole, {})
            if isinstance(parts, dict):
                given[whole] = parts | {part: value}
        elif len(unknown) < UNKNOWN_SHOWN:
            unknown.append(Problem(str(name)[:NAME_SHOWN], "unknown_field"))
    return given, unknown


def read_all(known: Fields, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Problem]]:
    """Typed values by field, and what is wrong with those that could not be read."""
    values: dict[str, Any] = {}
    wrong: dict[str, Problem] = {}
    for name, raw in given.items():
        try:
            value = fields.read(known[name], raw)
        except fields.Wrong as error:
            wrong[name] = Problem(name, error.code, error.params)
        else:
            if value is not None:
                values[name] = value
    return values, wrong


def problem_of(
    one: FormField, values: Mapping[str, Any], seen: Seen, context: Context
) -> Problem | None:
    """What is wrong with a field that could be read: missing, out of bounds, no such area."""
    value = values.get(one.id)
    if value is None:
        return Problem(one.id, "required") if seen.holds(one.required) else None
    return _out_of_bounds(one, value, seen) or _no_area(one, value, context)


def _out_of_bounds(one: FormField, value: Any, seen: Seen) -> Problem | None:
    least = seen.value(one.min) if one.min is not None else None
    most = seen.value(one.max) if one.max is not None else None
    if _is_beyond(least, value):
        return Problem(one.id, _bound_code("too_small", value), {"min": least})
    if _is_beyond(value, most):
        return Problem(one.id, _bound_code("too_large", value), {"max": most})
    return None


def _is_beyond(less: Any, more: Any) -> bool:
    """Whether `less` is greater than `more`; a bound that is missing bounds nothing."""
    if less is None or more is None or isinstance(less, Missing) or isinstance(more, Missing):
        return False
    numbers = isinstance(less, int | Decimal) and isinstance(more, int | Decimal)
    return bool(less > more) if numbers or type(less) is type(more) else False


def _bound_code(code: str, value: Any) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return {"too_small": "too_early", "too_large": "too_late"}[code]
    return code


def _no_area(one: FormField, value: Any, context: Context) -> Problem | None:
    code = value["area"] if one.type == "address" else value if one.type == "area" else None
    if code is None or context.is_area is None or context.is_area(code, context.submitted_on):
        return None
    return Problem(one.id, "unknown_area", {"area": code})


def _contradictions(plan: Plan, seen: Seen) -> list[Problem]:
    return [
        Problem("", "check", {"check": check.id})
        for check in plan.procedure.checks
        if not found_in(check) and contradicts(check, seen)
    ]


def contradicts(check: Check, seen: Seen) -> bool:
    """Whether a check refuses what is seen."""
    return seen.holds(check.when) and not seen.holds(check.unless)


def found_in(check: Check) -> frozenset[str]:
    """The findings that a check names; with any, it is asked of the officer, not the applicant."""
    names = names_in(check.unless) | names_in(check.when)
    return frozenset(name.removeprefix(FOUND) for name in names if name.startswith(FOUND))
