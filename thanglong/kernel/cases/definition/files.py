"""The files of a procedure, byte for byte: from a folder, to a folder."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from thanglong.kernel.cases.definition.errors import DefinitionError, Finding

FILES_MAX = 60
FILE_BYTES_MAX = 512 * 1024
WHOLE_BYTES_MAX = 4 * 1024 * 1024

Files = Mapping[str, bytes]  # by path inside the folder: texts/vi.yaml
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}\Z")


def is_path(path: str) -> bool:
    """Whether a text is a path inside a procedure's folder."""
    parts = path.split("/")
    return len(parts) <= 3 and all(_PART.match(one) for one in parts)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder. Raises DefinitionError when there is too much, or a strange name."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            continue
        if not is_path(name):
            raise _refused(name, "The name of the file is not plain.", "Rename or remove it.")
        found[name] = path.read_bytes()
        check(found)
    return found


def write_folder(files: Files, folder: Path) -> None:
    """Write every file, byte for byte. Raises FileExistsError when the folder has any of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)


def check(files: Files) -> None:
    """Raises DefinitionError when there are too many files, or they are too large."""
    for name, content in files.items():
        if not is_path(name):
            raise _refused(name, "The name of the file is not plain.", "Rename or remove it.")
        if len(content) > FILE_BYTES_MAX:
            raise _refused(name, "The file is larger than 512 kB.", "Split or shorten it.")
    is_large = sum(map(len, files.values())) > WHOLE_BYTES_MAX
    if len(files) > FILES_MAX or is_large:
        message = f"The folder has more than {FILES_MAX} files, or more than 4 MB."
        raise _refused("", message, "Keep only what belongs to the procedure.")


def check_letters(files: Files) -> None:
    """Raises DefinitionError when a text has letters in pieces: what a reader sees, and a search
    finds, would depend on who looks.
    """
    for name, content in files.items():
        text = content.decode("utf-8", "ignore") if name.endswith(".yaml") else ""
        if not unicodedata.is_normalized("NFC", text):
            message = "Letters are written in pieces (a letter, then its mark: NFD)."
            raise _refused(name, message, "Save it with whole letters (NFC).")


def _refused(file: str, message: str, advice: str) -> DefinitionError:
    return DefinitionError([Finding(file=file, path="", message=message, advice=advice)])
