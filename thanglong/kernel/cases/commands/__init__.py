"""`thanglong procedure …`: procedures from a terminal."""

from thanglong.kernel.cases.commands import living, reading
from thanglong.kernel.cases.commands.asking import procedure

COMMANDS = [procedure]

__all__ = ["COMMANDS", "living", "procedure", "reading"]
