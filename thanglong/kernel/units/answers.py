"""Answers about units as plain values, for JSON: the command line and the API give the same."""

import datetime
from typing import Any

from thanglong.kernel.units import queries
from thanglong.kernel.units.models import Agency, Area, Succession


def area(one: Area) -> dict[str, Any]:
    """An area, with the code of the one above it."""
    return {
        "code": one.code,
        "level": one.level,
        "kind": one.kind,
        "name": one.name,
        "name_en": one.name_en,
        "parent": one.parent.code if one.parent else None,
        "valid_from": one.valid_from.isoformat(),
        "valid_to": _day(one.valid_to),
        "legal_basis": one.legal_basis,
        "source": one.source,
        "latitude": None if one.latitude is None else float(one.latitude),
        "longitude": None if one.longitude is None else float(one.longitude),
        "area_km2": None if one.area_km2 is None else float(one.area_km2),
    }


def agency(one: Agency) -> dict[str, Any]:
    """An agency."""
    return {
        "code": one.code,
        "is_demo_code": one.is_demo_code,
        "name": one.name,
        "name_en": one.name_en,
        "kind": one.kind,
        "level": one.level,
        "functions": one.functions,
        "valid_from": one.valid_from.isoformat(),
        "valid_to": _day(one.valid_to),
        "certainty": one.certainty,
    }


def change(row: Succession, one: Area) -> dict[str, Any]:
    """What became of an area, or what it was made of. one: the area on the other side."""
    return {
        "area": area(one),
        "on": row.on.isoformat(),
        "kind": row.kind,
        "is_default": row.is_default,
        "certainty": row.certainty,
        "source": row.source,
    }


def sheet(one: Area, *, on: datetime.date) -> dict[str, Any]:
    """Everything about an area, with the agencies that it has on a day."""
    return {
        "area": area(one),
        "history": [area(row) for row in queries.history(one.code)],
        "predecessors": [change(row, row.predecessor) for row in queries.predecessors(one)],
        "successors": [change(row, row.successor) for row in queries.successors(one)],
        "agencies": [agency(row) for row in queries.agencies_of(one.id, on=on)],
    }


def answer(found: queries.Answer) -> dict[str, Any]:
    """Who decides, and why."""
    return {
        "code": found.code,
        "on": found.on.isoformat(),
        "power": found.power,
        "level": found.level or None,
        "agency": _known(found.agency),
        "department": _known(found.department),
        "one_stop": _known(found.one_stop),
        "asked": area(found.asked) if found.asked else None,
        "area": area(found.area) if found.area else None,
        "candidates": [
            {
                "area": area(one.area),
                "kind": one.kind,
                "is_default": one.is_default,
                "certainty": one.certainty,
            }
            for one in found.candidates
        ],
        "certainty": found.certainty,
        "reason": {"vi": found.reason("vi"), "en": found.reason("en")},
        "reasons": [{"code": one.code, "vi": one.vi, "en": one.en} for one in found.reasons],
        "exceptions": [
            {
                "variant": one.variant,
                "level": one.level,
                "agency": _known(one.agency),
                "reason": {"vi": one.reason.vi, "en": one.reason.en},
                "legal_basis": one.legal_basis,
                "certainty": one.certainty,
            }
            for one in found.exceptions
        ],
        "legal_basis": found.legal_basis,
        "source": found.source,
    }


def _known(one: queries.Known | None) -> dict[str, Any] | None:
    return {"code": one.code, "name": one.name, "name_en": one.name_en} if one else None


def _day(on: datetime.date | None) -> str | None:
    return on.isoformat() if on else None
