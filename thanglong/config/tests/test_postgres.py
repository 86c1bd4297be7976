"""The PostgreSQL that comes along starts once, survives rough treatment, is never left running."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from thanglong.config import postgres
from thanglong.config.postgres import cluster, owner

USE = """
import sys, time
from pathlib import Path
from thanglong.config import postgres
with postgres.running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(float(sys.argv[2]))
"""
AS_ANOTHER = "import os, sys; os.setgroups([]); os.setgid(65534); os.setuid(65534); "


def use(folder: Path, seconds: float) -> subprocess.Popen[str]:
    """A command of its own that uses the server for so long."""
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True
    )


def url_of(user: subprocess.Popen[str]) -> str:
    """What the command was given; it is at work from then on."""
    assert user.stdout is not None
    return user.stdout.readline().strip()


def ended(user: subprocess.Popen[str]) -> int:
    """The exit code of a command that has ended."""
    user.communicate(timeout=60)
    return user.returncode


def processes_of(folder: Path) -> list[int]:
    """The keeper and the server of a folder, by their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in command:
                found.append(int(entry.name))
    return found


def keeper_of(folder: Path) -> int:
    """The keeper's process."""
    return next(
        pid
        for pid in processes_of(folder)
        if b"keeper.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def server_of(folder: Path) -> int:
    """The server's process."""
    return int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def ask(url: str, question: str) -> object:
    """One answer of the database."""
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def answers(url: str) -> bool:
    """Whether the server takes connections."""
    try:
        return ask(url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A cluster of its own, not below pytest's folder: each run of pytest closes that anew."""
    with tempfile.TemporaryDirectory(prefix="thanglong-cluster-") as place:
        yield Path(place)
        assert wait_until(lambda: not processes_of(Path(place))), "something was left running"


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder for one test, in the same place."""
    with tempfile.TemporaryDirectory(prefix="thanglong-cluster-") as place:
        yield Path(place)


def test_two_commands_at_once_use_one_server(folder: Path) -> None:
    first, second = use(folder, 1), use(folder, 2)

    assert url_of(first) == url_of(second) != ""

    assert (ended(first), ended(second)) == (0, 0)


def test_when_the_last_command_has_ended_nothing_runs_any_more(folder: Path) -> None:
    first, second = use(folder, 0), use(folder, 0.5)

    ended(first)
    ended(second)

    assert not processes_of(folder)


def test_a_command_that_ends_leaves_the_server_to_the_others(folder: Path) -> None:
    long = use(folder, 30)
    url = url_of(long)

    ended(use(folder, 0))

    assert ask(url, "SELECT 1") == 1
    long.kill()
    ended(long)


def test_many_commands_that_come_and_go_never_miss_the_server(folder: Path) -> None:
    users = []
    for pause in (0.3, 0.0, 0.4, 0.1, 0.5, 0.2):
        users.append(use(folder, pause))
        time.sleep(0.1)

    assert all(url_of(user) for user in users)
    assert all(ended(user) == 0 for user in users)


def test_a_killed_command_leaves_nothing_running(folder: Path) -> None:
    user = use(folder, 60)
    url_of(user)

    user.kill()
    ended(user)

    assert wait_until(lambda: not processes_of(folder))


def test_a_killed_keeper_takes_the_server_with_it_and_the_data_stay(folder: Path) -> None:
    with postgres.running(folder) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
            connection.execute("INSERT INTO kept VALUES (1)")
        os.kill(keeper_of(folder), signal.SIGKILL)
        assert wait_until(lambda: not processes_of(folder))

    with postgres.running(folder) as url:
        assert ask(url, "SELECT count(*) > 0 FROM kept") is True


@pytest.mark.parametrize("word", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT])
def test_a_server_that_ends_under_its_users_starts_again_with_their_data(
    folder: Path, word: signal.Signals
) -> None:
    with postgres.running(folder) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS survived (n int)")
        first = server_of(folder)

        os.kill(first, word)

        assert wait_until(lambda: answers(url) and server_of(folder) != first)
        assert ask(url, "SELECT count(*) FROM survived") == 0
    assert not processes_of(folder)


def test_a_new_command_waits_for_a_server_whose_keeper_was_killed(folder: Path) -> None:
    user = use(folder, 60)
    url_of(user)
    os.kill(keeper_of(folder), signal.SIGKILL)
    user.kill()

    with postgres.running(folder) as url:
        assert ask(url, "SELECT 1") == 1

    ended(user)


@pytest.mark.parametrize("torn", ["", "hello\n", "²\n"])
def test_a_torn_pid_file_does_not_keep_the_server_from_starting(folder: Path, torn: str) -> None:
    with postgres.running(folder):
        pass
    (folder / "data" / "postmaster.pid").write_text(torn)

    with postgres.running(folder) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_pid_file_that_names_somebody_else_does_not_keep_the_server_from_starting(
    folder: Path,
) -> None:
    with postgres.running(folder):
        pass
    stale = folder / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{folder}/data\n0\n5432\n{folder}/run\n\n0 0\nready\n")

    with postgres.running(folder) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_first_start_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "PG_VERSION").write_text("18\n")

    with postgres.running(tmp_path) as url:
        assert ask(url, "SELECT 1") == 1


def test_what_is_committed_outlives_a_power_cut(folder: Path) -> None:
    with postgres.running(folder) as url:
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW synchronous_commit") == "on"


def test_the_city_is_no_superuser_of_its_database(folder: Path) -> None:
    with postgres.running(folder) as url:
        assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask(url, "SHOW listen_addresses") == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_somebody_else_on_the_machine_gets_no_connection(folder: Path) -> None:
    with postgres.running(folder) as url:
        code = f"{AS_ANOTHER} import psycopg; psycopg.connect({url!r})"
        stranger = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
        )

    assert stranger.returncode != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")
def test_the_server_does_not_run_as_root(folder: Path) -> None:
    with postgres.running(folder):
        status = Path(f"/proc/{server_of(folder)}").stat()

    assert status.st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root closes folders to its server")
def test_root_may_keep_its_city_in_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with postgres.running(closed / "postgres") as url:
        assert ask(url, "SELECT 1") == 1

    assert closed.stat().st_mode & 0o007 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_root_runs_the_server_as_whoever_owns_the_folder(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    owned = tmp_path / "owned"
    owned.mkdir()
    os.chown(owned, nobody.pw_uid, nobody.pw_gid)

    assert owner.owner_of(owned / "postgres").name == "nobody"


def test_a_long_path_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("thư-mục-" * 8) / "postgres"

    with postgres.running(deep) as url:
        assert ask(url, "SELECT 1") == 1
        elsewhere = cluster.find(deep).sockets
        assert not elsewhere.is_relative_to(deep)
    elsewhere.rmdir()


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence() -> None:
    with (
        pytest.raises(postgres.NoServer, match="Set VAR_DIR"),
        postgres.running(Path("/proc/nowhere")),
    ):
        pass


def test_data_of_another_version_are_said_in_one_sentence(tmp_path: Path) -> None:
    with postgres.running(tmp_path):
        pass
    (tmp_path / "data" / "PG_VERSION").write_text("12\n")

    with pytest.raises(postgres.NoServer, match=r"upgrade\.md"), postgres.running(tmp_path):
        pass
