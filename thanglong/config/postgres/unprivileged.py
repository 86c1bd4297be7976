"""Running a program as nobody special: PostgreSQL refuses to be root.

For root the program gets a user namespace in which root is called `nobody`: it keeps access to the
files of root (a clone in root's home works) and has no other rights. Where namespaces are not
allowed, the program drops to the user `nobody` for real.
"""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = pwd.getpwnam("nobody")
_LIBC = ctypes.CDLL(None, use_errno=True)


def start(command: Sequence[str], *, dies_by: signal.Signals, cwd: Path) -> subprocess.Popen[bytes]:
    """Start a program without root's rights, that gets `dies_by` when its parent dies."""
    prepare = _prepared(dies_by)
    return subprocess.Popen(  # noqa: S603, PLW1509 - set up between fork and exec, on purpose
        list(command), stdin=subprocess.DEVNULL, cwd=cwd, preexec_fn=prepare
    )


def own(folder: Path) -> None:
    """Give a folder to the user that the program will be, where that is another one."""
    if os.geteuid() == 0 and not can_rename_root():
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)


def can_rename_root() -> bool:
    """Whether this system lets us make a user namespace (asked of a child, for it is for ever)."""
    child = os.fork()
    if child == 0:
        os._exit(0 if _rename_root() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _prepared(dies_by: signal.Signals) -> Callable[[], None]:
    is_root = os.geteuid() == 0

    def prepare() -> None:
        if is_root and not _rename_root():
            os.setgroups([])
            os.setgid(NOBODY.pw_gid)
            os.setuid(NOBODY.pw_uid)
        os.umask(0o077)
        _LIBC.prctl(PR_SET_PDEATHSIG, int(dies_by), 0, 0, 0)

    return prepare


def _rename_root() -> bool:
    if _LIBC.unshare(CLONE_NEWUSER) != 0:
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{NOBODY.pw_uid} 0 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{NOBODY.pw_gid} 0 1", encoding="ascii")
    except OSError:
        return False
    return True
