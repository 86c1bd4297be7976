"""The city's units as pages show them, on a day."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language

if TYPE_CHECKING:
    from thanglong.kernel.units.models import Agency, Area, Succession

DAY = datetime.timedelta(days=1)
FOUND_MAX = 60
FORMER_MAX = 20
MARK = re.compile(r"\s*\[[^\]]*([VSM])\]")  # how sure a citation is, as the city pack writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit in a list. until: its last day, empty while it is there."""

    code: str
    name: str
    kind: str
    level: str
    above: str
    since: datetime.date
    until: datetime.date | None
    inside: int = 0
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """A time in which the map did not change. first: empty for the oldest, last for the present."""

    first: datetime.date | None
    last: datetime.date | None
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """All units of a day, or those that were searched."""

    on: datetime.date
    epochs: tuple[Epoch, ...]
    districts: tuple[Unit, ...] = ()
    communes: tuple[Unit, ...] = ()
    found: tuple[Unit, ...] = ()
    former: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a unit became, or was made of."""

    unit: Unit
    kind: str
    is_default: bool
    certainty: str
    on: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides one kind of work here. law: the sentence that says why."""

    law: str
    agency: str
    department: str
    legal_basis: str
    certainty: str
    exceptions: tuple["Decision", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An agency of the unit."""

    code: str
    name: str
    posts: tuple[str, ...]
    is_demo_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything about one unit on a day."""

    unit: Unit
    on: datetime.date
    is_there: bool
    name_other: str
    parent: Unit | None
    legal_basis: str
    certainty: str
    source: str
    area_km2: float | None
    place: str
    others: tuple[Unit, ...]
    origins: tuple[Change, ...]
    changes: tuple[Change, ...]
    children: tuple[Unit, ...]
    decisions: tuple[Decision, ...]
    offices: tuple[Office, ...]


def city_map(*, on: datetime.date, words: str = "") -> Map:
    """The units of a day; with words, those that are called so, and those that were."""
    epochs = tuple(_epochs(on))
    if words:
        found = units.search(words, on=on, limit=FOUND_MAX, is_lenient=False)
        former = units.former(words, on=on, limit=FORMER_MAX)
        if not found and not former:
            found = units.search(words, on=on, limit=FOUND_MAX)
        return Map(
            on=on,
            epochs=epochs,
            found=tuple(_unit(one) for one in found),
            former=tuple(_unit(one, now=_now(one, on)) for one in former),
        )
    communes = list(units.areas(on=on, level="commune"))
    inside: dict[int | None, int] = {}
    for one in communes:
        inside[one.parent_id] = inside.get(one.parent_id, 0) + 1
    districts = units.areas(on=on, level="district")
    return Map(
        on=on,
        epochs=epochs,
        districts=tuple(_unit(one, inside=inside.get(one.id, 0)) for one in districts),
        communes=tuple(_unit(one) for one in communes),
    )


def unit_sheet(*, code: str, on: datetime.date) -> Sheet | None:
    """One unit as it is on a day, or as it was last; None when nothing ever had the code."""
    one = units.closest(code, on=on)
    if one is None:
        return None
    is_there = one.valid_from <= on and (one.valid_to is None or on < one.valid_to)
    day = on if is_there else (one.valid_to - DAY if one.valid_to else one.valid_from)
    return Sheet(
        unit=_unit(one),
        on=on,
        is_there=is_there,
        name_other=one.name_en if language() == "vi" else one.name,
        parent=_unit(one.parent) if one.parent else None,
        legal_basis=_bare(one.legal_basis),
        certainty=_mark(one.legal_basis, "V"),
        source=_bare(one.source),
        area_km2=None if one.area_km2 is None else float(one.area_km2),
        place="" if one.latitude is None else f"{one.latitude}, {one.longitude}",
        others=tuple(_unit(row) for row in units.history(code) if row.id != one.id),
        origins=_changes((row, row.predecessor) for row in units.predecessors(one)),
        changes=_changes((row, row.successor) for row in units.successors(one)),
        children=tuple(_unit(row) for row in units.areas(on=day, parent_code=code)),
        decisions=_decisions(one, day),
        offices=tuple(_office(row) for row in units.agencies_of(one.id, on=day)),
    )


def _unit(one: "Area", *, inside: int = 0, now: str = "") -> Unit:
    return Unit(
        code=one.code,
        name=_called(one),
        kind=one.kind,
        level=one.level,
        above=_called(one.parent) if one.parent else "",
        since=one.valid_from,
        until=one.valid_to - DAY if one.valid_to else None,
        inside=inside,
        now=now,
    )


def _called(one: "Area") -> str:
    return one.name if language() == "vi" else one.name_en


def _now(one: "Area", on: datetime.date) -> str:
    """Where a former unit is on the day: a few names."""
    found = units.convert(one.code, from_on=one.valid_from, to_on=on)
    return ", ".join(_called(candidate.area) for candidate in found)


def _epochs(on: datetime.date) -> Iterable[Epoch]:
    firsts = units.epochs()
    for number, (first, following) in enumerate(zip(firsts, [*firsts[1:], None], strict=True)):
        yield Epoch(
            first=first if number else None,
            last=following - DAY if following else None,
            is_shown=(first <= on or not number) and (following is None or on < following),
        )


def _changes(rows: "Iterable[tuple[Succession, Area]]") -> tuple[Change, ...]:
    return tuple(
        Change(
            unit=_unit(other),
            kind=row.kind,
            is_default=row.is_default,
            certainty=row.certainty,
            on=row.on,
        )
        for row, other in rows
    )


def _decisions(one: "Area", day: datetime.date) -> tuple[Decision, ...]:
    if one.level != "commune":
        return ()
    return tuple(_decision(answer) for answer in units.decided_in(one, on=day) if answer.agency)


def _decision(answer: units.Answer) -> Decision:
    law = next((one for one in answer.reasons if one.code == "law"), None)
    return Decision(
        law=_said(law),
        agency=_named(answer.agency),
        department=_named(answer.department),
        legal_basis=_bare(answer.legal_basis),
        certainty=_mark(answer.legal_basis, answer.certainty),
        exceptions=tuple(
            Decision(
                law=_said(one.reason),
                agency=_named(one.agency),
                department="",
                legal_basis=_bare(one.legal_basis),
                certainty=_mark(one.legal_basis, one.certainty),
            )
            for one in answer.exceptions
        ),
    )


def _office(one: "Agency") -> Office:
    is_vietnamese = language() == "vi"
    return Office(
        code=one.code,
        name=one.name if is_vietnamese else one.name_en,
        posts=tuple(post.title if is_vietnamese else post.title_en for post in one.posts.all()),
        is_demo_code=one.is_demo_code,
    )


def _bare(citation: str) -> str:
    return MARK.sub("", citation)


def _mark(citation: str, certainty: str) -> str:
    """The mark in a citation if it has one, else how sure the row is."""
    found = MARK.findall(citation)
    return found[-1] if found else certainty


def _said(reason: units.Reason | None) -> str:
    return reason.said(language()) if reason else ""


def _named(one: units.Known | None) -> str:
    if one is None:
        return ""
    return one.name if language() == "vi" else one.name_en
