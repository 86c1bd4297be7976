"""The files of a procedure as one ZIP file: the same files make the same bytes, and come back."""

import io
import zipfile
import zlib

from thanglong.kernel.cases.definition import files as folder
from thanglong.kernel.cases.definition.errors import DefinitionError, Finding
from thanglong.kernel.cases.definition.files import FILE_BYTES_MAX, FILES_MAX, Files

ARCHIVE_BYTES_MAX = 4 * 1024 * 1024
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP file knows: the same files, the same bytes


def pack(files: Files, *, name: str) -> bytes:
    """A ZIP file with these files in a folder of this name."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return kept.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files in a ZIP file, without the one folder around them. Raises DefinitionError."""
    if len(content) > ARCHIVE_BYTES_MAX:
        raise _refused("The file is larger than 4 MB.", "Keep only what belongs to the procedure.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            found = _read(archive, entries)
    except (*_UNREADABLE, zlib.error) as error:
        raise _refused(
            "This is not a ZIP file that can be read.", "Export a draft to see how one looks."
        ) from error
    found = _without_folder(found)
    folder.check(found)
    return found


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Every file, never more of it than may be: what an archive says of sizes is not believed."""
    if len(entries) > FILES_MAX:
        message = f"The folder has more than {FILES_MAX} files, or more than 4 MB."
        raise _refused(message, "Keep only what belongs to the procedure.")
    found: dict[str, bytes] = {}
    for entry in entries:
        with archive.open(entry) as stream:
            content = stream.read(FILE_BYTES_MAX + 1)
        if entry.filename in found:
            raise _refused(f"{entry.filename[:80]} is in it twice.", "Keep one of them.")
        if len(content) > FILE_BYTES_MAX:
            raise _refused(f"{entry.filename[:80]} is larger than 512 kB.", "Split or shorten it.")
        found[entry.filename] = content
    return found


def _without_folder(found: dict[str, bytes]) -> dict[str, bytes]:
    """The files as they lie in the procedure's folder, when all lie in one that holds it."""
    tops = {path.partition("/")[0] for path in found}
    top = next(iter(tops), "")
    if len(tops) != 1 or top in found or not folder.is_path(top):
        return found
    start = len(top) + 1
    return {path[start:]: content for path, content in found.items()}


def _refused(message: str, advice: str) -> DefinitionError:
    return DefinitionError([Finding(file="", path="", message=message, advice=advice)])
