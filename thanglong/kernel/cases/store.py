"""Writing a case and its history in as few statements as the database allows (the hot path)."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.transactions import json
from thanglong.kernel.cases.models import Case

# The columns of a case that a step may change: each step keeps them to rebuild the row from.
CACHED = (
    "status",
    "outcome",
    "stage",
    "present_area_id",
    "present_receiving_id",
    "deciding_id",
    "agency_id",
    "received_at",
    "calendar_version",
    "due_at",
    "promised_at",
    "paused_at",
    "decided_at",
    "closed_at",
    "supplements",
    "extensions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Work to be put on a desk."""

    stage: str
    agency_id: int
    role: str
    kind: str = "stage"
    due_at: datetime.datetime | None = None
    allowed_minutes: int | None = None
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """One line of the clock, before it has a number. `amount`: of an extension, `5wd`."""

    kind: str
    why: str = ""
    basis: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """One thing that happened, before it has a number."""

    action: str
    at: datetime.datetime
    by: Actor
    from_stage: str = ""
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    opened_at: datetime.datetime | None = None
    allowed_minutes: int | None = None
    used_minutes: int | None = None
    post_id: int | None = None
    agency_id: int | None = None
    request_key: str | None = None


_CASE_COLUMNS = (
    "code", "revision_id", "procedure", "parent_id", "has_parts", "channel", "delivery", "status",
    "outcome", "stage", "area_id", "present_area_id", "receiving_id", "present_receiving_id",
    "deciding_id", "agency_id", "seen_by", "applicant_id",
    "organisation_id", "beneficiary_id", "applicant_name", "contact", "answers", "fee",
    "filed_at", "received_at", "budget", "cutoff", "calendar", "calendar_version", "due_at",
    "promised_at", "paused_at", "remind_at", "decided_at", "closed_at", "supplements", "extensions",
    "stepped_at", "steps_count", "folded", "account_id", "request_key", "request_digest",
)  # fmt: skip
_JSON_COLUMNS = {"contact", "answers", "fee"}
_INSERT_CASE = (
    f"INSERT INTO cases_case ({', '.join(_CASE_COLUMNS)}) VALUES ("  # noqa: S608 - constants only
    + ", ".join("%s::jsonb" if name in _JSON_COLUMNS else "%s" for name in _CASE_COLUMNS)
    + ") ON CONFLICT (account_id, request_key) DO NOTHING RETURNING id"
)
_INSERT_STEP = """
INSERT INTO cases_step (case_id, seq, at, action, from_stage, to_stage, account_id, actor_kind,
  actor_name, post_id, agency_id, note, data, state, opened_at, allowed_minutes, used_minutes,
  request_key)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s, %s, %s)
RETURNING id
"""
_INSERT_TASK = """
INSERT INTO cases_task (case_id, kind, stage, agency_id, role, opened_at, due_at, allowed_minutes,
  action, question, opinion)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', %s, '') RETURNING id
"""
_INSERT_CLOCK = """
INSERT INTO cases_clock_entry (case_id, seq, kind, at, amount, why, basis, account_id)
SELECT %s, coalesce(max(seq), 0) + 1, %s, %s, %s, %s, %s, %s
FROM cases_clock_entry WHERE case_id = %s
"""
# What a new case begins with. Two statements for a filing and not one: psycopg reads a statement
# with more than fifty values anew each time, which costs more than the way to the server.
_BEGIN = """
WITH task AS (
  INSERT INTO cases_task (case_id, kind, stage, agency_id, role, opened_at, due_at,
    allowed_minutes, action, question, opinion)
  SELECT %s, %s, %s, %s::bigint, %s, %s::timestamptz, %s::timestamptz, %s::int, '', %s, ''
  WHERE NOT %s::boolean
), clock AS (
  INSERT INTO cases_clock_entry (case_id, seq, kind, at, amount, why, basis, account_id)
  VALUES (%s, 1, 'started', %s, '', %s, '', %s)
)
"""
_COUNT = """
INSERT INTO cases_counter (key, last) VALUES (%s, 1)
ON CONFLICT (key) DO UPDATE SET last = cases_counter.last + 1 RETURNING last
"""


def next_number(key: str) -> int:
    """The next running number of a series; its row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key])
        number: int = cursor.fetchone()[0]
    return number


def insert_case(case: Case, *, task: NewTask, step: NewStep, why: str) -> bool:
    """Write a new case with its first task, clock entry and step, and set its id.

    why: of the clock entry. A case with parts lies on no desk. False when this request has already
    filed one.
    """
    case.steps_count, case.stepped_at = 1, step.at
    values = [
        json(getattr(case, name)) if name in _JSON_COLUMNS else getattr(case, name)
        for name in _CASE_COLUMNS
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_CASE, values)
        row = cursor.fetchone()
        if row is None:
            return False
        case.id = row[0]
        clock = [case.id, step.at, why, step.by.account_id]
        first = [*_task_values(case, task, step.at), case.has_parts]
        cursor.execute(_BEGIN + _INSERT_STEP, [*first, *clock, case.id, *_step_values(case, step)])
    return True


def steady(case: Case, at: datetime.datetime) -> datetime.datetime:
    """An instant, or that of the case's last step if the clock shows an earlier one."""
    return at if case.stepped_at is None else max(at, case.stepped_at)


def update_case(case: Case, changes: dict[str, Any]) -> None:
    """Set columns of the row, and on the object in hand."""
    statement, values = _update(case, changes)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def add_step(
    case: Case,
    step: NewStep,
    changes: dict[str, Any] | None = None,
    *,
    work: NewTask | None = None,
) -> int:
    """Append a step with the case's standing after it, and change the row accordingly.

    work: what the step puts on a desk, in the same statement.
    A step is never dated before the step before it: when the machine's clock has gone back, this
    one, and the columns that carry its instant, are dated like the last one.
    """
    at = steady(case, step.at)
    changes = {name: at if value == step.at else value for name, value in (changes or {}).items()}
    changes |= {"steps_count": case.steps_count + 1, "stepped_at": at}
    step = replace(step, at=at)
    statement, values = _update(case, changes)
    opens = f", opened AS ({_INSERT_TASK})" if work else ""
    values += _task_values(case, work, at) if work else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH changed AS ({statement}){opens} {_INSERT_STEP}",
            [*values, case.id, *_step_values(case, step)],
        )
        step_id: int = cursor.fetchone()[0]
    return step_id


def _update(case: Case, changes: dict[str, Any]) -> tuple[str, list[Any]]:
    for name, value in changes.items():
        setattr(case, name, value)
    columns = ", ".join(
        f"{name} = %s::jsonb" if name in _JSON_COLUMNS else f"{name} = %s" for name in changes
    )
    values = [json(value) if name in _JSON_COLUMNS else value for name, value in changes.items()]
    return f"UPDATE cases_case SET {columns} WHERE id = %s", [*values, case.id]  # noqa: S608


def _step_values(case: Case, step: NewStep) -> list[Any]:
    return [
        case.steps_count, step.at, step.action, step.from_stage, case.stage,
        step.by.account_id, step.by.kind, step.by.name, step.post_id, step.agency_id,
        step.note, json(step.data), json(standing_of(case)), step.opened_at,
        step.allowed_minutes, step.used_minutes, step.request_key,
    ]  # fmt: skip


def standing_of(case: Case) -> dict[str, Any]:
    """The cached columns of a case as a step keeps them."""
    return {name: getattr(case, name) for name in CACHED}


def rebuilt(case: Case) -> dict[str, Any]:
    """The cached columns as the history says they are: those of the last step."""
    last = case.steps.order_by("-seq").values_list("state", flat=True).first() or {}
    return {name: _instant(name, last.get(name)) for name in CACHED}


def _instant(name: str, value: Any) -> Any:
    if name.endswith("_at") and value is not None:
        return datetime.datetime.fromisoformat(value)
    return value


def open_task(case: Case, task: NewTask, at: datetime.datetime) -> int:
    """Put work on a desk."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_TASK, _task_values(case, task, at))
        task_id: int = cursor.fetchone()[0]
    return task_id


def _task_values(case: Case, task: NewTask, at: datetime.datetime) -> list[Any]:
    return [
        case.id, task.kind, task.stage, task.agency_id, task.role, steady(case, at),
        task.due_at, task.allowed_minutes, task.question,
    ]  # fmt: skip


def close_task(task_id: int, *, action: str, at: datetime.datetime, opinion: str = "") -> None:
    """Take work off the desk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET closed_at = greatest(%s, opened_at), action = %s, opinion = %s "
            "WHERE id = %s",
            [at, action, opinion, task_id],
        )


def close_open_tasks(case: Case, *, action: str, at: datetime.datetime) -> None:
    """Take everything of this case off all desks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET closed_at = greatest(%s, opened_at), action = %s "
            "WHERE case_id = %s AND closed_at IS NULL",
            [at, action, case.id],
        )


def add_clock_entry(case: Case, entry: NewEntry, *, at: datetime.datetime, by: Actor) -> None:
    """Append to the clock of a case (the case is locked, so numbers do not collide)."""
    values: list[Any] = [
        entry.kind,
        steady(case, at),
        entry.amount,
        entry.why[:200],
        entry.basis[:200],
        by.account_id,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_CLOCK, [case.id, *values, case.id])
