"""Two workers on one job: one that was only frozen comes back, and the fact is heard once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.faults.house import WORK, House, until
from tests.faults.verdict import Watch, faults

POINT = "delivery_before_commit"
TAKEN_UP = "SELECT count(*) AS n FROM procrastinate_jobs WHERE task_name = %s AND attempts > 0"


@pytest.fixture
def second_worker(house: House) -> Iterator[subprocess.Popen[bytes]]:
    """Another worker of the same city, that takes up what the first lets fall."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK.format(beat="beat_seconds=0.5")],
        env=house.environment() | {"PYTHONPATH": os.getcwd()},
    )
    yield worker
    worker.terminate()
    worker.wait(30)


def test_a_job_that_two_workers_have_takes_effect_once(
    house: House, second_worker: subprocess.Popen[bytes]
) -> None:
    for former in house.points.glob(f"{POINT}.*"):
        former.unlink()
    house.arm(POINT, word="stop")
    with Watch(house, "two", senders=1) as oracle:
        assert until(lambda: not (house.points / POINT).exists())
        frozen = int(next(house.points.glob(f"{POINT}.*")).suffix[1:])
        try:
            assert until(lambda: house.ask(TAKEN_UP, "events.deliver") != [{"n": 0}])
        finally:
            os.kill(frozen, signal.SIGCONT)
        assert oracle.more(1)

    assert faults(oracle) == []
