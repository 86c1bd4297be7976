"""The same with a real clamd, where one is installed (Debian: `clamav-daemon`); else skipped.

It knows one signature, ours, so that none need be fetched from anywhere.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from thanglong.adapters.antivirus_clamav import scanner
from thanglong.adapters.antivirus_clamav.tests.test_scanner import EICAR
from thanglong.kernel.base.http import PartnerUnavailable

CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
START_SECONDS_MAX = 60
MIB = 1024 * 1024
pytestmark = pytest.mark.skipif(CLAMD is None, reason="no clamd on this machine")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    """A clamd of our own on a socket in a folder, with one signature."""
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"Thu-Nghiem:0:*:{EICAR.hex()}\n")
    lines = {
        "DatabaseDirectory": folder / "signatures",
        "LocalSocket": folder / "clamd.ctl",
        "StreamMaxLength": "25M",
        "Foreground": "yes",
    }
    if os.geteuid() == 0:
        lines["User"] = "root"
    settings = folder / "clamd.conf"
    settings.write_text("".join(f"{key} {value}\n" for key, value in lines.items()))
    process = subprocess.Popen(
        [str(CLAMD), "--config-file", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(folder / "clamd.ctl", process)
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(timeout=START_SECONDS_MAX)


@pytest.fixture(autouse=True)
def _asked(clamd: subprocess.Popen[bytes], settings: Any) -> None:
    """The city asks this clamd."""
    config = Path(str(clamd.args[2]))  # type: ignore[index]
    settings.ANTIVIRUS_ADDRESS = f"unix://{config.parent / 'clamd.ctl'}"


def _wait_for(place: Path, process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < ends_at and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as link:
            try:
                link.connect(str(place))
                return
            except OSError:
                time.sleep(0.05)
    raise TimeoutError("clamd has not begun to listen.")


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "tep"
    path.write_bytes(content)
    return path


def test_a_clean_file_of_twenty_megabytes_has_no_finding(tmp_path: Path) -> None:
    path = a_file(tmp_path, os.urandom(MIB) * 20)

    assert scanner.ClamScanner().finding(path=path) == ""


def test_the_virus_is_named_also_in_an_archive_and_behind_a_pdf(tmp_path: Path) -> None:
    packed = tmp_path / "tep.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trong.txt", EICAR)
    hidden = tmp_path / "tep.pdf"
    hidden.write_bytes(b"%PDF-1.7\n%%EOF\n" + EICAR)

    for path in (a_file(tmp_path, EICAR), packed, hidden):
        assert scanner.ClamScanner().finding(path=path).startswith("Thu-Nghiem")


def test_what_is_longer_than_clamd_takes_is_not_let_through(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"\0" * 26 * MIB)

    with pytest.raises(PartnerUnavailable):
        scanner.ClamScanner().finding(path=path)


def test_a_clamd_that_hangs_lets_nothing_through_and_works_again_later(
    clamd: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "DEADLINE_SECONDS", 0.5)
    path = a_file(tmp_path, EICAR)

    clamd.send_signal(signal.SIGSTOP)
    with pytest.raises(PartnerUnavailable):
        scanner.ClamScanner().finding(path=path)

    clamd.send_signal(signal.SIGCONT)
    monkeypatch.undo()
    assert scanner.ClamScanner().finding(path=path).startswith("Thu-Nghiem")
