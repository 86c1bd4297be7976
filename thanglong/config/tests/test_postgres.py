"""The embedded PostgreSQL starts once, survives rough treatment and is never left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from thanglong.config import postgres

USE = """
import sys, time
from pathlib import Path
from thanglong.config import postgres
with postgres.running(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(float(sys.argv[2]))
"""


def use(folder: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True
    )


def processes_of(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in command and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("cluster")
    yield place
    assert wait_until(lambda: not processes_of(place)), "something was left running"


def test_two_commands_at_once_use_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    first, second = use(folder, 2), use(folder, 3)
    assert first.stdout is not None and second.stdout is not None

    assert first.stdout.readline() == second.stdout.readline() != ""

    first.communicate()
    second.communicate()
    assert (first.returncode, second.returncode) == (0, 0)
    assert wait_until(lambda: not processes_of(folder))


def test_a_killed_command_leaves_nothing_running(folder: Path) -> None:
    user = use(folder, 60)
    assert user.stdout is not None
    user.stdout.readline()

    user.kill()
    user.communicate()

    assert wait_until(lambda: not processes_of(folder))


def test_a_killed_keeper_takes_the_server_with_it_and_the_data_stays(folder: Path) -> None:
    with postgres.running(folder) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
            connection.execute("INSERT INTO kept VALUES (1)")
        keeper = next(
            pid
            for pid in processes_of(folder)
            if b"keeper" in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
        os.kill(keeper, signal.SIGKILL)
        assert wait_until(lambda: not processes_of(folder))

    with postgres.running(folder) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() != (0,)


def test_a_stale_pid_file_does_not_keep_the_server_from_starting(folder: Path) -> None:
    with postgres.running(folder):
        pass
    assert wait_until(lambda: not processes_of(folder))
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n0\n")

    with postgres.running(folder) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_nobody_gets_in_without_the_password(folder: Path) -> None:
    with postgres.running(folder) as url:
        password = postgres.Place(folder).password_file.read_text()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.replace(password, "wrong"))


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence() -> None:
    with (
        pytest.raises(postgres.NoServer, match="Set VAR_DIR"),
        postgres.running(Path("/proc/nowhere")),
    ):
        pass
