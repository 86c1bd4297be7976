"""Finding a value in a YAML file, and where exactly its characters stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from thanglong.kernel.cases.definition import strict_yaml

Place = tuple[str | int, ...]
# `full_name: Họ và tên` is short for `full_name: {label: Họ và tên}`.
SHORT: Mapping[str, str] = {
    "pages": "title",
    "fields": "label",
    "findings": "label",
    "needs": "label",
}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Spot:
    """A node with the nodes around it, the outermost first, and its key or number in the last."""

    node: Any
    around: tuple[Any, ...]
    key: Any  # the node of the key in a map, the number in a list


def compose(text: str) -> Any:
    """The nodes of a text that `strict_yaml` has read without fault."""
    return yaml.compose(text, Loader=_Loader)


def value_at(data: Any, place: Sequence[str | int]) -> Any:
    """The value at a place of a document's data; None where there is none.

    Items of lists are named by their id or number, and what is written short is found as well.
    """
    here = data
    for at, part in enumerate(place):
        if isinstance(here, str):
            return here if is_short(place, at) else None
        here = strict_yaml.inside(here, strict_yaml.number_of(here, part))
    return here


def is_short(place: Sequence[str | int], at: int) -> bool:
    """Whether the part number `at` of a place is the one that a short form leaves out."""
    return at == 2 and len(place) == 3 and SHORT.get(str(place[0])) == place[2]


def find(root: Any, place: Sequence[str | int]) -> Spot | None:
    """The node at a place, if it is there."""
    node, around, key = root, tuple[Any, ...](), None
    for part in place:
        step = child(node, part)
        if step is None:
            return None
        around = (*around, node)
        key, node = step
    return Spot(node, around, key)


def child(node: Any, part: str | int) -> tuple[Any, Any] | None:
    """(key, node) of what lies in a node under a key, an id or a number."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key, value
    elif isinstance(node, yaml.SequenceNode):
        number = _number(node, part)
        if number is not None:
            return number, node.value[number]
    return None


def end_of(node: Any, text: str) -> int:
    """Where the last character of a node stands, without the empty lines and comments after it."""
    if isinstance(node, yaml.ScalarNode):
        is_block = node.style in ("|", ">")
        return len(text[: node.end_mark.index].rstrip()) if is_block else node.end_mark.index
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end_of(last[1] if isinstance(last, tuple) else last, text)


def _number(node: Any, part: str | int) -> int | None:
    if isinstance(part, int):
        return part if 0 <= part < len(node.value) else None
    for number, item in enumerate(node.value):
        found = child(item, "id") if isinstance(item, yaml.MappingNode) else None
        if found is not None and found[1].value == part:
            return number
    return None
