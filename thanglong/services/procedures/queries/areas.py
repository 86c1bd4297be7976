"""Figures by ward or commune as the page of those who lead shows them, in any epoch."""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from thanglong.kernel.cases import queries as cases
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """One ward or commune, with the addresses of its lists."""

    name: str
    open: int
    late: int
    decided: int
    late_query: str
    open_query: str
    decided_query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """A time in which the map did not change; `on`: a day of it. last: empty for the present."""

    on: datetime.date
    first: datetime.date
    last: datetime.date | None
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """The figures of all wards and communes of an epoch."""

    epochs: list[Epoch]
    lines: list[AreaLine]


def by_area(
    *, top_id: int, on: datetime.date, today: datetime.date, now: datetime.datetime
) -> Areas:
    """The dossiers of an agency and its parts by ward or commune of a day."""
    found = cases.figures_by_area(top_id=top_id, on=on, now=now)
    return Areas(epochs=_epochs(on, today), lines=[_line(one, on) for one in found])


def day_of(query: Any, *, today: datetime.date) -> datetime.date:
    """The day that an address asks for; today for none, nonsense and days to come."""
    try:
        return min(datetime.date.fromisoformat(str(query.get("on", ""))), today)
    except ValueError:
        return today


def areas_of(query: Any, *, today: datetime.date) -> tuple[tuple[int, ...], str]:
    """The areas whose dossiers a list shall show, and the column that places them in the epoch."""
    asked = str(query.get("area", ""))
    if not asked.isdigit() or len(asked) > 15:
        return (), "present_area_id"
    column = cases.column_of(on=day_of(query, today=today))
    return tuple(cases.areas_that_became(int(asked))), column


def _line(one: cases.AreaFigures, on: datetime.date) -> AreaLine:
    key = {"area": one.area_id, "on": on.isoformat()}
    return AreaLine(
        name=one.name_en if language() == "en" else one.name,
        open=one.open,
        late=one.late,
        decided=one.decided,
        late_query="?" + urlencode({**key, "late": 1}),
        open_query="?" + urlencode(key),
        decided_query="?" + urlencode({**key, "measured": 1}),
    )


def _epochs(on: datetime.date, today: datetime.date) -> list[Epoch]:
    firsts = [one for one in units.epochs() if one <= today]
    spans = zip(firsts, [*firsts[1:], None], strict=True)
    return [
        Epoch(
            on=(end - DAY) if end else today,
            first=first,
            last=(end - DAY) if end else None,
            is_shown=first <= on and (end is None or on < end),
        )
        for first, end in spans
    ]
