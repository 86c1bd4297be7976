"""The map of a reform: each unit a circle at its place, as large as its open dossiers are many.

Outlines of Hanoi's communes are not published with terms that would let us ship them, and former
communes have no place of their own: they stand in a ring around the unit that usually has them now.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases.rehoming import UNDECIDED
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language

WIDTH = 1000.0
MARGIN = 40.0
RADIUS_MIN, RADIUS_MAX = 3.0, 24.0
RING = 20.0  # how far a former unit stands from the one that followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One unit. x, y, radius: in the drawing; tone: sure, open (somebody must decide)."""

    x: float
    y: float
    radius: float
    tone: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The same city before and after. width, height: of the drawing; empty without places."""

    width: int
    height: int
    before: tuple[Dot, ...]
    after: tuple[Dot, ...]


def drawn(moves: Sequence[case_queries.UnitMoves]) -> Map:
    """The map of where dossiers are and go."""
    goals = _totals(moves)
    found = units.areas_by_id(goals)
    places, height = _places({one.id: (one.latitude, one.longitude) for one in found})
    names = {one.id: one.name_en if language() == "en" else one.name for one in found}
    most = max([*goals.values(), 1])
    after = tuple(
        _dot(places[one], goals[one], most, "sure", names[one]) for one in goals if one in places
    )
    before = _before(moves, places, most)
    return Map(width=int(WIDTH), height=height, before=before, after=after)


def _totals(moves: Sequence[case_queries.UnitMoves]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in moves:
        if one.to_id is not None:
            found[one.to_id] = found.get(one.to_id, 0) + one.count
    return found


def _before(
    moves: Sequence[case_queries.UnitMoves], places: dict[int, tuple[float, float]], most: int
) -> tuple[Dot, ...]:
    """The former units around those that usually have them, in the order of their names."""
    rows: dict[int, list[case_queries.UnitMoves]] = {}
    for one in moves:
        rows.setdefault(one.from_id, []).append(one)
    homes: dict[int, list[int]] = {}
    for unit, group in rows.items():
        home = max(group, key=lambda one: one.count).to_id
        if home in places:
            homes.setdefault(home or 0, []).append(unit)
    dots = []
    for home, around in homes.items():
        for number, unit in enumerate(around):
            group = rows[unit]
            turn = 2 * math.pi * number / len(around)
            far = RING if len(around) > 1 else 0.0
            x, y = places[home]
            place = (x + far * math.sin(turn), y - far * math.cos(turn))
            tone = "open" if any(one.how in UNDECIDED for one in group) else "sure"
            name = group[0].from_name_en if language() == "en" else group[0].from_name
            dots.append(_dot(place, sum(one.count for one in group), most, tone, name))
    return tuple(dots)


def _dot(place: tuple[float, float], count: int, most: int, tone: str, label: str) -> Dot:
    radius = RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * math.sqrt(count / most)
    return Dot(
        x=round(place[0], 1), y=round(place[1], 1), radius=round(radius, 1), tone=tone,
        label=label, count=count,
    )  # fmt: skip


def _places(
    degrees: dict[int, tuple[object, object]],
) -> tuple[dict[int, tuple[float, float]], int]:
    """Places in the drawing, north above, and its height."""
    known = {
        one: (float(str(lat)), float(str(lon)))
        for one, (lat, lon) in degrees.items()
        if lat is not None and lon is not None
    }
    if not known:
        return {}, 0
    lats, lons = [lat for lat, _ in known.values()], [lon for _, lon in known.values()]
    middle = math.cos(math.radians((min(lats) + max(lats)) / 2))
    span = max(lons) - min(lons) or 1.0
    scale = (WIDTH - 2 * MARGIN) / span
    height = round((max(lats) - min(lats)) / middle * scale + 2 * MARGIN)
    places = {
        one: (
            MARGIN + (lon - min(lons)) * scale,
            MARGIN + (max(lats) - lat) / middle * scale,
        )
        for one, (lat, lon) in known.items()
    }
    return places, height
