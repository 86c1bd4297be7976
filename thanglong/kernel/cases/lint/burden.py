"""What is asked: nothing that a register owns, nothing printed that was never asked."""

import re
from collections.abc import Iterator

from thanglong.kernel.cases.definition import evidence
from thanglong.kernel.cases.definition.advice import closest
from thanglong.kernel.cases.lint.faults import Fault, Subject

# How a printed result reads an answer: answer("copies"), has("copies"), answers.at("copies").
_ANSWER = re.compile(r"""\b(?:answer|value|has|answers\s*\.at)\(\s*"([^"]+)"\s*[,)]""")
# How it reads what was found: finding("conviction"), has-finding("ban"), raw-finding("ban").
_FINDING = re.compile(r"""\b(?:raw-|has-)?finding\(\s*"([^"]+)"\s*[,)]""")
# Something to be said when nothing was found.
_DEFAULT = re.compile(r'\bfinding\([^)]*\bdefault\s*:|data\.at\(\s*"(?:findings|found)"')
# An id of a field given to anything else: square("site.area_m2").
_ID = re.compile(r'"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)"')


def nothing_is_asked_twice(subject: Subject) -> Iterator[Fault]:
    """Of a person whom a register knows, nothing is asked that the register owns.

    A group of fields (`subject.…`) with one prefill from a register is about such a person.
    """
    for page in subject.definition.procedure.form.pages:
        for one in page.fields:
            group, _, name = one.id.rpartition(".")
            owner = _register_of(subject, group)
            if one.prefill is None and name in subject.registers.get(owner, ()):
                yield Fault(
                    place=("form", "pages", page.id, "fields", one.id),
                    message=f"The register '{owner}' owns this; a person must not be asked for it.",
                    advice=f"Add `prefill: {owner}.{name}`.",
                )


def prefills_exist(subject: Subject) -> Iterator[Fault]:
    """A prefill names something that the register has."""
    for page in subject.definition.procedure.form.pages:
        for one in page.fields:
            register, _, name = (one.prefill or "").partition(".")
            owned = subject.registers.get(register)
            if one.prefill and owned is not None and name not in owned:
                yield Fault(
                    place=("form", "pages", page.id, "fields", one.id, "prefill"),
                    message=f"The register '{register}' has no '{name}'.",
                    advice=f"Use one of: {', '.join(sorted(owned))}.",
                )


def templates_print_what_was_asked(subject: Subject) -> Iterator[Fault]:
    """A printed result reads only answers that are asked and findings that are found."""
    fields, found = set(subject.definition.fields), set(subject.definition.findings)
    for file, number, line in _lines(subject):
        for name in _read_in(line, fields, found):
            if name not in fields:
                yield Fault(
                    file=file,
                    place=(),
                    message=f"Line {number} prints '{name}', which the form does not ask.",
                    advice=closest(name, fields),
                )
        for name in _FINDING.findall(line):
            if name not in found:
                yield Fault(
                    file=file,
                    place=(),
                    message=f"Line {number} prints '{name}', which no officer finds.",
                    advice=closest(name, found) or "Declare it under `findings`.",
                )


def templates_claim_nothing(subject: Subject) -> Iterator[Fault]:
    """No result says by itself what an officer has to find, or that he found nothing."""
    for file, number, line in _lines(subject):
        if _DEFAULT.search(line):
            yield Fault(
                file=file,
                place=(),
                message=f"Line {number} says something when nobody found anything.",
                advice="Drop the default; make the finding `required` if it must be there.",
            )


def needs_can_be_shown(subject: Subject) -> Iterator[Fault]:
    """Nobody is stuck when a register does not answer, and every question knows whose record."""
    fields = subject.definition.fields
    for need in subject.definition.procedure.needs:
        place = ("needs", need.id)
        asked = evidence.sources(need)
        if need.required is not False and not evidence.takes_files(need):
            yield Fault(
                place=(*place, "evidence"),
                message="Without a file nobody can show this when the register does not answer.",
                advice="Add file:pdf|photo as the last evidence.",
            )
        if need.of is not None and (
            need.of not in fields or fields[need.of].type != "personal_number"
        ):
            numbers = {one.id for one in fields.values() if one.type == "personal_number"}
            yield Fault(
                place=(*place, "of"),
                message=f"'{need.of}' is no field with a personal number.",
                advice=closest(need.of, numbers) or "Leave it out, or ask for the number.",
            )
        if not asked and (need.of or need.shown_if):
            yield Fault(
                place=place,
                message="`of` and `shown_if` are about registers, but none is asked.",
                advice="Add register:… as the first evidence, or drop them.",
            )


def _lines(subject: Subject) -> Iterator[tuple[str, int, str]]:
    for file, text in subject.definition.templates.items():
        for number, line in enumerate(text.splitlines(), start=1):
            yield file, number, line


def _read_in(line: str, fields: set[str], found: set[str]) -> Iterator[str]:
    """The ids of fields that a line of a template names."""
    yield from _ANSWER.findall(line)
    groups = {name.split(".")[0] for name in fields if "." in name}
    ids = (name for name in _ID.findall(line) if name not in found)
    yield from (name for name in ids if name.split(".")[0] in groups)


def templates_are_used(subject: Subject) -> Iterator[Fault]:
    """Every result is printed by something, or is given by hand on purpose."""
    for result in subject.definition.procedure.results:
        if result.template is None:
            yield Fault(
                place=("results", result.id),
                message="The result has no template; the office must attach its own file.",
                advice="Add `template: results/….typ` if the system shall print it.",
                is_notice=True,
            )


def _register_of(subject: Subject, group: str) -> str:
    for one in subject.definition.fields.values():
        if one.prefill and group and one.id.rpartition(".")[0] == group:
            register = one.prefill.split(".")[0]
            if register in subject.registers:
                return register
    return ""
