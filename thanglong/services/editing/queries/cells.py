"""What stands in the files of a draft as cells of a page, each with the exact place it is from."""

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from thanglong.kernel.base import text as letters
from thanglong.kernel.cases.definition import DefinitionError, Files, strict_yaml
from thanglong.kernel.cases.patching import Place, value_at
from thanglong.kernel.web.fields import Option

PROCEDURE, VI, EN = "procedure.yaml", "texts/vi.yaml", "texts/en.yaml"
KEYS: Mapping[str, str] = {PROCEDURE: "p", VI: "vi", EN: "en"}
TEXTS: Mapping[str, str] = {"vi": VI, "en": EN}
LONG = 90  # a line that is longer gets room for several


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value of a file. kind: line, text, money, date, duration, time, choice, condition, lines.

    value: as a person writes it. now: what a colleague has saved meanwhile, when that is the clash.
    """

    file: str
    place: Place
    label: str
    kind: str = "line"
    value: str = ""
    options: tuple[Option, ...] = ()
    lang: str = ""
    none: str = "—"
    wrong: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    now: str | None = None
    is_there: bool = True
    was: str = ""

    @property
    def name(self) -> str:
        """The name of its input; the place can be told from it."""
        return "|".join((KEYS[self.file], *(str(part) for part in self.place)))

    @property
    def id(self) -> str:
        """The id of its input."""
        return "c-" + re.sub(r"[^A-Za-z0-9_]", lambda found: f"-{ord(found[0]):x}", self.name)

    @property
    def path(self) -> str:
        """The place as findings name it."""
        return ".".join(str(part) for part in self.place)

    @property
    def amount(self) -> str:
        """The number of a duration."""
        return parted(self.value)[0]

    @property
    def unit(self) -> str:
        """The unit of a duration."""
        return parted(self.value)[1]

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """The options by their group, in order of appearance."""
        found: dict[str, list[Option]] = {}
        for option in self.options:
            found.setdefault(option.group, []).append(option)
        return list(found.items())

    @property
    def rows(self) -> int:
        """How many lines its box shows."""
        lines = self.value.count("\n") + 1
        return min(12, max(2, lines + len(self.value) // LONG))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells that belong together. owns: places that go with it, when it may be taken away.

    position: of how many (count), counted from 1, where their order means something.
    """

    title: str
    cells: tuple[Cell, ...]
    owns: tuple[tuple[str, Place], ...] = ()
    code: str = ""
    is_new: bool = False
    position: int = 0
    count: int = 0

    @property
    def was(self) -> str:
        """By which it is seen whether somebody changed the row."""
        return digest("|".join(cell.was for cell in self.cells))

    @property
    def position_name(self) -> str:
        """The name of the choice of its position."""
        place = self.cells[0].place[:2] if self.is_new else self.owns[0][1] if self.owns else ()
        return "pos|" + "|".join(str(part) for part in place)

    @property
    def is_begun(self) -> bool:
        """Whether something was written into a row that may be added."""
        return self.is_new and any(cell.value for cell in self.cells)

    @property
    def gone_name(self) -> str:
        """The name of the box that takes it away."""
        return "gone|" + "|".join(str(part) for part in self.owns[0][1]) if self.owns else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under a heading."""

    title: str
    rows: tuple[Row, ...]
    hint: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of cells. loose: what the check says that belongs to no cell of it."""

    code: str
    groups: tuple[Group, ...]
    loose: tuple[Any, ...] = ()

    def cells(self) -> list[Cell]:
        """Every cell that is there or may be written."""
        return [cell for group in self.groups for row in group.rows for cell in row.cells]

    def rows(self) -> list[Row]:
        """Every row."""
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a draft as data. A file that cannot be read is empty."""

    files: Files
    on: datetime.date
    data: Mapping[str, Any] = field(default_factory=dict)

    def at(self, file: str, place: Sequence[str | int]) -> Any:
        """The plain value at a place."""
        return value_at(self.data.get(file), place)

    def keys(self, *place: str) -> list[str]:
        """The keys of a map, or the ids of a list, of procedure.yaml."""
        return names_in(self.at(PROCEDURE, place))

    def cell(self, file: str, place: Place, label: str, kind: str = "line", **more: Any) -> Cell:
        """The cell at a place."""
        value = self.at(file, place)
        shown = as_written(value, kind)
        return Cell(
            file=file,
            place=place,
            label=label,
            kind=_fitting(kind, shown),
            value=shown,
            is_there=value is not None,
            was=digest(shown),
            **more,
        )

    def pair(self, place: Place, label: str, kind: str = "line") -> tuple[Cell, Cell]:
        """The cells of a text in both languages."""
        vi, en = (self.cell(TEXTS[lang], place, label, kind, lang=lang) for lang in ("vi", "en"))
        both = "text" if "text" in (vi.kind, en.kind) else vi.kind
        return replace(vi, kind=both), replace(en, kind=both)


def source_of(files: Files, *, on: datetime.date) -> Source:
    """The files of a draft, read as far as they can be."""
    data: dict[str, Any] = {}
    for file in KEYS:
        try:
            data[file] = strict_yaml.of(files, file).data
        except DefinitionError:
            data[file] = None
    return Source(files, on, data)


def names_in(value: Any) -> list[str]:
    """The keys of a map, or the ids in a list of items."""
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, list):
        return [str(one["id"]) for one in value if isinstance(one, dict) and "id" in one]
    return []


def as_written(value: Any, kind: str) -> str:
    """A plain value as a person writes it."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and kind == "money":
        return f"{value:,}".replace(",", ".")
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value).rstrip("\n")


def digest(shown: str) -> str:
    """A few letters by which it is seen whether a value was changed."""
    plain = letters.nfc(shown).replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def parted(value: str) -> tuple[str, str]:
    """Number and unit of a duration; what is none stands as a number alone."""
    match = re.fullmatch(r"([0-9]+)(min|wh|wd|d|mo|y)", value)
    return (match[1], match[2]) if match else (value, "")


def _fitting(kind: str, shown: str) -> str:
    return "text" if kind == "line" and (len(shown) > LONG or "\n" in shown) else kind
