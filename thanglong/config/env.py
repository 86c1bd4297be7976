"""Reading the environment, once, with types; docs/operating/settings.md has a row for each."""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def envstr(name: str, default: str = "") -> str:
    """The text of a variable, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def envbool(name: str, *, default: bool) -> bool:
    """Whether a variable is on: 1, true, yes, on (any case)."""
    value = envstr(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def envint(name: str, default: int, *, least: int | None = None, most: int | None = None) -> int:
    """A whole number within its bounds; a value that is none stops the start with a sentence."""
    value = envstr(name)
    if not value:
        return default
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise SystemExit(f"{name} must be a whole number, not {value!r}.")
    number = int(value)
    if (least is not None and number < least) or (most is not None and number > most):
        raise SystemExit(f"{name} must be from {least} to {most}, not {number}.")
    return number


def envchoice(name: str, default: str, *choices: str) -> str:
    """One of a few words; another one stops the start with a sentence."""
    value = envstr(name, default)
    if value not in choices:
        raise SystemExit(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def envzone(name: str, default: str) -> str:
    """A time zone by its name; one that is not known stops the start with a sentence."""
    value = envstr(name, default)
    try:
        ZoneInfo(value)
    except (OSError, ValueError, ZoneInfoNotFoundError) as error:
        raise SystemExit(f"{name} must be a time zone such as {default}, not {value!r}.") from error
    return value


def envlist(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    value = envstr(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def envsecret(name: str, default: str = "") -> str:
    """A secret from NAME, or from the file that NAME_FILE names."""
    path = envstr(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SystemExit(f"{name}_FILE names {path}, which cannot be read.") from error
    return envstr(name, default)
