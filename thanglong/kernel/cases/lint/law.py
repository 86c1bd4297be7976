"""Tables of law: every row has a law that lives, every dossier finds a row, none is in vain."""

import datetime
from collections.abc import Iterator, Sequence

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.definition.advice import closest
from thanglong.kernel.cases.definition.format import (
    Authority,
    Basis,
    Deadline,
    Fee,
    FormField,
    Procedure,
)
from thanglong.kernel.cases.definition.scope import CHANNELS
from thanglong.kernel.cases.lint.faults import Fault, Place, Subject

Row = Authority | Fee | Deadline


def laws_are_known(subject: Subject) -> Iterator[Fault]:
    """Every `basis` and `purpose` names a law under `basis`."""
    known = set(subject.definition.bases)
    for place, key in _references(subject.definition.procedure):
        if key not in known:
            yield Fault(
                place=place,
                message=f"There is no law '{key}' under `basis`.",
                advice=closest(key, known),
            )


def laws_are_alive(subject: Subject) -> Iterator[Fault]:
    """The law of a row lives when the row begins, that of a need at some time of the procedure."""
    procedure = subject.definition.procedure
    for place, row in _rows(procedure):
        basis = subject.definition.bases.get(row.basis or "")
        start = max(
            row.valid_from or procedure.effective.valid_from, procedure.effective.valid_from
        )
        if basis is not None and not basis.is_alive(start):
            yield Fault(
                place=(*place, "basis"),
                message=f"'{basis.id}' ({basis.cite}) is not in force on {start}.",
                advice="Give the row `from` and `until`, or name the law of that time.",
            )
    for need in procedure.needs:
        basis = subject.definition.bases.get(need.basis)
        if basis is not None and not _ever_alive(basis, procedure):
            yield Fault(
                place=("needs", need.id, "basis"),
                message=f"'{basis.id}' is not in force while the procedure is.",
                advice="Name the law that asks for it now.",
            )


def laws_are_used(subject: Subject) -> Iterator[Fault]:
    """No law is listed for nothing."""
    used = {key for _, key in _references(subject.definition.procedure)}
    for basis in subject.definition.procedure.basis:
        if basis.id not in used:
            yield Fault(
                place=("basis", basis.id),
                message=f"Nothing refers to the law '{basis.id}'.",
                advice="Name it where it is the ground, or drop it.",
                is_notice=True,
            )


def tables_are_total(subject: Subject) -> Iterator[Fault]:
    """On every day of the procedure and for every dossier, each table has a row."""
    procedure = subject.definition.procedure
    for name, rows in _tables(procedure):
        for start in _edges(procedure, rows):
            alive = [row for row in rows if row.is_alive(start)]
            open_ = [channel for channel in CHANNELS if not _is_covered(alive, channel)]
            if open_:
                channels = "" if len(open_) == len(CHANNELS) else f" filed {' or '.join(open_)}"
                yield Fault(
                    place=(name,),
                    message=f"From {start} on, a dossier{channels} may find no row.",
                    advice="Add a last row without `when` that lives then.",
                )
                break


def rows_are_not_in_vain(subject: Subject) -> Iterator[Fault]:
    """No row is hidden by an earlier one whenever it lives (the table has no overlap)."""
    procedure = subject.definition.procedure
    for name, rows in _tables(procedure):
        edges = _edges(procedure, rows)
        for number, row in enumerate(rows):
            lives = [start for start in edges if row.is_alive(start)]
            hidden = [start for start in lives if _is_hidden(rows[:number], row, start)]
            if not lives or len(hidden) == len(lives):
                yield Fault(
                    place=(name, row.id if isinstance(row, Fee) else number),
                    message="The row can never apply: an earlier row always comes first."
                    if lives
                    else "The row can never apply: it lives outside the life of the procedure.",
                    advice="Put it before, give it a `when` of its own, or drop it.",
                )


def personal_fields_say_why(subject: Subject) -> Iterator[Fault]:
    """Each personal field is marked, with the law that asks for it and how long it is kept."""
    for place, one in _entries(subject.definition.procedure):
        if one.type in PERSONAL_TYPES and not one.personal:
            yield Fault(
                place=place,
                message=f"A {one.type} is personal data, but the field is not marked.",
                advice="Add `personal: true, purpose: <law>, retention: 5y`.",
            )
        elif one.personal and (one.purpose is None or one.retention is None):
            yield Fault(
                place=place,
                message="The personal field does not say why it is asked and how long kept.",
                advice="Add `purpose: <law>` and `retention: 5y`.",
            )


def _entries(procedure: Procedure) -> Iterator[tuple[Place, FormField]]:
    """Every question and finding, with its place."""
    for page in procedure.form.pages:
        for one in page.fields:
            yield ("form", "pages", page.id, "fields", one.id), one
    for finding in procedure.findings:
        yield ("findings", finding.id), finding


PERSONAL_TYPES = frozenset({"person_name", "personal_number", "phone", "email"})


def links_hold(subject: Subject) -> Iterator[Fault]:
    """Somebody may file, and the need that proves a parent's link exists."""
    procedure = subject.definition.procedure
    applicant = procedure.applicant
    if not applicant.self_ and applicant.child is None and applicant.agent is None:
        yield Fault(place=("applicant",), message="Nobody may file.", advice="Add `self: true`.")
    child = procedure.applicant.child
    needs = {need.id for need in procedure.needs}
    if child is not None and child.needs is not None and child.needs not in needs:
        yield Fault(
            place=("applicant", "child", "needs"),
            message=f"There is no need '{child.needs}'.",
            advice=closest(child.needs, needs) or "Add it under `needs`.",
        )


def _references(procedure: Procedure) -> Iterator[tuple[Place, str]]:
    """Every place that names a law, with the key that it names."""
    for place, key in _naming(procedure):
        if key is not None:
            yield place, key


def _naming(procedure: Procedure) -> Iterator[tuple[Place, str | None]]:
    for place, row in _rows(procedure):
        yield (*place, "basis"), row.basis
    for need in procedure.needs:
        yield ("needs", need.id, "basis"), need.basis
    for place, one in _entries(procedure):
        yield (*place, "purpose"), one.purpose
    for stage in procedure.stages:
        yield ("stages", stage.id, "basis"), stage.basis
        for consult in stage.consult:
            yield ("stages", stage.id, "consult", consult.id, "basis"), consult.basis


def _rows(procedure: Procedure) -> Iterator[tuple[Place, Row]]:
    for name, rows in _tables(procedure):
        for number, row in enumerate(rows):
            yield (name, row.id if isinstance(row, Fee) else number), row


def _tables(procedure: Procedure) -> tuple[tuple[str, Sequence[Row]], ...]:
    return (
        ("authority", procedure.authority),
        ("fee", procedure.fee),
        ("deadline", procedure.deadline),
    )


def _edges(procedure: Procedure, rows: Sequence[Row]) -> list[datetime.date]:
    """The days on which anything begins or ends within the life of the procedure."""
    life = procedure.effective
    edges = {life.valid_from}
    for row in rows:
        edges |= {day for day in (row.valid_from, row.valid_until) if day and life.is_alive(day)}
    return sorted(edges)


def _is_covered(rows: Sequence[Row], channel: str) -> bool:
    return any(row.when is None or _always_when(row.when, channel) for row in rows)


def _always_when(when: str, channel: str) -> bool:
    """Whether a condition looks at nothing but the channel and holds for this one."""
    try:
        expression = expressions.parse(when)
    except expressions.ExpressionError:
        return False
    is_plain = expressions.names(expression) <= {"channel"}
    return is_plain and expressions.holds(expression, {"channel": channel})


def _is_hidden(earlier: Sequence[Row], row: Row, on: datetime.date) -> bool:
    alive = [one for one in earlier if one.is_alive(on)]
    if any(one.when is None or _same(one.when, row.when) for one in alive):
        return True
    return all(_is_covered(alive, channel) for channel in CHANNELS)


def _same(when: str, other: str | None) -> bool:
    return other is not None and _normal(when) == _normal(other)


def _normal(text: str) -> str:
    try:
        return expressions.write(expressions.parse(text))
    except expressions.ExpressionError:
        return text


def _ever_alive(basis: Basis, procedure: Procedure) -> bool:
    life = procedure.effective
    begins_in_time = not (
        life.valid_until and basis.valid_from and basis.valid_from >= life.valid_until
    )
    return begins_in_time and (basis.valid_until is None or basis.valid_until > life.valid_from)
