"""Writing a plain value as YAML that our strict reader reads as the same value."""

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from thanglong.kernel.cases.definition import DefinitionError, strict_yaml

_PLAIN = re.compile(r"[A-Za-z0-9_À-ỹ(][^\n]*\Z")
_WORD = re.compile(r"[A-Za-z0-9_.@+/-]{1,120}\Z")


def scalar(value: Any, *, style: str | None = None, indent: int | None = None) -> str:
    """A single value. style: of the value it replaces. indent: of a block text, where one may be.

    A text keeps the quotes of the one it replaces where that can be.
    """
    if not isinstance(value, str):
        return _bare(value)
    if style in ("|", ">") and indent is not None and _fits_block(value):
        return block(value, indent)
    if style == "'" and "\n" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    wants_plain = (style is None and _PLAIN.match(value)) or (style == "" and _WORD.match(value))
    if wants_plain and _reads_back(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def block(value: str, indent: int) -> str:
    """A text over several lines, with a mark and the lines under it."""
    lines = value.rstrip("\n").split("\n")
    pad = " " * indent
    return "|\n" + "\n".join(f"{pad}{line}" if line else "" for line in lines)


def flow(value: Any) -> str:
    """A value in one line: maps in braces, lists in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(one)}: {flow(item)}" for one, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value, style="")


def key(name: str) -> str:
    """A key of a map."""
    return name if _WORD.match(name) else json.dumps(name, ensure_ascii=False)


def entry(name: str, value: Any, indent: int, *, deep: bool = False) -> str:
    """`key: value` of a map in lines. deep: a map inside stands in lines as well."""
    pad = " " * indent
    if deep and isinstance(value, Mapping) and value:
        inner = "\n".join(entry(one, item, indent + 2) for one, item in value.items())
        return f"{pad}{key(name)}:\n{inner}"
    if isinstance(value, str) and "\n" in value and _fits_block(value):
        return f"{pad}{key(name)}: {block(value, indent + 2)}"
    return f"{pad}{key(name)}: {flow(value)}"


def _bare(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return flow(value)


def _fits_block(value: str) -> bool:
    """Whether a block text gives the same text back: it cannot begin with a space, nor be bare."""
    lines = value.split("\n")
    return bool(value.strip()) and not lines[0].startswith((" ", "\t")) and bool(lines[0].strip())


def _reads_back(value: str) -> bool:
    """Whether a text without quotes is this text, in lines and in braces."""
    if any(mark in value for mark in (",", "[", "]", "{", "}", "#")) or ": " in value:
        return False
    try:
        read = strict_yaml.parse(f"k: {value}\nf: {{k: {value}}}\n".encode(), file="").data
    except DefinitionError:
        return False
    return bool(read == {"k": value, "f": {"k": value}})
