"""From the words of a procedure (`role@agency`) to the desk that has the work on a day."""

import datetime
from dataclasses import dataclass

from thanglong.kernel.base import clock
from thanglong.kernel.cases import agencies, refusals
from thanglong.kernel.cases.definition.format import Consult
from thanglong.kernel.cases.definition.rows import NoRow
from thanglong.kernel.cases.flow import Flow
from thanglong.kernel.cases.models import Case
from thanglong.kernel.cases.scopes import Asked
from thanglong.kernel.units import queries as units


@dataclass(frozen=True, slots=True)
class Desk:
    """A role in an agency: whoever holds the post has the work."""

    agency_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a dossier is received, by whom it is decided, and its first desk.

    area_id: of its address, as of the day.
    """

    area_id: int
    receiving_id: int
    receiving_code: str
    deciding_id: int
    first_desk: Desk


def place(*, flow: Flow, asked: Asked) -> Place:
    """Where a dossier belongs, by its address and the law of the day.

    Raises NoOneDecides when the address or the law names nobody, NobodyOnDesk.
    """
    area = units.area_id(asked.definition.route_area(asked.seen), on=asked.on)
    receiving, deciding = competent(
        asked, area_code=asked.definition.route_area(asked.seen), on=asked.on
    )
    if area is None:
        raise refusals.NoOneDecides()
    first = desk(
        flow.by(flow.first), receiving_id=receiving.id, deciding_id=deciding.id, on=asked.on
    )
    return Place(
        area_id=area,
        receiving_id=receiving.id,
        receiving_code=receiving.code,
        deciding_id=deciding.id,
        first_desk=first,
    )


def competent(
    asked: Asked, *, area_code: str, on: datetime.date
) -> tuple[units.Known, units.Known]:
    """Who receives and who decides for a commune on a day. Raises NoOneDecides."""
    receiving = units.committee_of(area_code=area_code, level="commune", on=on)
    row = asked.definition.authority(asked.seen, on)
    deciding = units.committee_of(area_code=area_code, level=row.level, on=on)
    if deciding is not None and row.department:
        deciding = units.department_of(agency_id=deciding.id, function=row.department, on=on)
    if receiving is None or deciding is None:
        raise refusals.NoOneDecides()
    return receiving, deciding


def deciding_id(asked: Asked) -> int | None:
    """The agency that will decide, as far as the answers and the law of the day say."""
    try:
        return competent(asked, area_code=asked.definition.route_area(asked.seen), on=asked.on)[
            1
        ].id
    except (refusals.NoOneDecides, NoRow):
        return None


def desk_of_case(by: str, *, case: Case, at: datetime.datetime) -> Desk:
    """The desk that these words mean for a case now. Raises NobodyOnDesk."""
    return desk(
        by,
        receiving_id=case.present_receiving_id or case.receiving_id,
        deciding_id=case.deciding_id,
        on=clock.local(at).date(),
    )


def consults_of(case: Case, *, at: datetime.datetime) -> tuple[Consult, ...]:
    """Whose opinion may be asked at the present stage; an agency is not asked by itself.

    Who decides may be who else would be asked: since 2025 the city's police about records.
    """
    stage = Flow.of(case).defined(case.stage)
    offered = stage.consult if stage else ()
    return tuple(one for one in offered if not _is_here(one.to, case=case, at=at))


def _is_here(by: str, *, case: Case, at: datetime.datetime) -> bool:
    try:
        return desk_of_case(by, case=case, at=at).agency_id == case.agency_id
    except refusals.NobodyOnDesk:
        return False  # asking says so


def desk(by: str, *, receiving_id: int, deciding_id: int, on: datetime.date) -> Desk:
    """The desk that `role@agency` means between these two agencies on a day.

    Raises NobodyOnDesk when there is no such agency or no such post in it.
    """
    if by == agencies.PARTS:
        return Desk(receiving_id, agencies.PARTS)
    post = agencies.parse_post(by)
    bases = {"receiving": receiving_id, "deciding": deciding_id}
    agency_id: int | None = bases.get(post.base) or units.city_id(on=on)
    for step in post.steps:
        if agency_id is None:
            break
        agency_id = _step(agency_id, step, on)
    found = (
        None if agency_id is None else units.desk_agency(agency_id=agency_id, role=post.role, on=on)
    )
    if found is None:
        raise refusals.NobodyOnDesk(role=post.role, agency=by.partition("@")[2])
    return Desk(found, post.role)


def _step(agency_id: int, step: agencies.Step, on: datetime.date) -> int | None:
    if isinstance(step, agencies.Parent):
        return units.parent_id(agency_id=agency_id)
    found = units.department_of(agency_id=agency_id, function=step.function, on=on)
    return found.id if found else None
