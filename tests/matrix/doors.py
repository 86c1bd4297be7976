"""Every door of the house: the address and verb of each page and each operation of the API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver

from tests.house.test_doors import NOT_OURS, addresses, operations, views

READS = ("GET", "POST")  # what a view is asked that says nothing of its methods


@dataclass(frozen=True, slots=True)
class Door:
    """An address as the URL table writes it, one verb, and the function behind."""

    route: str
    verb: str
    view: Callable[..., Any]
    operation: Any = None

    @property
    def name(self) -> str:
        """As the reviewed table writes it."""
        return f"{self.verb} /{self.route}"


def doors() -> Iterator[Door]:
    """All of them, but those that a library brings and that show nothing of ours."""
    for route, pattern in addresses(get_resolver()):
        found = operations(pattern)
        for one in found:
            yield from (Door(route, verb, one.view_func, one) for verb in one.methods)
        if found:
            continue
        for _methods, view in views(pattern):
            home = str(getattr(view, "func", view).__module__)
            if not home.startswith(NOT_OURS):
                yield from (Door(route, verb, view) for verb in verbs(view))


def verbs(view: Any) -> tuple[str, ...]:
    """What `require_http_methods` lets in; HEAD and OPTIONS only where they are not GET's."""
    allowed = kept(view, "request_method_list")
    if allowed is None:
        return READS
    return tuple(one for one in allowed if one == "PATCH" or one in READS) + tuple(
        one for one in allowed if one == "HEAD" and "GET" not in allowed
    )


def kept(view: Any, name: str) -> Any:
    """What one of the decorators of a view keeps under this name."""
    cell = cell_of(view, name)
    return None if cell is None else cell.cell_contents


def cell_of(view: Any, name: str) -> Any:
    """The place in which a decorator of the view keeps it."""
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and name in code.co_freevars:
            return view.__closure__[code.co_freevars.index(name)]
        view = getattr(view, "__wrapped__", None)
    return None
