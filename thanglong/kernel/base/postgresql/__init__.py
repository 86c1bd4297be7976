"""PostgreSQL as Django knows it, told with whose eyes each statement asks (ADR 0030)."""
