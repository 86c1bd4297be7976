"""Changes of the calendar as the one who answers for it sees them, and the dates they move."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from thanglong.kernel.base import clock
from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import DateReview

State = Literal["asking", "planned", "declared", "moving", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The dates of one deciding agency. share: of the most, 0..100."""

    agency_id: int
    name: str
    dates: int
    later: int
    moved: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One date as it is and as it would be. days: between the two dates, later is positive."""

    code: str
    unit: str
    old_due_at: datetime.datetime
    new_due_at: datetime.datetime
    promised_at: datetime.datetime | None
    days: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """One change: how far it is, what it moves, by unit. count, total: of the progress."""

    review: "DateReview"
    state: State
    days: tuple[time.Day, ...]
    unit: str
    found: queries.Found
    units: list[Unit]
    count: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesPage:
    """A page of the dates of a change. after: where the next one begins; 0 on the last."""

    review: "DateReview"
    unit: str
    lines: list[Line]
    after: int


def changes() -> "list[tuple[DateReview, State, tuple[time.Day, ...], str]]":
    """The changes planned and made, newest first, with whose days they are."""
    return [(one, _state(one), cases.days_of(one), _name(one.agency)) for one in queries.reviews()]


def change_page(key: uuid.UUID) -> ChangePage:
    """One change: three queries. Raises NoSuchReview."""
    review = queries.review(key)
    state, found = _state(review), queries.found_by(review.id)
    lines = queries.dates_by_unit(review.id)
    most = max((one.dates for one in lines), default=1)
    is_asking = state == "asking"
    return ChangePage(
        review=review,
        state=state,
        days=cases.days_of(review),
        unit=_name(review.agency),
        found=found,
        units=[
            Unit(
                agency_id=one.agency_id,
                name=one.name_en if language() == "en" else one.name,
                dates=one.dates,
                later=one.later,
                moved=one.moved,
                share=100 * one.dates // most,
            )
            for one in lines
        ],
        count=review.asked if is_asking else found.moved + found.kept,
        total=max(review.asked_total, review.asked) if is_asking else found.dates,
    )


def dates_page(key: uuid.UUID, *, agency_id: int | None, after: int) -> DatesPage:
    """The dates of a change, of one agency or of all, page by page. Raises NoSuchReview."""
    review = queries.review(key)
    found = queries.dates_found(
        review.id, agency_id=agency_id, after_id=after, limit=queries.LINES_A_PAGE + 1
    )
    shown = found[: queries.LINES_A_PAGE]
    return DatesPage(
        review=review,
        unit=_name(units.agency(agency_id)) if agency_id is not None else "",
        lines=[_line(one) for one in shown],
        after=shown[-1].case_id if len(found) > len(shown) else 0,
    )


def unit_choices(*, on: datetime.date) -> list[tuple[str, str]]:
    """(id, name) of the agencies that decide dossiers on a day."""
    return [(str(one.id), _name(one)) for one in units.agencies_that_decide(on=on)]


def _state(review: "DateReview") -> State:
    if review.asked_at is None:
        return "asking"
    if review.days and review.declared_at is None:
        return "planned"
    if review.decided_at is None:
        return "declared"
    return "moving" if review.finished_at is None else "done"


def _line(one: queries.MoveLine) -> Line:
    old, new = clock.local(one.old_due_at).date(), clock.local(one.new_due_at).date()
    return Line(
        code=one.code,
        unit=one.name_en if language() == "en" else one.name,
        old_due_at=one.old_due_at,
        new_due_at=one.new_due_at,
        promised_at=one.promised_at,
        days=(new - old).days,
        outcome=one.outcome,
    )


def _name(agency: object) -> str:
    if agency is None:
        return ""
    return str(getattr(agency, "name_en" if language() == "en" else "name"))
