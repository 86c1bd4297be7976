"""What can be asked of the running house, and of the city that it serves."""

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
    "Decisions",
    "Health",
    "Map",
    "ReformPage",
    "Sheet",
    "city_map",
    "decisions",
    "file_of_act",
    "health",
    "may_run",
    "reform_lines",
    "reform_page",
    "unit_sheet",
]
