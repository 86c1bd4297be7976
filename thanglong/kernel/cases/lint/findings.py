"""What officers find: each finding is somebody's, and everybody who acts on it comes after."""

from collections.abc import Iterator

from thanglong.kernel.cases.agencies import APPLICANT
from thanglong.kernel.cases.definition.advice import closest
from thanglong.kernel.cases.lint.faults import Fault, Subject


def stages_find_what_is_declared(subject: Subject) -> Iterator[Fault]:
    """`finds` names findings, once each, and only stages of the office find anything."""
    known = subject.definition.findings
    for stage in subject.definition.procedure.stages:
        if stage.finds and stage.by == APPLICANT:
            yield Fault(
                place=("stages", stage.id, "finds"),
                message="The applicant finds nothing: what he says is an answer of the form.",
                advice="Move `finds` to the stage of the officer who looks.",
            )
        for name in stage.finds:
            if name not in known or stage.finds.count(name) > 1:
                yield Fault(
                    place=("stages", stage.id, "finds"),
                    message=f"'{name}' is given twice."
                    if name in known
                    else f"There is no '{name}' under `findings`.",
                    advice=closest(name, set(known)) or "Declare it under `findings`.",
                )


def findings_are_found(subject: Subject) -> Iterator[Fault]:
    """Every finding is entered at some stage."""
    found = {name for stage in subject.definition.procedure.stages for name in stage.finds}
    for name in subject.definition.findings:
        if name not in found:
            yield Fault(
                place=("findings", name),
                message="No stage finds it, so nobody can enter it.",
                advice="Name it in `finds` of the stage whose officer looks.",
            )
