"""`thanglong bench load`: a city of a million dossiers, made up and copied into the tables.

Spread as a city's are: busy wards and quiet ones, procedures that everybody needs and rare ones,
half a year and more of days with hours, people who come once and people who come often. Each
dossier has its whole way: its steps, its work on desks, its clock, its trail. No papers and no
facts of the past are made: a list, a page and a search do not ask for them.
"""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

import orjson
from django.db import connection, transaction

from bench import bare, ground
from bench.ground import Ground, Kind
from thanglong.kernel.base import clock, text

BATCH = 20_000
CASES_A_PERSON = 7
DAYS = 500  # of history; the wards are those of July 2025
OPEN_PERCENT = 3
SEED = 1010
MARK = "9"  # begins the running number of a made-up dossier: nobody files ten million on a day
NOTED = ("cases.dossier.filed.v1", "cases.dossier.moved.v1")

PERSON = (
    "id, full_name, personal_number, sex, area_code, address_line, phone, email, folded, sort_key"
)
CASE = (
    "id, code, revision_id, procedure, channel, delivery, status, outcome, stage, area_id,"
    " present_area_id, receiving_id, present_receiving_id, deciding_id, agency_id, seen_by,"
    " applicant_id, applicant_name, contact, answers, fee, filed_at, received_at, budget, cutoff,"
    " calendar, calendar_version, due_at, promised_at, decided_at, closed_at, supplements,"
    " extensions, stepped_at, steps_count, folded, request_digest"
)
STEP = (
    "case_id, seq, at, action, from_stage, to_stage, actor_kind, actor_name, post_id, agency_id,"
    " note, data, state, opened_at, allowed_minutes, used_minutes"
)
TASK = (
    "case_id, kind, stage, agency_id, role, opened_at, due_at, allowed_minutes, closed_at, action,"
    " question, opinion"
)
CLOCK = "case_id, seq, kind, at, amount, why, basis"
TRAIL = "at, act, subject, person_id, agency_id, purpose"
TABLES = {
    "people_person": PERSON, "cases_case": CASE, "cases_step": STEP, "cases_task": TASK,
    "cases_clock_entry": CLOCK, "trail_entry": TRAIL,
}  # fmt: skip
NULL = "\\N"
Say = Callable[[str, int, int], object]  # what is done, done, of how many


@dataclass(slots=True)
class Rows:
    """Lines of COPY for each table, until they are sent."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {one: [] for one in TABLES})

    def add(self, table: str, *values: object) -> None:
        """One row."""
        self.lines[table].append("\t".join(map(str, values)))

    def send(self) -> None:
        """Write everything that has been added."""
        with connection.cursor() as cursor:
            for table, lines in self.lines.items():
                if not lines:
                    continue
                statement = f"COPY {table} ({TABLES[table]}) FROM STDIN"
                with cursor.cursor.copy(statement) as copy:  # type: ignore[union-attr]
                    copy.write(("\n".join(lines) + "\n").encode())
                lines.clear()


def there_are() -> int:
    """How many made-up dossiers the database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE code ~ %s", [rf"-{MARK}\d{{7}}$"])
        found: int = cursor.fetchone()[0]
    return found


def load(*, cases: int, say: Say, communes: int | None = None) -> int:
    """Fill up to so many made-up dossiers, all of them or none. Returns how many were added.

    communes: only in the first so many; all of them, when left out.

    Keys and indexes are taken away, and made again when the rows are there, in one transaction:
    who breaks it off has what he had before.
    """
    known = there_are()
    if known >= cases:
        return 0
    where = ground.look(at=clock.now(), communes=communes)
    with transaction.atomic():
        parts = bare.take_away(TABLES)
        _fill(known, cases, where, say)
        for number, part in enumerate(parts):
            say("keys and indexes", number, len(parts))
            with connection.cursor() as cursor:
                cursor.execute(part)
        say("keys and indexes", len(parts), len(parts))
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) " + ", ".join(TABLES))
    return cases - known


def _fill(known: int, cases: int, where: Ground, say: Say) -> None:
    maker = _Maker(where, seed=SEED + known)
    for begin in range(known, cases, BATCH):
        size = min(BATCH, cases - begin)
        maker.make(first=begin, count=size)
        maker.rows.send()
        say("dossiers", begin + size - known, cases - known)


class _Maker:
    """Makes one dossier after another; the same seed makes the same city."""

    def __init__(self, where: Ground, *, seed: int) -> None:
        self._where, self._dice = where, random.Random(seed)  # noqa: S311 - a crowd, no secret
        self._weights = list(accumulate(kind.weight for kind in where.kinds))
        self.rows = Rows()

    def make(self, *, first: int, count: int) -> None:
        """A part of the city: new people, and dossiers that they have filed."""
        people = self._people(-(-count // CASES_A_PERSON), base=first)
        case_id = _reserve("cases_case_id_seq", count)
        dice = self._dice
        for number, kind in enumerate(
            dice.choices(self._where.kinds, cum_weights=self._weights, k=count)
        ):
            # who comes often comes more often: the square leans to the first of the part
            person = people[int(len(people) * dice.random() ** 2)]
            self._case(case_id + number, first + number, kind, person)

    def _people(self, count: int, *, base: int) -> list[tuple[int, str, str]]:
        person_id, found = _reserve("people_person_id_seq", count), []
        for number in range(count):
            name, sex = self._where.name(self._dice)
            folded = text.fold(name)
            found.append((person_id + number, name, folded))
            self.rows.add(
                "people_person", person_id + number, name, f"9{base + number:011d}", sex, "", "",
                "", "", folded, "\\\\x" + text.given_name_key(name).hex(),
            )  # fmt: skip
        return found

    def _filed_at(self, is_open: bool) -> datetime.datetime:
        dice = self._dice
        days = int(5 * dice.random() ** 2) if is_open else 3 + int((DAYS - 3) * dice.random())
        day = self._where.now.date() - datetime.timedelta(days=days)
        minutes = 60 + int(dice.triangular(0, 9 * 60, 100))  # eight to five in Hanoi, busy early
        at = datetime.datetime.combine(day, datetime.time(tzinfo=datetime.UTC))
        return min(at + datetime.timedelta(minutes=minutes), self._where.now)

    def _case(self, case_id: int, number: int, kind: Kind, person: tuple[int, str, str]) -> None:
        """One dossier: filed, brought as far as it has come, and its row."""
        is_open = self._dice.random() * 100 < OPEN_PERCENT
        filed_at = self._filed_at(is_open)
        code = f"{kind.receiving_code}-{filed_at:%y%m%d}-{MARK}{number:07d}"
        made = _Made(case_id, code, kind, person, filed_at, filed_at + kind.takes)
        self._file(made)
        ends_at = self._dice.randrange(len(kind.stages)) if is_open else len(kind.stages)
        for place in range(ends_at):
            self._move(made, place)
        if is_open:
            self._task(made, ends_at, NULL, "")
        self._row(made, ends_at)

    def _file(self, made: "_Made") -> None:
        add, first = self.rows.add, made.kind.stages[0].id
        add(
            "cases_step", made.case_id, 1, made.filed_at, "file", "", first, "person",
            made.person[1], NULL, NULL, "", "{}", made.state("filed", first, 0), NULL, NULL, NULL,
        )  # fmt: skip
        add("cases_clock_entry", made.case_id, 1, "started", made.filed_at, "", "filed", "")
        add("trail_entry", made.filed_at, NOTED[0], made.subject, made.person[0], NULL, "")

    def _move(self, made: "_Made", place: int) -> None:
        """One desk is done with it."""
        stages = made.kind.stages
        stage, is_last = stages[place], place == len(stages) - 1
        follows = "" if is_last else stages[place + 1].id
        opened, took = made.at, stage.takes * (0.2 + 0.9 * self._dice.random())
        made.pass_on(min(opened + took, self._where.now), place, is_last=is_last)
        status = "returned" if is_last else "in_process" if place else "received"
        self._task(made, place, made.at, stage.action, opened)
        used = int((made.at - opened).total_seconds()) // 180  # eight hours of twenty-four
        self.rows.add(
            "cases_step", made.case_id, made.steps, made.at, stage.action, stage.id, follows,
            "officer", stage.officer, stage.post_id, stage.agency_id, "", "{}",
            made.state(status, follows, min(place + 1, len(stages) - 1)), opened, stage.minutes,
            used,
        )  # fmt: skip
        self.rows.add(
            "trail_entry", made.at, NOTED[1], made.subject, made.person[0], stage.agency_id, ""
        )
        if is_last:
            self.rows.add(
                "cases_clock_entry", made.case_id, 2, "stopped", made.at, "", "decided", ""
            )

    def _task(
        self,
        made: "_Made",
        place: int,
        closed_at: object,
        action: str,
        opened: datetime.datetime | None = None,
    ) -> None:
        stage, since = made.kind.stages[place], opened or made.at
        self.rows.add(
            "cases_task", made.case_id, "stage", stage.id, stage.agency_id, stage.role, since,
            since + stage.takes, stage.minutes, closed_at, action, "", "",
        )  # fmt: skip

    def _row(self, made: "_Made", ends_at: int) -> None:
        kind, is_open = made.kind, made.done_at is None
        desk = kind.stages[min(ends_at, len(kind.stages) - 1)]
        status = ("filed", "received", "in_process")[min(ends_at, 2)] if is_open else "returned"
        person_id, name, folded = made.person
        self.rows.add(
            "cases_case", made.case_id, made.code, kind.revision_id, kind.procedure, kind.channel,
            "online", status, "" if is_open else "granted", desk.id if is_open else "",
            kind.area_id, kind.area_id, kind.receiving_id, kind.receiving_id, kind.deciding_id,
            desk.agency_id, kind.seen_by, person_id, name, "{}", kind.answers, kind.fee,
            made.filed_at, made.received_at or NULL, kind.budget, kind.cutoff, kind.calendar,
            kind.calendar_version, made.due_at, made.due_at, made.done_at or NULL,
            made.done_at or NULL, 0, 0, made.at, made.steps, f"{made.code.lower()} {folded}", "",
        )  # fmt: skip


class _Made:
    """One dossier while it is made: who, where, and how far it has come."""

    def __init__(
        self,
        case_id: int,
        code: str,
        kind: Kind,
        person: tuple[int, str, str],
        filed_at: datetime.datetime,
        due_at: datetime.datetime,
    ) -> None:
        self.case_id, self.code, self.kind, self.person = case_id, code, kind, person
        self.subject = f"dossier:{code}"
        self.filed_at, self.due_at, self.at, self.steps = filed_at, due_at, filed_at, 1
        self.received_at: datetime.datetime | None = None
        self.done_at: datetime.datetime | None = None

    def pass_on(self, at: datetime.datetime, place: int, *, is_last: bool) -> None:
        """It has left a desk."""
        self.at, self.steps = at, self.steps + 1
        if place == 0:
            self.received_at = at
        if is_last:
            self.done_at = at

    def state(self, status: str, stage: str, desk: int) -> str:
        """Its standing, as `cases_step.state` keeps it."""
        kind, done = self.kind, self.done_at
        state = {
            "status": status, "outcome": "granted" if done else "", "stage": stage,
            "present_area_id": kind.area_id, "present_receiving_id": kind.receiving_id,
            "deciding_id": kind.deciding_id, "agency_id": kind.stages[desk].agency_id,
            "received_at": self.received_at, "calendar_version": kind.calendar_version,
            "due_at": self.due_at, "promised_at": self.due_at, "paused_at": None,
            "decided_at": done, "closed_at": done, "supplements": 0, "extensions": 0,
        }  # fmt: skip
        return orjson.dumps(state).decode()


def _reserve(sequence: str, count: int) -> int:
    """The first of so many ids that nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(%s, nextval(%s) + %s)", [sequence, sequence, count])
        last: int = cursor.fetchone()[0]
    return last - count + 1
