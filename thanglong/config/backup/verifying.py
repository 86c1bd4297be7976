"""Checking a backup without a database: everything is read, nothing is believed."""

from typing import Any

from thanglong.config.backup import manifest
from thanglong.config.backup.place import NoBackup, Place, Progress, hash_of

NAMED_MAX = 5  # how many of many a sentence names


def verify(*, place: Place, name: str, progress: Progress) -> dict[str, Any]:
    """Hold every byte of a backup to its hash. Returns what its manifest says.

    name: which backup; the newest when empty.
    Raises NoBackup, whose sentence names what is damaged or missing.
    """
    folder = place.chosen(name)
    told, sums = manifest.read(folder), manifest.sums_of(folder)
    inside = {sha256 for path, sha256 in sums.items() if path.startswith("../")}
    if manifest.digest(sorted(inside | set(told["lost"]))) != told["files"]["sha256"]:
        raise NoBackup(f"{folder / manifest.SUMS} does not name the files of its manifest.")
    if manifest.DUMP not in sums:
        raise NoBackup(f"{folder / manifest.SUMS} does not name the dump.")
    progress.begin("Checking", len(sums))
    wrong = []
    for path, sha256 in sums.items():
        found = hash_of(folder / path)
        if found != sha256:
            wrong.append(f"{path} is {'damaged' if found else 'missing'}")
        progress.advance(1)
    if wrong:
        more = f" and {len(wrong) - NAMED_MAX} more" if len(wrong) > NAMED_MAX else ""
        raise NoBackup(f"The backup {folder} is not whole: {', '.join(wrong[:NAMED_MAX])}{more}.")
    return {"name": folder.name, **told}
