"""Expressions can be read, are of the right types, and do not go round in a circle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.definition import evidence, findings, parts, scope
from thanglong.kernel.cases.definition.format import FindingField, FormField, Procedure
from thanglong.kernel.cases.definition.graph import circle, graph, in_order
from thanglong.kernel.cases.definition.validation import found_in
from thanglong.kernel.cases.expressions import ExpressionError, Kind, Type
from thanglong.kernel.cases.lint.faults import Fault, Place, Subject

OURS = frozenset({"applicant", "papers", "found", "answer"})  # groups that the system gives


@dataclass(frozen=True, slots=True)
class Written:
    """An expression with its place and the kind of value that it must give."""

    place: Place
    text: str
    gives: Kind | None


def expressions_are_typed(subject: Subject) -> Iterator[Fault]:
    """Every expression is readable, uses known names and gives the kind of value needed."""
    procedure = subject.definition.procedure
    names = scope.types(procedure)
    for fact in _facts_in_order(procedure):
        place: Place = ("facts", fact)
        found = _check(Written(place, _fact(procedure, fact), None), names)
        if isinstance(found, Fault):
            yield found
        else:
            names[fact] = found
    for written, known in _all(procedure, names):
        found = _check(written, known)
        if isinstance(found, Fault) and not _is_an_echo(procedure, found, names):
            yield found


def nothing_goes_round(subject: Subject) -> Iterator[Fault]:
    """No field or fact depends on itself."""
    round_trip = circle(graph(subject.definition.procedure))
    if round_trip:
        first = round_trip[0]
        is_fact = any(fact.id == first for fact in subject.definition.procedure.facts)
        yield Fault(
            place=("facts", first) if is_fact else _place_of(subject.definition.procedure, first),
            message=f"These depend on one another: {' → '.join((*round_trip, first))}.",
            advice="Let one of them depend on an earlier answer instead.",
        )


def names_are_free(subject: Subject) -> Iterator[Fault]:
    """A fact has a name of its own."""
    procedure = subject.definition.procedure
    taken = scope.types(procedure)
    groups = {name.split(".")[0] for name in taken}
    for fact in procedure.facts:
        if fact.id in taken or fact.id in groups:
            yield Fault(
                place=("facts", fact.id),
                message=f"'{fact.id}' is already the name of a field or a built-in value.",
                advice="Give the fact another name.",
            )
    for page in procedure.form.pages:
        for one in page.fields:
            if one.id in scope.BUILT_IN or one.id.split(".")[0] in OURS:
                yield Fault(
                    place=("form", "pages", page.id, "fields", one.id),
                    message=f"'{one.id}' is the name of a built-in value.",
                    advice=f"Name it otherwise; the system gives {', '.join(sorted(OURS))}.",
                )


def _check(written: Written, names: Mapping[str, Type]) -> Type | Fault:
    try:
        found = expressions.check(expressions.parse(written.text), names)
    except ExpressionError as error:
        message = f"'{written.text}': {error.message} (character {error.at + 1})"
        return Fault(place=written.place, message=message, advice=error.advice)
    if written.gives is not None and found.kind is not written.gives:
        return Fault(
            place=written.place,
            message=f"'{written.text}' gives {found.kind}, but {written.gives} is needed.",
            advice=_ADVICE.get(written.gives, "Write another expression."),
        )
    return found


_ADVICE = {
    Kind.BOOLEAN: "Write a condition, such as purpose == 'marriage'.",
    Kind.NUMBER: "Write a number or a computation.",
    Kind.TEXT: "Write a field that gives a commune code, such as subject.residence.area.",
}


def _is_an_echo(procedure: Procedure, fault: Fault, names: Mapping[str, Type]) -> bool:
    """A fact that is wrong is reported once, not in every place that uses it."""
    broken = [fact.id for fact in procedure.facts if fact.id not in names]
    return any(f"There is no '{name}'." in fault.message for name in broken)


def _facts_in_order(procedure: Procedure) -> list[str]:
    facts = {fact.id for fact in procedure.facts}
    return [node for node in in_order(graph(procedure)) if node in facts]


def _fact(procedure: Procedure, fact_id: str) -> str:
    return next(fact.expression for fact in procedure.facts if fact.id == fact_id)


def _place_of(procedure: Procedure, field_id: str) -> Place:
    for page in procedure.form.pages:
        if any(one.id == field_id for one in page.fields):
            return ("form", "pages", page.id, "fields", field_id, "show_if")
    return ("facts", field_id)


Names = Mapping[str, Type]


def _all(procedure: Procedure, names: Names) -> Iterator[tuple[Written, Names]]:
    """Every expression with the names that it may use."""
    for written in _before_filing(procedure):
        yield written, names
    yield from _of_answers(procedure, names)
    wide = {**names, **findings.SURROUNDINGS}
    for one, added in findings.types(procedure):
        for written in _of_finding(one):
            yield written, wide
        wide |= added
    for check in procedure.checks:
        known = wide if found_in(check) else names
        for written in _conditions(("checks", check.id), when=check.when, unless=check.unless):
            yield written, known
    for result in procedure.results:
        for written in _conditions(("results", result.id), when=result.when):
            yield written, wide


def _before_filing(procedure: Procedure) -> Iterator[Written]:
    yield Written(("route", "area"), procedure.route.area, Kind.TEXT)
    yield from _of_form(procedure)
    yield from _of_tables(procedure)
    for need in procedure.needs:
        yield from _conditions(("needs", need.id), when=need.when, required=need.required)
    yield from _of_parts(procedure)


def _of_parts(procedure: Procedure) -> Iterator[Written]:
    fields = {one.id for page in procedure.form.pages for one in page.fields}
    for part in procedure.parts:
        yield from _conditions(("parts", part.id), when=part.when)
        for name, source in part.answers.items():
            if source not in fields and parts.from_part(source) is None:
                yield Written(("parts", part.id, "answers", name), source, None)


def _of_answers(procedure: Procedure, names: Names) -> Iterator[tuple[Written, Names]]:
    """What a register must answer, typed for each register that may be asked."""
    for need in procedure.needs:
        for source in evidence.sources(need):
            for written in _conditions(("needs", need.id), shown_if=need.shown_if):
                yield written, {**names, **evidence.answer_types(source)}


def _of_finding(one: FindingField) -> Iterator[Written]:
    place: Place = ("findings", one.id)
    yield from _conditions(place, show_if=one.show_if, required=one.required)
    yield from _bounds(place, one)
    if one.suggest is not None:
        yield Written((*place, "suggest"), one.suggest, scope.type_of(one).kind)


def _of_form(procedure: Procedure) -> Iterator[Written]:
    for page in procedure.form.pages:
        here: Place = ("form", "pages", page.id)
        yield from _conditions(here, show_if=page.show_if)
        for one in page.fields:
            place: Place = (*here, "fields", one.id)
            yield from _conditions(place, show_if=one.show_if, required=one.required)
            yield from _bounds(place, one)


def _bounds(place: Place, one: FormField) -> Iterator[Written]:
    kind = scope.type_of(one).kind
    for name, text in (("min", one.min), ("max", one.max)):
        if text is not None:
            yield Written((*place, name), text, kind)


def _of_tables(procedure: Procedure) -> Iterator[Written]:
    for number, row in enumerate(procedure.authority):
        yield from _conditions(("authority", number), when=row.when)
    for fee in procedure.fee:
        place: Place = ("fee", fee.id)
        yield from _conditions(place, when=fee.when)
        for name, amount in (("amount", fee.amount), ("list_amount", fee.list_amount)):
            if isinstance(amount, str):
                yield Written((*place, name), amount, Kind.NUMBER)
    for number, limit in enumerate(procedure.deadline):
        yield from _conditions(("deadline", number), when=limit.when)


def _conditions(place: Place, **texts: str | bool | None) -> Iterator[Written]:
    for name, text in texts.items():
        if isinstance(text, str):
            yield Written((*place, name), text, Kind.BOOLEAN)
