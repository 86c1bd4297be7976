"""The disk of the database is full: people are told, nothing is lost, and it goes on with room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, until
from tests.faults.verdict import Watch, faults

DISK_MB = 24


@pytest.fixture
def small_disk(house: House, tmp_path: Path) -> Iterator[Path]:
    """The steps of dossiers lie on a disk of a few megabytes."""
    owner = (house.folder / "postgres" / "data").stat()
    # pytest's own folder is closed to the system user of the database
    place = house.folder / "small"
    place.mkdir(exist_ok=True)
    mount = ["/usr/bin/mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,uid={owner.st_uid},mode=700"]
    if os.geteuid() or subprocess.run([*mount, "none", place], check=False).returncode:
        pytest.skip("only root can bring a small disk")
    try:
        inner = place / "space"
        inner.mkdir()
        os.chown(inner, owner.st_uid, owner.st_gid)
        house.order(f"CREATE TABLESPACE small LOCATION '{inner}'")
        house.order("ALTER TABLE cases_step SET TABLESPACE small")
        yield place
        house.order("ALTER TABLE cases_step SET TABLESPACE pg_default")
        house.order("DROP TABLESPACE small")
    finally:
        subprocess.run(["/usr/bin/umount", place], check=True)


def fill(disk: Path) -> Path:
    """Something fills it to the last byte."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return ballast
    return ballast


def test_a_full_disk_is_said_and_costs_nothing_that_was_confirmed(
    house: House, small_disk: Path
) -> None:
    with Watch(house, "full", senders=1) as oracle:
        assert oracle.more(2)
        ballast = fill(small_disk)
        assert oracle.more(2, "said"), "the disk was not full"
        ballast.unlink()
        assert oracle.more(3)

    assert {one["status"] for one in oracle.promises("said")} == {503}
    assert faults(oracle) == []
    assert until(house.answers)
