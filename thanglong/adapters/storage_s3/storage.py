"""Contents in a bucket that speaks S3: AWS, MinIO, Ceph, SeaweedFS, or the cloud of the city."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from thanglong.kernel.base import transactions
from thanglong.kernel.base.http import CallInsideTransaction, PartnerUnavailable
from thanglong.kernel.documents.ports import STORAGE_NAME
from thanglong.kernel.documents.refusals import StorageIsFull

CHUNK_BYTES = 65_536
CONNECT_SECONDS = 3
READ_SECONDS = 20
TRIES_MAX = 3
MISSING = {"NoSuchKey", "404", "NotFound"}
FULL = {"InsufficientStorage", "XMinioStorageFull", "QuotaExceeded", "ServiceQuotaExceeded", "507"}


class S3Storage:
    """The storage port on a bucket (STORAGE_S3_…). Contents lie under their hash."""

    def put(self, *, sha256: str, path: Path) -> None:
        """Send a content that is not there; the store checks the hash, so none is ever half."""
        if self.has(sha256=sha256):
            return
        with _refusals(), path.open("rb") as file:
            self._client.put_object(
                Bucket=self._bucket,
                Key=_key(sha256),
                Body=file,
                ContentLength=path.stat().st_size,
                ChecksumSHA256=b64encode(bytes.fromhex(sha256)).decode(),
            )

    def read(self, *, sha256: str) -> bytes:
        """The whole content."""
        return b"".join(self.chunks(sha256=sha256))

    def chunks(self, *, sha256: str) -> Iterator[bytes]:
        """The content in pieces; whether it is there is known before the first one."""
        with _refusals():
            found = self._client.get_object(Bucket=self._bucket, Key=_key(sha256))
        return _Pieces(found["Body"])

    def has(self, *, sha256: str) -> bool:
        """Whether the content is there."""
        try:
            with _refusals():
                self._client.head_object(Bucket=self._bucket, Key=_key(sha256))
        except FileNotFoundError:
            return False
        return True

    @property
    def _bucket(self) -> str:
        return str(settings.STORAGE_S3["bucket"])

    @cached_property
    def _client(self) -> Any:
        """One client for all threads. The machine's proxies and profiles are not asked."""
        given = settings.STORAGE_S3
        return boto3.session.Session().client(
            "s3",
            endpoint_url=given["endpoint"] or None,
            region_name=given["region"],
            aws_access_key_id=given["access_key"],
            aws_secret_access_key=given["secret_key"],
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": TRIES_MAX, "mode": "standard"},
                proxies={},
                s3={"addressing_style": given["addressing"]},
                request_checksum_calculation="when_required",
            ),
        )


def _key(sha256: str) -> str:
    if len(sha256) != 64 or not all(char in "0123456789abcdef" for char in sha256):
        raise FileNotFoundError(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class _Pieces(Iterator[bytes]):
    """The pieces of an answer that is open already; closed even when nobody wanted the first."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._pieces = body.iter_chunks(CHUNK_BYTES)

    def __next__(self) -> bytes:
        with _refusals():
            try:
                return bytes(next(self._pieces))
            except StopIteration:
                self.close()
                raise

    def close(self) -> None:
        """Give the connection back."""
        self._body.close()


@contextmanager
def _refusals() -> Iterator[None]:
    """The store's answers in our words. Raises CallInsideTransaction when one is open."""
    if transactions.is_open():
        raise CallInsideTransaction("Files are kept and read after the transaction, not in it.")
    try:
        yield
    except ClientError as error:
        raise _refusal(error) from error
    except BotoCoreError as error:
        raise PartnerUnavailable(partner=STORAGE_NAME) from error


def _refusal(error: ClientError) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in MISSING:
        return FileNotFoundError(code)
    if code in FULL:
        return StorageIsFull()
    return PartnerUnavailable(partner=STORAGE_NAME)
