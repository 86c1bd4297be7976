"""`thanglong procedure check, simulate, draw, diff, show, list`: procedures that are read."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from thanglong.kernel.cases import changes, drawing, folders, generating
from thanglong.kernel.cases.commands.asking import (
    AS_JSON,
    CODE,
    LANGUAGE,
    PATHS,
    echo_json,
    procedure,
    read_all,
    text_of,
)
from thanglong.kernel.cases.definition import Definition, Finding, content_hash
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.cases.folders import Folder
from thanglong.kernel.cases.generating import Reached
from thanglong.kernel.cases.scenarios import Report
from thanglong.kernel.units.commands import in_city

PICTURES = {"svg": drawing.svg, "mermaid": drawing.mermaid, "bpmn": drawing.bpmn}


@procedure.command()
@PATHS
@click.option("--staffed", is_flag=True, help="Ask the city's database who holds the posts.")
@AS_JSON
def check(paths: Sequence[Path], staffed: bool, as_json: bool) -> None:
    """Report every fault of procedures, with the place and what to do.

    Ends with 1 when there is something to mend; notices alone do not count.

    Example: thanglong procedure check cities/hanoi/procedures
    """
    read = read_all(paths)
    reports = _checked(read) if staffed else {one.name: folders.check(one) for one in read}
    if as_json:
        echo_json([_plain_findings(name, found) for name, found in reports.items()])
    else:
        for name, found in reports.items():
            count = sum(not one.is_notice for one in found)
            click.echo(f"{name}: {f'{count} to mend' if count else 'in order'}")
            for finding in found:
                click.echo(f"  {finding}")
    if any(not one.is_notice for found in reports.values() for one in found):
        raise SystemExit(1)


@procedure.command()
@PATHS
@click.option(
    "--applicants",
    type=click.IntRange(0, generating.APPLICANTS_MAX),
    default=60,
    show_default=True,
    help="How many are made up by chance; more for what they do not reach. 0: scenarios alone.",
)
@click.option("--seed", default=generating.SEED, show_default=True, help="The same, the same.")
@AS_JSON
def simulate(paths: Sequence[Path], applicants: int, seed: int, as_json: bool) -> None:
    """Run the scenarios of procedures, then made-up applicants; say what came of each.

    The applicants answer the form within its bounds and go all ways through the stages; what none
    of them reaches (a question, paper, check, row, stage, act, finding, result) is to be mended.
    Ends with 1 when a scenario does not come out as it says, or something is not reached.

    Example: thanglong procedure simulate cities/hanoi/procedures/1.001193-birth-registration
    """
    found = []
    for one in read_all(paths):
        reports = folders.simulate(one)
        found.append((one, reports, _made_up(one, reports, applicants, seed)))
    if as_json:
        echo_json([_plain_reports(*one) for one in found])
    else:
        for one, reports, reached in found:
            click.echo(one.name)
            for line in (*_lines(one, reports), *_reached_lines(reached)):
                click.echo(f"  {line}")
    if any(one.faults or _has_fault(reports, reached) for one, reports, reached in found):
        raise SystemExit(1)


@procedure.command()
@CODE
@click.option(
    "--format", "kind", type=click.Choice(list(PICTURES)), default="svg", show_default=True
)
@LANGUAGE
def draw(code: str, kind: str, language: str) -> None:
    """Draw how a dossier moves: SVG, Mermaid text, or BPMN 2.0 XML with its diagram.

    Example: thanglong procedure draw 1.001193 --format svg > birth.svg
    """
    click.echo(PICTURES[kind](text_of(code), language), nl=False)


@procedure.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--draw", "kind", type=click.Choice(["svg", "mermaid"]), help="Draw both in one.")
@LANGUAGE
@AS_JSON
def diff(old: str, new: str, kind: str | None, language: str, as_json: bool) -> None:
    """Say what differs between two texts of a procedure, and what it means for open dossiers.

    OLD and NEW are folders, codes (the city's folder), draft:NUMBER, or the beginning of a
    published revision's content hash. The class of the whole is that of its gravest change:
    cosmetic, compatible, breaking.

    \b
    Example: thanglong procedure diff 3f9a1c2b draft:12 --language en
    {"class", "changes": [{"part", "name", "what", "attribute", "class", "before", "after",
     "sentence": {"vi", "en"}}]}
    """
    before, after = text_of(old), text_of(new)
    found = changes.compare(before, after)
    if kind is not None:
        both, marks = drawing.merged(before, after)
        picture = drawing.svg if kind == "svg" else drawing.mermaid
        click.echo(picture(both, language, marks=marks), nl=False)
    elif as_json:
        echo_json(_plain_changes(found, before, after))
    else:
        weight = changes.weight_of(found)
        same = {"vi": "không có gì khác", "en": "nothing differs"}
        click.echo(same[language] if weight is None else changes.WEIGHTS[weight][language])
        for one in found:
            mark = "!" if one.weight is changes.Weight.BREAKING else " "
            click.echo(f"{mark} {changes.sentence(one, before, after, language)}")


@procedure.command()
@CODE
@LANGUAGE
@AS_JSON
def show(code: str, language: str, as_json: bool) -> None:
    """Show a procedure in short: who decides, what it costs, how long, which stages.

    Example: thanglong procedure show 1.001193 --language en
    """
    definition = text_of(code)
    if as_json:
        echo_json(_summary(definition, language))
    else:
        for line in _description(definition, language):
            click.echo(line)


@procedure.command(name="list")
@PATHS
@LANGUAGE
@AS_JSON
def list_all(paths: Sequence[Path], language: str, as_json: bool) -> None:
    """List procedures: code, slug, field, title.

    Example: thanglong procedure list --language en
    """
    found = [one.definition for one in read_all(paths) if one.definition is not None]
    if as_json:
        echo_json([_summary(one, language) for one in found])
        return
    for one in found:
        title = one.words(language).title
        click.echo(f"{one.code:<10} {one.procedure.slug:<34} {one.procedure.field:<22} {title}")


def _plain_changes(
    found: Sequence[changes.Change], before: Definition, after: Definition
) -> dict[str, Any]:
    weight = changes.weight_of(found)
    return {
        "class": weight.name.lower() if weight else None,
        "changes": [
            {
                "part": one.part,
                "name": one.name,
                "what": one.what,
                "attribute": one.attribute,
                "class": one.weight.name.lower(),
                "before": one.before,
                "after": one.after,
                "sentence": {
                    language: changes.sentence(one, before, after, language)
                    for language in ("vi", "en")
                },
            }
            for one in found
        ],
    }


@in_city
def _checked(read: Sequence[Folder]) -> dict[str, list[Finding]]:
    """What the check says, with the posts that are held in the city."""
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases.queries import staffing

    today = clock.local(clock.now()).date()
    return {
        one.name: folders.check(
            one,
            is_staffed=None if one.definition is None else staffing.of(one.definition, today=today),
        )
        for one in read
    }


def _lines(one: Folder, reports: Sequence[Report]) -> Iterator[str]:
    yield from (str(fault) for fault in one.faults)
    for report in reports:
        yield f"{'ok' if report.is_as_expected else 'NOT AS EXPECTED'}  {report.scenario.name}"
        yield f"    {_outcome(report)}"
        yield from (f"    {fault}" for fault in report.faults)


def _outcome(report: Report) -> str:
    if report.refused:
        return f"refused by {', '.join(report.refused)}"
    due = f", due {report.due:%Y-%m-%d %H:%M}" if report.due else ""
    return f"{report.level}: {' → '.join(report.path)}{due}, fee {report.fee}"


def _has_fault(reports: Sequence[Report], reached: Reached | None) -> bool:
    is_wrong = any(not report.is_as_expected for report in reports)
    return is_wrong or (reached is not None and bool(reached.missed))


def _made_up(one: Folder, reports: Sequence[Report], applicants: int, seed: int) -> Reached | None:
    if one.definition is None or not applicants:
        return None
    return generating.generate(
        one.definition, calendar=one.calendar, reports=reports, applicants=applicants, seed=seed
    )


def _reached_lines(reached: Reached | None) -> Iterator[str]:
    if reached is None:
        return
    count = len(reached.goals) - len(reached.missed)
    yield (
        f"{reached.applicants} made-up applicants, {reached.accepted} accepted: "
        f"{count} of {len(reached.goals)} reached"
    )
    yield from (f"  {finding}" for finding in generating.findings_of(reached))


def _description(definition: Definition, language: str) -> Iterator[str]:
    procedure, words = definition.procedure, definition.words(language)
    yield f"{definition.code}  {words.title}"
    yield words.summary
    start = procedure.effective.valid_from
    yield f"revision {content_hash(definition)[:12]}, in force from {start}"
    yield "authority"
    yield from (f"  {line}" for line in say.levels(procedure.authority, language))
    yield "fee"
    for fee in procedure.fee:
        when = f"  when {fee.when}" if fee.when else ""
        yield f"  {words.fees.get(fee.id, fee.id)}: {fee.amount} đ{when}"
    yield "time"
    for row in procedure.deadline:
        when = f"  when {row.when}" if row.when else ""
        yield f"  {say.duration(row.total, language)}{when}"
    if procedure.parts:
        yield "parts"
    for part in procedure.parts:
        after = f" after {', '.join(part.after)}" if part.after else ""
        yield f"  {part.id}: {words.parts.get(part.id, '')} ({part.procedure}){after}"
    yield "stages"
    for stage in procedure.stages:
        time = say.duration(stage.due or stage.limit or "", language)
        acts = ", ".join(f"{arc.action} → {arc.target}" for arc in stage.do)
        yield f"  {stage.id}: {words.stages.get(stage.id, '')} ({stage.by}, {time}) {acts}"


def _summary(definition: Definition, language: str) -> dict[str, Any]:
    procedure, words = definition.procedure, definition.words(language)
    return {
        "code": definition.code,
        "slug": procedure.slug,
        "field": procedure.field,
        "title": words.title,
        "summary": words.summary,
        "service_level": procedure.service_level,
        "certainty": procedure.certainty,
        "content_hash": content_hash(definition),
        "fields": len(definition.fields),
        "needs": [need.id for need in procedure.needs],
        "stages": [stage.id for stage in procedure.stages],
        "results": [result.id for result in procedure.results],
    }


def _plain_findings(name: str, found: Sequence[Finding]) -> dict[str, Any]:
    return {
        "folder": name,
        "ok": all(one.is_notice for one in found),
        "findings": [{key: getattr(one, key) for key in Finding.__slots__} for one in found],
    }


def _plain_reached(reached: Reached | None) -> dict[str, Any] | None:
    if reached is None:
        return None
    return {
        "made_up": reached.applicants,
        "accepted": reached.accepted,
        "refused_by": reached.refusals,
        "goals": len(reached.goals),
        "missed": [f"{what} {name}" for what, name in reached.missed],
    }


def _plain_reports(
    one: Folder, reports: Sequence[Report], reached: Reached | None
) -> dict[str, Any]:
    return {
        "folder": one.name,
        "ok": not one.faults and not _has_fault(reports, reached),
        "applicants": _plain_reached(reached),
        "findings": [str(fault) for fault in one.faults],
        "scenarios": [
            {
                "name": report.scenario.name,
                "ok": report.is_as_expected,
                "faults": list(report.faults),
                "refused": list(report.refused),
                "authority": report.level,
                "path": list(report.path),
                "due": report.due.isoformat() if report.due else None,
                "fee": report.fee,
            }
            for report in reports
        ],
    }
