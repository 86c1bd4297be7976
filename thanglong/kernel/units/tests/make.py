"""Small cities for tests: the reference pack, with lines changed."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from thanglong.kernel.units import actions

IN_2024 = datetime.date(2024, 11, 22)
EARLY_2025 = datetime.date(2025, 3, 3)
NOW = datetime.date(2026, 2, 2)
AT = datetime.datetime(2026, 2, 2, 2, tzinfo=datetime.UTC)


def reference() -> Path:
    """The folder of the reference city."""
    return Path(settings.CITY) / "units"


def changed(folder: Path, name: str, change: Callable[[str], str]) -> Path:
    """A copy of the reference city in which one file was changed."""
    copy = folder / "units"
    if not copy.exists():
        shutil.copytree(reference(), copy)
    file = copy / name
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, f"nothing was changed in {name}"
    file.write_text(after, encoding="utf-8")
    return copy


def load(folder: Path) -> dict[str, int]:
    """Load a pack."""
    return actions.load_city(folder=folder, at=AT)
