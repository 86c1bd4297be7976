"""What the API says of work on desks."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from thanglong.services.procedures.api.payloads.catalogue import Agency

Instant = datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work on a desk. actions: what may be done there (officers only).

    findings: JSON Schema 2020-12 of what is entered with an action that goes on; {} for nothing.
    """

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
    findings: dict[str, Any] = field(default_factory=dict)


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
