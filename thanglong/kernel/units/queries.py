"""The city as it is on a day. Units change rarely, so small answers are kept in memory."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet

from thanglong.kernel.base import text
from thanglong.kernel.units.models import Agency, Area, Post, Succession

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """An agency in few words."""

    id: int
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What an area of one day is on another: `certainty` whole, default, part or same."""

    area: Area
    certainty: str


def on_day(on: datetime.date) -> Q:
    """The condition of a row to be valid on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def area(code: str, *, on: datetime.date) -> Area | None:
    """The area that has this code on a day."""
    return Area.objects.select_related("parent").filter(on_day(on), code=code).first()


def areas(
    *, on: datetime.date, level: str = "", parent_code: str = ""
) -> QuerySet[Area]:
    """The areas of a day, in the order of the alphabet."""
    found = Area.objects.select_related("parent").filter(on_day(on))
    if level:
        found = found.filter(level=level)
    if parent_code:
        found = found.filter(parent__code=parent_code)
    return found.order_by("sort_key", "code")


def search(words: str, *, on: datetime.date, limit: int = 20) -> list[Area]:
    """Areas whose name contains the words, with or without diacritics."""
    found = areas(on=on).filter(folded__contains=text.fold(words))
    return list(found[: min(limit, 200)])


def history(code: str) -> list[Area]:
    """Everything that has had this code, oldest first."""
    return list(Area.objects.select_related("parent").filter(code=code).order_by("valid_from"))


def successors(of: Area) -> list[Succession]:
    """What became of an area, the usual one first."""
    found = Succession.objects.select_related("successor").filter(predecessor=of)
    return list(found.order_by("-is_default", "successor__sort_key"))


def origins(of: Area) -> list[Succession]:
    """What an area was made of."""
    found = Succession.objects.select_related("predecessor").filter(successor=of)
    return list(found.order_by("predecessor__sort_key"))


def convert(code: str, *, from_on: datetime.date, to_on: datetime.date) -> list[Candidate]:
    """What the area of one day is on a later day: one when it is sure, several when it was split."""
    begun = area(code, on=from_on)
    if begun is None:
        return []
    now = {begun.id: Candidate(area=begun, certainty="same")}
    for _ in range(5):  # more reforms than that no area has seen
        ended = [one for one in now.values() if _ends_by(one.area, to_on)]
        if not ended:
            return sorted(now.values(), key=lambda one: one.certainty not in {"whole", "default"})
        for one in ended:
            del now[one.area.id]
            now |= {found.area.id: found for found in _followers(one.area)}
    return []


@lru_cache(maxsize=KEPT)
def is_commune(code: str, on: datetime.date) -> bool:
    """Whether this is the code of a commune on a day."""
    return Area.objects.filter(on_day(on), code=code, level="commune").exists()


@lru_cache(maxsize=KEPT)
def area_name(code: str, *, on: datetime.date) -> str:
    """The name of the area that has this code on a day; empty when there is none."""
    found = area(code, on=on)
    return found.name if found else ""


@lru_cache(maxsize=64)
def commune_choices(*, on: datetime.date) -> tuple[tuple[str, str, str], ...]:
    """(code, name, district) of all communes of a day, in the order of the alphabet."""
    return tuple(
        (one.code, one.name, one.parent.name if one.parent and one.parent.level != "city" else "")
        for one in areas(on=on, level="commune")
    )


@lru_cache(maxsize=KEPT)
def committee_of(*, area_code: str, level: str, on: datetime.date) -> Known | None:
    """The People's Committee of this level over an area on a day; None where there is no such."""
    here = area(area_code, on=on)
    while here is not None and here.level != level:
        here = Area.objects.select_related("parent").filter(id=here.parent_id).first()
    if here is None:
        return None
    found = Agency.objects.filter(on_day(on), area=here, kind="committee").first()
    return _known(found)


@lru_cache(maxsize=KEPT)
def department_of(*, agency_id: int, function: str, on: datetime.date) -> Known | None:
    """The part of an agency that has a function on a day; the agency itself if it has it."""
    parts = Agency.objects.filter(on_day(on), parent_id=agency_id, functions__contains=[function])
    found = parts.exclude(kind="committee").order_by("code").first()
    if found is None:
        found = Agency.objects.filter(
            on_day(on), id=agency_id, functions__contains=[function]
        ).first()
    return _known(found)


@lru_cache(maxsize=KEPT)
def desk_agency(*, agency_id: int, role: str, on: datetime.date) -> int | None:
    """The agency in which the post of this role is: the agency itself, or its part for that role."""
    posts = Post.objects.filter(role=role)
    if posts.filter(agency_id=agency_id).filter(_agency_on_day(on)).exists():
        return agency_id
    parts = posts.filter(_agency_on_day(on), agency__parent_id=agency_id)
    parts = parts.filter(agency__functions__contains=[role])
    return parts.values_list("agency_id", flat=True).order_by("agency__code").first()


@lru_cache(maxsize=256)
def city_id(*, on: datetime.date) -> int | None:
    """The People's Committee of the city."""
    found = Agency.objects.filter(on_day(on), kind="committee", level="city")
    return found.values_list("id", flat=True).first()


@lru_cache(maxsize=KEPT)
def parent_id(*, agency_id: int) -> int | None:
    """The agency above."""
    return Agency.objects.filter(id=agency_id).values_list("parent_id", flat=True).first()


@lru_cache(maxsize=KEPT)
def agencies_over(agency_id: int) -> frozenset[int]:
    """The agency itself and those above it."""
    found: list[int] = []
    here: int | None = agency_id
    while here is not None and here not in found:
        found.append(here)
        here = parent_id(agency_id=here)
    return frozenset(found)


def agencies_under(agency_id: int) -> list[int]:
    """The ids of an agency and of everything below it, whatever the day."""
    statement = """
    WITH RECURSIVE under AS (
      SELECT id FROM units_agency WHERE id = %s
      UNION SELECT a.id FROM units_agency a JOIN under u ON a.parent_id = u.id
    ) SELECT id FROM under
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [agency_id])
        return [row[0] for row in cursor.fetchall()]


def agency(agency_id: int) -> Agency | None:
    """An agency by id."""
    return Agency.objects.select_related("area", "parent").filter(id=agency_id).first()


def agency_by_code(code: str, *, on: datetime.date) -> Agency | None:
    """The agency that has this code on a day."""
    found = Agency.objects.select_related("area", "parent").filter(on_day(on), code=code)
    return found.first()


def agencies_of(area_id: int, *, on: datetime.date) -> list[Agency]:
    """The agencies of an area on a day, the committee first."""
    found = Agency.objects.filter(on_day(on), area_id=area_id)
    return sorted(found, key=lambda one: (one.kind != "committee", bytes(one.sort_key)))


def posts_of(agency_id: int) -> list[Post]:
    """The posts of an agency."""
    return list(Post.objects.filter(agency_id=agency_id).order_by("id"))


def is_loaded() -> bool:
    """Whether the city has units."""
    return Area.objects.exists()


def forget() -> None:
    """Drop what is kept in memory, after units have changed."""
    for kept in (is_commune, area_name, commune_choices, committee_of, department_of,
                 desk_agency, city_id, parent_id, agencies_over):  # fmt: skip
        kept.cache_clear()


def _agency_on_day(on: datetime.date) -> Q:
    return Q(agency__valid_from__lte=on) & (
        Q(agency__valid_to__isnull=True) | Q(agency__valid_to__gt=on)
    )


def _known(found: Agency | None) -> Known | None:
    return Known(found.id, found.code, found.name, found.name_en) if found else None


def _ends_by(one: Area, on: datetime.date) -> bool:
    return one.valid_to is not None and one.valid_to <= on


def _followers(one: Area) -> list[Candidate]:
    found = successors(one)
    certainty = "whole" if len(found) == 1 else ""
    return [
        Candidate(
            area=row.successor, certainty=certainty or ("default" if row.is_default else "part")
        )
        for row in found
    ]
