"""What the API says of dossiers and files."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from thanglong.services.procedures.api.payloads.catalogue import Agency
from thanglong.services.procedures.api.payloads.desk import Task

Instant = datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDue:
    """What one dossier costs, in đồng; list_amount: before the reduction."""

    id: str
    amount: int
    list_amount: int | None
    law: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an interlinked filing. code, status and agency are null until it begins.

    waits_for: the titles of the parts that must be granted first; will_not_begin: one of them was
    not.
    """

    id: str
    title: str
    procedure: str
    code: str | None
    status: str | None
    outcome: str
    agency: str | None
    due_at: Instant | None
    waits_for: list[str]
    will_not_begin: bool


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
    parts: list[Part]


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
class Showing:
    """A look for what shows a need. outcome: shown, unknown, differs, down or office (later).

    evidence: as GET /procedures/{code} has it; reference: our number of the question; source: the
    name of the record. What the register answered is not kept.
    """

    need: str
    evidence: str
    outcome: str
    asked_at: Instant
    law: str
    reference: str
    source: str
    as_of: Instant | None


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
    """One thing that happened. by: the applicant's name, or post and agency of the officer.

    part: the title of the part of an interlinked filing in which it happened, or empty.
    """

    at: Instant
    action: str
    title: str
    by: str
    text: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an officer found. at and by: when, and the post that entered it (officers only).

    A field that was corrected stands several times, the last one counts.
    """

    field: str
    label: str
    value: Any
    text: str
    at: Instant | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything on a dossier, for its parties and the offices that have it.

    parts: of an interlinked filing; part_of: the code of the filing that a part belongs to.
    """

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
    findings: list[Found]
    papers: list[Paper]
    shown: list[Showing]
    issued: list[Issued]
    wanted: Wanted | None
    messages: list[Message]
    history: list[Happened]
    tasks: list[Task]
    parts: list[Part]
    part_of: str | None


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
