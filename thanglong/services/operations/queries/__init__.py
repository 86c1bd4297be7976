"""What can be asked of the running house, and of the city that it serves."""

from thanglong.services.operations.queries.health import Health, health
from thanglong.services.operations.queries.units import Map, Sheet, city_map, unit_sheet

__all__ = ["Health", "Map", "Sheet", "city_map", "health", "unit_sheet"]
