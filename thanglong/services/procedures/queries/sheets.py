"""What the page of a procedure says: who, papers, time, cost, where; the honest estimate."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition.format import Deadline, Fee
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.people import queries as people
from thanglong.services.procedures import rules
from thanglong.services.procedures.queries.drafts import for_whom, open_drafts

ESTIMATE_DAYS = 180
ESTIMATE_LEAST = 5
ESTIMATE_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A procedure in words for those who think of filing it."""

    who: str
    how_to: str
    needs: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    fees: list[dict[str, Any]]
    results: list[str]
    laws: list[str]
    pages: list[str]
    minutes_to_fill: int
    estimate: time.Estimate | None
    is_certain: bool
    assurance: int
    deadline_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Somebody for whom one may file."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A form under way. name: of the one for whom it is; empty for oneself. key: as of Whom."""

    id: uuid.UUID
    saved_at: datetime.datetime
    key: str
    name: str


def procedure_sheet(*, revision_id: int, at: datetime.datetime, language: str) -> Sheet:
    """Everything that the page of a procedure shows, as of a day."""
    return sheet_of_text(cases.revision_definition(revision_id), at=at, language=language)


def sheet_of_text(definition: Definition, *, at: datetime.datetime, language: str) -> Sheet:
    """The same of a text that may not be published yet."""
    words, on = definition.words(language), clock.local(at).date()
    procedure = definition.procedure
    fields = len(definition.fields)
    return Sheet(
        who=words.who,
        how_to=words.how_to,
        needs=_needs(definition, on, language),
        deadlines=[_deadline(definition, row, on) for row in _alive(procedure.deadline, on)],
        fees=[_fee(definition, row, on, language) for row in _alive(procedure.fee, on)],
        results=[words.results[one.id] for one in procedure.results] or list(words.parts.values()),
        laws=[
            rules.law_words(rules.law_on(one.cite, on))
            for one in procedure.basis
            if one.is_alive(on)
        ],
        pages=[words.pages[page.id].title for page in procedure.form.pages],
        minutes_to_fill=max(3, round(fields * 0.35)),
        estimate=estimate(procedure=procedure.procedure, at=at),
        is_certain=procedure.certainty == "V",
        assurance=procedure.assurance,
        deadline_note=words.deadline_note or "",
    )


def estimate(*, procedure: str, at: datetime.datetime) -> time.Estimate | None:
    """Median and 90th percentile of the working minutes that recent dossiers lay in offices.

    Of the last 180 days, at most 500 dossiers; None while there are fewer than five.
    """
    since = at - datetime.timedelta(days=ESTIMATE_DAYS)
    minutes = cases.minutes_taken(procedure=procedure, since=since, now=at, limit=ESTIMATE_MOST)
    return time.estimate(minutes) if len(minutes) >= ESTIMATE_LEAST else None


def whom_choices(*, revision_id: int, by: Actor, at: datetime.datetime) -> list[Whom]:
    """For whom the person may file this procedure: oneself, children, those who gave a mandate."""
    if by.kind != "person" or by.person_id is None:
        return []
    procedure = cases.revision_definition(revision_id).procedure
    applicant = procedure.applicant
    found = [Whom(key="self", name=by.name, kind="self")] if applicant.self_ else []
    if {"organisation", "household_business"} & set(procedure.audience):
        found += [
            Whom(key=f"organisation-{one.id}", name=one.name, kind="organisation")
            for one in people.organisations_of(person_id=by.person_id)
        ]
    for line in people.mandates_of(person_id=by.person_id, at=at):
        if line.holder_id != by.person_id or not line.covers(procedure.procedure):
            continue
        is_child = line.kind == "parent"
        if (is_child and applicant.child is None) or (not is_child and applicant.agent is None):
            continue
        key = f"organisation-{line.organisation_id}" if line.organisation_id else None
        key = key or f"person-{line.person_id}"
        found.append(Whom(key=key, name=line.beneficiary_name, kind=line.kind))
    return list({one.key: one for one in found}.values())


def begun_forms(*, by: Actor, procedure: str, at: datetime.datetime) -> list[Begun]:
    """The open forms of this procedure that the person has begun, last first; one for each."""
    if by.kind != "person":
        return []
    found = [
        (one, *for_whom(one))
        for one in open_drafts(account_id=by.account, at=at)
        if one.procedure == procedure
    ]
    return [Begun(id=one.id, saved_at=one.saved_at, key=key, name=name) for one, key, name in found]


def _alive(rows: Any, on: datetime.date) -> list[Any]:
    return [row for row in rows if row.is_alive(on)]


def _needs(definition: Definition, on: datetime.date, language: str) -> list[dict[str, Any]]:
    words = definition.words(language)
    return [
        {
            "label": words.needs[one.id].label,
            "hint": words.needs[one.id].hint or "",
            "law": rules.law_words(rules.law_on(definition.bases[one.basis].cite, on)),
            "is_always": one.required is True and one.when is None,
            "from_register": any(text.startswith("register:") for text in one.evidence),
        }
        for one in definition.procedure.needs
    ]


def _deadline(definition: Definition, row: Deadline, on: datetime.date) -> dict[str, Any]:
    return {
        "duration": row.total,
        "cutoff": row.cutoff or "",
        "law": rules.law_words(rules.law_on(definition.bases[row.basis].cite, on)),
        "is_conditional": row.when is not None,
        "channel": next((one for one in ("online", "direct") if one in (row.when or "")), ""),
        "is_certain": row.certainty in (None, "V"),
    }


def _fee(definition: Definition, row: Fee, on: datetime.date, language: str) -> dict[str, Any]:
    words = definition.words(language)
    return {
        "label": words.fees.get(row.id, ""),
        "amount": row.amount if isinstance(row.amount, int) else None,
        "list_amount": row.list_amount if isinstance(row.list_amount, int) else None,
        "law": rules.law_words(rules.law_on(definition.bases[row.basis].cite, on)),
        "is_certain": row.certainty in (None, "V"),
    }
