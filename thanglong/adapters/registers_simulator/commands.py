"""`thanglong simulator registers`."""

from pathlib import Path

import click


@click.command("registers")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8092, show_default=True, type=int)
@click.option("--records", type=click.Path(exists=True, dir_okay=False), default=None)
@click.option("--mode", type=click.Choice(["ok", "slow", "wrong", "down", "refuse"]), default="ok")
def registers_command(host: str, port: int, records: str | None, mode: str) -> None:
    """Run the simulator of the population and civil-status registers until interrupted.

    Example: thanglong simulator registers --port 8092 --mode slow
    """
    from django.conf import settings

    from thanglong.adapters.registers_simulator import simulator

    path = Path(records) if records else settings.CITY / "demo" / "registers.yaml"
    registers = simulator.Registers(simulator.load(path), settings.REGISTERS_TOKEN)
    registers.behaviour.mode = mode
    try:
        server = simulator.serve(registers=registers, host=host, port=port)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another --port."
        ) from error
    click.echo(f"Registers (simulator) on http://{host}:{server.server_address[1]}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


COMMANDS = [registers_command]
