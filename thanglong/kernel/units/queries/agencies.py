"""Agencies: who is where on a day, and which part of an agency does what."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from thanglong.kernel.units.edition import remembered
from thanglong.kernel.units.models import Agency, Post
from thanglong.kernel.units.queries import converting, maps

LEVELS = ("city", "district", "commune")
# The part of an agency in which the posts of a role are, by the function of that part.
HOMES = {"one_stop": "one_stop", "supervisor": "one_stop"}


@dataclass(frozen=True, slots=True)
class Known:
    """An agency in few words."""

    id: int
    code: str
    name: str
    name_en: str
    kind: str = ""


_COMMITTEE = """
SELECT g.id, g.code, g.name, g.name_en, g.kind FROM units_area a
LEFT JOIN units_area p ON p.id = a.parent_id
LEFT JOIN units_area c ON c.id = p.parent_id
JOIN units_agency g ON g.area_id IN (a.id, p.id, c.id) AND g.kind = 'committee'
WHERE a.code = %(code)s AND g.level = %(level)s
AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
AND g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to > %(on)s)
LIMIT 1
"""

_DEPARTMENT = """
SELECT id, code, name, name_en, kind FROM units_agency
WHERE (id = %(agency)s OR (parent_id = %(agency)s AND kind <> 'committee'))
AND functions @> ARRAY[%(function)s]::varchar[]
AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)
ORDER BY id = %(agency)s, code LIMIT 1
"""

_DESK = """
SELECT a.id FROM units_agency a JOIN units_post p ON p.agency_id = a.id
WHERE p.role = %(role)s
AND (a.id = %(agency)s
     OR (a.parent_id = %(agency)s AND a.functions @> ARRAY[%(home)s]::varchar[]))
AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
ORDER BY a.id <> %(agency)s, a.code LIMIT 1
"""

_UNDER = """
WITH RECURSIVE under AS (
  SELECT id FROM units_agency WHERE id = %(agency)s
  UNION SELECT a.id FROM units_agency a JOIN under u ON a.parent_id = u.id
) SELECT id FROM under
"""

_OVER = """
WITH RECURSIVE upward AS (
  SELECT id, parent_id FROM units_agency WHERE id = %(agency)s
  UNION SELECT a.id, a.parent_id FROM units_agency a JOIN upward u ON a.id = u.parent_id
) SELECT id FROM upward
"""


@remembered
def committee_of(*, area_code: str, level: str, on: datetime.date) -> Known | None:
    """The People's Committee of this level over an area on a day; None where there is no such."""
    return _known(_COMMITTEE, code=area_code, level=level, on=on)


@remembered
def department_of(*, agency_id: int, function: str, on: datetime.date) -> Known | None:
    """The part of an agency that has a function on a day; the agency itself if it has it."""
    return _known(_DEPARTMENT, agency=agency_id, function=function, on=on)


def agency_of(*, area_code: str, level: str, on: datetime.date, function: str = "") -> Known | None:
    """The committee of a level over an area on a day, or its part that has a function."""
    committee = committee_of(area_code=area_code, level=level, on=on)
    if committee is None or not function:
        return committee
    return department_of(agency_id=committee.id, function=function, on=on)


def one_stop_of(*, area_code: str, on: datetime.date, level: str = "commune") -> Known | None:
    """Where dossiers of an area are received."""
    return agency_of(area_code=area_code, level=level, on=on, function="one_stop")


@remembered
def desk_agency(*, agency_id: int, role: str, on: datetime.date) -> int | None:
    """The agency in which the post of a role is: the agency itself, or its part for that role."""
    rows = _rows(_DESK, agency=agency_id, role=role, home=HOMES.get(role, role), on=on)
    return rows[0][0] if rows else None


@remembered
def known_agency(*, agency_id: int) -> Known | None:
    """An agency in few words, by id."""
    return _known(
        "SELECT id, code, name, name_en, kind FROM units_agency WHERE id = %(id)s", id=agency_id
    )


@remembered
def city_id(*, on: datetime.date) -> int | None:
    """The People's Committee of the city."""
    found = Agency.objects.filter(maps.on_day(on), kind="committee", level="city")
    return found.values_list("id", flat=True).first()


@remembered
def parent_id(*, agency_id: int) -> int | None:
    """The agency above."""
    return Agency.objects.filter(id=agency_id).values_list("parent_id", flat=True).first()


@remembered
def agencies_over(agency_id: int) -> frozenset[int]:
    """The agency itself and those above it."""
    return frozenset(row[0] for row in _rows(_OVER, agency=agency_id)) | {agency_id}


def agencies_under(agency_id: int) -> list[int]:
    """The ids of an agency and of everything below it, whatever the day."""
    return [row[0] for row in _rows(_UNDER, agency=agency_id)]


def agency(agency_id: int) -> Agency | None:
    """An agency by id."""
    return Agency.objects.select_related("area", "parent").filter(id=agency_id).first()


def agency_by_code(code: str, *, on: datetime.date) -> Agency | None:
    """The agency that has this code on a day."""
    found = Agency.objects.select_related("area", "parent")
    return found.filter(maps.on_day(on), code=code).first()


def agencies_that_decide(*, on: datetime.date) -> list[Agency]:
    """The committees of a day and the departments of the city, the city's first, then by name."""
    found = Agency.objects.filter(maps.on_day(on)).filter(
        Q(kind="committee") | Q(level="city", kind__in=["department", "police", "tax"])
    )
    return sorted(found, key=lambda one: (LEVELS.index(one.level), bytes(one.sort_key)))


def agencies_of(area_id: int, *, on: datetime.date) -> list[Agency]:
    """The agencies of an area on a day with their posts, the committee first."""
    found = Agency.objects.filter(maps.on_day(on), area_id=area_id).prefetch_related("posts")
    return sorted(found, key=lambda one: (one.kind != "committee", bytes(one.sort_key)))


def agency_now(*, agency_id: int, area_code: str, on: datetime.date) -> Known | None:
    """Who has the work of an agency on a later day: itself, or what followed it.

    area_code: of the dossier's address; it tells which commune has the work of a district that is
    no more. None when what followed is not recorded.
    """
    here = agency(agency_id)
    if here is None:
        return None
    if here.valid_to is None or on < here.valid_to:
        return Known(here.id, here.code, here.name, here.name_en, here.kind)
    if here.kind != "committee" and here.parent_id and here.functions:
        head = agency_now(agency_id=here.parent_id, area_code=area_code, on=on)
        function = here.functions[0]
        return head and department_of(agency_id=head.id, function=function, on=on)
    code = area_code if here.level == "district" or here.area is None else here.area.code
    begun = maps.area(code, on=here.valid_to - datetime.timedelta(days=1))
    heirs = [one for one in converting.follow(begun, to_on=on) if one.is_default] if begun else []
    return agency_of(area_code=heirs[0].area.code, level="commune", on=on) if heirs else None


def posts_of(agency_id: int) -> list[Post]:
    """The posts of an agency."""
    return list(Post.objects.filter(agency_id=agency_id).order_by("id"))


def post_in(*, agency_id: int, role: str) -> Post | None:
    """The post of a role in an agency."""
    return Post.objects.filter(agency_id=agency_id, role=role).order_by("id").first()


def _known(statement: str, **values: Any) -> Known | None:
    rows = _rows(statement, **values)
    return Known(*rows[0]) if rows else None


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
