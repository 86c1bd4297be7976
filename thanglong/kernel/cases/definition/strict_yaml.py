"""YAML read strictly: only maps, lists and plain values, each with the line that it stands on.

Differs from YAML 1.1 where that surprises people: `on`, `yes` and `no` are words and not
booleans, `15:00` and `00004` are text, a number with a point is exact (Decimal). Anchors, aliases
and tags are refused, as are keys given twice; size, depth and count are limited.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from thanglong.kernel.base import text as texts
from thanglong.kernel.cases.definition.errors import DefinitionError, Finding

BYTES_MAX = 512 * 1024
DEPTH_MAX = 24
NODES_MAX = 60_000

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,10}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and where it says it."""

    file: str
    data: Any
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a place, or of the nearest around it; items may be named by their id."""
        line, here = self.lines.get((), 0), self.data
        path: tuple[str | int, ...] = ()
        for part in place:
            part = number_of(here, part)
            path = (*path, part)
            if path not in self.lines:
                break
            line = self.lines[path]
            here = inside(here, part)
        return line


def inside(here: Any, part: str | int) -> Any:
    """What lies in a map or list under this key or number, or nothing."""
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def number_of(here: Any, part: str | int) -> str | int:
    """In a list of items with ids, the number of the item with this id; else the part itself."""
    if not isinstance(here, list) or isinstance(part, int):
        return part
    ids = [item.get("id") if isinstance(item, dict) else None for item in here]
    return ids.index(part) if part in ids else part


def read(path: Path, *, file: str) -> Document:
    """The document in a file. Raises DefinitionError, never anything else."""
    try:
        with path.open("rb") as stream:
            content = stream.read(BYTES_MAX + 1)
    except OSError:
        raise _refused(file, 0, "The file cannot be read.", f"Write a file {file}.") from None
    return parse(content, file=file)


def of(files: Mapping[str, bytes], file: str) -> Document:
    """The document in one of these files. Raises DefinitionError, never anything else."""
    if file not in files:
        raise _refused(file, 0, "The file cannot be read.", f"Write a file {file}.")
    return parse(files[file], file=file)


def parse(content: bytes, *, file: str) -> Document:
    """The document in these bytes. Raises DefinitionError, never anything else."""
    if len(content) > BYTES_MAX:
        raise _refused(file, 0, "The file is larger than 512 kB.", "Split or shorten it.")
    try:
        text = texts.nfc(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise _refused(file, 0, "The file is not UTF-8 text.", "Save it as UTF-8.") from None
    try:
        _measure(text, file)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _not_yaml(file, error) from None
    document = Document(file, None)
    data = None if node is None else _build(node, (), document)
    return Document(file, data, document.lines)


def _measure(text: str, file: str) -> None:
    """Walk the events before anything is built: depth, number, no aliases, no tags."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if count > NODES_MAX:
            raise _refused(file, line, "The file has too many values.", "Shorten it.")
        _refuse_tricks(event, file, line)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth > DEPTH_MAX:
            raise _refused(file, line, "The file is nested too deeply.", "Flatten it.")


def _refuse_tricks(event: Any, file: str, line: int) -> None:
    if getattr(event, "anchor", None):
        message = "Anchors (&) and aliases (*) are not used here."
        raise _refused(file, line, message, "Write the value out where it is needed.")
    if getattr(event, "tag", None) not in (None, "!"):
        raise _refused(file, line, "Tags (!) are not used here.", "Write a plain value.")


def _build(node: Any, path: tuple[str | int, ...], document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_map(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, at), document) for at, item in enumerate(node.value)]
    return _scalar(node)


def _build_map(
    node: yaml.MappingNode, path: tuple[str | int, ...], document: Document
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise _refused(document.file, line, "A key must be a word.", "Write a plain key.")
        key = str(key_node.value)
        if key in result:
            message = f"The key '{key}' is given twice."
            raise _refused(document.file, line, message, "Keep one of them.", (*path, key))
        document.lines[(*path, key)] = line
        result[key] = _build(value_node, (*path, key), document)
    return result


def _scalar(node: Any) -> Any:
    value = str(node.value)
    if node.style:  # quoted or block text; plain is None or "" depending on the loader
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.match(value):
        return int(value)
    if _DECIMAL.match(value):
        return Decimal(value)
    if _DATE.match(value):
        return _date(value)
    return value


def _date(value: str) -> datetime.date | str:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return value


def _not_yaml(file: str, error: yaml.YAMLError) -> DefinitionError:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "the text is not YAML"
    line = mark.line + 1 if mark else 0
    advice = "Check the indentation, and put texts that contain ': ', '#' or quotes in quotes."
    return _refused(file, line, f"This is not valid YAML: {what}.", advice)


def _refused(
    file: str, line: int, message: str, advice: str, path: tuple[str | int, ...] = ()
) -> DefinitionError:
    place = ".".join(str(part) for part in path)
    return DefinitionError(
        [Finding(file=file, path=place, message=message, advice=advice, line=line)]
    )
