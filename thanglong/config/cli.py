"""The one command of the platform."""

import os

import click


@click.group()
def main() -> None:
    """Thăng Long: an open digital-city platform."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")


if __name__ == "__main__":
    main()
