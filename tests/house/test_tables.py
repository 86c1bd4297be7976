"""Tables: who may point to whom, what may not be lost, and how they change."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.house import tree

PRECIOUS = ("people", "documents", "ledger")
NAME = re.compile(r"^\d{4}_[a-z][a-z0-9_]+$")


def foreign_keys() -> Iterator[models.ForeignKey[models.Model, models.Model]]:
    """Every foreign key between tables of the house."""
    for model in apps.get_models():
        if model.__module__.startswith("thanglong."):
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey) and field.remote_field.model:
                    yield field


def room(model: type[models.Model]) -> list[str]:
    """`["services", "parking"]`."""
    return model.__module__.split(".")[1:3]


def migrations() -> list[Path]:
    """The folders of migrations."""
    return sorted({path.parent for path in tree.files(".py", tree.PACKAGE) if _is_migration(path)})


def test_no_service_points_into_another() -> None:
    crossings = [
        f"{field.model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for field in foreign_keys()
        if room(field.model)[0] == "services"
        and field.related_model.__module__.startswith("thanglong")
        if room(field.related_model)[0] != "kernel"
        and room(field.related_model) != room(field.model)
    ]

    assert not crossings, f"Point to the kernel, or publish an event:{tree.listed(crossings)}"


def test_people_documents_and_money_are_not_lost_with_a_row() -> None:
    loose = [
        f"{field.model._meta.label}.{field.name}"
        for field in foreign_keys()
        if field.related_model._meta.app_label in PRECIOUS
        and field.model._meta.app_label != field.related_model._meta.app_label
        and field.remote_field.on_delete is not models.PROTECT
    ]

    assert not loose, f"These need on_delete=models.PROTECT:{tree.listed(loose)}"


def test_migrations_are_one_line_with_a_head() -> None:
    wrong = [
        f"{tree.place(folder)}: {sorted(names)[-1]}"
        for folder in migrations()
        if (names := {path.stem for path in folder.glob("[0-9]*.py")})
        if (head := folder / "max_migration.txt") is None
        or not head.exists()
        or head.read_text(encoding="utf-8").strip() != max(names)
        or sorted(name[:4] for name in names) != [f"{n:04}" for n in range(1, len(names) + 1)]
    ]

    assert not wrong, (
        f"Number them in one line and put the last into max_migration.txt:{tree.listed(wrong)}"
    )


def test_migrations_say_what_they_do() -> None:
    mute = [
        tree.place(path)
        for folder in migrations()
        for path in folder.glob("[0-9]*.py")
        if not NAME.match(path.stem) or "_auto_" in path.stem or path.stem.endswith("_initial")
    ]

    assert not mute, f"Name these by what they do, as 0007_permit_add_zone:{tree.listed(mute)}"


def _is_migration(path: Path) -> bool:
    return path.parent.name == "migrations" and path.stem[:4].isdigit()
