"""Reading the environment, once, with types; docs/operating/settings.md has a row for each."""

import os
from pathlib import Path


def envstr(name: str, default: str = "") -> str:
    """The text of a variable, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def envbool(name: str, *, default: bool) -> bool:
    """Whether a variable is on: 1, true, yes, on (any case)."""
    value = envstr(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def envint(name: str, default: int) -> int:
    """A whole number; a value that is none stops the start with a sentence."""
    value = envstr(name)
    if not value:
        return default
    if not value.lstrip("-").isdigit():
        raise SystemExit(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def envlist(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    value = envstr(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def envsecret(name: str, default: str = "") -> str:
    """A secret from NAME, or from the file that NAME_FILE names."""
    path = envstr(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return envstr(name, default)
