"""Taking files from people: in pieces that survive a bad network, looked at before they are kept."""

import datetime
import errno
import hashlib
import shutil
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from thanglong.kernel.base import text as texts
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.documents import refusals
from thanglong.kernel.documents.inspection import inspect_file
from thanglong.kernel.documents.models import Document, StoredFile, Upload
from thanglong.kernel.documents.ports import antivirus, storage

BYTES_MAX = 20 * 1024 * 1024
KEPT_HOURS = 24
NAME_MAX = 200
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The next bytes of an upload, from `offset` on."""

    offset: int
    content: bytes


def begin_upload(
    *, name: str, size_bytes: int, at: datetime.datetime, by: Actor
) -> Upload:
    """Open an upload of a known size (1 byte to 20 MB). Raises FileIsTooLarge, FileIsNotReadable."""
    if size_bytes > BYTES_MAX:
        raise refusals.FileIsTooLarge(limit_mb=BYTES_MAX // 1024 // 1024)
    if size_bytes < 1:
        raise refusals.FileIsNotReadable()
    upload = Upload.objects.create(
        id=uuid.uuid4(),
        account_id=by.account,
        name=_clean_name(name),
        size_bytes=size_bytes,
        began_at=at,
        expires_at=at + datetime.timedelta(hours=KEPT_HOURS),
    )
    _spool(upload).parent.mkdir(parents=True, exist_ok=True)
    _spool(upload).touch()
    return upload


def add_piece(
    *, upload_id: uuid.UUID, piece: Piece, at: datetime.datetime, by: Actor
) -> Upload:
    """Append bytes at the end of what is there. Source: tus resumable upload protocol 1.0.

    Raises UploadIsGone, OffsetDiffers, FileIsTooLarge, StorageIsFull. Locks: the upload.
    """
    with transaction.atomic():
        upload = _locked(upload_id, at, by)
        if piece.offset != upload.received_bytes:
            raise refusals.OffsetDiffers()
        if piece.offset + len(piece.content) > upload.size_bytes:
            raise refusals.FileIsTooLarge(limit_mb=BYTES_MAX // 1024 // 1024)
        _write(_spool(upload), piece)
        upload.received_bytes += len(piece.content)
        upload.save(update_fields=["received_bytes"])
    return upload


def finish_upload(
    *, upload_id: uuid.UUID, at: datetime.datetime, by: Actor, owner_id: int | None = None
) -> Document:
    """Look into a complete upload and keep it as a paper of the person; twice gives the same.

    owner_id: whose paper it is, when an officer takes it in for somebody at the counter.

    Raises UploadIsGone, OffsetDiffers when bytes are missing, FileIsNotReadable, FileIsUnsafe,
    StorageIsFull.
    """
    known = Document.objects.select_related("file").filter(
        id=upload_id, account_id=by.account_id
    )
    if found := known.first():
        return found
    upload = Upload.objects.filter(id=upload_id, account_id=by.account).first()
    if upload is None or upload.expires_at <= at or not _spool(upload).exists():
        raise refusals.UploadIsGone()
    if upload.received_bytes != upload.size_bytes:
        raise refusals.OffsetDiffers()
    file = keep_file(path=_spool(upload), at=at)
    with transaction.atomic():
        document, _ = Document.objects.get_or_create(
            id=upload.id,
            defaults={
                "kind": "paper",
                "title": upload.name,
                "file_name": Path(upload.name).stem + SUFFIXES[file.media_type],
                "file": file,
                "owner_id": owner_id or by.person_id,
                "account_id": by.account_id,
                "created_at": at,
            },
        )
        Upload.objects.filter(id=upload.id).update(file=file)
    _spool(upload).unlink(missing_ok=True)
    return document


def take_file(
    *, name: str, content: bytes, at: datetime.datetime, by: Actor, owner_id: int | None = None
) -> Document:
    """Take a whole file at once, from a form without script. As `finish_upload`."""
    upload = begin_upload(name=name, size_bytes=len(content), at=at, by=by)
    add_piece(upload_id=upload.id, piece=Piece(offset=0, content=content), at=at, by=by)
    return finish_upload(upload_id=upload.id, at=at, by=by, owner_id=owner_id)


def keep_file(*, path: Path, at: datetime.datetime) -> StoredFile:
    """Check a file by its content and put it behind the storage port under its hash."""
    if antivirus().finding(path=path):
        raise refusals.FileIsUnsafe()
    with tempfile.TemporaryDirectory(dir=_spool_folder()) as folder:
        cleaned = Path(folder) / "cleaned"
        found = inspect_file(path, cleaned=cleaned)
        if found.refusal:
            raise refusals.FileIsNotReadable()
        kept = cleaned if cleaned.exists() else path
        sha256 = _sha256(kept)
        storage().put(sha256=sha256, path=kept)
        size_bytes = kept.stat().st_size
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size_bytes": size_bytes,
            "media_type": found.media_type,
            "page_count": found.page_count,
            "findings": list(found.findings),
            "stored_at": at,
        },
    )
    return stored


def put_paper(*, file: StoredFile, title: str, at: datetime.datetime, by: Actor) -> Document:
    """Put a file that is kept already among the papers of the person."""
    return Document.objects.create(
        id=uuid.uuid4(),
        kind="paper",
        title=_clean_name(title),
        file_name=_clean_name(title) + SUFFIXES[file.media_type],
        file=file,
        owner_id=by.person_id,
        account_id=by.account_id,
        created_at=at,
    )


def drop_expired_uploads(*, at: datetime.datetime, limit: int = 500) -> int:
    """Throw away uploads that were not finished within a day, at most `limit`. Returns how many."""
    old = list(Upload.objects.filter(expires_at__lt=at, file__isnull=True)[:limit])
    for upload in old:
        _spool(upload).unlink(missing_ok=True)
    Upload.objects.filter(id__in=[upload.id for upload in old]).delete()
    return len(old)


def _locked(upload_id: uuid.UUID, at: datetime.datetime, by: Actor) -> Upload:
    found = Upload.objects.select_for_update(of=("self",)).filter(id=upload_id).first()
    if found is None or found.account_id != by.account_id:
        raise NotFound()
    if found.expires_at <= at or found.file_id is not None or not _spool(found).exists():
        raise refusals.UploadIsGone()
    return found


def _write(path: Path, piece: Piece) -> None:
    """Write at the offset: what a killed request left behind it is overwritten."""
    try:
        with path.open("r+b") as file:
            file.truncate(piece.offset)
            file.seek(piece.offset)
            file.write(piece.content)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise refusals.StorageIsFull from error
        raise


def _spool(upload: Upload) -> Path:
    return _spool_folder() / str(upload.id)


def _spool_folder() -> Path:
    folder: Path = settings.UPLOADS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _clean_name(name: str) -> str:
    """The last part of a path, in one normal form, without control characters."""
    last = texts.nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(char for char in last if char.isprintable()).strip(". ")
    return clean[-NAME_MAX:] or "file"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def free_bytes() -> int:
    """How much room is left where uploads are spooled."""
    return shutil.disk_usage(_spool_folder()).free
