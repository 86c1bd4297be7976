"""`thanglong procedure …`: procedures from a terminal."""

from thanglong.kernel.cases.commands import changing, living, reading
from thanglong.kernel.cases.commands.asking import procedure

COMMANDS = [procedure]

__all__ = ["COMMANDS", "changing", "living", "procedure", "reading"]
