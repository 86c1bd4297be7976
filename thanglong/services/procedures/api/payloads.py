"""What the API says, class by class. Times have the city's offset, money is whole đồng."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

Instant = datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency by its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLine:
    """One procedure in the catalogue. service_level: counter, partial or full."""

    code: str
    slug: str
    title: str
    summary: str
    field: str
    life_events: list[str]
    audience: list[str]
    service_level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    """A page of the catalogue."""

    items: list[ProcedureLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A claim to be shown. evidence: ways to show it, the preferred first.

    is_always: asked of everybody; otherwise it depends on the answers.
    """

    id: str
    label: str
    hint: str
    law: str
    evidence: list[str]
    is_always: bool
    from_register: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A row of the fee table; amount is null when it is computed from the answers."""

    id: str
    label: str
    amount: int | None
    list_amount: int | None
    law: str
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A row of the deadlines. duration: 3wd working days, 12wh working hours, 10d days, 6mo, 2y."""

    duration: str
    cutoff: str
    law: str
    is_conditional: bool
    is_online: bool
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is issued."""

    id: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure with everything a program needs to file it.

    revision: send it back with a filing to be refused if another text is in force by then.
    form: JSON Schema 2020-12 of `answers`.
    """

    code: str
    slug: str
    revision: int
    title: str
    summary: str
    who: str
    how_to: str
    field: str
    life_events: list[str]
    audience: list[str]
    service_level: str
    assurance: int
    effective_from: datetime.date
    effective_to: datetime.date | None
    is_certain: bool
    form: dict[str, Any]
    needs: list[Need]
    fees: list[Fee]
    deadlines: list[Deadline]
    results: list[Result]
    laws: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDue:
    """What one dossier costs, in đồng; list_amount: before the reduction."""

    id: str
    amount: int
    list_amount: int | None
    law: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A dossier that has been filed. why: how the promised date came about, in sentences."""

    code: str
    procedure: str
    title: str
    status: str
    national_code: int
    receiving: Agency
    deciding: Agency
    filed_at: Instant
    due_at: Instant | None
    why: list[str]
    fee: FeeDue


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One dossier in a list. status: a public word; national_code: 1..10 of the national portal."""

    code: str
    procedure: str
    title: str
    status: str
    national_code: int
    outcome: str
    agency: Agency
    applicant_name: str
    filed_at: Instant
    due_at: Instant | None
    is_late: bool
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossiers:
    """A page of dossiers, the latest first."""

    items: list[DossierLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The legal clock: running, paused or stopped; minutes are working minutes."""

    mode: str
    used_minutes: int
    remaining_minutes: int
    left: str
    why: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper given for a need. round: 0 at filing, 1 with the first supplement."""

    need: str
    file: uuid.UUID
    name: str
    evidence: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A form or result that the city has issued; its PDF is at /files/{file}."""

    file: uuid.UUID
    kind: str
    code: str
    title: str
    number: str
    issued_at: Instant
    valid_until: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the office says of one requirement (`need:ID` or `page:ID`)."""

    requirement: str
    label: str
    is_fulfilled: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the applicant is asked for now."""

    asked_at: Instant
    answer_until: Instant | None
    verdicts: list[Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the conversation."""

    id: int
    at: Instant
    is_from_office: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened. by: the applicant's name, or post and agency of the officer."""

    at: Instant
    action: str
    title: str
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work on a desk. actions: what may be done there (officers only)."""

    id: int
    kind: str
    stage: str
    role: str
    agency: Agency
    opened_at: Instant
    due_at: Instant | None
    is_claimed: bool
    is_mine: bool
    actions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything on a dossier, for its parties and the offices that have it."""

    code: str
    procedure: str
    title: str
    status: str
    national_code: int
    outcome: str
    stage: str
    channel: str
    delivery: str
    applicant_name: str
    receiving: Agency
    deciding: Agency
    agency: Agency
    filed_at: Instant
    received_at: Instant | None
    due_at: Instant | None
    promised_at: Instant | None
    decided_at: Instant | None
    closed_at: Instant | None
    is_late: bool
    clock: Clock
    fee: FeeDue
    answers: dict[str, Any]
    papers: list[Paper]
    issued: list[Issued]
    wanted: Wanted | None
    messages: list[Message]
    history: list[Happened]
    tasks: list[Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a dossier stands after something was done."""

    code: str
    status: str
    national_code: int
    outcome: str
    stage: str
    agency: Agency
    due_at: Instant | None
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How a task stands after it was claimed or released."""

    id: int
    code: str
    stage: str
    due_at: Instant | None
    is_claimed: bool
    is_mine: bool
    claimed_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One piece of open work, with what a desk must know of its dossier."""

    task: int
    kind: str
    stage: str
    stage_title: str
    role: str
    opened_at: Instant
    task_due_at: Instant | None
    claimed_by: str
    is_mine: bool
    code: str
    procedure: str
    title: str
    applicant_name: str
    channel: str
    status: str
    national_code: int
    filed_at: Instant
    due_at: Instant | None
    is_late: bool
    is_paused: bool
    supplements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """A page of open work, the most urgent first."""

    items: list[InboxLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a person should look at again before sending: blurred, dark or empty pages."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that the city has taken; give its id with a need when filing."""

    id: uuid.UUID
    name: str
    media_type: str
    size_bytes: int
    pages: int
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """Where a dossier is, without names."""

    code: str
    title: str
    status: str
    national_code: int
    status_title: str
    outcome: str
    agency_name: str
    filed_at: Instant
    due_at: Instant | None
    is_late: bool
    is_paused: bool
