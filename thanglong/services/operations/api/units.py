"""The city's units for programs: areas and agencies as they are, or were, on a day."""

import datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from thanglong.kernel.base import clock, errors
from thanglong.kernel.units import queries as units
from thanglong.kernel.web import api, cursors
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import public
from thanglong.services.operations.api.payloads import (
    Authority,
    Named,
    Origin,
    Otherwise,
    Possible,
    Unit,
    UnitAgency,
    Units,
    UnitWhole,
    Wanted,
)

if TYPE_CHECKING:
    from thanglong.kernel.units.models import Agency, Area, Succession

router = Router(tags=["Units"])


@router.get("/units", response=Units, auth=None)
@public
def list_units(
    request: HttpRequest,
    wanted: Annotated[Wanted, Query()],
    on: api.Day | None = None,
    limit: Annotated[int, Query(ge=1, le=api.PAGE_MAX)] = 50,
    cursor: str | None = None,
) -> HttpResponse:
    """The areas of a day (today's when `on` is not given); `within`: the code of the area above;
    `q` searches names and codes, with or without diacritics.
    """
    api.limit_strangers(request)
    day = on or clock.today()
    after = cursors.place(cursor, count=1)
    begin = int(after[0]) if after else 0
    found = _found(day, wanted)
    rows = found[begin : begin + limit + 1]
    following = cursors.cursor(begin + limit) if len(rows) > limit else None
    items = [_unit(one) for one in rows[:limit]]
    return api.answer(Units(on=day, items=items, next_cursor=following))


@router.get("/units/{code}", response=UnitWhole, auth=None)
@public
def read_unit(request: HttpRequest, code: str, on: api.Day | None = None) -> HttpResponse:
    """One area as it is on a day, with its agencies, its predecessors and its successors."""
    api.limit_strangers(request)
    day = on or clock.today()
    found = units.area(code[:10], on=day)
    if found is None:
        raise errors.NotFound()
    whole = UnitWhole(
        on=day,
        unit=_unit(found),
        history=[_unit(one) for one in units.history(found.code)],
        agencies=[_agency(one) for one in units.agencies_of(found.id, on=day)],
        predecessors=[_origin(one, one.predecessor) for one in units.predecessors(found)],
        successors=[_origin(one, one.successor) for one in units.successors(found)],
    )
    return api.answer(whole)


@router.get("/units/{code}/authority", response=Authority, auth=None)
@public
def read_authority(
    request: HttpRequest,
    code: str,
    power: Annotated[str, Query(min_length=1, max_length=40)],
    on: api.Day | None = None,
    known_on: api.Day | None = None,
    variant: Annotated[str, Query(max_length=40)] = "",
) -> HttpResponse:
    """Which agency decides a power (the code of a procedure, or a kind of work such as
    `construction`) for an address on a day, with the reason. An old code is carried over the
    reforms; `known_on`: when the address had it, for codes are used again.
    """
    api.limit_strangers(request)
    found = units.unit_of(
        code[:10], power=power, on=on or clock.today(), variant=variant, known_on=known_on
    )
    if found.asked is None:
        raise errors.NotFound()
    return api.answer(_authority(found))


def _found(day: datetime.date, wanted: Wanted) -> "list[Area]":
    if not wanted.q:
        return list(units.areas(on=day, level=wanted.level, parent_code=wanted.within))
    return [
        one
        for one in units.search(wanted.q, on=day, limit=200)
        if wanted.level in ("", one.level)
        if wanted.within in ("", one.parent.code if one.parent else "")
    ]


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
        latitude=None if one.latitude is None else float(one.latitude),
        longitude=None if one.longitude is None else float(one.longitude),
        area_km2=None if one.area_km2 is None else float(one.area_km2),
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
        is_default=row.is_default,
        certainty=row.certainty,
        legal_basis=row.legal_basis,
        source=row.source,
    )


def _authority(found: units.Answer) -> Authority:
    return Authority(
        code=found.code,
        on=found.on,
        power=found.power,
        level=found.level or None,
        agency=_named(found.agency),
        department=_named(found.department),
        one_stop=_named(found.one_stop),
        unit=_unit(found.area) if found.area else None,
        candidates=[
            Possible(
                unit=_unit(one.area),
                kind=one.kind,
                is_default=one.is_default,
                certainty=one.certainty,
            )
            for one in found.candidates
        ],
        reason=found.reason(language()),
        exceptions=[
            Otherwise(
                variant=one.variant,
                level=one.level,
                agency=_named(one.agency),
                reason=one.reason.said(language()),
                legal_basis=one.legal_basis,
                certainty=one.certainty,
            )
            for one in found.exceptions
        ],
        legal_basis=found.legal_basis,
        certainty=found.certainty,
    )


def _named(one: units.Known | None) -> Named | None:
    return Named(code=one.code, name=one.name, name_en=one.name_en) if one else None
