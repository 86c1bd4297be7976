"""What can be asked of the running house."""

from thanglong.services.operations.queries.health import Health, health

__all__ = ["Health", "health"]
