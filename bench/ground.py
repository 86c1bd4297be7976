"""What every made-up dossier stands on: who decides what where, by the city's own definitions."""

import datetime
import random
from dataclasses import dataclass

import orjson
from django.db import connection

from tests import filing as scenarios
from thanglong.config.demo_town import names
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import SYSTEM
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import desks, queries
from thanglong.kernel.cases.actions import filing
from thanglong.kernel.cases.flow import APPLICANT
from thanglong.kernel.cases.rules import Terminal
from thanglong.kernel.units import queries as units

MADE_UP = "BENCH."
NAMES = 4_000  # full names that people in this city have
FORWARD = ("accept", "propose", "approve", "forward", "confirm")
RARE = 0.7  # how much rarer each procedure is than the one before it, from the middle down

_POSTS = "SELECT agency_id, role, id, title FROM units_post"
_WARDS = """
SELECT a.code FROM units_area a JOIN units_agency g ON g.area_id = a.id
WHERE g.kind = 'committee' AND g.level = 'commune'
AND g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to > %(on)s)
AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
ORDER BY a.code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One stage on its way: where it lies, who acts, and how long it may take."""

    id: str
    role: str
    agency_id: int
    post_id: int | str
    officer: str
    action: str
    takes: datetime.timedelta
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One procedure in one commune: everything that its dossiers have in common."""

    weight: float
    revision_id: int
    procedure: str
    channel: str
    area_id: int
    receiving_id: int
    receiving_code: str
    deciding_id: int
    seen_by: str
    stages: tuple[Desk, ...]
    answers: str
    fee: str
    budget: str
    cutoff: str
    calendar: str
    calendar_version: int
    takes: datetime.timedelta


@dataclass(frozen=True, slots=True)
class Ground:
    """All kinds of dossiers that this city has now, and names for its people."""

    kinds: list[Kind]
    names: list[tuple[str, str]]
    now: datetime.datetime

    def name(self, dice: random.Random) -> tuple[str, str]:
        """A full name and the sex that goes with it."""
        return dice.choice(self.names)


def look(*, at: datetime.datetime, communes: int | None = None) -> Ground:
    """Ask the city: each procedure in each commune (or the first so many) that has its desks."""
    on = clock.local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(_POSTS)
        posts = {(agency, role): (post, title) for agency, role, post, title in cursor.fetchall()}
        cursor.execute(_WARDS, {"on": on})
        wards = [row[0] for row in cursor.fetchall()][:communes]
    dice = random.Random(len(wards))  # noqa: S311 - a crowd, no secret
    busy = {ward: dice.paretovariate(1.6) for ward in wards}
    kinds = []
    for place, made in enumerate(_drafts(at)):
        share = 1 / (1 + place) ** RARE
        for ward in wards:
            kind = _kind(made, ward, posts, weight=share * min(busy[ward], 12))
            kinds += [kind] if kind else []
    people = [
        (names.person(dice, sex=sex), sex) for sex in ("female", "male") for _ in range(NAMES // 2)
    ]
    return Ground(kinds=kinds, names=people, now=at)


def _drafts(at: datetime.datetime) -> list[filing.Draft]:
    """One valid dossier of each procedure, made and not written, from its first scenario."""
    found = []
    for revision in queries.open_revisions(on=clock.local(at).date()):
        if revision.definition.procedure.parts or revision.procedure.startswith(MADE_UP):
            continue  # an interlinked filing has no work of its own; ours are for the engine alone
        scenario = scenarios.scenario(revision.slug)
        wanted = filing.Filing(
            revision_id=revision.id, channel="direct", delivery="online",
            answers=scenarios.plain(scenario["answers"]), applicant_id=0, applicant_name="Đám Đông",
        )  # fmt: skip
        try:
            found.append(filing.make(filing=wanted, at=at, by=SYSTEM))
        except CityError:  # its first scenario is one that is refused
            continue
    return found


def _kind(
    made: filing.Draft, ward: str, posts: dict[tuple[int, str], tuple[int, str]], *, weight: float
) -> Kind | None:
    case, asked = made.case, made.asked
    try:
        receiving, deciding = desks.competent(asked, area_code=ward, on=asked.on)
        stages = _stages(made, receiving.id, deciding.id, posts)
    except CityError:  # nobody decides this here
        return None
    seen_by = sorted({receiving.id, deciding.id, *(one.agency_id for one in stages)})
    return Kind(
        weight=weight, revision_id=case.revision_id, procedure=case.procedure, channel="direct",
        area_id=units.area_id(ward, on=asked.on) or 0, receiving_id=receiving.id,
        receiving_code=receiving.code, deciding_id=deciding.id,
        seen_by="{" + ",".join(map(str, seen_by)) + "}", stages=stages,
        answers=_json(case.answers), fee=_json(case.fee), budget=case.budget, cutoff=case.cutoff,
        calendar=case.calendar, calendar_version=case.calendar_version or 0,
        takes=(case.due_at or case.filed_at) - case.filed_at,
    )  # fmt: skip


def _stages(
    made: filing.Draft, receiving: int, deciding: int, posts: dict[tuple[int, str], tuple[int, str]]
) -> tuple[Desk, ...]:
    """The way of a dossier to which everybody says yes."""
    found, stage_id, on = [], made.flow.first, made.asked.on
    while stage_id and stage_id not in set(Terminal):
        stage = made.flow.stages[stage_id]
        arc = next((arc for arc in stage.do if arc.action in FORWARD), None)
        if arc is None or stage.by == APPLICANT:
            break
        desk = desks.desk(stage.by, receiving_id=receiving, deciding_id=deciding, on=on)
        post, title = posts.get((desk.agency_id, desk.role), ("\\N", ""))
        minutes = _minutes(stage.due)
        found.append(
            Desk(
                id=stage_id, role=desk.role, agency_id=desk.agency_id, post_id=post, officer=title,
                action=arc.action, minutes=minutes,
                takes=datetime.timedelta(minutes=3 * minutes),  # eight hours of twenty-four
            )
        )  # fmt: skip
        stage_id = arc.target
    return tuple(found)


def _minutes(due: str | None) -> int:
    """Working minutes of a stage; half a day where the law names none."""
    if not due:
        return 240
    time_limit = time.Duration.parse(due)
    return time_limit.amount * {"min": 1, "wh": 60, "wd": 480}.get(time_limit.unit, 480)


def _json(value: object) -> str:
    """JSON as a line of COPY has it."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode().replace("\\", "\\\\")
