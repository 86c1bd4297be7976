"""The one command of the platform: `thanglong`."""

from thanglong.config.cli.root import main

__all__ = ["main"]
