"""Interlinked filings: every part exists, can begin, gets what it asks, and fits into the time."""

from collections.abc import Iterator, Mapping

from thanglong.kernel.calendar.rules import Duration
from thanglong.kernel.cases import scenarios
from thanglong.kernel.cases.agencies import PARTS
from thanglong.kernel.cases.definition import Definition, parts
from thanglong.kernel.cases.definition.advice import closest
from thanglong.kernel.cases.definition.format import FormField, Need, Part
from thanglong.kernel.cases.lint.faults import Fault, Place, Subject
from thanglong.kernel.cases.lint.flow import minutes_of


def parts_have_the_stage(subject: Subject) -> Iterator[Fault]:
    """A procedure with parts lies in one stage, with the parts; no other procedure does."""
    procedure = subject.definition.procedure
    has_it = [(one.id, one.by == PARTS) for one in procedure.stages]
    if procedure.parts and (len(has_it) != 1 or not has_it[0][1]):
        yield Fault(
            place=("stages",),
            message="The parts have the work, so the whole has no stages of its own.",
            advice="Write one: `together: {by: parts, do: {complete: returned}}`.",
        )
    for stage, waits in has_it:
        if waits and not procedure.parts:
            yield Fault(
                place=("stages", stage, "by"),
                message="It waits for parts, but the procedure has none.",
                advice="Name a post, or list `parts`.",
            )


def parts_can_begin(subject: Subject) -> Iterator[Fault]:
    """A part waits only for parts before it; one begins at once; no procedure is started twice."""
    before: dict[str, str] = {}
    for part in subject.definition.procedure.parts:
        place: Place = ("parts", part.id)
        for name in part.after:
            if name not in before:
                yield Fault(
                    place=(*place, "after"),
                    message=f"'{name}' is no part that stands before '{part.id}'.",
                    advice=closest(name, set(before)) or "Put the part for which it waits first.",
                )
        if part.procedure in before.values():
            yield Fault(
                place=(*place, "procedure"),
                message=f"Another part starts {part.procedure} already.",
                advice="Start each procedure once.",
            )
        before[part.id] = part.procedure


def parts_are_known(subject: Subject) -> Iterator[Fault]:
    """Every part is a procedure of the city, itself without parts, that can be filed this way."""
    for part in subject.definition.procedure.parts:
        place: Place = ("parts", part.id, "procedure")
        inner = subject.parts.get(part.procedure)
        if inner is None:
            yield Fault(
                place=place,
                message=f"There is no procedure {part.procedure} beside this one.",
                advice="Write its folder, or correct the code.",
            )
        elif inner.procedure.parts:
            yield Fault(
                place=place,
                message=f"{part.procedure} has parts itself.",
                advice="List its parts here instead.",
            )
        elif inner.procedure.service_level == "counter" and (
            subject.definition.procedure.service_level != "counter"
        ):
            yield Fault(
                place=place,
                message=f"{part.procedure} is for the counter only.",
                advice="Write `service_level: counter` here too, or drop the part.",
            )


def sources_are_there(subject: Subject) -> Iterator[Fault]:
    """Answers and papers go to questions and needs that exist, and come from what exists."""
    for part, inner in _known(subject):
        yield from _answers(subject, part, inner)
        yield from _papers(subject, part, inner)


def parts_get_what_they_ask(subject: Subject) -> Iterator[Fault]:
    """Whatever a part always requires comes from somewhere that always has it."""
    for part, inner in _known(subject):
        for page in inner.procedure.form.pages:
            for one in page.fields:
                always = page.show_if is None and one.show_if is None and one.required is True
                if always and not parts.source_of(part, one.id, subject.definition):
                    yield Fault(
                        place=("parts", part.id, "answers"),
                        message=f"{part.procedure} requires '{one.id}', and nothing answers it.",
                        advice="Ask it under the same id, or map it under `answers`.",
                    )
                if one.required and _may_be_empty(subject, part, one):
                    yield Fault(
                        place=("parts", part.id, "answers", one.id),
                        message=f"{part.procedure} requires '{one.id}', but the officer of the "
                        "earlier part may leave it empty.",
                        advice="Make the finding `required`, or the question optional.",
                    )
        for need in inner.procedure.needs:
            if need.required is True and need.when is None and need.id not in part.papers:
                yield from _unmet(part, need)


def parts_fit_into_the_total(subject: Subject) -> Iterator[Fault]:
    """The parts, one after the other where they wait, take no longer than the whole."""
    takes: dict[str, int] = {}
    for part, inner in _known(subject):
        own = max(
            (minutes_of(Duration.parse(row.total), subject) for row in inner.procedure.deadline),
            default=0,
        )
        takes[part.id] = own + max((takes.get(name, 0) for name in part.after), default=0)
    most = max(takes.values(), default=0)
    for number, row in enumerate(subject.definition.procedure.deadline if takes else ()):
        total = minutes_of(Duration.parse(row.total), subject)
        if most > total:
            yield Fault(
                place=("deadline", number, "total"),
                message=f"The parts take {most / 60:g} working hours, but {row.total} holds no "
                f"more than {total / 60:g}.",
                advice="Give the whole as much time as its parts have together.",
            )


def stories_are_accepted_by_the_parts(subject: Subject) -> Iterator[Fault]:
    """What the whole accepts in a scenario, every part that it starts accepts too."""
    whole = subject.definition
    for number, story in enumerate(subject.scenarios or ()):
        context = scenarios.context_of(subject.definition, story, subject.calendar)
        checked = whole.validate(story.answers, context)
        seen = whole.see(checked.values, context)
        started = () if checked.problems else parts.asked(whole, seen)
        for part in (one for one in started if one.procedure in subject.parts):
            inner = subject.parts[part.procedure]
            answers = parts.answers_of(part, inner, whole=whole, seen=seen, found={})
            later = parts.comes_later(part)
            for one in inner.validate(answers, context).problems:
                if one.field not in later:
                    yield Fault(
                        file=scenarios.FILE,
                        place=(number,),
                        message=f"{story.name}: {part.procedure} refuses "
                        f"'{one.field or one.params.get('check')}' ({one.code}).",
                        advice="Ask it here as the part asks it, or add the same check.",
                    )


def _known(subject: Subject) -> Iterator[tuple[Part, Definition]]:
    for part in subject.definition.procedure.parts:
        inner = subject.parts.get(part.procedure)
        if inner is not None:
            yield part, inner


def _answers(subject: Subject, part: Part, inner: Definition) -> Iterator[Fault]:
    fields = subject.definition.fields
    for name in inner.fields:
        source = parts.source_of(part, name, subject.definition)
        if source in fields and fields[source].type != inner.fields[name].type:
            yield Fault(
                place=("parts", part.id, "answers", name),
                message=f"'{source}' is of type {fields[source].type}, but {part.procedure} asks "
                f"a {inner.fields[name].type}.",
                advice="Ask it as the part does, or map another answer.",
            )
    for name, source in part.answers.items():
        place: Place = ("parts", part.id, "answers", name)
        if name not in inner.fields:
            yield _missing(place, name, part.procedure, inner.fields)
        yield from _earlier(subject, part, place, source)


def _papers(subject: Subject, part: Part, inner: Definition) -> Iterator[Fault]:
    needs = {need.id: need for need in subject.definition.procedure.needs}
    wanted = {need.id: need for need in inner.procedure.needs}
    for name, source in part.papers.items():
        place: Place = ("parts", part.id, "papers", name)
        if name not in wanted:
            yield _missing(place, name, part.procedure, wanted)
        if parts.from_part(source) is None and source not in needs:
            yield Fault(
                place=place,
                message=f"'{source}' is no need of this procedure.",
                advice=closest(source, set(needs)) or "Write a need, or `part:RESULT`.",
            )
        yield from _earlier(subject, part, place, source)


def _earlier(subject: Subject, part: Part, place: Place, source: str) -> Iterator[Fault]:
    """What comes from an earlier part: it is waited for, and gives such a thing."""
    earlier = parts.from_part(source)
    if earlier is None:
        return
    name, thing = earlier
    codes = {one.id: one.procedure for one in subject.definition.procedure.parts}
    inner = subject.parts.get(codes.get(name, ""))
    if name not in part.after:
        yield Fault(
            place=place,
            message=f"It takes something from '{name}', but does not wait for it.",
            advice=f"Add `after: [{name}]`.",
        )
    elif inner is not None and thing not in _things(inner):
        yield Fault(
            place=place,
            message=f"{inner.code} has no finding or result '{thing}'.",
            advice=closest(thing, _things(inner)),
        )


def _things(inner: Definition) -> set[str]:
    return {*inner.findings, *(one.id for one in inner.procedure.results)}


def _may_be_empty(subject: Subject, part: Part, one: FormField) -> bool:
    earlier = parts.from_part(part.answers.get(one.id, ""))
    if earlier is None:
        return False
    codes = {each.id: each.procedure for each in subject.definition.procedure.parts}
    inner = subject.parts.get(codes.get(earlier[0], ""))
    finding = inner.findings.get(earlier[1]) if inner is not None else None
    return finding is not None and (finding.required is not True or finding.show_if is not None)


def _unmet(part: Part, need: Need) -> Iterator[Fault]:
    if not any(one.startswith("register:") for one in need.evidence):
        yield Fault(
            place=("parts", part.id, "papers"),
            message=f"{part.procedure} requires the paper '{need.id}', and nothing gives it.",
            advice="Map a need of the whole, or a result of an earlier part, under `papers`.",
        )


def _missing(place: Place, name: str, code: str, known: Mapping[str, object]) -> Fault:
    return Fault(
        place=place, message=f"{code} does not ask '{name}'.", advice=closest(name, set(known))
    )
