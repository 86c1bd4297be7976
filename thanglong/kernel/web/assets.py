"""Static files: gathered once, named by their content, compressed, kept by browsers for ever."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

SHEET = "web/thanglong.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")


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
