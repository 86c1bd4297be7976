"""A daemon that speaks clamd's protocol, on a socket of this machine; it knows one virus."""

import contextlib
import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.tables import Document, Upload
from tests.town import MORNING, Town
from thanglong.adapters.antivirus_clamav.scanner import ClamScanner
from thanglong.kernel.base.http import PartnerUnavailable
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.documents import ports, refusals

# The test file of all antivirus programs, in two parts so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Say = Callable[[bytes], bytes]


def verdict(content: bytes) -> bytes:
    """What clamd says of a content."""
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"


def whole(link: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = link.recv(count - len(found))
        if not piece:
            raise ConnectionError
        found += piece
    return found


def answer(link: socket.socket, say: Say) -> None:
    """One conversation: zINSTREAM, pieces with their lengths, a length of nought, the verdict."""
    assert whole(link, 10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!L", whole(link, 4))[0]:
        content += whole(link, length)
    link.sendall(say(content))


@contextlib.contextmanager
def daemon(server: socket.socket, say: Say) -> Iterator[None]:
    server.settimeout(20)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                link, _ = server.accept()
                with link:
                    answer(link, say)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()


@pytest.fixture
def clamd(settings: Any) -> Iterator[None]:
    server = socket.create_server(("127.0.0.1", 0))
    settings.ANTIVIRUS_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with daemon(server, verdict):
        yield


@pytest.fixture
def chosen(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The city has chosen ClamAV."""
    settings.ANTIVIRUS_ADAPTER = "thanglong.adapters.antivirus_clamav.scanner.ClamScanner"
    settings.FILES_DIR, settings.UPLOADS_DIR = tmp_path / "files", tmp_path / "uploads"
    ports.antivirus.cache_clear()
    ports.storage.cache_clear()
    yield
    ports.antivirus.cache_clear()
    ports.storage.cache_clear()


def photo() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((300, 400), 90).save(content, "JPEG")
    return content.getvalue()


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "tep"
    path.write_bytes(content)
    return path


def test_a_clean_file_of_many_pieces_has_no_finding(clamd: None, tmp_path: Path) -> None:
    assert ClamScanner().finding(path=a_file(tmp_path, b"sach" * 200_000)) == ""


def test_a_virus_is_named(clamd: None, tmp_path: Path) -> None:
    assert ClamScanner().finding(path=a_file(tmp_path, EICAR)) == "Win.Test.EICAR_HDB-1"


def test_clamd_is_reached_by_a_socket_in_a_folder(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "clamd.ctl"
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(place))
    server.listen()
    settings.ANTIVIRUS_ADDRESS = f"unix://{place}"

    with daemon(server, verdict):
        found = ClamScanner().finding(path=a_file(tmp_path, EICAR))

    assert found == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    "said",
    [b"INSTREAM size limit exceeded. ERROR\0", b"", b"x" * 10_000, b"stream: nonsense\0"],
    ids=["too long for clamd", "nothing", "endless", "nonsense"],
)
def test_an_answer_that_is_no_verdict_lets_nothing_through(
    said: bytes, settings: Any, tmp_path: Path
) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    settings.ANTIVIRUS_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"

    with daemon(server, lambda content: said), pytest.raises(PartnerUnavailable):
        ClamScanner().finding(path=a_file(tmp_path, b"x"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///khong/co", "clamd", "tcp://"])
def test_nobody_there_is_a_refusal(address: str, settings: Any, tmp_path: Path) -> None:
    settings.ANTIVIRUS_ADDRESS = address

    with pytest.raises(PartnerUnavailable):
        ClamScanner().finding(path=a_file(tmp_path, b"x"))


def test_lans_file_with_a_virus_is_not_kept(town: Town, clamd: None, chosen: None) -> None:
    upload = documents.begin_upload(name="a.pdf", size_bytes=len(EICAR), at=MORNING, by=town.lan)
    piece = documents.Piece(offset=0, content=EICAR)
    documents.add_piece(upload_id=upload.id, piece=piece, at=MORNING, by=town.lan)

    for _ in range(2):
        with pytest.raises(refusals.FileIsUnsafe):
            documents.finish_upload(upload_id=upload.id, at=MORNING, by=town.lan)

    assert not Document.objects.filter(id=upload.id).exists()
    assert not (ports.settings.UPLOADS_DIR / str(upload.id)).exists()


def test_while_clamd_is_down_lans_file_waits_and_is_taken_when_it_is_back(
    town: Town, chosen: None, settings: Any
) -> None:
    content = photo()
    settings.ANTIVIRUS_ADDRESS = "tcp://127.0.0.1:1"
    upload = documents.begin_upload(name="a.jpg", size_bytes=len(content), at=MORNING, by=town.lan)
    piece = documents.Piece(offset=0, content=content)
    documents.add_piece(upload_id=upload.id, piece=piece, at=MORNING, by=town.lan)
    with pytest.raises(PartnerUnavailable):
        documents.finish_upload(upload_id=upload.id, at=MORNING, by=town.lan)
    assert Upload.objects.get(id=upload.id).received_bytes == len(content)

    server = socket.create_server(("127.0.0.1", 0))
    settings.ANTIVIRUS_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with daemon(server, verdict):
        kept = documents.finish_upload(upload_id=upload.id, at=MORNING, by=town.lan)

    assert kept.file is not None
    assert kept.file.media_type == "image/jpeg"
