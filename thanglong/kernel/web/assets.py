"""Static files: gathered once, named by their content, compressed, kept by browsers for ever."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import management
from django.core.files.base import ContentFile
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

SHEET = "web/thanglong.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
UNUSED = ["htmx-4*", "htmax-4*", "ext", "htmx-2.js"]  # what django-htmx ships and we do not use
SPACE = re.compile(r"\s+")
KEPT_DAYS = 30  # how long what an older release named is still there for pages that are open
PACKED = (".gz", ".br")


class CityStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before names are made, the parts of the stylesheet are put into it: one request, not twenty.

    Without a manifest (nobody has gathered yet) files keep their plain names and the sheet its
    imports; the page is the same.
    """

    manifest_strict = False

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, with its content's hash once files have been gathered."""
        return str(super().url(name, force=bool(self.hashed_files)))

    def stored_name(self, name: str) -> str:
        """The hashed name if the manifest has one, else the name itself."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Join the stylesheet, then hash and compress as usual."""
        if SHEET in paths and not dry_run:
            joined = joined_sheet(self)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(joined.encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def gather(*, force: bool = False) -> bool:
    """Gather all static files into STATIC_ROOT if any has changed. Returns whether it did.

    Files named by their content stay for KEPT_DAYS after their release has gone: a page that is
    open, and another release that shares the folder, still find theirs.
    """
    root = Path(settings.STATIC_ROOT)
    seal, state = root / ".gathered", _state()
    if not force and seal.exists() and seal.read_text(encoding="utf-8") == state:
        return False
    _leave(root)
    management.call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    _forget(root)
    seal.write_text(state, encoding="utf-8")
    return True


def _leave(root: Path) -> None:
    """Take the plain names away, so that all is copied anew; the others are as old as today."""
    for finder in finders.get_finders():
        for path, _storage in finder.list(UNUSED):
            (root / path).unlink(missing_ok=True)
    for name in _named(root):
        for path in (root / name, *(root / f"{name}{packed}" for packed in PACKED)):
            if path.exists():
                os.utime(path)


def _forget(root: Path) -> None:
    """Remove what no page can ask for any more."""
    names = _named(root)
    oldest = (root / CityStatic.manifest_name).stat().st_mtime - KEPT_DAYS * 86400
    for path in root.rglob("*"):
        if path.is_file() and path.stat().st_mtime < oldest and path.parent != root:
            plain = path.with_suffix("") if path.suffix in PACKED else path
            name = plain.relative_to(root).as_posix()
            if name not in names and finders.find(name) is None:
                path.unlink(missing_ok=True)


def _named(root: Path) -> set[str]:
    """The names by content that the last gathering gave."""
    manifest = root / CityStatic.manifest_name
    if not manifest.exists():
        return set()
    return set(json.loads(manifest.read_text(encoding="utf-8"))["paths"].values())


def _state() -> str:
    """A digest of names, sizes and times of everything that would be gathered."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list(UNUSED):
            seen = Path(storage.path(path)).stat()
            digest.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def joined_sheet(storage: CityStatic) -> str:
    """The stylesheet with each `@import` replaced by its part, without comments."""

    def part(match: re.Match[str]) -> str:
        with storage.open(f"web/{match['path']}") as file:
            text = file.read().decode()
        text = text.replace('url("../', 'url("')
        return f"@layer {match['layer']} {{{text}}}"

    with storage.open(SHEET) as file:
        text = IMPORT.sub(part, file.read().decode())
    return SPACE.sub(" ", COMMENT.sub("", text)).strip()
