"""A procedure asked about one dossier: what its answers mean, cost, allow and need."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import wording
from thanglong.kernel.cases.definition import evidence, messages
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.rows import DeadlineDue
from thanglong.kernel.cases.definition.scope import Context, Seen
from thanglong.kernel.cases.definition.validation import Problem, plain
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.showing import OFFICE, PROBLEMS, Shown
from thanglong.kernel.units import queries as units

if TYPE_CHECKING:
    from thanglong.kernel.cases.actions.filing import Filing

NEED, PAGE = "need:", "page:"
_NEEDS = """
SELECT need FROM cases_paper WHERE case_id = %s
UNION SELECT need FROM cases_showing WHERE case_id = %s AND outcome = 'shown'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A procedure and one set of valid answers. `answers`: as JSON keeps them."""

    definition: Definition
    seen: Seen
    answers: dict[str, Any]
    on: datetime.date

    @property
    def deadline(self) -> DeadlineDue:
        """The time that the city has."""
        return self.definition.deadline(self.seen, self.on)

    @property
    def fee(self) -> dict[str, Any]:
        """What it costs, as the case keeps it."""
        due = self.definition.fee(self.seen, self.on)
        return {
            "id": due.id,
            "amount": due.amount,
            "list_amount": due.list_amount,
            "basis": due.basis.cite if due.basis else "",
            "explanation": dict(due.explanation),
        }


def at_filing(
    *,
    flow: Flow,
    filing: "Filing",
    at: datetime.datetime,
    later: frozenset[str] = frozenset(),
) -> Asked:
    """The answers of a filing, valid and complete. Raises BadInput with every problem at once.

    later: questions and needs (`need:ID`) that are not missed yet.
    """
    context = context_of(
        flow.definition,
        channel=filing.channel,
        at=at,
        full_name=filing.applicant_name,
        is_organisation=filing.organisation_id is not None,
        papers={
            *(paper.need for paper in filing.papers),
            *(one.need for one in filing.shown if one.is_shown),
        },
    )
    checked = flow.definition.validate(filing.answers, context)
    seen = flow.definition.see(checked.values, context)
    missing = missing_needs(flow.definition, seen, context.papers, filing.shown)
    if checked.problems:  # nothing is looked up for answers that are wrong: it may be shown yet
        missing = [one for one in missing if not _may_be_shown(flow.definition, one, filing.shown)]
    if filing.channel != "online":
        missing = []
    problems = [one for one in (*checked.problems, *missing) if one.field not in later]
    if problems:
        raise BadInput(problems=problems, definition=flow.definition)
    return Asked(
        definition=flow.definition,
        seen=seen,
        answers=plain(checked.values),
        on=context.submitted_on,
    )


def everything(definition: Definition) -> frozenset[str]:
    """All that may be wrong with an unfinished filing: its questions, needs and contradictions."""
    needs = {f"{NEED}{need.id}" for need in definition.procedure.needs}
    return frozenset({"", *definition.fields, *needs})


def missing_needs(
    definition: Definition, seen: Seen, met: Collection[str], shown: Iterable[Shown]
) -> list[Problem]:
    """Every claim that must be shown and is not, with why the register did not show it.

    What only the office may look up is not missing: it does so when it has the dossier.
    """
    outcomes = {one.need: one.outcome for one in shown}
    return [
        Problem(f"{NEED}{need}", PROBLEMS.get(outcomes.get(need, ""), "required"))
        for need in definition.missing_needs(seen, met)
        if outcomes.get(need) != OFFICE
    ]


def _may_be_shown(definition: Definition, problem: Problem, shown: Iterable[Shown]) -> bool:
    """Whether a register or an own result may show a claim for which none was asked yet."""
    name = problem.field.removeprefix(NEED)
    need = next(one for one in definition.procedure.needs if one.id == name)
    return evidence.can_be_shown(need) and all(one.need != name for one in shown)


def of_case(case: Case, *, needs: Iterable[str] | None = None) -> Asked:
    """The answers of a filed case, seen as on the day of filing.

    needs: those for which papers were given, if the caller knows them (for many cases at once).
    """
    definition = Flow.of(case).definition
    context = context_of_case(case, needs)
    return Asked(
        definition=definition,
        seen=definition.see(definition.typed(case.answers), context),
        answers=case.answers,
        on=context.submitted_on,
    )


def validated(*, case: Case, answers: dict[str, Any]) -> dict[str, Any]:
    """Changed answers of a case, valid as a whole. Raises BadInput."""
    definition = Flow.of(case).definition
    checked = definition.validate(answers, context_of_case(case))
    if checked.problems:
        raise BadInput(problems=list(checked.problems), definition=definition)
    return plain(checked.values)


def seen_with(*, case: Case, changed: dict[str, Any]) -> Seen:
    """What the form shows with changed answers, right or wrong."""
    definition, context = Flow.of(case).definition, context_of_case(case)
    checked = definition.validate({**case.answers, **changed}, context)
    return definition.see(checked.values, context)


def context_of(
    definition: Definition,
    *,
    channel: str,
    at: datetime.datetime,
    full_name: str,
    is_organisation: bool,
    papers: Iterable[str],
) -> Context:
    """What surrounds the answers: the day in the city, its areas and its calendar."""
    return Context(
        channel=channel,
        submitted_on=clock.local(at).date(),
        submitted_at=at,
        full_name=full_name,
        is_organisation=is_organisation,
        papers=frozenset(papers),
        is_area=units.is_commune,
        days=_Days(definition.procedure.calendar),
    )


def _needs_given(case: Case) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_NEEDS, [case.id, case.id])
        return [row[0] for row in cursor.fetchall()]


class _Days:
    """Whether offices work on a day; the calendar is looked up when an expression asks."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._calendar: time.Calendar | None = None

    def __call__(self, on: datetime.date) -> bool:
        """Whether there are working hours on this day."""
        if self._calendar is None:
            self._calendar = calendars.calendar(self._code)
        return bool(self._calendar.hours_on(on))


def requirements(case: Case) -> list[str]:
    """What a verdict is given on: each page of the form that is shown and each need."""
    asked = of_case(case)
    pages = {asked.definition.plan.places[name][0].id for name in asked.seen.visible}
    shown = [page.id for page in asked.definition.procedure.form.pages if page.id in pages]
    needs = [due.need.id for due in asked.definition.needs_for(asked.seen)]
    return [*(f"{PAGE}{page}" for page in shown), *(f"{NEED}{need}" for need in needs)]


def requirement_labels(case: Case, language: str) -> dict[str, str]:
    """The words for each requirement."""
    words = Flow.of(case).definition.words(language)
    return {
        name: words.pages[name.removeprefix(PAGE)].title
        if name.startswith(PAGE)
        else words.needs[name.removeprefix(NEED)].label
        for name in requirements(case)
    }


def fields_of(case: Case, *, pages: set[str]) -> set[str]:
    """The ids of the questions on these pages (`page:ID`)."""
    form = Flow.of(case).definition.procedure.form
    return {one.id for page in form.pages if f"{PAGE}{page.id}" in pages for one in page.fields}


def printed_answers(case: Case) -> dict[str, str]:
    """Every answer in Vietnamese words, as papers print it."""
    asked = of_case(case)
    return {
        name: wording.answer(
            asked.definition, name, asked.answers.get(name), language="vi", on=asked.on
        )
        for name in asked.definition.fields
    }


def problem_sentences(refusal: BadInput, language: str) -> list[tuple[str, str]]:
    """Field and sentence for each problem of a refused input."""
    definition = refusal.details["definition"]
    return [
        (problem.field, messages.sentence(problem, definition=definition, language=language))
        for problem in refusal.details.get("problems", [])
    ]


def context_of_case(case: Case, needs: Iterable[str] | None = None) -> Context:
    """What surrounds the answers of a filed case. needs: as of `of_case`."""
    return context_of(
        Flow.of(case).definition,
        channel=case.channel,
        at=case.filed_at,
        full_name=case.applicant_name,
        is_organisation=case.organisation_id is not None,
        papers=_needs_given(case) if needs is None else needs,
    )
