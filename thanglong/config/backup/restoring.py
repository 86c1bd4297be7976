"""Restoring a city into an empty database, and proving that it is the same city."""

import hashlib
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from thanglong.config.backup import manifest, moment, tools
from thanglong.config.backup.place import NoBackup, Place, Progress
from thanglong.config.backup.verifying import verify
from thanglong.config.cli.keeping import migrate
from thanglong.kernel.documents.ports import storage
from thanglong.kernel.people import queries as people


def restore(*, place: Place, name: str, progress: Progress) -> dict[str, Any]:
    """Bring a backup back into an empty database and the store of files.

    Files first, the database after them in one transaction: cut off at any moment, the database
    is empty still and the same command can be given again. Nothing is ever overwritten.
    Returns what the manifest says, with `migrated` and `second_steps_closed`. Raises NoBackup.
    """
    _refuse_unless_empty()
    told = verify(place=place, name=name, progress=progress)
    _refuse_newer(told["migrations"])
    folder = place.chosen(told["name"])
    _bring_files(place, manifest.sums_of(folder), progress)
    progress.begin("Database", len(told["tables"]) + 1)
    tools.load(path=folder / manifest.DUMP, progress=progress)
    _compare(told, moment.city_told())
    before = moment.heads()
    migrate()
    return {
        **told,
        "migrated": moment.heads() != before,
        "second_steps_closed": people.second_steps_closed(),
    }


def _refuse_unless_empty() -> None:
    found = moment.tables()
    if found:
        raise NoBackup(
            f"The database {connection.settings_dict['NAME']} is not empty ({len(found)} tables); "
            "nothing was changed. Set DATABASE_URL to a database made by createdb, or VAR_DIR to "
            "a new folder."
        )


def _refuse_newer(heads: dict[str, str]) -> None:
    """A backup of a newer release than this one cannot be understood."""
    known = MigrationLoader(None).disk_migrations
    newer = sorted(f"{app}.{name}" for app, name in heads.items() if (app, name) not in known)
    if newer:
        raise NoBackup(
            f"The backup is of a newer release than this one, or of other SERVICES (migration "
            f"{newer[0]} is unknown here). Restore it with its own release; nothing was changed."
        )


def _bring_files(place: Place, sums: dict[str, str], progress: Progress) -> None:
    """Put each content into the store and read it back."""
    inside = [sha256 for path, sha256 in sums.items() if path.startswith("../")]
    progress.begin("Files", len(inside))
    for sha256 in inside:
        storage().put(sha256=sha256, path=place.file(sha256))
        digest = hashlib.sha256()
        for piece in storage().chunks(sha256=sha256):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            raise NoBackup(
                f"The store has other bytes under {sha256}. Nothing was overwritten and the "
                "database is empty; remove that file from the store, then restore again."
            )
        progress.advance(1)


def _compare(told: dict[str, Any], found: dict[str, Any]) -> None:
    """The city that was restored against the one that was backed up, before any migration."""
    tables = told["tables"].keys() | found["tables"].keys()
    wrong = sorted(name for name in tables if told["tables"].get(name) != found["tables"].get(name))
    wrong += [part for part in ("files", "open_tasks") if told[part] != found[part]]
    if wrong:
        raise NoBackup(
            f"The restored city is not the one that was backed up: {', '.join(wrong)} differ. "
            "Do not open it; drop this database."
        )
