"""Several processes live and end together, and nobody's request is cut off."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

RUN = """
import sys
from thanglong.config.supervisor import Program, Supervisor
web = Program(
    name="web", host="127.0.0.1", port=int(sys.argv[1]), health="/healthz",
    command=(sys.executable, "-m", "granian", "--interface=rsgi", "--host=127.0.0.1",
             "--port=" + sys.argv[1], "--workers=1", "--no-ws",
             "--workers-kill-timeout=10", "thanglong.config.tests.slow:door"))
other = Program(name="other", command=(sys.executable, "-c", sys.argv[2]))
supervisor = Supervisor()
for program in (web, other):
    supervisor.start(program)
sys.exit(supervisor.run(when_ready=lambda: print("READY", flush=True)))
"""
IDLE = "import time; time.sleep(600)"
STUBBORN_JOB = (
    "import pathlib, signal, sys, time\n"
    "def end(*_):\n"
    "    time.sleep(1); pathlib.Path({path!r}).write_text('done'); sys.exit(0)\n"
    "signal.signal(signal.SIGTERM, end)\n"
    "time.sleep(600)\n"
)


class House:
    """A supervisor in a process of its own, with a slow web server and another program."""

    def __init__(self, other: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(self.port), other],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said = ""

    def wait_until_ready(self) -> None:
        """Wait for the word."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "READY" in line:
                return
        raise AssertionError(self.said)

    def ended(self) -> int:
        """The exit code."""
        self.said += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def others(self) -> list[int]:
        """Everything that the supervisor started and that still runs."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) not in {os.getpid(), self.process.pid}:
                try:
                    command = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if f"--port={self.port}".encode() in command:
                    found.append(int(entry.name))
        return found


def parent_of(pid: int) -> int:
    """Who started a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.fixture
def house() -> Iterator[Callable[[str], House]]:
    """Starts a house; ends it if the test has not."""
    houses: list[House] = []

    def start(other: str = IDLE) -> House:
        houses.append(House(other))
        return houses[-1]

    yield start
    for one in houses:
        if one.process.poll() is None:
            one.process.kill()
            one.ended()


def gone(house: House) -> bool:
    """Whether nothing of it runs any more, in time."""
    end = time.monotonic() + 20
    while house.others() and time.monotonic() < end:
        time.sleep(0.05)
    return not house.others()


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_in_flight_is_answered_before_the_city_closes(
    house: Callable[..., House], word: signal.Signals
) -> None:
    city = house()
    city.wait_until_ready()
    answers: list[bytes] = []

    def ask() -> None:
        asked = http.client.HTTPConnection("127.0.0.1", city.port, timeout=20)
        asked.request("GET", "/slow")
        answers.append(asked.getresponse().read())
        asked.close()

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    city.process.send_signal(word)
    asking.join(30)

    assert answers == [b"done"]
    assert city.ended() == 0
    assert gone(city)


def test_a_job_in_flight_ends_before_its_process(
    house: Callable[..., House], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    city = house(STUBBORN_JOB.format(path=str(mark)))
    city.wait_until_ready()

    city.process.terminate()

    assert city.ended() == 0
    assert mark.read_text() == "done"


def test_a_killed_supervisor_leaves_nothing_running(house: Callable[..., House]) -> None:
    city = house()
    city.wait_until_ready()

    city.process.kill()
    city.ended()

    assert gone(city)


def test_what_a_killed_program_left_behind_goes_before_it_starts_again(
    house: Callable[..., House],
) -> None:
    city = house()
    city.wait_until_ready()
    first = set(city.others())
    main = next(pid for pid in first if parent_of(pid) == city.process.pid)

    os.kill(main, signal.SIGKILL)

    end = time.monotonic() + 20
    while (first & set(city.others()) or not city.others()) and time.monotonic() < end:
        time.sleep(0.05)
    assert city.others()
    assert not first & set(city.others())


def test_a_program_that_dies_again_and_again_ends_the_others(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    city = house("raise SystemExit(3)")

    assert city.ended() == 1
    assert "other has ended" in city.said
    assert gone(city)


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "thanglong.config", "live"],
            env={**os.environ, "PORT": str(port - 1), "VAR_DIR": str(tmp_path)},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert "Traceback" not in done.stderr
