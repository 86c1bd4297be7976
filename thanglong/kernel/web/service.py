"""The manifest: what a service plugs into. Each service has one `SERVICE` in its `service.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from thanglong.kernel.web.permissions import ANYONE, Permission

Text = Any  # a plain or a lazily translated string


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A place to appear: one word in the menu of those who have the permission."""

    name: Text
    url: str
    permission: Permission = ANYONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """How a service hands out and erases what it keeps about one person (by person id)."""

    show: Callable[[int], Mapping[str, Any]]
    erase: Callable[..., int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything that a service plugs into. Another field is an ADR."""

    code: str
    name: Text
    urls: str
    permissions: Sequence[Permission] = ()
    events: Sequence[Any] = ()
    subscribers: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    tiles: Sequence[Tile] = ()
    personal_data: PersonalData | None = None


@cache
def services() -> tuple[Service, ...]:
    """The manifests of the services that this city has turned on, in the order of SERVICES."""
    modules = [f"thanglong.services.{code}.service" for code in settings.SERVICES]
    return tuple(import_module(name).SERVICE for name in modules if find_spec(name))


@cache
def tiles() -> tuple[Tile, ...]:
    """All places in the menu."""
    return tuple(tile for one in services() for tile in one.tiles)


@cache
def declared_permissions() -> dict[str, Permission]:
    """Every permission that a manifest declares, by its code."""
    return {permission.code: permission for one in services() for permission in one.permissions}
