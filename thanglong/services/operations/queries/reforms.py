"""A reform of units as its pages show it: what goes where, on a map and in a table."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotAllowed
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import reform_file, rehoming
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language
from thanglong.services.operations.queries import reform_map

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Reform, Rehoming
    from thanglong.kernel.units.models import Area

RUNNING = frozenset({"rehearsing", "applying"})
PAGE_SIZE = 50
UNITS_FIRST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A reform in the list: one that is known, or a file of the city that nobody has rehearsed."""

    act: str
    title: str
    on: datetime.date | None
    state: str
    reform_id: int | None
    file: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where some dossiers of a unit go."""

    name: str
    count: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One ending unit: its open dossiers, and where they go."""

    code: str
    name: str
    count: int
    undecided: int
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReformPage:
    """Everything about one reform."""

    reform: "Reform"
    title: str
    is_running: bool
    may_run: bool
    sure: int
    chosen: int
    undecided: int
    moved: int
    units: tuple[UnitLine, ...]
    more: int
    posts: dict[str, int]
    empty_desks: tuple[case_queries.EmptyDesk, ...]
    map: reform_map.Map


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """One dossier whose unit was split."""

    id: int
    code: str
    procedure: str
    address: str
    lies_with: str
    is_moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The dossiers of one split unit that wait for a decision, and the units it may be."""

    area: "Area"
    candidates: tuple["Area", ...]
    usual_id: int | None
    lines: tuple[Undecided, ...]
    next: int | None


def may_run(*, by: Actor, at: datetime.datetime) -> bool:
    """Whether the actor may rehearse, carry out and undo reforms."""
    try:
        cases.check_leads_city(at=at, by=by)
    except NotAllowed:
        return False
    return True


def reform_lines() -> list[Line]:
    """The reforms that are known, and the files of the city, the latest first."""
    known = {one.act: one for one in case_queries.known_reforms()}
    lines = [_known(one) for one in known.values()]
    for path in sorted((settings.CITY / "reforms").glob("*.yaml"), reverse=True):
        try:
            found = reform_file.read(path)
        except CityError as refusal:
            lines.append(_broken(path.name, str(refusal)))
            continue
        if found.act not in known:
            lines.append(
                Line(
                    act=found.act, title=found.title["en" if language() == "en" else "vi"],
                    on=found.on, state="new", reform_id=None, file=path.name,
                )
            )  # fmt: skip
    return lines


def file_of_act(name_or_act: str) -> reform_file.ReformFile | None:
    """The file of the city with this name, or for this act. Raises ReformFileIsWrong."""
    for path in sorted((settings.CITY / "reforms").glob("*.yaml")):
        if path.name == name_or_act:
            return reform_file.read(path)
    for path in sorted((settings.CITY / "reforms").glob("*.yaml")):
        found = reform_file.read(path)
        if found.act == name_or_act:
            return found
    return None


def reform_page(
    *, reform: "Reform", by: Actor, at: datetime.datetime, shows_all: bool = False
) -> ReformPage:
    """One reform with its units, in a fixed number of queries.

    shows_all: every unit in the table, not only the first, in which most is to be decided.
    """
    ways = {one.how: one for one in case_queries.counts_of(reform)}
    moves = case_queries.units_of(reform)
    counts = {how: one.count for how, one in ways.items()}
    lines = _unit_lines(moves)
    shown = lines if shows_all else lines[:UNITS_FIRST]
    return ReformPage(
        reform=reform,
        title=reform.title_en if language() == "en" else reform.title,
        is_running=reform.state in RUNNING,
        may_run=may_run(by=by, at=at),
        sure=sum(counts.get(how, 0) for how in ("whole", "rename", "address")),
        chosen=counts.get("chosen", 0),
        undecided=sum(counts.get(how, 0) for how in rehoming.UNDECIDED),
        moved=sum(one.moved for one in ways.values()),
        units=tuple(shown),
        more=len(lines) - len(shown),
        posts=case_queries.posts_counted(reform),
        empty_desks=tuple(case_queries.empty_desks(reform)),
        map=reform_map.drawn(moves),
    )


def decisions(
    *, reform: "Reform", area_code: str, after_id: int, by: Actor, at: datetime.datetime
) -> Decisions | None:
    """What of one split unit waits for a decision; None when nothing of it did or does.

    Who does not lead the city sees what lies with the agencies that he leads or supervises.
    """
    area = units.area(area_code, on=reform.on - datetime.timedelta(days=1))
    if area is None:
        return None
    mine = None if may_run(by=by, at=at) else _led(by)
    rows = case_queries.undecided(
        reform, after_id=after_id, limit=PAGE_SIZE + 1, area_id=area.id, agency_ids=mine
    )
    heirs = units.follow(area, to_on=reform.on)
    return Decisions(
        area=area,
        candidates=tuple(one.area for one in heirs),
        usual_id=next((one.area.id for one in heirs if one.is_default), None),
        lines=tuple(_undecided(one, area_code) for one in rows[:PAGE_SIZE]),
        next=rows[PAGE_SIZE - 1].id if rows[PAGE_SIZE:] else None,
    )


def name_of(area: "Area") -> str:
    """What an area is called in the language of the page."""
    return area.name_en if language() == "en" else area.name


def _led(by: Actor) -> list[int]:
    leading = {"supervisor", "head", "leader", "deputy_leader"}
    tops = {post.agency_id for post in by.posts if post.role in leading}
    return sorted({one for top in tops for one in units.agencies_under(top)})


def _known(one: "Reform") -> Line:
    title = one.title_en if language() == "en" else one.title
    return Line(act=one.act, title=title, on=one.on, state=one.state, reform_id=one.id, file="")


def _broken(file: str, problem: str) -> Line:
    return Line(
        act=file, title="", on=None, state="broken", reform_id=None, file=file, problem=problem
    )


def _unit_lines(moves: Sequence[case_queries.UnitMoves]) -> list[UnitLine]:
    by_unit: dict[int, list[case_queries.UnitMoves]] = {}
    for one in moves:
        by_unit.setdefault(one.from_id, []).append(one)
    lines = [_unit_line(rows) for rows in by_unit.values()]
    return sorted(lines, key=lambda one: -one.undecided)


def _unit_line(rows: Sequence[case_queries.UnitMoves]) -> UnitLine:
    first, in_english = rows[0], language() == "en"
    return UnitLine(
        code=first.from_code,
        name=first.from_name_en if in_english else first.from_name,
        count=sum(one.count for one in rows),
        undecided=sum(one.count for one in rows if one.how in rehoming.UNDECIDED),
        goals=tuple(
            Goal(
                name=(one.to_name_en if in_english else one.to_name) or "",
                count=one.count,
                how=one.how,
            )
            for one in rows
        ),
    )


def _undecided(one: "Rehoming", area_code: str) -> Undecided:
    definition = case_queries.revision_definition(one.case.revision_id)
    return Undecided(
        id=one.id,
        code=one.case.code,
        procedure=definition.words(language()).title,
        address=rehoming.address_of(one.case, area_code),
        lies_with=name_of(one.area_to) if one.area_to and one.moved_at else "",
        is_moved=one.moved_at is not None,
    )
