"""Many made-up cases at once, by COPY: what a city has after some years, in a minute."""

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction

from thanglong.kernel.base import clock, text
from thanglong.kernel.cases import store

BATCH = 10_000
PROCEDURE = "marital-status-certificate"
NAMES = ("Nguyễn Văn", "Trần Thị", "Lê Đức", "Phạm Minh", "Hoàng Thu", "Vũ Ngọc", "Đặng Hữu")
GIVEN = ("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Phương", "Tú")
CASE = (
    "id", "code", "revision_id", "procedure", "channel", "delivery", "status", "outcome", "stage",
    "area_id", "present_area_id", "receiving_id", "present_receiving_id", "deciding_id",
    "agency_id", "seen_by", "applicant_id", "applicant_name",
    "contact", "answers", "fee", "filed_at", "received_at", "budget", "cutoff", "calendar",
    "due_at", "promised_at", "decided_at", "closed_at", "supplements", "extensions",
    "steps_count", "folded", "request_digest",
)  # fmt: skip
STEP = (
    "case_id", "seq", "at", "action", "from_stage", "to_stage", "actor_kind", "actor_name", "note",
    "data", "state",
)  # fmt: skip
TASK = (
    "case_id", "kind", "stage", "agency_id", "role", "opened_at", "due_at", "allowed_minutes",
    "closed_at", "action", "question", "opinion",
)  # fmt: skip
CLOCK = ("case_id", "seq", "kind", "at", "amount", "why", "basis")

_WARDS = """
SELECT committee.id, committee.code, desk.id, committee.area_id FROM units_agency committee
JOIN units_agency desk ON desk.parent_id = committee.id
  AND desk.functions @> ARRAY['one_stop'::varchar]
WHERE committee.kind = 'committee' AND committee.level = 'commune'
  AND committee.valid_from <= %s AND (committee.valid_to IS NULL OR committee.valid_to > %s)
ORDER BY committee.code LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How many cases, over how many wards, and how many per cent of them are still open.

    at: the instant at which they are what they are; now, when left out.
    """

    count: int
    wards: int = 16
    open_percent: int = 30
    at: datetime.datetime | None = None
    seed: int = 1010


@dataclass(frozen=True, slots=True)
class _Ward:
    committee_id: int
    code: str
    desk_id: int
    area_id: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every case stands on."""

    revision_id: int
    procedure: str
    applicant_id: int
    wards: list[_Ward]
    answers: str
    now: datetime.datetime


def load(*, shape: Shape, progress: Callable[[int], object]) -> None:
    """Write the cases, in batches of one transaction each; the same seed gives the same crowd."""
    ground, dice = _ground(shape), random.Random(shape.seed)  # noqa: S311 - a crowd, no secret
    for begin in range(0, shape.count, BATCH):
        size = min(BATCH, shape.count - begin)
        with transaction.atomic():
            first_id = _reserve(size)
            cases = [
                _case(first_id + index, begin + index, ground, shape, dice) for index in range(size)
            ]
            _copy("cases_case", CASE, (tuple(one[name] for name in CASE) for one in cases))
            _copy("cases_step", STEP, map(_step, cases))
            _copy("cases_clock_entry", CLOCK, map(_clock, cases))
            _copy("cases_task", TASK, map(_task, cases))
        progress(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ground(shape: Shape) -> _Ground:
    from thanglong.kernel.cases import queries as cases
    from thanglong.kernel.people import actions as people

    now = shape.at or clock.now()
    today = clock.local(now).date()
    revision = cases.latest_revision(PROCEDURE, on=today)
    assert revision is not None, "load the city first: thanglong demo --seed-only"
    person = people.know_person(
        personal_number="", full_name="Đám Đông", birth_on=None, sex="", )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WARDS, [today, today, shape.wards])
        wards = [_Ward(*row) for row in cursor.fetchall()]
    answers = dict.fromkeys(revision.definition.fields, "như trên tờ khai")
    return _Ground(
        revision_id=revision.id,
        procedure=revision.procedure,
        applicant_id=int(person.id),
        wards=wards,
        answers=orjson.dumps(answers).decode(),
        now=now,
    )


def _reserve(size: int) -> int:
    """The first of `size` ids that nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('cases_case_id_seq', nextval('cases_case_id_seq') + %s)", [size]
        )
        last: int = cursor.fetchone()[0]
    return last - size + 1


def _case(
    case_id: int, number: int, ground: _Ground, shape: Shape, dice: random.Random
) -> dict[str, Any]:
    ward = ground.wards[number % len(ground.wards)]
    is_open = dice.randrange(100) < shape.open_percent
    age = datetime.timedelta(minutes=dice.randrange(60 * 24 * (3 if is_open else 700)))
    filed_at = ground.now - age
    due_at = filed_at + datetime.timedelta(days=3)
    name = f"{dice.choice(NAMES)} {dice.choice(GIVEN)}"
    code = f"{ward.code}-{filed_at:%y%m%d}-9{number:07d}"
    done = None if is_open else min(filed_at + datetime.timedelta(days=2), ground.now)
    return {
        "id": case_id, "code": code, "revision_id": ground.revision_id,
        "procedure": ground.procedure, "channel": "online", "delivery": "online",
        "status": "filed" if is_open else "returned", "outcome": "" if is_open else "granted",
        "stage": "reception" if is_open else "", "area_id": ward.area_id,
        "present_area_id": ward.area_id, "receiving_id": ward.committee_id,
        "present_receiving_id": ward.committee_id,
        "deciding_id": ward.committee_id, "agency_id": ward.desk_id,
        "seen_by": [ward.committee_id, ward.desk_id], "applicant_id": ground.applicant_id,
        "applicant_name": name, "contact": "{}", "answers": ground.answers,
        "fee": '{"id": "online", "amount": 0}', "filed_at": filed_at, "received_at": done,
        "budget": "3wd", "cutoff": "", "calendar": "vn-civil", "due_at": due_at,
        "promised_at": due_at, "decided_at": done, "closed_at": done, "supplements": 0,
        "extensions": 0, "steps_count": 1, "folded": text.fold(f"{code} {name}"),
        "request_digest": "",
    }  # fmt: skip


def _step(case: dict[str, Any]) -> tuple[Any, ...]:
    state = {name: case.get(name) for name in store.CACHED}
    return (
        case["id"], 1, case["filed_at"], "file", "", case["stage"], "person",
        case["applicant_name"], "", "{}", orjson.dumps(state).decode(),
    )  # fmt: skip


def _clock(case: dict[str, Any]) -> tuple[Any, ...]:
    return (case["id"], 1, "started", case["filed_at"], "", "filed", "")


def _task(case: dict[str, Any]) -> tuple[Any, ...]:
    return (
        case["id"], "stage", "reception", case["agency_id"], "one_stop", case["filed_at"],
        case["filed_at"] + datetime.timedelta(hours=6), 240, case["closed_at"],
        "accept" if case["closed_at"] else "", "", "",
    )  # fmt: skip


def _copy(table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
