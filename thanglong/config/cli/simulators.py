"""`thanglong simulator …`: the outside world, each part its own process."""

import click

from thanglong.adapters.identity_vneid import commands as vneid
from thanglong.adapters.registers_simulator import commands as registers


@click.group("simulator")
def simulator_group() -> None:
    """What the outside world owns, simulated over the network: slow, wrong or down at will.

    Example: thanglong simulator registers --mode slow
    """


for command in (*vneid.COMMANDS, *registers.COMMANDS):
    simulator_group.add_command(command)

COMMANDS = [simulator_group]
