"""What the rooms promise each other: events, ports, personal data."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.house import tree
from thanglong.kernel.events.registry import REGISTRY
from thanglong.kernel.web import service

NAME = re.compile(r"^[a-z_]+(\.[a-z_]+){2}\.v\d+$")
PORTS = {"Storage", "Antivirus", "IdentityProvider", "RegisterSource"}
PAGE = tree.ROOT / "docs" / "events.md"


def test_every_event_is_named_as_a_fact() -> None:
    odd = [name for name in REGISTRY.types if not NAME.match(name)]

    assert not odd, f"Name events service.noun.past_verb.v1:{tree.listed(odd)}"


def test_every_event_is_documented() -> None:
    missing = [name for name in REGISTRY.types if f"`{name}`" not in tree.text(PAGE)]

    assert not missing, (
        f"Run `python -m thanglong.config.reference`; it lacks:{tree.listed(missing)}"
    )


def test_every_subscriber_listens_to_an_event_that_exists() -> None:
    dangling = [
        f"{one.code}: {name}"
        for one in service.services()
        for name in one.subscribers
        if name not in REGISTRY.types
    ]

    assert not dangling, f"No service declares these events:{tree.listed(dangling)}"


def test_every_subscriber_of_a_manifest_is_called() -> None:
    deaf = [
        f"{one.code}: {name}"
        for one in service.services()
        for name, subscriber in one.subscribers.items()
        if f"{subscriber.__module__}.{subscriber.__qualname__}" not in REGISTRY.of(name)
    ]

    assert not deaf, f"Subscribe the manifests when the apps are ready:{tree.listed(deaf)}"


def test_every_port_has_an_adapter() -> None:
    offered = [methods(one) for one in classes(tree.PACKAGE / "adapters")]
    lonely = [
        one.name
        for one in classes(tree.PACKAGE / "kernel")
        if "Protocol" in map(ast.unparse, one.bases) and one.name in PORTS
        if not any(methods(one) <= mine for mine in offered)
    ]

    assert not lonely, (
        f"Add an adapter, or its demo twin, with all methods of:{tree.listed(lonely)}"
    )


def test_every_port_is_known_to_this_test() -> None:
    found = {
        node.name
        for path in tree.modules(tree.PACKAGE / "kernel")
        if path.stem == "ports"
        for node in tree.parsed(path).body
        if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)
    }

    assert found == PORTS, "A port needs an adapter and a demo twin; then name it in PORTS."


def classes(under: Path) -> list[ast.ClassDef]:
    """All classes of a room."""
    return [
        node
        for path in tree.modules(under)
        for node in tree.parsed(path).body
        if isinstance(node, ast.ClassDef)
    ]


def methods(one: ast.ClassDef) -> set[str]:
    """What can be asked of a class."""
    return {
        node.name
        for node in one.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_a_service_that_keeps_people_hands_out_and_erases() -> None:
    silent = [
        one.code
        for one in service.services()
        if one.personal_data is None and _keeps_people(f"thanglong.services.{one.code}")
    ]

    assert not silent, f"Give these manifests personal_data=…:{tree.listed(silent)}"


def _keeps_people(package: str) -> bool:
    return any(
        isinstance(field, models.ForeignKey) and field.related_model._meta.app_label == "people"
        for model in apps.get_models()
        if model.__module__.startswith(package)
        for field in model._meta.get_fields()
    )
