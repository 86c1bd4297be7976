"""A file with some values changed: each change replaces its own characters and no others.

What came out is read again and compared with what was wanted, so a file is changed rightly or not
at all.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import text as texts
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases.definition import DefinitionError, strict_yaml
from thanglong.kernel.cases.patching import reading, writing
from thanglong.kernel.cases.patching.reading import Place, Spot


class CannotPatch(CityError):
    """The file is written in a way that a single value of it cannot be changed safely."""

    code = "cases.cannot_patch"
    status = 422
    message = _(
        "%(file)s is written in a way that this page cannot change without touching the rest. "
        "Please change “%(place)s” in the file itself. Nothing was saved."
    )


class _Gone:
    """The value of what is taken away."""

    def __repr__(self) -> str:
        return "GONE"


GONE = _Gone()


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The value of an item of a list that shall stand elsewhere in it, counted from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One value at a place. A place that is not there is added at the end of what is around it.

    value: plain; GONE takes the key or item away.
    """

    place: Place
    value: Any


def patch(content: bytes, edits: Sequence[Edit], *, file: str) -> bytes:
    """The file with these values, every other byte as it was.

    Raises DefinitionError when the file cannot be read, CannotPatch.
    """
    if not edits:
        return content
    wanted = copy.deepcopy(strict_yaml.parse(content, file=file).data)
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    text = content.decode("utf-8").removeprefix(mark)
    is_crlf = "\r\n" in text
    text = text.replace("\r\n", "\n") if is_crlf else text
    for edit in edits:
        try:
            wanted = _expected(wanted, edit)
        except (LookupError, TypeError, AttributeError) as error:
            raise CannotPatch(file=file, place=_said(edit.place)) from error
        text = _applied(text, edit, file)
    text = text.replace("\n", "\r\n") if is_crlf else text
    made = (mark + text).encode()
    try:
        found = strict_yaml.parse(made, file=file).data
    except DefinitionError:
        found = None
    if not _same(found, wanted):
        raise CannotPatch(file=file, place=_said(edits[0].place))
    return made


def _applied(text: str, edit: Edit, file: str) -> str:
    root = reading.compose(text)
    spot = reading.find(root, edit.place)
    try:
        if edit.value is GONE:
            return text if spot is None else _without(text, spot)
        if isinstance(edit.value, MovedTo):
            return text if spot is None else _moved(text, spot, edit.value.number)
        if spot is not None:
            return _replaced(text, spot, edit.value)
        return _added(text, root, edit)
    except (LookupError, TypeError, AttributeError) as error:
        raise CannotPatch(file=file, place=_said(edit.place)) from error


def _replaced(text: str, spot: Spot, value: Any) -> str:
    """Another value where one stands."""
    node = spot.node
    start, end = node.start_mark.index, reading.end_of(node, text)
    is_single = not isinstance(value, dict | list | tuple)
    if isinstance(node, yaml.ScalarNode) and is_single:
        in_flow = any(one.flow_style for one in spot.around)
        indent = None if in_flow else _indent(text, spot) + 2
        style = node.style if node.style else "" if in_flow else None
        new = writing.scalar(value, style=style, indent=indent)
        return f"{text[:start]}{new}{text[end:]}"
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and not is_single:
        return _relisted(text, node, value)
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        raise LookupError("a map in lines is changed key by key")
    return f"{text[:start]}{writing.flow(value)}{text[end:]}"


def _relisted(text: str, node: Any, value: Sequence[Any]) -> str:
    """A list in lines with other items; the lines of those that stay are kept."""
    kept: dict[str, str] = {}
    for item in node.value:
        start, end = _line_start(text, item.start_mark.index), reading.end_of(item, text)
        stop = _line_end(text, end)
        if isinstance(item, yaml.ScalarNode):
            kept[texts.nfc(item.value)] = text[start:stop]
    pad = text[_line_start(text, node.value[0].start_mark.index) : node.value[0].start_mark.index]
    lines = [kept.get(str(one), f"{pad}{writing.flow(one)}") for one in value]
    first = _line_start(text, node.value[0].start_mark.index)
    return text[:first] + "\n".join(lines) + text[_line_end(text, reading.end_of(node, text)) :]


def _moved(text: str, spot: Spot, number: int) -> str:
    """An item of a list in lines at another place of it, with the comment at its end."""
    parent = spot.around[-1]
    if parent.flow_style:
        raise LookupError("a list in one line is written anew in the file")
    others = [item for item in parent.value if item is not spot.node]
    start = _line_start(text, spot.node.start_mark.index)
    stop = _line_end(text, reading.end_of(spot.node, text)) + 1
    block = text[start:stop] if text[start:stop].endswith("\n") else f"{text[start:stop]}\n"
    if number < len(others):
        at = _line_start(text, others[number].start_mark.index)
    else:
        at = _line_end(text, reading.end_of(others[-1], text)) + 1
    rest, at = text[:start] + text[stop:], at - (len(block) if at > start else 0)
    return rest[:at] + block + rest[at:]


def _without(text: str, spot: Spot) -> str:
    """The text without an entry; what would be left empty goes with it."""
    parent = spot.around[-1]
    if len(parent.value) == 1 and len(spot.around) > 1:
        outer = spot.around[-2]
        key = next((k for k, v in _pairs(outer) if v is parent), None)
        return _without(text, Spot(parent, spot.around[:-1], key))
    start = spot.node.start_mark.index if isinstance(spot.key, int) else spot.key.start_mark.index
    end = reading.end_of(spot.node, text)
    if parent.flow_style:
        return _cut(text, parent, spot, (start, end))
    return text[: _line_start(text, start)] + text[_line_end(text, end) + 1 :]


def _cut(text: str, parent: Any, spot: Spot, span: tuple[int, int]) -> str:
    """The text without an entry in braces or brackets, and without its comma."""
    children = [value for _key, value in _pairs(parent)]
    place = children.index(spot.node)
    if place + 1 < len(children):
        after = _pairs(parent)[place + 1]
        begin = after[1] if isinstance(after[0], int) else after[0]
        return text[: span[0]] + text[begin.start_mark.index :]
    if place:
        return text[: reading.end_of(children[place - 1], text)] + text[span[1] :]
    return text[: span[0]] + text[span[1] :]


def _added(text: str, root: Any, edit: Edit) -> str:
    """An entry at the end of what is around its place, which is made if it is not there."""
    *before, last = edit.place
    spot = reading.find(root, before)
    if spot is None:
        return _added(text, root, Edit(tuple(before), _wrapped(last, edit.value)))
    node = spot.node
    if isinstance(node, yaml.ScalarNode):
        return _opened(text, spot, edit)
    if isinstance(node, yaml.SequenceNode):
        return _appended(text, node, edit.value)
    if node.flow_style:
        new = f"{writing.key(str(last))}: {writing.flow(edit.value)}"
        return _inside(text, node, new)
    indent = node.value[0][0].start_mark.column
    is_deep = all(_is_in_lines(value) for _key, value in node.value)
    line = writing.entry(str(last), edit.value, indent, deep=is_deep)
    at = _line_end(text, reading.end_of(node, text))
    return f"{text[:at]}\n{line}{text[at:]}"


def _opened(text: str, spot: Spot, edit: Edit) -> str:
    """`name: Words` becomes `name: {label: Words, hint: More}`; the words keep their quotes."""
    *before, last = edit.place
    short = reading.SHORT.get(str(edit.place[0]))
    start, end = spot.node.start_mark.index, reading.end_of(spot.node, text)
    if len(before) != 2 or short is None:
        raise LookupError("only words are written short")
    if last == short:
        return _replaced(text, spot, edit.value)
    words = text[start:end]
    if not spot.node.style or spot.node.style in ("|", ">"):
        words = writing.scalar(spot.node.value.rstrip("\n"), style="")
    return f"{text[:start]}{{{short}: {words}, {last}: {writing.flow(edit.value)}}}{text[end:]}"


def _appended(text: str, node: Any, value: Any) -> str:
    if node.flow_style:
        return _inside(text, node, writing.flow(value))
    first = node.value[0].start_mark.index
    pad = text[_line_start(text, first) : first]
    at = _line_end(text, reading.end_of(node, text))
    return f"{text[:at]}\n{pad}{writing.flow(value)}{text[at:]}"


def _inside(text: str, node: Any, new: str) -> str:
    """One more entry before the closing brace or bracket."""
    if not node.value:
        at = node.end_mark.index - 1
        return f"{text[:at].rstrip()}{new}{text[at:]}"
    at = reading.end_of(_pairs(node)[-1][1], text)
    return f"{text[:at]}, {new}{text[at:]}"


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    is_map = isinstance(node, yaml.MappingNode)
    return list(node.value) if is_map else list(enumerate(node.value))


def _is_in_lines(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode) and not node.flow_style


def _wrapped(part: str | int, value: Any) -> Any:
    return [value] if isinstance(part, int) else {part: value}


def _indent(text: str, spot: Spot) -> int:
    key = spot.key
    return int(key.start_mark.column) if hasattr(key, "start_mark") else 0


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _expected(data: Any, edit: Edit) -> Any:
    """What the file must say afterwards."""
    *before, last = edit.place
    here, ways = data, list[tuple[Any, Any]]()
    for at, part in enumerate(before):
        part = strict_yaml.number_of(here, part)
        there = strict_yaml.inside(here, part)
        if isinstance(there, str) and reading.is_short(edit.place, at + 1):
            here[part] = edit.value
            return data
        if isinstance(there, str) and at == 1:
            there = {reading.SHORT.get(str(edit.place[0]), ""): there}
            here[part] = there
        if there is None:
            if edit.value is GONE:
                return data
            there = [] if isinstance(edit.place[at + 1], int) else {}
            _put(here, part, there)
        ways.append((here, part))
        here = there
    last = strict_yaml.number_of(here, last)
    if edit.value is GONE:
        _drop(here, last, ways)
    elif isinstance(edit.value, MovedTo):
        here.insert(edit.value.number, here.pop(last))
    else:
        _put(here, last, edit.value)
    return data


def _put(here: Any, part: Any, value: Any) -> None:
    if isinstance(here, list) and (not isinstance(part, int) or part >= len(here)):
        here.append(value)
    else:
        here[part] = value


def _drop(here: Any, part: Any, ways: list[tuple[Any, Any]]) -> None:
    if isinstance(here, dict):
        here.pop(part, None)
    elif isinstance(part, int) and part < len(here):
        here.pop(part)
    if not here and ways:
        outer, key = ways[-1]
        _drop(outer, key, ways[:-1])


def _same(found: Any, wanted: Any) -> bool:
    """Whether two documents say the same; how a text ends does not matter."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return list(found) == list(wanted) and all(_same(found[k], wanted[k]) for k in found)
    if isinstance(found, list) and isinstance(wanted, list | tuple):
        pairs = zip(found, wanted, strict=False)
        return len(found) == len(wanted) and all(_same(one, other) for one, other in pairs)
    if isinstance(found, str) and isinstance(wanted, str):
        return found.rstrip("\n") == texts.nfc(wanted).rstrip("\n")
    return bool(found == wanted) and isinstance(found, type(wanted))


def _said(place: Place) -> str:
    return ".".join(str(part) for part in place)
