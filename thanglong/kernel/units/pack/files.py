"""The files of a pack: CSV and YAML, each row with the line it stands on."""

import csv
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from thanglong.kernel.base import text
from thanglong.kernel.units.pack.rows import Span

ROWS_MAX = 100_000
BYTES_MAX = 20_000_000
LINE = "__line__"
CERTAINTIES = ("V", "S", "M")


class BadPack(Exception):
    """The pack cannot be loaded; the message names file, line, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. Every way to read a value says where it was wrong."""

    values: Mapping[str, str]
    place: str

    def fault(self, sentence: str) -> BadPack:
        """What is wrong with this line."""
        return BadPack(f"{self.place}: {sentence}")

    def text(self, column: str, default: str | None = None) -> str:
        """The value of a column; it must be there unless there is a default."""
        value = self.values.get(column, "")
        if value:
            return value
        if default is None:
            raise self.fault(f"“{column}” is empty.")
        return default

    def one_of(self, column: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
        """A value that must be one of those known."""
        value = self.text(column)
        if value not in known:
            raise self.fault(f"“{column}” is “{value}”; known are {', '.join(known)}.")
        return value

    def date(self, column: str) -> datetime.date | None:
        """A day, or nothing."""
        value = self.values.get(column, "")
        if not value:
            return None
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise self.fault(f"“{value}” in “{column}” is no day: write 2025-07-01.") from None

    def day(self, column: str) -> datetime.date:
        """A day that must be there."""
        found = self.date(column)
        if found is None:
            raise self.fault(f"“{column}” is empty.")
        return found

    def number(self, column: str) -> Decimal | None:
        """A number, or nothing."""
        value = self.values.get(column, "")
        try:
            found = Decimal(value) if value else None
        except InvalidOperation:
            found = Decimal("NaN")
        if found is not None and not found.is_finite():
            raise self.fault(f"“{value}” in “{column}” is no number.")
        return found

    def span(self) -> Span:
        """The days of `valid_from` and `valid_to`."""
        start, end = self.day("valid_from"), self.date("valid_to")
        if end is not None and end <= start:
            raise self.fault("“valid_to” must be after “valid_from”; it is the first day without.")
        return Span(valid_from=start, valid_to=end)

    def certainty(self) -> str:
        """V, S or M."""
        return self.one_of("certainty", CERTAINTIES)


def lines(path: Path, columns: tuple[str, ...]) -> Iterator[Line]:
    """The lines of a CSV file whose first line names these columns."""
    with _opened(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in columns if name not in (reader.fieldnames or [])]
        if missing:
            raise BadPack(f"{path.name}:1: there is no column {', '.join(missing)}.")
        for row in reader:
            place = f"{path.name}:{reader.line_num}"
            if None in row or None in row.values():
                raise BadPack(f"{place}: the line has too few or too many values.")
            yield Line({key: text.nfc(value.strip()) for key, value in row.items()}, place)


def settings(path: Path) -> dict[str, Any]:
    """A YAML file of names and values; each mapping inside knows its line."""
    try:
        content = yaml.load(_opened(path).read_text(encoding="utf-8"), _WithLines)  # noqa: S506
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadPack(f"{path.name}: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise BadPack(f"{path.name}: names and values were expected.")
    return content


def _opened(path: Path) -> Path:
    if not path.is_file():
        raise BadPack(f"{path.name}: there is no such file in {path.parent.name}.")
    if path.stat().st_size > BYTES_MAX:
        raise BadPack(f"{path.name}: the file is larger than {BYTES_MAX // 1_000_000} MB.")
    return path


class _WithLines(yaml.SafeLoader):
    """Safe YAML whose mappings hold the line on which they begin."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        found[LINE] = node.start_mark.line + 1
        return found
