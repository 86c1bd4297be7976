"""Translations without GNU gettext: Babel compiles, and finds what has no Vietnamese."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
METHODS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
OPTIONS = {
    "**/templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
}


def compile_all(root: Path = PACKAGE) -> int:
    """Compile every .po under a folder that is newer than its .mo. Returns how many."""
    compiled = 0
    for po in sorted(root.rglob("*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale="vi")
        beside = mo.with_suffix(".mo.new")
        with beside.open("wb") as target:
            write_mo(target, catalog)
        beside.rename(mo)
        compiled += 1
    return compiled


def missing(root: Path = PACKAGE) -> list[tuple[str, str]]:
    """(file:line, sentence) of every sentence in code and templates without a Vietnamese one."""
    known = set(_translated(root))
    return [
        (f"{file}:{line}", str(sentence))
        for file, line, sentence in _used(root)
        if sentence not in known
    ]


def _translated(root: Path) -> Iterator[str]:
    for po in sorted(root.rglob("*.po")):
        with po.open("rb") as source:
            for message in read_po(source, locale="vi"):
                if message.id and all(_texts(message.string)):
                    yield str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _used(root: Path) -> Iterator[tuple[str, int, str]]:
    found = extract_from_dir(root, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, line, message, _comments, _context in found:
        yield file, line, message[0] if isinstance(message, tuple) else message


def _texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [""])
