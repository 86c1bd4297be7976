"""The programming interface of this service: the city's units."""

from thanglong.services.operations.api import units

ROUTERS = [units.router]

__all__ = ["ROUTERS"]
