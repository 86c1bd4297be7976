"""Texts: each in both languages, none left over, none forgotten in Vietnamese."""

import re
from collections.abc import Iterable, Iterator, Mapping

from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.advice import closest
from thanglong.kernel.cases.definition.texts import Texts
from thanglong.kernel.cases.lint.faults import Fault, Place, Subject

# Acts with words of their own in the product; any other needs `actions.<id>` in the texts.
KNOWN_ACTIONS = frozenset(
    {
        "accept",
        "supplement",
        "refuse",
        "resubmit",
        "propose",
        "approve",
        "send_back",
        "complete",
    }
)
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def texts_are_complete(subject: Subject) -> Iterator[Fault]:
    """Everything that a person sees has words in every language, and nothing else has."""
    for language, texts in subject.definition.texts.items():
        file = f"texts/{language}.yaml"
        for place, needed, given in _wanted(subject.definition, texts):
            yield from _compare(file, place, needed, given)


def languages_say_the_same(subject: Subject) -> Iterator[Fault]:
    """A hint, note or ready reason in one language is there in the other too."""
    said = {name: dict(_optional(texts)) for name, texts in subject.definition.texts.items()}
    for language, mine in said.items():
        others = {place for other in said.values() for place in other}
        for place in sorted(others - set(mine), key=str):
            yield Fault(
                file=f"texts/{language}.yaml",
                place=place,
                message="The text is missing; the other language has it.",
                advice="Write it here as well, or drop it there.",
            )


def english_is_english(subject: Subject) -> Iterator[Fault]:
    """No label was left in Vietnamese."""
    texts = subject.definition.texts
    if not {"vi", "en"} <= set(texts):
        return
    vietnamese = dict(_labels(texts["vi"]))
    for place, label in _labels(texts["en"]):
        if label == vietnamese.get(place) and _VIETNAMESE.search(label):
            yield Fault(
                file="texts/en.yaml",
                place=place,
                message=f"'{label}' is the Vietnamese text.",
                advice="Write it in English.",
            )


def refusals_have_reasons(subject: Subject) -> Iterator[Fault]:
    """Where a stage may refuse, ready reasons with their legal basis are at hand."""
    refuses = {arc.target for stage in subject.definition.procedure.stages for arc in stage.do} & {
        "refused",
        "not_accepted",
    }
    for language, texts in subject.definition.texts.items():
        if refuses and not texts.refusals:
            yield Fault(
                file=f"texts/{language}.yaml",
                place=("refusals",),
                message="There is no ready reason to refuse.",
                advice="Add `refusals: {id: reason with its law}`.",
            )


def _wanted(
    definition: Definition, texts: Texts
) -> Iterator[tuple[Place, Iterable[str], Iterable[str]]]:
    """For each part of the texts: its place, the ids that need words, those that have them."""
    procedure = definition.procedure
    choices = {one.id: one.options for one in definition.entries.values() if one.options}
    yield ("pages",), [page.id for page in procedure.form.pages], texts.pages
    yield ("fields",), definition.fields, texts.fields
    yield ("findings",), definition.findings, texts.findings
    yield ("options",), choices, texts.options
    for name, options in choices.items():
        if name in texts.options:
            yield ("options", name), options, texts.options[name]
    yield ("needs",), [need.id for need in procedure.needs], texts.needs
    yield ("checks",), [check.id for check in procedure.checks], texts.checks
    yield ("fees",), [fee.id for fee in procedure.fee], texts.fees
    yield ("stages",), definition.stages, texts.stages
    yield ("results",), [result.id for result in procedure.results], texts.results
    yield ("parts",), [part.id for part in procedure.parts], texts.parts
    yield from _acts(definition, texts)


def _acts(
    definition: Definition, texts: Texts
) -> Iterator[tuple[Place, Iterable[str], Iterable[str]]]:
    stages = definition.procedure.stages
    acts = {arc.action for stage in stages for arc in stage.do}
    consulted = {one.id for stage in stages for one in stage.consult}
    yield ("actions",), acts - KNOWN_ACTIONS, set(texts.actions) - (acts & KNOWN_ACTIONS)
    yield ("consult",), consulted, texts.consult


def _compare(
    file: str, place: Place, needed: Iterable[str], given: Iterable[str]
) -> Iterator[Fault]:
    needed, given = list(needed), list(given)
    for name in needed:
        if name not in given:
            yield Fault(
                file=file, place=(*place, name), message="The text is missing.", advice="Write it."
            )
    for name in given:
        if name not in needed:
            advice = closest(name, set(needed) - set(given)) or "Drop it."
            yield Fault(
                file=file,
                place=(*place, name),
                message="The procedure has nothing of this name.",
                advice=advice,
            )


def _optional(texts: Texts) -> Iterator[tuple[Place, str]]:
    """Every text that may be left out, where it is not."""
    for place, text in _may_be_left_out(texts):
        if text:
            yield place, text


def _may_be_left_out(texts: Texts) -> Iterator[tuple[Place, str | None]]:
    yield ("deadline_note",), texts.deadline_note
    for page, words in texts.pages.items():
        yield ("pages", page, "intro"), words.intro
    for name, field in texts.fields.items():
        yield ("fields", name, "hint"), field.hint
        yield ("fields", name, "error"), field.error
    for name, finding in texts.findings.items():
        yield ("findings", name, "hint"), finding.hint
        yield ("findings", name, "error"), finding.error
    for name, need in texts.needs.items():
        yield ("needs", name, "hint"), need.hint
    for refusal in texts.refusals:
        yield ("refusals", refusal.id), refusal.text


def _labels(texts: Texts) -> Iterator[tuple[Place, str]]:
    yield ("title",), texts.title
    yield ("summary",), texts.summary
    for page, words in texts.pages.items():
        yield ("pages", page, "title"), words.title
    for name, options in texts.options.items():
        for option, label in options.items():
            yield ("options", name, option), label
    for part, labelled in _labelled(texts).items():
        for name, label in labelled.items():
            yield (part, name, "label"), label
    maps: Mapping[str, Mapping[str, str]] = {
        "checks": texts.checks,
        "fees": texts.fees,
        "stages": texts.stages,
        "results": texts.results,
    }
    for part, named in maps.items():
        for name, text in named.items():
            yield (part, name), text


def _labelled(texts: Texts) -> dict[str, dict[str, str]]:
    return {
        "fields": {name: one.label for name, one in texts.fields.items()},
        "findings": {name: one.label for name, one in texts.findings.items()},
        "needs": {name: one.label for name, one in texts.needs.items()},
    }
