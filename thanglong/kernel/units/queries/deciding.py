"""Which agency decides what where, on a day, and why."""

import dataclasses
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from thanglong.kernel.units.edition import remembered
from thanglong.kernel.units.models import Area, Jurisdiction
from thanglong.kernel.units.queries import agencies, converting, maps, reasons
from thanglong.kernel.units.queries.agencies import Known
from thanglong.kernel.units.queries.converting import Candidate
from thanglong.kernel.units.queries.reasons import Reason

OWN_MASTERS = frozenset({"department", "police", "tax"})  # they decide, not the committee above
PROCEDURE = re.compile(r"[0-9]")  # a power with a digit is the code of a procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """A case that the law gives to another agency. `variant`: its word (`main_road`)."""

    variant: str
    level: str
    agency: Known | None
    reason: Reason
    legal_basis: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who decides, and why.

    asked: the area as it was asked. area: what it is on the day, empty when that must be chosen
    from `candidates`. agency: who decides, empty when nobody is known; department: its part that
    does the work; one_stop: where dossiers are handed in. certainty: of the least sure step.
    """

    on: datetime.date
    power: str
    code: str
    asked: Area | None = None
    area: Area | None = None
    candidates: tuple[Candidate, ...] = ()
    level: str = ""
    agency: Known | None = None
    department: Known | None = None
    one_stop: Known | None = None
    reasons: tuple[Reason, ...] = ()
    exceptions: tuple[Otherwise, ...] = ()
    legal_basis: str = ""
    source: str = ""
    certainty: str = "V"

    def reason(self, language: str) -> str:
        """The reason as a paragraph. language: vi or en."""
        return " ".join(one.said(language) for one in self.reasons)


def unit_of(
    area_code: str,
    *,
    power: str,
    on: datetime.date,
    variant: str = "",
    known_on: datetime.date | None = None,
) -> Answer:
    """Which agency decides a power for an address on a day, with the reason.

    power: a function (`business_registration`) or the code of a procedure (`1.001612`).
    variant: the exception that applies, if one does (`main_road`).
    known_on: the day on which the address had this code; left out, the code is read as of `on`,
    and, if nothing has it then, as it was last before or first after. Codes are used again after a
    reform, so a stored address is asked with the day on which it was stored.
    """
    answer = Answer(on=on, power=power, code=area_code)
    asked = maps.closest(area_code, on=known_on or on)
    if asked is None:
        return _because(answer, reasons.unknown_code(area_code))
    answer = dataclasses.replace(answer, asked=asked)
    found = converting.follow(asked, to_on=on)
    if not found:
        return _because(answer, reasons.lost(asked, on))
    answer = _because(answer, *reasons.moved(asked, found, on))
    if len(found) > 1 or found[0].kind != "same":
        answer = dataclasses.replace(answer, candidates=tuple(found))
    return _answered(answer, found, variant)


def decided_in(area: Area, *, on: datetime.date) -> list[Answer]:
    """Who decides each kind of work (not each procedure) for an area of this day."""
    found = [Candidate(area=area, kind="same", is_default=True, certainty="V")]
    functions = [power for power in _jurisdictions(on=on) if not PROCEDURE.search(power)]
    return [
        _answered(Answer(on=on, power=power, code=area.code, asked=area), found, "")
        for power in functions
    ]


def powers_on(*, on: datetime.date) -> list[str]:
    """Everything that somebody decides on a day: functions and codes of procedures."""
    return sorted(_jurisdictions(on=on))


@remembered
def _jurisdictions(*, on: datetime.date) -> dict[str, list[Jurisdiction]]:
    """The rows of a day by power: for each the usual one and its exceptions."""
    rows = Jurisdiction.objects.select_related("area", "agency").filter(maps.on_day(on))
    found: dict[str, list[Jurisdiction]] = {}
    for row in rows.order_by("variant", "id"):
        found.setdefault(row.power, []).append(row)
    return found


def _answered(answer: Answer, found: list[Candidate], variant: str) -> Answer:
    """The answer for what the address may be on the day."""
    rows = _jurisdictions(on=answer.on).get(answer.power, [])
    row = _row_for(rows, variant, found[0].area)
    if row is None:
        return _because(answer, reasons.no_power(answer.power, answer.on))
    return _exceptions(_decided(answer, found, row), rows, row, found[0].area)


def _decided(answer: Answer, found: list[Candidate], row: Jurisdiction) -> Answer:
    """The answer where the law of the day is known."""
    on, first = answer.on, found[0]
    homes = [_home(row, one.area, on) for one in found]
    is_one = len({home and home.id for home in homes}) == 1  # wherever the address is exactly
    agency = homes[0] if is_one or first.is_default else None
    department = _department(row, agency, on)
    if department and department.kind in OWN_MASTERS:
        agency, department = department, None
    place = first.area if first.is_default else None
    one_stop = agencies.one_stop_of(area_code=place.code, on=on) if place else None
    is_free = is_one and len(found) > 1
    certainty = converting.weakest([row.certainty] + ([] if is_free else [first.certainty]))
    said = [Reason("law", row.reason, row.reason_en)]
    if row.level == "commune":
        said = [*reasons.no_districts(on), *said]
    if agency is not None:
        said += reasons.lies_in(first.area) if row.level == "district" else []
        said += reasons.decides(agency, department, one_stop)
    elif is_one:
        said.append(reasons.nobody(first.area, on))
    if certainty == "M":
        said.append(reasons.said("unsure"))
    return dataclasses.replace(
        _because(answer, *said),
        area=place,
        level=row.level,
        agency=agency,
        department=department,
        one_stop=one_stop,
        legal_basis=row.legal_basis,
        source=row.source,
        certainty=certainty,
    )


def _exceptions(
    answer: Answer, rows: Sequence[Jurisdiction], usual: Jurisdiction, area: Area
) -> Answer:
    """The answer with the cases that the law gives to others."""
    found = []
    for variant in sorted({row.variant for row in rows} - {usual.variant}):
        row = _row_for(rows, variant, area)
        if row is None:
            continue
        home = _home(row, area, answer.on)
        found.append(
            Otherwise(
                variant=variant,
                level=row.level,
                agency=_department(row, home, answer.on) or home,
                reason=Reason("law", row.reason, row.reason_en),
                legal_basis=row.legal_basis,
                certainty=row.certainty,
            )
        )
    return dataclasses.replace(answer, exceptions=tuple(found))


def _row_for(rows: Sequence[Jurisdiction], variant: str, area: Area) -> Jurisdiction | None:
    """The row that applies to an area: its own before its parent's before everybody's."""
    codes = [area.code, area.parent.code if area.parent else "", ""]
    fitting = [
        (codes.index(code), row.id, row)
        for row in rows
        if row.variant == variant and (code := row.area.code if row.area else "") in codes
    ]
    return min(fitting)[2] if fitting else None


def _home(row: Jurisdiction, area: Area, on: datetime.date) -> Known | None:
    """The committee that decides for an area by a row, or the agency that the row names."""
    if row.agency is None:
        return agencies.committee_of(area_code=area.code, level=row.level, on=on)
    one = agencies.agency_by_code(row.agency.code, on=on)
    return Known(one.id, one.code, one.name, one.name_en, one.kind) if one else None


def _department(row: Jurisdiction, agency: Known | None, on: datetime.date) -> Known | None:
    """The part of the deciding agency that does the work, if it is a part."""
    if agency is None or not row.function:
        return None
    found = agencies.department_of(agency_id=agency.id, function=row.function, on=on)
    return found if found and found.id != agency.id else None


def _because(answer: Answer, *said: Reason) -> Answer:
    return dataclasses.replace(answer, reasons=(*answer.reasons, *said))
