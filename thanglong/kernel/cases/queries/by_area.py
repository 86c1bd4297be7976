"""Figures by ward or commune, over reforms: as the city is, or as it was on a day."""

import datetime
from dataclasses import dataclass

from django.db import connection

from thanglong.kernel.base import sight
from thanglong.kernel.cases.queries.figures import DAYS_MEASURED, FIGURES, LATE, OPEN, PARTS
from thanglong.kernel.units import queries as units

# A dossier counts where its address lies in that epoch. In the present one that is where a reform
# has brought it, else what usually followed its former unit; in a former one, where it was filed.
_BY_AREA = """
{parts}, became(area_id, id) AS (
  SELECT id, id FROM units_area
  WHERE level = 'commune' AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)
  UNION SELECT s.predecessor_id, b.id
  FROM became b JOIN units_succession s ON s.successor_id = b.area_id AND s.is_default
), counted AS (
  SELECT b.id, count(*) FILTER (WHERE {here}) AS open,
    count(*) FILTER (WHERE {here} AND {late}) AS late,
    count(*) FILTER (WHERE {decided}) AS decided
  FROM cases_case c JOIN became b ON b.area_id = c.{column}
  WHERE ({here}) OR ({decided}) GROUP BY b.id
)
SELECT a.id, a.code, a.name, a.name_en, n.open, n.late, n.decided
FROM counted n JOIN units_area a ON a.id = n.id
WHERE n.open > 0 OR n.decided > 0 ORDER BY a.sort_key, a.code
"""
_HERE = f"{OPEN} AND c.agency_id IN (SELECT id FROM place)"  # noqa: S608 - constants only
_DECIDED = "c.decided_at >= %(since)s AND c.deciding_id IN (SELECT id FROM place)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFigures:
    """The dossiers of a ward or commune of an epoch: open, late, decided in DAYS_MEASURED days."""

    area_id: int
    code: str
    name: str
    name_en: str
    open: int
    late: int
    decided: int


@sight.of_the_house(FIGURES)
def figures_by_area(*, top_id: int, on: datetime.date, now: datetime.datetime) -> list[AreaFigures]:
    """The dossiers of an agency and its parts by the wards and communes of a day, by name."""
    statement = _BY_AREA.format(
        parts=PARTS, late=LATE, here=_HERE, decided=_DECIDED, column=column_of(on=on)
    )
    since = now - datetime.timedelta(days=DAYS_MEASURED)
    names = AreaFigures.__dataclass_fields__
    with connection.cursor() as cursor:
        cursor.execute(statement, {"top": top_id, "on": on, "now": now, "since": since})
        rows = cursor.fetchall()
    return [AreaFigures(**dict(zip(names, row, strict=True))) for row in rows]


def column_of(*, on: datetime.date) -> str:
    """The column of a case that says where its address lies in the epoch of a day."""
    return "present_area_id" if on >= max(units.epochs(), default=on) else "area_id"
