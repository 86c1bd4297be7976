"""The folder of the backups: what lies where, and how it gets there whole or not at all."""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK_BYTES = 1 << 20
UNFINISHED = ".unfinished-"
NAME = re.compile(r"\d{8}T\d{6}Z")  # the instant of the backup, in UTC
HASH = re.compile(r"[0-9a-f]{64}")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoBackup(Exception):
    """A backup cannot be made, trusted or restored; the sentence says why and what to do."""


class Progress(Protocol):
    """Somebody who is told how far it is."""

    def begin(self, label: str, total: int) -> None:
        """A part of the work begins, of so many steps."""

    def advance(self, steps: int) -> None:
        """So many steps are done."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that holds backups."""

    folder: Path

    @property
    def files(self) -> Path:
        """Where the contents lie, by hash."""
        return self.folder / "files"

    def file(self, sha256: str) -> Path:
        """Where one content lies."""
        return self.folder / inner(sha256)

    def names(self) -> list[str]:
        """The finished backups, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(one.name for one in self.folder.iterdir() if NAME.fullmatch(one.name))

    def chosen(self, name: str) -> Path:
        """The folder of the backup of this name, or of the newest. Raises NoBackup."""
        names = self.names()
        if not names:
            raise NoBackup(f"There is no finished backup in {self.folder}.")
        if name and name not in names:
            raise NoBackup(f"{self.folder} has no backup {name}; it has {', '.join(names)}.")
        return self.folder / (name or names[-1])

    @contextlib.contextmanager
    def begun(self, name: str) -> Iterator[Path]:
        """A folder for a new backup: it has its name once the body has ended well, or is gone.

        What was left by one who was killed is swept away. Raises NoBackup.
        """
        with self._alone(), told(self.folder):
            for left in self.folder.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left)
            if (self.folder / name).exists():
                raise NoBackup(f"The backup {name} is there already; try again in a second.")
            unfinished = self.folder / f"{UNFINISHED}{name}"
            unfinished.mkdir(mode=0o700)
            try:
                yield unfinished
                flush(unfinished)
                unfinished.rename(self.folder / name)
                flush(self.folder)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)

    def take(self, sha256: str, pieces: Iterable[bytes]) -> bool:
        """Keep a content if its bytes are those of its hash; written beside and renamed."""
        target = self.file(sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = tempfile.NamedTemporaryFile(dir=self.files, delete=False)  # noqa: SIM115 - renamed
        try:
            digest = hashlib.sha256()
            with copy:
                for piece in pieces:
                    digest.update(piece)
                    copy.write(piece)
                copy.flush()
                os.fsync(copy.fileno())
            if digest.hexdigest() != sha256:
                return False
            Path(copy.name).rename(target)
            flush(target.parent)
            return True
        finally:
            Path(copy.name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One backup at a time; the lock is gone with its process."""
        with told(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.files.mkdir(mode=0o700, exist_ok=True)
            lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise NoBackup(f"Another backup is being made in {self.folder}.") from None
        finally:
            os.close(lock)


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """What the disk says, as a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise full(folder) from error
        raise NoBackup(f"{folder} cannot be used: {error.strerror or error}.") from error


def full(folder: Path) -> NoBackup:
    """The disk of this folder has no room."""
    return NoBackup(f"The disk of {folder} is full. Nothing half was kept; make room, try again.")


def inner(sha256: str) -> str:
    """The place of a content inside the folder."""
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def hash_of(path: Path) -> str:
    """The SHA-256 of a file; empty when there is none, or the disk cannot read it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def flush(path: Path) -> None:
    """See to it that a file or folder outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
