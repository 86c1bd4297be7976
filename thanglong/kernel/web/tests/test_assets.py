"""Static files over two releases that share a folder: open pages find what they name."""

import os
from pathlib import Path
from typing import Any

import pytest

from thanglong.kernel.web import assets

DAY = 86400


@pytest.fixture
def release(settings: Any, tmp_path: Path) -> Path:
    """A release whose only file says `one`, gathered."""
    source = tmp_path / "source" / "shown"
    source.mkdir(parents=True)
    (source / "page.css").write_text("one {}", encoding="utf-8")
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = [source.parent], [FINDER]
    settings.STATIC_ROOT = tmp_path / "static"
    assets.gather()
    return source


FINDER = "django.contrib.staticfiles.finders.FileSystemFinder"


def named(root: Path) -> dict[str, str]:
    """What stands in the files that are named by their content."""
    return {file.read_text(encoding="utf-8"): file.name for file in root.glob("shown/page.*.css")}


def test_a_page_of_the_release_before_finds_its_style(release: Path, settings: Any) -> None:
    (release / "page.css").write_text("two {}", encoding="utf-8")

    assets.gather()

    assert set(named(settings.STATIC_ROOT)) == {"one {}", "two {}"}
    assert (settings.STATIC_ROOT / "shown/page.css").read_text(encoding="utf-8") == "two {}"


def test_what_was_left_long_ago_is_forgotten_and_what_is_used_stays(
    release: Path, settings: Any
) -> None:
    (release / "page.css").write_text("two {}", encoding="utf-8")
    assets.gather()
    for file in settings.STATIC_ROOT.glob("shown/page.*"):
        long_ago = file.stat().st_mtime - (assets.KEPT_DAYS + 1) * DAY
        os.utime(file, (long_ago, long_ago))

    assets.gather(force=True)

    assert set(named(settings.STATIC_ROOT)) == {"two {}"}
