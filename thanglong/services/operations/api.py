"""The city's units for programs: areas and agencies as they are, or were, on a day."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from thanglong.kernel.base import clock, errors
from thanglong.kernel.units import queries as units
from thanglong.kernel.web import api, cursors
from thanglong.kernel.web.permissions import public

if TYPE_CHECKING:
    from thanglong.kernel.units.models import Agency, Area, Succession

router = Router(tags=["Units"])
ROUTERS = [router]
Level = Literal["", "city", "district", "commune"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One area under one name during one span of time; valid_to is the first day after it."""

    code: str
    name: str
    name_en: str
    level: str
    kind: str
    parent: str | None
    valid_from: datetime.date
    valid_to: datetime.date | None
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """A page of areas, in the order of the Vietnamese alphabet."""

    on: datetime.date
    items: list[Unit]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An area before or after another. kind: whole, part or rename."""

    code: str
    name: str
    kind: str
    on: datetime.date
    certainty: str
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAgency:
    """An agency of an area. is_demo_code: the code is ours, not the state's."""

    code: str
    name: str
    name_en: str
    kind: str
    level: str
    functions: list[str]
    is_demo_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWhole:
    """One area with its agencies on a day, and what came before and after it."""

    on: datetime.date
    unit: Unit
    agencies: list[UnitAgency]
    predecessors: list[Origin]
    successors: list[Origin]


@router.get("/units", response=Units, auth=None)
@public
def list_units(
    request: HttpRequest,
    on: datetime.date | None = None,
    level: Level = "",
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=api.PAGE_MAX)] = 50,
    cursor: str | None = None,
) -> HttpResponse:
    """The areas of a day (today's when `on` is not given); `q` searches names."""
    api.limit_strangers(request)
    day = on or clock.today()
    after = cursors.place(cursor, count=1)
    begin = int(after[0]) if after else 0
    found = _found(day, level=level, q=q)
    rows = found[begin : begin + limit + 1]
    following = cursors.cursor(begin + limit) if len(rows) > limit else None
    items = [_unit(one) for one in rows[:limit]]
    return api.answer(Units(on=day, items=items, next_cursor=following))


@router.get("/units/{code}", response=UnitWhole, auth=None)
@public
def read_unit(request: HttpRequest, code: str, on: datetime.date | None = None) -> HttpResponse:
    """One area as it is on a day, with its agencies, its predecessors and its successors."""
    api.limit_strangers(request)
    day = on or clock.today()
    found = units.area(code[:10], on=day)
    if found is None:
        raise errors.NotFound()
    whole = UnitWhole(
        on=day,
        unit=_unit(found),
        agencies=[_agency(one) for one in units.agencies_of(found.id, on=day)],
        predecessors=[_origin(one, one.predecessor) for one in units.predecessors(found)],
        successors=[_origin(one, one.successor) for one in units.successors(found)],
    )
    return api.answer(whole)


def _found(day: datetime.date, *, level: str, q: str) -> "list[Area]":
    if q:
        found = units.search(q, on=day, limit=200)
        return [one for one in found if level in ("", one.level)]
    return list(units.areas(on=day, level=level))


def _unit(one: "Area") -> Unit:
    return Unit(
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        level=one.level,
        kind=one.kind,
        parent=one.parent.code if one.parent else None,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        legal_basis=one.legal_basis,
    )


def _agency(one: "Agency") -> UnitAgency:
    return UnitAgency(
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        kind=one.kind,
        level=one.level,
        functions=list(one.functions),
        is_demo_code=one.is_demo_code,
    )


def _origin(row: "Succession", other: "Area") -> Origin:
    return Origin(
        code=other.code,
        name=other.name,
        kind=row.kind,
        on=row.on,
        certainty=row.certainty,
        legal_basis=row.legal_basis,
    )
