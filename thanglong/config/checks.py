"""What can be wrong with an installation, and how to mend it (`thanglong check [--deploy]`)."""

import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection

from thanglong.config import asking

POSTGRES_MIN = 15
SECRET_LENGTH_MIN = 50
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
ADAPTERS = ("IDENTITY_ADAPTER", "REGISTERS_ADAPTER", "STORAGE_ADAPTER", "ANTIVIRUS_ADAPTER")
Apps = Sequence[AppConfig] | None


@register()
def database(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """A PostgreSQL that is new enough and has what we need."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
        cursor.execute(
            "SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(EXTENSIONS)]
        )
        missing = sorted(set(EXTENSIONS) - {name for (name,) in cursor.fetchall()})
    found: list[CheckMessage] = []
    if version < POSTGRES_MIN:
        found.append(
            Error(
                f"PostgreSQL is version {version}.",
                hint=f"Set DATABASE_URL to a PostgreSQL of version {POSTGRES_MIN} or newer.",
                id="thanglong.E001",
            )
        )
    if missing:
        found.append(
            Error(
                f"PostgreSQL has no {', '.join(missing)}.",
                hint="Install the package postgresql-contrib on the database server.",
                id="thanglong.E002",
            )
        )
    return found


@register()
def role_to_ask(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The role as which requests ask, for which the database's policies hold."""
    lines, mighty = asking.missing(), asking.is_too_mighty()
    found: list[CheckMessage] = []
    if lines:
        found.append(
            Error(
                "The city may not take on the role as which requests ask the database.",
                hint=f"Run `thanglong migrate`, or let the server's administrator run: {lines}",
                id="thanglong.E007",
            )
        )
    if mighty:
        found.append(
            Error(
                f"The role {mighty} sees every row, whoever asks.",
                hint=f'Run: ALTER ROLE "{mighty}" NOSUPERUSER NOBYPASSRLS;',
                id="thanglong.E008",
            )
        )
    return found


@register()
def places(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The folders that are read and written."""
    found: list[CheckMessage] = [
        Error(
            f"The folder {folder} ({name}) cannot be written: {problem}.",
            hint=f"Give it to the user that runs the city, or set {name} to another folder.",
            id="thanglong.E003",
        )
        for name in ("VAR", "FILES_DIR", "UPLOADS_DIR")
        for folder in [Path(getattr(settings, name))]
        for problem in _not_writable(folder)
    ]
    if not (Path(settings.CITY) / "units").is_dir():
        found.append(
            Error(
                f"There is no city in {settings.CITY}.",
                hint="Set CITY_DIR to a folder that has units, calendar and procedures.",
                id="thanglong.E004",
            )
        )
    return found


@register()
def adapters(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The classes that speak to the world."""
    return [
        Error(
            f"{name} names {getattr(settings, name)}, which is not there.",
            hint="Name a class of thanglong.adapters as package.module.Class.",
            id="thanglong.E005",
        )
        for name in ADAPTERS
        if not _is_there(getattr(settings, name))
    ]


@register()
def demo_in_the_open(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The demo city has secrets that everybody knows."""
    if not settings.DEMO or settings.HOST in LOOPBACK:
        return []
    return [
        Warning(
            f"This is the demo city, with known passwords, and it listens on {settings.HOST}.",
            hint="Set DEBUG=0 and real secrets for a real city; show the demo to people you trust.",
            id="thanglong.W006",
        )
    ]


@register(deploy=True)
def real_city(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """What a city that people use must have."""
    return [
        Error(message, hint=hint, id=f"thanglong.E{number:03}")
        for number, is_wrong, message, hint in _of_a_real_city()
        if is_wrong
    ]


def _of_a_real_city() -> Iterator[tuple[int, bool, str, str]]:
    yield 10, settings.DEMO, "This is the demo city.", "Set DEBUG=0."
    yield (
        11,
        len(settings.SECRET_KEY) < SECRET_LENGTH_MIN or settings.SECRET_KEY.startswith("demo-only"),
        "SECRET_KEY is short or known.",
        f"Set SECRET_KEY_FILE to a file with {SECRET_LENGTH_MIN} or more random characters.",
    )
    yield (
        12,
        not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
        "ALLOWED_HOSTS names no host, or all.",
        "Set ALLOWED_HOSTS to the host names of the city, by commas.",
    )
    yield (
        13,
        urlsplit(settings.SITE_URL).scheme != "https",
        "SITE_URL is not https.",
        "Let a web server end TLS, and set SITE_URL to the address that people type.",
    )
    yield (
        14,
        settings.VNEID_CLIENT_SECRET in {"", "demo-only-secret"},
        "VNEID_CLIENT_SECRET is missing or known.",
        "Set VNEID_CLIENT_SECRET_FILE to what the identity provider has given you.",
    )
    yield (
        15,
        settings.REGISTERS_TOKEN in {"", "demo-only-registers-token"},
        "REGISTERS_TOKEN is missing or known.",
        "Set REGISTERS_TOKEN_FILE to what the registers have given you.",
    )
    yield 16, bool(settings.CLOCK_SHIFT), "The clock is shifted.", "Unset CLOCK_SHIFT_SECONDS."
    yield (
        17,
        not settings.SESSION_COOKIE_SECURE,
        "Cookies also go over plain HTTP.",
        "Unset SECURE.",
    )


def _not_writable(folder: Path) -> Iterator[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield error.strerror or "unknown reason"


def _is_there(path: str) -> bool:
    module, _, name = path.rpartition(".")
    try:
        return hasattr(import_module(module), name)
    except (ImportError, ValueError):
        return False
