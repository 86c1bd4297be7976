"""The one command of the platform."""

import os

import click

from thanglong.config.screenshots import screenshots


@click.group()
def main() -> None:
    """Thăng Long: an open digital-city platform."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")


main.add_command(screenshots)

if __name__ == "__main__":
    main()
