"""Contents in a folder: two levels by hash, written beside and renamed, so none is ever half."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from thanglong.kernel.documents.refusals import StorageIsFull

CHUNK_BYTES = 65_536
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class FolderStorage:
    """The storage port on a folder of this machine (FILES_DIR)."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or settings.FILES_DIR

    def put(self, *, sha256: str, path: Path) -> None:
        """Copy, flush to disk, rename: a crash leaves either nothing or the whole file."""
        target = self._path(sha256)
        if target.exists():
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(path, target)
            _flush_folder(target.parent)
        except OSError as error:
            if error.errno in FULL:
                raise StorageIsFull from error
            raise

    def read(self, *, sha256: str) -> bytes:
        """The whole content."""
        return self._path(sha256).read_bytes()

    def chunks(self, *, sha256: str) -> Iterator[bytes]:
        """The content in pieces; whether it is there is known before the first one."""
        path = self._path(sha256)
        path.stat()
        return _pieces(path)

    def has(self, *, sha256: str) -> bool:
        """Whether the content is there."""
        return self._path(sha256).exists()

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not all(char in "0123456789abcdef" for char in sha256):
            raise FileNotFoundError(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256


def _copy(path: Path, target: Path) -> None:
    """Write beside the target and rename; a copy that fails leaves nothing."""
    copy = tempfile.NamedTemporaryFile(dir=target.parent, delete=False)  # noqa: SIM115 - renamed
    try:
        with copy, path.open("rb") as source:
            shutil.copyfileobj(source, copy, CHUNK_BYTES)
            copy.flush()
            os.fsync(copy.fileno())
        Path(copy.name).rename(target)
    except OSError:
        Path(copy.name).unlink(missing_ok=True)
        raise


def _pieces(path: Path) -> Iterator[bytes]:
    """Opened with the first piece and closed with the last, or when nobody wants more."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
