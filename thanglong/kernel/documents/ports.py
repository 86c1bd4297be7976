"""What documents need from outside: a place for contents, and somebody who knows viruses."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# What people read when one of them does not answer; the product's name would tell them nothing.
STORAGE_NAME = _("The store of files")
ANTIVIRUS_NAME = _("The virus check")


class Storage(Protocol):
    """A place where contents lie under their SHA-256 (64 hex digits), written once."""

    def put(self, *, sha256: str, path: Path) -> None:
        """Take a copy of the file; the same content twice is one.

        Raises StorageIsFull when there is no room, PartnerUnavailable when it does not answer.
        """

    def read(self, *, sha256: str) -> bytes:
        """The whole content (at most 20 MB). Raises FileNotFoundError."""

    def chunks(self, *, sha256: str) -> Iterator[bytes]:
        """The content in pieces of 64 kB. Raises FileNotFoundError."""

    def has(self, *, sha256: str) -> bool:
        """Whether the content is there."""


class Antivirus(Protocol):
    """Somebody who looks at a file before anyone else does."""

    def finding(self, *, path: Path) -> str:
        """The name of what was found, empty when clean. Raises PartnerUnavailable."""


@cache
def storage() -> Storage:
    """The storage that the operator has chosen (STORAGE_ADAPTER)."""
    return cast(Storage, import_string(settings.STORAGE_ADAPTER)())


@cache
def antivirus() -> Antivirus:
    """The antivirus that the operator has chosen (ANTIVIRUS_ADAPTER)."""
    return cast(Antivirus, import_string(settings.ANTIVIRUS_ADAPTER)())
