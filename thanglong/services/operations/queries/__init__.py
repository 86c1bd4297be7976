"""What can be asked of the running house, and of the city that it serves."""

from thanglong.services.operations.queries.calendar import (
    YEAR_MAX,
    YEAR_MIN,
    MonthPage,
    Seen,
    YearPage,
    month_page,
    seen_by,
    year_page,
)
from thanglong.services.operations.queries.changes import (
    ChangePage,
    DatesPage,
    change_page,
    changes,
    dates_page,
    unit_choices,
)
from thanglong.services.operations.queries.health import Health, health
from thanglong.services.operations.queries.reforms import (
    Decisions,
    ReformPage,
    decisions,
    file_of_act,
    may_run,
    reform_lines,
    reform_page,
)
from thanglong.services.operations.queries.units import Map, Sheet, city_map, unit_sheet

__all__ = [
    "YEAR_MAX",
    "YEAR_MIN",
    "ChangePage",
    "DatesPage",
    "Decisions",
    "Health",
    "Map",
    "MonthPage",
    "ReformPage",
    "Seen",
    "Sheet",
    "YearPage",
    "change_page",
    "changes",
    "city_map",
    "dates_page",
    "decisions",
    "file_of_act",
    "health",
    "may_run",
    "month_page",
    "reform_lines",
    "reform_page",
    "seen_by",
    "unit_choices",
    "unit_sheet",
    "year_page",
]
