"""Scenarios prove the procedure: each comes out as expected, and together they touch all of it."""

import datetime
from collections.abc import Iterator, Sequence

from thanglong.kernel.cases import scenarios
from thanglong.kernel.cases.agencies import AgencyError, Post, parse_post
from thanglong.kernel.cases.lint.faults import Fault, Subject
from thanglong.kernel.cases.lint.flow import posts
from thanglong.kernel.cases.scenarios import Report

REFUSALS = frozenset({"refused", "not_accepted"})


def scenarios_come_out(subject: Subject) -> Iterator[Fault]:
    """Every scenario comes out as it says."""
    for number, report in enumerate(_reports(subject)):
        for fault in report.faults:
            yield Fault(
                file=scenarios.FILE,
                place=(number,),
                message=f"{report.scenario.name}: {fault}",
                advice="Correct the scenario or the procedure.",
            )


def scenarios_cover_everything(subject: Subject) -> Iterator[Fault]:
    """Every stage, refusal, check and row of fee, authority and time is in some scenario."""
    if subject.scenarios is None:
        return
    reports = _reports(subject)
    procedure = subject.definition.procedure
    visited = {stage for report in reports for stage in report.path}
    refused = {name for report in reports for name in report.refused}
    rows = {row for report in reports for row in report.rows}
    acts = {act for report in reports for act in report.actions}
    wanted = [
        *(("stage", stage.id, stage.id in visited) for stage in procedure.stages),
        *(
            ("refusal", f"{stage.id}.{arc.action}", (stage.id, arc.action) in acts)
            for stage in procedure.stages
            for arc in stage.do
            if arc.target in REFUSALS
        ),
        *(("check", check.id, check.id in refused) for check in procedure.checks),
        *(("fee", fee.id, ("fee", fee.id) in rows) for fee in procedure.fee),
        *_numbered("authority", len(procedure.authority), rows),
        *_numbered("deadline", len(procedure.deadline), rows),
    ]
    for what, name, is_covered in wanted:
        if not is_covered:
            yield Fault(
                file=scenarios.FILE,
                place=(),
                message=f"No scenario reaches the {what} '{name}'.",
                advice="Add one, with what must come of it.",
            )


def posts_are_staffed(subject: Subject) -> Iterator[Fault]:
    """Every post is held in every unit that can receive the procedure, in each epoch."""
    if subject.is_staffed is None:
        yield Fault(
            place=("stages",),
            message="Whether the posts are held was not looked at.",
            advice="Run the check with the city's database to see it.",
            is_notice=True,
        )
        return
    for place, text in posts(subject.definition.procedure):
        post = _post(text)
        if post is None:
            continue
        for on in _epochs(subject):
            missing = subject.is_staffed(post, on)
            if missing:
                shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
                yield Fault(
                    place=place,
                    message=f"On {on}, nobody holds {text} in {len(missing)} units: {shown}.",
                    advice="Fill the posts there, or name another post.",
                )


def _numbered(
    table: str, count: int, rows: set[tuple[str, str]]
) -> Sequence[tuple[str, str, bool]]:
    return [(f"{table} row", str(n + 1), (table, str(n)) in rows) for n in range(count)]


def _reports(subject: Subject) -> Sequence[Report]:
    found = subject.scenarios or ()
    return scenarios.run_all(subject.definition, found, calendar=subject.calendar)


def _epochs(subject: Subject) -> list[datetime.date]:
    """The first day of the procedure, and each day on which another authority takes over."""
    life = subject.definition.procedure.effective
    rows = subject.definition.procedure.authority
    days = {day for row in rows for day in (row.valid_from, row.valid_until) if day}
    return sorted({life.valid_from, *(day for day in days if life.is_alive(day))})


def _post(text: str) -> Post | None:
    try:
        return parse_post(text)
    except AgencyError:
        return None
