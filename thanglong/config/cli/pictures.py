"""`thanglong screenshots`."""

from thanglong.config.screenshots import COMMANDS

__all__ = ["COMMANDS"]
