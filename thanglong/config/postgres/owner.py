"""As which system user the server runs. PostgreSQL refuses to be root, so root steps down.

Root steps down to whom the checkout belongs to, or else to a system user of our own. That user is
let through closed folders on the way (such as /root) by an access-control entry of its own, so
that nobody else gets in with it. Where no user can be made, the user `nobody` has to do.
"""

import contextlib
import os
import pwd
import stat
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "thanglong"
LAST_RESORT = "nobody"
ADD_USER = (
    "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
    "--shell", "/usr/sbin/nologin", SYSTEM_USER,
)  # fmt: skip
ACL = "system.posix_acl_access"
ACL_VERSION = 2
USER_OBJ, USER, GROUP_OBJ, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
NOBODY_IN_PARTICULAR = 0xFFFFFFFF
MASKED = {USER, GROUP_OBJ, GROUP}  # what a `chmod` of the group's bits limits
ENTER, ALL = 0o1, 0o7

Entry = tuple[int, int, int]  # tag, permissions, user or group


class NoOwner(Exception):
    """There is no system user that the server could run as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A system user."""

    name: str
    uid: int
    gid: int

    def step_down(self) -> dict[str, object]:
        """Arguments that make a new process run as this user, if we are root."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def owner_of(folder: Path) -> Owner:
    """Who runs the server whose files are (or will be) in this folder. Raises NoOwner."""
    if os.geteuid() != 0:
        found = _by_uid(os.geteuid())
        if found is None:
            raise NoOwner(f"The user number {os.geteuid()} has no name on this machine")
        return found
    place = next(one for one in (folder, *folder.parents) if one.exists())
    uid = place.stat().st_uid
    return (_by_uid(uid) if uid else None) or _system_user()


def let_through(owner: Owner, *paths: Path) -> None:
    """Let the owner pass through the folders above these paths. Only root needs to."""
    if os.geteuid() != 0:
        return
    for folder in sorted({parent for path in paths for parent in path.resolve().parents}):
        if not _may_enter(folder.stat(), owner):
            _add_entry(folder, owner)


def let_read(owner: Owner, tree: Path) -> None:
    """Let everyone read a tree of public files, if the owner cannot. Only root needs to."""
    if os.geteuid() != 0 or _may_enter(tree.stat(), owner):
        return
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if path.is_dir() or mode & stat.S_IXUSR else 0o044))


def give(tree: Path, owner: Owner) -> None:
    """Give a tree to the owner, if root made it or copied it here as somebody else."""
    if os.geteuid() != 0 or tree.stat().st_uid == owner.uid:
        return
    for path in (tree, *tree.rglob("*")):
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


def _by_uid(uid: int) -> Owner | None:
    with contextlib.suppress(KeyError):
        found = pwd.getpwuid(uid)
        return Owner(name=found.pw_name, uid=uid, gid=found.pw_gid)
    return None


def _system_user() -> Owner:
    found = _by_name(SYSTEM_USER)
    if found is None:
        with contextlib.suppress(OSError):
            subprocess.run(ADD_USER, capture_output=True, check=False)
        found = _by_name(SYSTEM_USER) or _by_name(LAST_RESORT)
    if found is None:
        raise NoOwner(f"The system user '{SYSTEM_USER}' is missing and could not be made")
    return found


def _by_name(name: str) -> Owner | None:
    with contextlib.suppress(KeyError):
        return _by_uid(pwd.getpwnam(name).pw_uid)
    return None


def _may_enter(status: os.stat_result, owner: Owner) -> bool:
    if status.st_uid == owner.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == owner.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _add_entry(folder: Path, owner: Owner) -> None:
    found = _entries(folder)
    now = next((permissions for tag, permissions, _ in found if tag == MASK), ALL)
    entries = [
        (tag, permissions & now if tag in MASKED else permissions, who)
        for tag, permissions, who in found
        if tag != MASK and (tag, who) != (USER, owner.uid)
    ]
    entries.append((USER, ENTER, owner.uid))
    mask = 0
    for tag, permissions, _ in entries:
        mask |= permissions if tag in MASKED else 0
    entries.append((MASK, mask, NOBODY_IN_PARTICULAR))
    packed = b"".join(struct.pack("<HHI", *one) for one in sorted(entries))
    try:
        os.setxattr(folder, ACL, struct.pack("<I", ACL_VERSION) + packed)
    except OSError as error:
        raise NoOwner(f"The system user '{owner.name}' cannot pass through {folder}") from error


def _entries(folder: Path) -> list[Entry]:
    """The access-control list of a folder, made of its mode bits when it has none."""
    try:
        found = os.getxattr(folder, ACL)
    except OSError:
        mode = folder.stat().st_mode
        return [
            (USER_OBJ, mode >> 6 & 7, NOBODY_IN_PARTICULAR),
            (GROUP_OBJ, mode >> 3 & 7, NOBODY_IN_PARTICULAR),
            (OTHER, mode & 7, NOBODY_IN_PARTICULAR),
        ]
    return list(struct.iter_unpack("<HHI", found[4:]))
