"""What a backup says of itself, readable without a database."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from thanglong.config.backup.place import HASH, NoBackup, hash_of, inner

FORMAT = 1
DUMP, MANIFEST, SUMS = "database.dump", "manifest.json", "SHA256SUMS"
APART = (
    "SECRET_KEY and SECRET_KEY_FALLBACKS (they open the officers' second steps)",
    "VNEID_CLIENT_SECRET, REGISTERS_TOKEN, EMAIL_HOST_PASSWORD, STORAGE_S3_SECRET_KEY",
    "the password in DATABASE_URL",
    "the city's folder (CITY_DIR), if it is your own",
)
Told = dict[str, Any]


def digest(lines: Iterable[str]) -> str:
    """The SHA-256 of lines."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def write(folder: Path, told: Told, kept: Iterable[str]) -> None:
    """Write the manifest and the sums of everything that belongs to the backup."""
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with (folder / SUMS).open("w", encoding="ascii") as sums:
        for name in (DUMP, MANIFEST):
            sums.write(f"{hash_of(folder / name)}  {name}\n")
        for sha256 in kept:
            sums.write(f"{sha256}  ../{inner(sha256)}\n")


def read(folder: Path) -> Told:
    """The manifest of a backup, once its own hash is right. Raises NoBackup."""
    try:
        if hash_of(folder / MANIFEST) != sums_of(folder).get(MANIFEST):
            raise NoBackup(f"{folder / MANIFEST} is damaged: its SHA-256 is another.")
        found: Told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoBackup(f"{folder / MANIFEST} cannot be read: {error}.") from error
    if found.get("format") != FORMAT:
        raise NoBackup(f"The backup {folder} is of a newer release; restore it with that one.")
    return found


def sums_of(folder: Path) -> dict[str, str]:
    """What SHA256SUMS names: path → hash. Raises NoBackup."""
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    except (OSError, ValueError) as error:
        raise NoBackup(f"{folder / SUMS} cannot be read: {error}.") from error
    pairs = [line.partition("  ") for line in lines]
    broken = [line for line, (sha256, *_) in zip(lines, pairs, strict=True) if not _is_hash(sha256)]
    if broken:
        raise NoBackup(f"{folder / SUMS} is damaged: “{broken[0][:80]}” names no hash.")
    return {path: sha256 for sha256, _, path in pairs}


def _is_hash(text: str) -> bool:
    return HASH.fullmatch(text) is not None
