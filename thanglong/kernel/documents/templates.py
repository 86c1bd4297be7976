"""What a template of the city pack imports: a paper keeps the form in which it was issued."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

IMPORTS_MAX = 20
_IMPORT = re.compile(r'^\s*#?import\s+"(/[^":]+\.typ)"', re.MULTILINE)


class TooManyImports(ValueError):
    """A template imports more files than a paper may have."""


def imports_of(template_text: str) -> dict[str, str]:
    """The texts of everything that a template imports from the city pack, also by detours.

    Returns path in the pack (`/forms/style.typ`) → text.
    Raises TooManyImports over IMPORTS_MAX, FileNotFoundError for a file that is not there.
    """
    found: dict[str, str] = {}
    wanted = _IMPORT.findall(template_text)
    while wanted:
        path = wanted.pop()
        if path in found:
            continue
        if len(found) == IMPORTS_MAX:
            raise TooManyImports(path)
        found[path] = Path(settings.CITY, path.lstrip("/")).read_text(encoding="utf-8")
        wanted += _IMPORT.findall(found[path])
    return found


def digest(text: str) -> str:
    """SHA-256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def version_of(template_text: str, imports: Mapping[str, str]) -> str:
    """Twelve hex digits that name a form with all that it imports: printed into the PDF."""
    parts = [f"{path} {digest(imports[path])}" for path in sorted(imports)]
    return digest("\n".join([digest(template_text), *parts]))[:12]
