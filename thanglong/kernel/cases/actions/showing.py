"""Looking for what shows the claims of a dossier, before a paper is asked for: once only."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import structlog
from django.db import transaction

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.base.http import PartnerRefused, PartnerUnavailable
from thanglong.kernel.cases import scopes, showing
from thanglong.kernel.cases.definition import evidence
from thanglong.kernel.cases.definition.format import Need
from thanglong.kernel.cases.definition.model import Definition
from thanglong.kernel.cases.definition.scope import Seen
from thanglong.kernel.cases.models import Case, Showing
from thanglong.kernel.cases.showing import Shown
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.documents.models import Document
from thanglong.kernel.events import live
from thanglong.kernel.people import queries as people
from thanglong.kernel.registers import actions as registers

log = structlog.get_logger(__name__)
FRESH = datetime.timedelta(hours=24)  # an answer counts so long, unless what was asked changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose records may be asked: number → id of the person. first: whom the dossier is for.

    organisation_ids: whose results count as one's own, beside the person's.
    """

    first: str
    people: Mapping[str, int]
    organisation_ids: tuple[int, ...] = ()
    may_ask_of_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: the claims of these answers that no file shows. kept: found before."""

    definition: Definition
    seen: Seen
    files: Collection[str] = ()
    kept: Iterable[Shown] = ()
    only: str = ""


@dataclass(slots=True)
class _Answers:
    """What the registers said, by register and number; None: it did not answer."""

    records: dict[tuple[str, str], registers.Record | None] = field(default_factory=dict)
    down: set[tuple[str, str]] = field(default_factory=set)
    references: dict[tuple[str, str], str] = field(default_factory=dict)


def look_for(
    *, wanted: Wanted, subject: Subject, at: datetime.datetime, by: Actor
) -> tuple[Shown, ...]:
    """Ask the registers, then the person's own results, for every claim that no file shows.

    A register is asked once for all that is wanted of a person, with purpose and law, and the look
    is recorded; what it knew within a day about the same answers is not asked again. Nobody else's
    record is asked here: that is for the office. A register that does not answer refuses nothing.
    No transaction may be open.
    """
    open_, found = _open(wanted, subject, at)
    questions: dict[tuple[str, str], list[tuple[Need, evidence.Source]]] = defaultdict(list)
    for need, key in open_:
        for source in evidence.sources(need):
            if key in subject.people or subject.may_ask_of_all:
                questions[source.register, key].append((need, source))
    answers = _ask(wanted.definition, questions, subject, at, by)
    own = _own_results(subject, [need for need, _ in open_], at)
    for need, key in open_:
        found += _first(
            _from_registers(wanted, need, key, answers, at),
            _from_store(wanted.definition, need, own, at),
            _for_the_office(wanted.definition, need, key, subject, at),
        )
    return tuple(found)


def look_up_need(*, case: Case, need: str, at: datetime.datetime, by: Actor) -> Showing:
    """An officer has a register looked at for one claim of a dossier; the answer stays with it.

    Raises NotFound when the procedure asks for no such claim here, or no register shows it.
    """
    asked = scopes.of_case(case)
    due = [one.need for one in asked.definition.needs_for(asked.seen) if one.need.id == need]
    if not due or not evidence.sources(due[0]):
        raise NotFound()
    subject = subject_of(
        applicant_id=case.applicant_id, beneficiary_id=case.beneficiary_id, may_ask_of_all=True
    )
    wanted = Wanted(definition=asked.definition, seen=asked.seen, only=need)
    (found,) = look_for(wanted=wanted, subject=subject, at=at, by=by)
    with transaction.atomic():
        (kept,) = keep(case=case, found=(found,), by=by)
        live.touch(f"dossier:{case.code}")
    return kept


def subject_of(
    *,
    applicant_id: int,
    beneficiary_id: int | None = None,
    organisation_id: int | None = None,
    may_ask_of_all: bool = False,
) -> Subject:
    """The people of a dossier whose records may be asked."""
    ids = [one for one in (beneficiary_id, applicant_id) if one]
    numbers = people.numbers_of(ids)
    return Subject(
        first=numbers.get(ids[0], ""),
        people={number: one for one, number in numbers.items() if number},
        organisation_ids=(organisation_id,) if organisation_id else (),
        may_ask_of_all=may_ask_of_all,
    )


def keep(*, case: Case, found: Iterable[Shown], by: Actor) -> list[Showing]:
    """Write down what showed the claims of a case: what was asked, when, and the record's name."""
    return Showing.objects.bulk_create(
        Showing(
            case=case,
            need=one.need,
            evidence=one.evidence,
            outcome=one.outcome,
            asked_at=one.asked_at,
            reference=one.reference,
            source=one.source[:200],
            as_of=one.as_of,
            basis=one.basis[:200],
            document_id=one.document_id,
            account_id=by.account_id,
        )
        for one in found
    )


def _open(
    wanted: Wanted, subject: Subject, at: datetime.datetime
) -> tuple[list[tuple[Need, str]], list[Shown]]:
    """The claims still to be looked for, each with whose number; and what is known of before."""
    kept = {one.need: one for one in wanted.kept if one.is_shown and one.asked_at + FRESH > at}
    open_: list[tuple[Need, str]] = []
    found: list[Shown] = []
    for due in wanted.definition.needs_for(wanted.seen):
        need = due.need
        if need.id in wanted.files or (wanted.only and need.id != wanted.only):
            continue
        key = str(wanted.seen.scope.get(need.of) or "") if need.of else subject.first
        known = kept.get(need.id)
        if known and known.about == evidence.about(need, key, wanted.seen):
            found.append(known)
        else:
            open_.append((need, key))
    return open_, found


def _ask(
    definition: Definition,
    questions: Mapping[tuple[str, str], list[tuple[Need, evidence.Source]]],
    subject: Subject,
    at: datetime.datetime,
    by: Actor,
) -> _Answers:
    answers = _Answers()
    for (register, key), asked in questions.items():
        laws = {definition.bases[need.basis].cite for need, _ in asked}
        question = registers.Question(
            register=register,
            key=key,
            fields=tuple(sorted({source.field for _, source in asked})),
            purpose=f"{definition.code} · {'; '.join(sorted(laws))}",
        )
        answers.references[register, key] = question.reference
        if not key:
            answers.records[register, key] = None
            continue
        known = people.person_by_number(key)
        person_id = subject.people.get(key) or (known.id if known else None)
        try:
            record = registers.look_up(question=question, person_id=person_id, at=at, by=by)
            answers.records[register, key] = record
        except (PartnerUnavailable, PartnerRefused) as refusal:
            log.warning("register_did_not_answer", register=register, code=refusal.code)
            answers.down.add((register, key))
    return answers


def _from_registers(
    wanted: Wanted, need: Need, key: str, answers: _Answers, at: datetime.datetime
) -> Iterator[Shown]:
    """What each register that was asked says of a claim, the best first."""
    told = [
        _said(wanted, need, source, key, answers, at)
        for source in evidence.sources(need)
        if (source.register, key) in answers.references
    ]
    order = (showing.SHOWN, showing.DIFFERS, showing.DOWN, showing.UNKNOWN)
    yield from sorted(told, key=lambda one: order.index(one.outcome))


def _said(
    wanted: Wanted,
    need: Need,
    source: evidence.Source,
    key: str,
    answers: _Answers,
    at: datetime.datetime,
) -> Shown:
    place = (source.register, key)
    record = answers.records.get(place)
    value = record.values.get(source.field) if record else None
    outcome = showing.UNKNOWN
    if place in answers.down:
        outcome = showing.DOWN
    elif value not in (None, ""):
        is_shown = evidence.shows(need, value, wanted.seen)
        outcome = showing.SHOWN if is_shown else showing.DIFFERS
    return Shown(
        need=need.id,
        evidence=source.text,
        outcome=outcome,
        asked_at=at,
        basis=wanted.definition.bases[need.basis].cite,
        reference=answers.references[place],
        source=record.source if record else "",
        as_of=record.as_of if record else None,
        about=evidence.about(need, key, wanted.seen),
    )


def _own_results(subject: Subject, needs: Iterable[Need], at: datetime.datetime) -> list[Document]:
    if not any(evidence.own_results(need) for need in needs):
        return []
    on = clock.local(at).date()
    person = subject.people.get(subject.first, 0)
    store = documents.store_of(person_id=person, organisation_ids=list(subject.organisation_ids))
    return [one for one in store if one.valid_until is None or one.valid_until >= on]


def _from_store(
    definition: Definition,
    need: Need,
    own: Iterable[Document],
    at: datetime.datetime,
) -> Iterator[Shown]:
    codes = evidence.own_results(need)
    for one in own:
        if one.code in codes:
            yield Shown(
                need=need.id,
                evidence=f"{evidence.OWN_RESULT}{one.code}",
                outcome=showing.SHOWN,
                asked_at=at,
                basis=definition.bases[need.basis].cite,
                source=one.number or one.title,
                document_id=one.id,
            )


def _for_the_office(
    definition: Definition, need: Need, key: str, subject: Subject, at: datetime.datetime
) -> Iterator[Shown]:
    sources = evidence.sources(need)
    if sources and key not in subject.people and not subject.may_ask_of_all:
        yield Shown(
            need=need.id,
            evidence=sources[0].text,
            outcome=showing.OFFICE,
            asked_at=at,
            basis=definition.bases[need.basis].cite,
        )


def _first(*ways: Iterator[Shown]) -> list[Shown]:
    """What shows a claim, else the best that can be said of why nothing does."""
    told = [one for way in ways for one in way]
    return [one for one in told if one.is_shown][:1] or told[:1]
