"""Running a command body with a database and Django set up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from thanglong.config.env import envstr


@contextmanager
def database() -> Iterator[None]:
    """DATABASE_URL is set: the operator's, or that of the server that comes along."""
    from thanglong.config import postgres

    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        with nullcontext():
            yield
        return
    root = Path(__file__).resolve().parents[3]
    folder = Path(envstr("VAR_DIR", str(root / "var"))) / "postgres"
    try:
        with postgres.running(folder) as url:
            os.environ["DATABASE_URL"] = url
            try:
                yield
            finally:
                del os.environ["DATABASE_URL"]
    except postgres.NoServer as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def city() -> Iterator[None]:
    """A database, and Django with it; refusals become one sentence."""
    with database():
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db.utils import OperationalError, ProgrammingError
        from django.utils import translation

        from thanglong.kernel.base.errors import CityError

        try:
            django.setup()
            yield
        except ImproperlyConfigured as error:
            raise click.ClickException(
                f"{error} The settings are described in docs/operating/settings.md."
            ) from error
        except CityError as refusal:
            with translation.override("en"):  # as everything else that the command says
                raise click.ClickException(str(refusal)) from refusal
        except OperationalError as error:
            raise click.ClickException(
                f"The database does not answer: {_first_line(error)}. Check DATABASE_URL."
            ) from error
        except ProgrammingError as error:
            if "does not exist" not in str(error):
                raise
            raise click.ClickException(
                "The database is not set up yet. Run: thanglong migrate"
            ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
