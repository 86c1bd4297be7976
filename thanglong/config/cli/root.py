"""The groups and commands of `thanglong`, each loaded only when it is asked for."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import click

from thanglong.config.cli.city import city

# name → module that has it in COMMANDS, and the line of the overview
LAZY = {
    "demo": ("thanglong.config.cli.running", "A whole city on this machine, with demo accounts."),
    "serve": ("thanglong.config.cli.running", "The web server and live updates."),
    "live": ("thanglong.config.cli.running", "Live updates of open pages alone."),
    "worker": ("thanglong.config.cli.running", "The worker of jobs and reminders."),
    "migrate": ("thanglong.config.cli.keeping", "Bring the database to this release."),
    "check": ("thanglong.config.cli.keeping", "What is wrong with this installation, how to fix."),
    "messages": ("thanglong.config.cli.keeping", "Compile translations; say what is missing."),
    "backup": ("thanglong.config.cli.backup", "Copy the running city, or check a copy."),
    "restore": ("thanglong.config.cli.backup", "Bring a copy back into an empty database."),
    "token": ("thanglong.config.cli.accounts", "A key for the programming interface."),
    "officer": ("thanglong.kernel.people.commands", "Officers' accounts, posts, second step."),
    "screenshots": ("thanglong.config.cli.pictures", "Pictures of the main pages."),
    "bench": ("thanglong.config.cli.measuring", "Load and measure."),
    "calendar": ("thanglong.kernel.calendar.commands", "Due dates, working time, holidays."),
    "procedure": ("thanglong.kernel.cases.commands", "Check, draw and try procedures."),
    "units": ("thanglong.kernel.units.commands", "Areas and agencies, on any day."),
    "simulate": ("thanglong.config.cli.simulating", "A working day of the town, played live."),
    "simulator": ("thanglong.config.cli.simulators", "What the outside world owns, simulated."),
}

# what a higher step of the kernel adds to a group of a lower one
ADDED = {"units": "thanglong.kernel.cases.reform_commands"}


class LazyGroup(click.Group):
    """A group that imports a command when it is used, so that help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (module, _) in LAZY.items() if find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(LAZY[cmd_name][0])
        found: list[click.Command] = module.COMMANDS
        command = next((one for one in found if one.name == cmd_name), None)
        if isinstance(command, click.Group) and cmd_name in ADDED:
            for one in import_module(ADDED[cmd_name]).COMMANDS:
                command.add_command(one)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, LAZY[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def thanglong() -> None:
    """Thăng Long: an open digital-city platform.

    Example: thanglong demo
    """


def main() -> None:
    """Run the command line; expected errors are one sentence on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
    try:
        thanglong(prog_name="thanglong", standalone_mode=False, obj=city)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "thanglong"
        said = error.format_message().rstrip(".")
        click.echo(f"Error: {said}. How it is used: {where} --help", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
