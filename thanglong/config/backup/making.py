"""Making a backup while people go on working."""

import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings

from thanglong.config.backup import manifest, moment, tools
from thanglong.config.backup.place import NoBackup, Place, Progress, flush, hash_of
from thanglong.kernel.documents import queries as documents
from thanglong.kernel.documents.ports import storage


def make(*, place: Place, at: datetime.datetime, progress: Progress) -> dict[str, Any]:
    """Back the city up into a folder. Returns what the manifest says, and how much was copied.

    The manifest names under `lost` the contents that the store itself no longer has whole.
    Raises NoBackup.
    """
    if place.files.resolve() == settings.FILES_DIR.resolve():
        raise NoBackup(f"{place.files} is FILES_DIR itself; a copy belongs to another folder.")
    name = f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    with place.begun(name) as folder:
        with moment.one_moment() as snapshot:
            told, files = _moment(progress)
            tools.dump(
                snapshot=snapshot,
                to=folder / manifest.DUMP,
                without_data_of=moment.LEFT_OUT,
                progress=progress,
            )
        copied, lost = _copy(place, files, progress)
        told |= {"format": manifest.FORMAT, "made_at": at.isoformat(), "lost": lost}
        manifest.write(folder, told, (one for one in files if one not in set(lost)))
        for file in (manifest.DUMP, manifest.MANIFEST, manifest.SUMS):
            flush(folder / file)
    return {"name": name, "copied": copied, **told}


def _moment(progress: Progress) -> tuple[manifest.Told, dict[str, int]]:
    """What the database says of the city, and the contents that it names."""
    names = moment.tables()
    progress.begin("Database", 2 * len(names))
    tables = {}
    for name in names:
        tables[name] = moment.table_told(name)
        progress.advance(1)
    files = documents.stored_files()
    told = {
        "city": settings.CITY_NAME,
        "release": _release(),
        "postgres": moment.server_version(),
        "migrations": moment.heads(),
        "tables": tables,
        "files": moment.files_told(files),
        "open_tasks": moment.work_told(),
        "kept_apart": list(manifest.APART),
    }
    return told, files


def _copy(place: Place, files: dict[str, int], progress: Progress) -> tuple[int, list[str]]:
    """Copy what is not there whole. Returns how many were copied, and which the store has lost."""
    progress.begin("Files", sum(files.values()))
    copied, lost = 0, []
    for sha256, size in files.items():
        if hash_of(place.file(sha256)) != sha256:
            is_whole = _take(place, sha256)
            copied += is_whole
            lost += [] if is_whole else [sha256]
        progress.advance(size)
    return copied, lost


def _take(place: Place, sha256: str) -> bool:
    try:
        pieces = storage().chunks(sha256=sha256)
    except FileNotFoundError:
        return False
    return place.take(sha256, pieces)


def _release() -> str:
    try:
        return version("thanglong")
    except PackageNotFoundError:
        return "checkout"  # run from its folder; the migrations say what the tables are
