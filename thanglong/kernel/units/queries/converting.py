"""From an address of one day to what it is on another, with how sure that is."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from thanglong.kernel.units.models import Area, Succession
from thanglong.kernel.units.queries import maps

REFORMS_MAX = 5  # more than that no area has seen
SURENESS = "VSM"  # verified, secondary, from memory: the weakest on the way counts
BREADTH = ("same", "rename", "whole", "part")  # the loosest on the way counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What an area of one day is, or may be, on another.

    kind: same, rename, whole (all of it went there) or part (some of it did).
    is_default: the one to take when nothing more is known. certainty: V, S or M.
    """

    area: Area
    kind: str
    is_default: bool
    certainty: str


def convert(code: str, *, from_on: datetime.date, to_on: datetime.date) -> list[Candidate]:
    """What the area of one day is on another, later or earlier; the default first.

    One candidate when it is sure, several when the area was split (or, backwards, made of
    several), none when there is no such area or its successors are not recorded.
    """
    begun = maps.area(code, on=from_on)
    return [] if begun is None else follow(begun, to_on=to_on)


def follow(begun: Area, *, to_on: datetime.date) -> list[Candidate]:
    """As `convert`, from an area."""
    now = {begun.id: Candidate(area=begun, kind="same", is_default=True, certainty="V")}
    for _ in range(REFORMS_MAX):
        moving = [one for one in now.values() if not _is_there(one.area, to_on)]
        if not moving:
            break
        for one in moving:
            del now[one.area.id]
            for found in _next(one, to_on):
                now[found.area.id] = _likelier(now.get(found.area.id), found)
    there = [one for one in now.values() if _is_there(one.area, to_on)]
    return sorted(there, key=lambda one: (not one.is_default, bytes(one.area.sort_key)))


def weakest(certainties: Iterable[str]) -> str:
    """The least sure of several."""
    return max(certainties, key=SURENESS.index, default="V")


def _is_there(area: Area, on: datetime.date) -> bool:
    return area.valid_from <= on and (area.valid_to is None or on < area.valid_to)


def _next(one: Candidate, to_on: datetime.date) -> list[Candidate]:
    if one.area.valid_from > to_on:
        return _before(one)
    return _after(one)


def _after(one: Candidate) -> list[Candidate]:
    return [
        _step(one, row, row.successor, kind=row.kind, is_default=row.is_default)
        for row in maps.successors(one.area)
    ]


def _before(one: Candidate) -> list[Candidate]:
    """Backwards: sure only where the area was made of one, and all of that one went into it."""
    rows = maps.predecessors(one.area)
    alone = len(rows) == 1 and rows[0].kind != "part"
    same_code = [row for row in rows if row.predecessor.code == one.area.code]
    renamed = [row for row in same_code if row.kind == "rename"]
    return [
        _step(
            one,
            row,
            row.predecessor,
            kind=row.kind if alone else "part",
            is_default=alone or row in renamed,
        )
        for row in rows
    ]


def _step(one: Candidate, row: Succession, area: Area, *, kind: str, is_default: bool) -> Candidate:
    return Candidate(
        area=area,
        kind=max(one.kind, kind, key=BREADTH.index),
        is_default=one.is_default and is_default,
        certainty=weakest((one.certainty, row.certainty)),
    )


def _likelier(known: Candidate | None, found: Candidate) -> Candidate:
    """Two ways to one area: the default one counts."""
    return found if known is None or (found.is_default and not known.is_default) else known
