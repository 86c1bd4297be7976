"""Reads for a reform: which open work its units leave behind, and how far it has come."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F

from thanglong.kernel.base import clock, sight
from thanglong.kernel.cases.models import Case, Paper, Reform, Rehoming, Showing, Supplement, Task
from thanglong.kernel.cases.rehoming import UNDECIDED, Moving
from thanglong.kernel.cases.showing import SHOWN

OF_A_REFORM = "whoever sees the plan of a reform sees how many dossiers go where, not which"
BATCH = 500
LINES_MAX = 100

# An open dossier is affected when an agency that serves, decides or works on it is no more.
_AFFECTED = """
SELECT c.id FROM cases_case c
JOIN units_agency r ON r.id = coalesce(c.present_receiving_id, c.receiving_id)
JOIN units_agency d ON d.id = c.deciding_id
WHERE c.closed_at IS NULL AND c.id > %(after)s AND (
  r.valid_to <= %(on)s OR d.valid_to <= %(on)s OR EXISTS (
    SELECT 1 FROM cases_task t JOIN units_agency a ON a.id = t.agency_id
    WHERE t.case_id = c.id AND t.closed_at IS NULL AND a.valid_to <= %(on)s))
ORDER BY c.id LIMIT %(limit)s
"""

# The posts that end with agencies of that day, and are held beyond it.
_ENDING_POSTS = """
SELECT h.id, h.account_id, p.role, p.title, a.id, a.kind, a.level, a.area_id, a.parent_id,
       a.functions
FROM people_holding h JOIN units_post p ON p.id = h.post_id JOIN units_agency a
  ON a.id = p.agency_id
WHERE a.valid_to = %(on)s AND (h.valid_to IS NULL OR h.valid_to > %(at)s)
ORDER BY h.id
"""

_COUNTS = """
SELECT how, count(*), count(moved_at) FROM cases_rehoming WHERE reform_id = %s GROUP BY how
"""

_UNITS = """
SELECT f.id, f.code, f.name, f.name_en, t.id, t.name, t.name_en, r.how, count(*)
FROM cases_rehoming r
JOIN units_area f ON f.id = r.area_from_id LEFT JOIN units_area t ON t.id = r.area_to_id
WHERE r.reform_id = %s
GROUP BY f.id, f.code, f.name, f.name_en, t.id, t.name, t.name_en, r.how
ORDER BY f.sort_key, f.code, 9 DESC
"""

# Desks to which work goes while nobody holds their post that day.
_EMPTY_DESKS = """
SELECT a.code, a.name, a.name_en, x.role, count(*) FROM (
  SELECT (t.value ->> 0)::bigint AS agency_id, t.value ->> 1 AS role
  FROM cases_rehoming r, jsonb_each(r.after -> 'tasks') AS t
  WHERE r.reform_id = %(reform)s
) x JOIN units_agency a ON a.id = x.agency_id
WHERE x.role <> 'applicant' AND NOT EXISTS (
  SELECT 1 FROM units_post p JOIN people_holding h ON h.post_id = p.id
  WHERE p.agency_id = x.agency_id AND p.role = x.role AND h.valid_from <= %(at)s
  AND (h.valid_to IS NULL OR h.valid_to > %(at)s))
AND NOT EXISTS (
  SELECT 1 FROM cases_reposting n JOIN units_post p ON p.id = n.post_to_id
  WHERE n.reform_id = %(reform)s AND p.agency_id = x.agency_id AND p.role = x.role)
GROUP BY a.code, a.name, a.name_en, x.role ORDER BY 5 DESC, 1 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many dossiers go one way (`how` as in a Rehoming), and how many have gone."""

    how: str
    count: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyDesk:
    """A desk that gets work and has nobody."""

    code: str
    name: str
    name_en: str
    role: str
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMoves:
    """How many dossiers of one unit go to another in one way (`how` as in a Rehoming)."""

    from_id: int
    from_code: str
    from_name: str
    from_name_en: str
    to_id: int | None
    to_name: str | None
    to_name_en: str | None
    how: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingPost:
    """A post that ends with its agency while an officer holds it."""

    holding_id: int
    account_id: int
    role: str
    title: str
    agency_id: int
    kind: str
    level: str
    area_id: int
    parent_id: int | None
    functions: list[str]


def affected_ids(*, on: datetime.date, after_id: int = 0, limit: int = BATCH) -> list[int]:
    """Open dossiers that a reform of this day leaves with an agency that is no more, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_AFFECTED, {"on": on, "after": after_id, "limit": min(limit, BATCH)})
        return [row[0] for row in cursor.fetchall()]


def moving_of(*, reform_id: int, case_ids: Sequence[int]) -> list[Moving]:
    """These dossiers with all that is needed to place them, in six queries for any number."""
    cases = Case.objects.select_related("present_area").filter(id__in=case_ids).order_by("id")
    tasks = _grouped(Task.objects.filter(case_id__in=case_ids, closed_at__isnull=True))
    papers = _grouped(Paper.objects.filter(case_id__in=case_ids).only("case_id", "need"))
    shown = _grouped(Showing.objects.filter(case_id__in=case_ids, outcome=SHOWN))
    asked = _grouped(Supplement.objects.filter(case_id__in=case_ids).order_by("number"))
    chosen = {
        one.case_id: one.area_to
        for one in Rehoming.objects.select_related("area_to").filter(
            reform_id=reform_id, case_id__in=case_ids, how="chosen"
        )
    }
    return [
        Moving(
            case=case,
            tasks=tasks.get(case.id, []),
            needs={one.need for one in [*papers.get(case.id, []), *shown.get(case.id, [])]},
            back_to=asked[case.id][-1].back_to if case.id in asked else "",
            chosen=chosen.get(case.id),
        )
        for case in cases
    ]


def ending_posts(*, on: datetime.date) -> list[EndingPost]:
    """The posts of agencies that end on a day, each with the officer who holds it."""
    names = EndingPost.__dataclass_fields__
    with connection.cursor() as cursor:
        cursor.execute(_ENDING_POSTS, {"on": on, "at": first_instant(on)})
        rows = cursor.fetchall()
    return [EndingPost(**dict(zip(names, row, strict=True))) for row in rows]


def reform_of_act(act: str) -> Reform | None:
    """The reform of an act, if it was rehearsed or carried out."""
    return Reform.objects.filter(act=act).first()


def reform_by_id(reform_id: int) -> Reform | None:
    """A reform by its number."""
    return Reform.objects.filter(id=reform_id).first()


def known_reforms() -> list[Reform]:
    """All reforms that were rehearsed or carried out, the latest day first."""
    return list(Reform.objects.order_by("-on", "-id")[:LINES_MAX])


@sight.of_the_house(OF_A_REFORM)
def counts_of(reform: Reform) -> list[Count]:
    """How its dossiers go, by how sure that is."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [reform.id])
        return [Count(how=how, count=all_, moved=moved) for how, all_, moved in cursor.fetchall()]


@sight.of_the_house(OF_A_REFORM)
def worked_on(reform: Reform) -> str:
    """The code of the first dossier that has taken a new step since it was moved; empty if none."""
    moved = Rehoming.objects.filter(reform=reform, moved_at__isnull=False)
    newer = moved.exclude(seq=F("case__steps_count")).order_by("case_id")
    return newer.values_list("case__code", flat=True).first() or ""


@sight.of_the_house(OF_A_REFORM)
def units_of(reform: Reform) -> list[UnitMoves]:
    """Where the dossiers of each ending unit go, and how sure that is: one row a pair and way."""
    names = UnitMoves.__dataclass_fields__
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, [reform.id])
        rows = cursor.fetchall()
    return [UnitMoves(**dict(zip(names, row, strict=True))) for row in rows]


def posts_counted(reform: Reform) -> dict[str, int]:
    """How many officers' posts follow in each way (`how` as in a Reposting)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT how, count(*) FROM cases_reposting WHERE reform_id = %s "
            "GROUP BY how ORDER BY 1",
            [reform.id],
        )
        return dict(cursor.fetchall())


def undecided(
    reform: Reform,
    *,
    after_id: int = 0,
    limit: int = LINES_MAX,
    area_id: int | None = None,
    agency_ids: Sequence[int] | None = None,
) -> list[Rehoming]:
    """What a person has to decide, a page at a time.

    area_id: only of this area that was split. agency_ids: only what lies with these agencies now.
    """
    found = Rehoming.objects.select_related("case", "area_from", "area_to").filter(
        reform=reform, how__in=UNDECIDED, id__gt=after_id
    )
    if area_id is not None:
        found = found.filter(area_from_id=area_id)
    if agency_ids is not None:
        found = found.filter(case__agency_id__in=list(agency_ids))
    return list(found.order_by("id")[: min(limit, LINES_MAX)])


@sight.of_the_house(OF_A_REFORM)
def empty_desks(reform: Reform) -> list[EmptyDesk]:
    """Desks to which the reform brings work and where nobody holds the post, the fullest first."""
    names = EmptyDesk.__dataclass_fields__
    parameters: dict[str, Any] = {
        "reform": reform.id,
        "at": first_instant(reform.on),
        "limit": LINES_MAX,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_DESKS, parameters)
        rows = cursor.fetchall()
    return [EmptyDesk(**dict(zip(names, row, strict=True))) for row in rows]


def areas_that_became(area_id: int) -> list[int]:
    """An area and all those before it that it followed wholly, or usually: ids, for figures."""
    found, waiting = {area_id}, [area_id]
    while waiting:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT predecessor_id FROM units_succession "
                "WHERE successor_id = ANY(%s) AND is_default AND NOT predecessor_id = ANY(%s)",
                [waiting, list(found)],
            )
            waiting = [row[0] for row in cursor.fetchall()]
        found |= set(waiting)
    return sorted(found)


def first_instant(on: datetime.date) -> datetime.datetime:
    """When a day begins in the city."""
    return datetime.datetime.combine(on, datetime.time(), tzinfo=clock.zone())


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in rows:
        found.setdefault(one.case_id, []).append(one)
    return found
