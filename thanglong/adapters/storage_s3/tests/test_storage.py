"""Contents in a bucket, on a server that speaks S3 and runs as its own process on this machine."""

import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.db import transaction

from tests.tables import StoredFile
from thanglong.adapters.storage_s3.storage import S3Storage
from thanglong.kernel.base.http import CallInsideTransaction, PartnerUnavailable
from thanglong.kernel.documents import ports
from thanglong.kernel.documents.actions import keep_bytes

BUCKET = "giay-to"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a store that runs until the last test of this file."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MOTO_S3_CUSTOM_ENDPOINTS": ""},
    )
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at and server.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The S3 server did not start.")


def given(endpoint: str, bucket: str = BUCKET) -> dict[str, str]:
    return {
        "endpoint": endpoint,
        "bucket": bucket,
        "region": "us-east-1",
        "addressing": "path",
        "access_key": "khoa",
        "secret_key": "khoa-bi-mat",
    }


@pytest.fixture
def storage(endpoint: str, settings: Any) -> S3Storage:
    settings.STORAGE_S3 = given(endpoint)
    keys = {"aws_access_key_id": "khoa", "aws_secret_access_key": "khoa-bi-mat"}
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys).create_bucket(
        Bucket=BUCKET
    )
    return S3Storage()


def a_file(folder: Path, content: bytes) -> tuple[str, Path]:
    path = folder / "noi-dung"
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest(), path


def test_a_content_that_is_kept_comes_back_whole_and_in_pieces(
    storage: S3Storage, tmp_path: Path
) -> None:
    content = os.urandom(200_000)
    sha256, path = a_file(tmp_path, content)

    storage.put(sha256=sha256, path=path)
    storage.put(sha256=sha256, path=path)

    assert storage.has(sha256=sha256)
    assert storage.read(sha256=sha256) == content
    pieces = list(storage.chunks(sha256=sha256))
    assert b"".join(pieces) == content
    assert max(len(piece) for piece in pieces) <= 65_536


def test_what_nobody_kept_is_missing_before_the_first_piece(storage: S3Storage) -> None:
    unknown = "0" * 64

    assert not storage.has(sha256=unknown)
    with pytest.raises(FileNotFoundError):
        storage.chunks(sha256=unknown)
    with pytest.raises(FileNotFoundError):
        storage.read(sha256="../../etc/passwd")


def test_a_store_that_is_down_is_a_refusal_and_not_a_fault(settings: Any, tmp_path: Path) -> None:
    settings.STORAGE_S3 = given(f"http://127.0.0.1:{free_port()}")
    sha256, path = a_file(tmp_path, b"x")

    with pytest.raises(PartnerUnavailable):
        S3Storage().put(sha256=sha256, path=path)
    with pytest.raises(PartnerUnavailable):
        S3Storage().chunks(sha256=sha256)


def test_a_missing_bucket_or_a_wrong_key_is_a_refusal(
    storage: S3Storage, endpoint: str, settings: Any, tmp_path: Path
) -> None:
    settings.STORAGE_S3 = given(endpoint, bucket="khong-co")
    sha256, path = a_file(tmp_path, b"y")

    with pytest.raises(PartnerUnavailable):
        S3Storage().put(sha256=sha256, path=path)


@pytest.mark.django_db
def test_the_store_is_never_called_inside_a_transaction(storage: S3Storage, tmp_path: Path) -> None:
    sha256, path = a_file(tmp_path, b"z")

    with transaction.atomic(), pytest.raises(CallInsideTransaction):
        storage.put(sha256=sha256, path=path)


@pytest.mark.django_db
def test_the_operator_chooses_the_bucket_by_setting(storage: S3Storage, settings: Any) -> None:
    from tests.town import MORNING

    settings.STORAGE_ADAPTER = "thanglong.adapters.storage_s3.storage.S3Storage"
    ports.storage.cache_clear()
    try:
        kept = keep_bytes(content=b"%PDF-1.7 giay", media_type="application/pdf", at=MORNING)
        content = ports.storage().read(sha256=kept.sha256)
    finally:
        ports.storage.cache_clear()

    assert content == b"%PDF-1.7 giay"
    assert StoredFile.objects.filter(sha256=kept.sha256).count() == 1
