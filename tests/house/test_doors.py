"""Every address wears a permission, every action of a service is behind one."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house import tree
from thanglong.kernel.web import permissions, service

NOT_OURS = ("django.", "ninja.", "whitenoise.")


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its pattern."""
    for one in resolver.url_patterns:
        address = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from addresses(one, address)
        else:
            yield address, one


def views(pattern: URLPattern) -> list[tuple[str, Any]]:
    """The functions behind an address: one view, or the operations of the API."""
    found = operations(pattern)
    return [(",".join(one.methods), one.view_func) for one in found] or [("", pattern.callback)]


def operations(pattern: URLPattern) -> list[Any]:
    """The operations of the API at an address: django-ninja keeps them in a closure."""
    kept = [cell.cell_contents for cell in getattr(pattern.callback, "__closure__", None) or ()]
    return next((list(one.operations) for one in kept if hasattr(one, "operations")), [])


def _home(view: Any) -> str:
    """The module that a view comes from, also when some of its arguments are filled in."""
    return str(getattr(view, "func", view).__module__)


def test_every_address_says_who_may_open_it() -> None:
    open_doors = [
        f"{methods} /{address}".strip()
        for address, pattern in addresses(get_resolver())
        for methods, view in views(pattern)
        if not _home(view).startswith(NOT_OURS) and not permissions.worn_by(view)
    ]

    assert not open_doors, f"Put @requires(…) or @public on these views:{tree.listed(open_doors)}"


def test_every_permission_on_a_door_is_declared() -> None:
    declared = {*service.declared_permissions(), "web.anyone", "web.signed_in"}
    worn = {
        one if isinstance(one, str) else one.code
        for _, pattern in addresses(get_resolver())
        for _, view in views(pattern)
        for one in permissions.worn_by(view)
    }

    assert worn <= declared, f"Name these in a manifest:{tree.listed(sorted(worn - declared))}"


def test_every_service_that_is_turned_on_has_a_manifest() -> None:
    from django.conf import settings

    known = {one.code for one in service.services()}
    missing = [f"thanglong/services/{code}/service.py" for code in settings.SERVICES]

    assert known == set(settings.SERVICES), f"Write the manifest SERVICE in:{tree.listed(missing)}"
