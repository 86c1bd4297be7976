"""Taking files from people: in pieces, on bad networks, looked at before they are kept."""

import datetime
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from thanglong.kernel.base import text as texts
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import CityError, NotFound
from thanglong.kernel.documents import inspection, queries, refusals
from thanglong.kernel.documents.models import Document, StoredFile, Upload
from thanglong.kernel.documents.ports import antivirus, storage

BYTES_MAX = 20 * 1024 * 1024
KEPT_HOURS = 24
NAME_MAX = 200
REFUSALS: dict[str, Callable[[], CityError]] = {
    "not_readable": refusals.FileIsNotReadable,
    "too_many_pixels": lambda: refusals.PictureIsTooLarge(limit=inspection.PIXELS_MAX // 10**6),
    "too_many_pages": lambda: refusals.TooManyPages(limit=inspection.PAGES_MAX),
    "locked": refusals.FileIsLocked,
    "unsafe": refusals.FileIsUnsafe,
    "storage_full": refusals.StorageIsFull,
}
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


def begin_upload(*, name: str, size_bytes: int, at: datetime.datetime, by: Actor) -> Upload:
    """Open an upload of 1 byte to 20 MB. Raises FileIsTooLarge, FileIsNotReadable."""
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
    with _room():
        _spool(upload).touch()
    return upload


def add_piece(*, upload_id: uuid.UUID, piece: Piece, at: datetime.datetime, by: Actor) -> Upload:
    """Append bytes at the end of what is there. Source: tus resumable upload protocol 1.0.

    Raises UploadIsGone, OffsetDiffers, FileIsTooLarge, StorageIsFull. Locks: the upload.
    """
    with transaction.atomic():
        upload = _locked(upload_id, at, by)
        if piece.offset != queries.received_bytes(upload):
            raise refusals.OffsetDiffers()
        if piece.offset + len(piece.content) > upload.size_bytes:
            raise refusals.FileIsTooLarge(limit_mb=BYTES_MAX // 1024 // 1024)
        _write(_spool(upload), piece)
        upload.received_bytes = piece.offset + len(piece.content)
        upload.save(update_fields=["received_bytes"])
    return upload


def finish_upload(
    *, upload_id: uuid.UUID, at: datetime.datetime, by: Actor, owner_id: int | None = None
) -> Document:
    """Look into a complete upload and keep it as a paper of the person; twice gives the same.

    owner_id: whose paper it is, when an officer takes it in for somebody at the counter.
    Raises UploadIsGone, OffsetDiffers when bytes are missing, why the file is not taken
    (`refusals`), StorageIsFull, PartnerUnavailable: after these two it can be finished again.
    """
    if found := _finished(upload_id, by):
        return found
    upload = queries.upload_of(upload_id=upload_id, account_id=by.account)
    if upload is None or upload.expires_at <= at:
        raise refusals.UploadIsGone()
    if upload.refusal:
        raise REFUSALS[upload.refusal]()
    if upload.received_bytes != upload.size_bytes:
        raise refusals.OffsetDiffers()
    with _own_copy(upload) as path:
        if path is None:  # somebody has finished it in between
            return _finished(upload_id, by) or _gone()
        try:
            file = keep_file(path=path, at=at)
        except CityError as refusal:
            _remember(upload, refusal)
            raise
    document = _paper_of(upload, file, at, by, owner_id or by.person_id)
    _spool(upload).unlink(missing_ok=True)
    return document


def take_file(
    *, name: str, content: bytes, at: datetime.datetime, by: Actor, owner_id: int | None = None
) -> Document:
    """Take a whole file at once, from a form without script. As `finish_upload`, but what is not
    taken leaves nothing: nobody knows an address under which it could go on.
    """
    upload = begin_upload(name=name, size_bytes=len(content), at=at, by=by)
    try:
        add_piece(upload_id=upload.id, piece=Piece(offset=0, content=content), at=at, by=by)
        return finish_upload(upload_id=upload.id, at=at, by=by, owner_id=owner_id)
    except CityError:
        _spool(upload).unlink(missing_ok=True)
        Upload.objects.filter(id=upload.id, file__isnull=True).delete()
        raise


def keep_file(*, path: Path, at: datetime.datetime) -> StoredFile:
    """Check a file by its content and put it behind the storage port under its hash.

    Calls partners, so it stands before the transaction, never in it.
    """
    if antivirus().finding(path=path):
        raise REFUSALS["unsafe"]()
    with _room(), tempfile.TemporaryDirectory(dir=queries.spool_folder()) as folder:
        cleaned = Path(folder) / "cleaned"
        found = inspection.inspect_file(path, cleaned=cleaned)
        if found.refusal:
            raise REFUSALS[found.refusal]()
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


def _finished(upload_id: uuid.UUID, by: Actor) -> Document | None:
    known = Document.objects.select_related("file").filter(id=upload_id, account_id=by.account_id)
    return known.first()


def _gone() -> Document:
    raise refusals.UploadIsGone()


def _paper_of(
    upload: Upload, file: StoredFile, at: datetime.datetime, by: Actor, owner_id: int | None
) -> Document:
    with transaction.atomic():
        document, _ = Document.objects.get_or_create(
            id=upload.id,
            defaults={
                "kind": "paper",
                "title": upload.name,
                "file_name": Path(upload.name).stem + SUFFIXES[file.media_type],
                "file": file,
                "owner_id": owner_id,
                "account_id": by.account_id,
                "created_at": at,
            },
        )
        Upload.objects.filter(id=upload.id).update(file=file)
    return document


def _remember(upload: Upload, refusal: CityError) -> None:
    """A file that will never be taken is thrown away at once; why is told again when asked."""
    lasting = {name for name in REFUSALS if name != "storage_full"}
    for name in lasting:
        if type(REFUSALS[name]()) is type(refusal):
            Upload.objects.filter(id=upload.id).update(refusal=name)
            _spool(upload).unlink(missing_ok=True)


def _locked(upload_id: uuid.UUID, at: datetime.datetime, by: Actor) -> Upload:
    found = Upload.objects.select_for_update(of=("self",)).filter(id=upload_id).first()
    if found is None or found.account_id != by.account_id:
        raise NotFound()
    if found.expires_at <= at or found.file_id is not None or not _spool(found).exists():
        raise refusals.UploadIsGone()
    return found


@contextmanager
def _room() -> Iterator[None]:
    """A disk that is full is a refusal, not a fault."""
    try:
        yield
    except OSError as error:
        if error.errno in inspection.FULL_DISK:
            raise refusals.StorageIsFull from error
        raise


def _write(path: Path, piece: Piece) -> None:
    """Write at the offset: what a killed request left behind it is overwritten.

    A piece that does not fit gives back the room that it took.
    """
    with _room():
        try:
            with path.open("r+b") as file:
                file.truncate(piece.offset)
                file.seek(piece.offset)
                file.write(piece.content)
        except OSError:
            os.truncate(path, piece.offset)
            raise


@contextmanager
def _own_copy(upload: Upload) -> Iterator[Path | None]:
    """A second name for the bytes, so that nobody takes them away; None when they are gone."""
    with _room(), tempfile.TemporaryDirectory(dir=queries.spool_folder()) as folder:
        own = Path(folder) / "upload"
        try:
            os.link(_spool(upload), own)
        except FileNotFoundError:
            yield None
        else:
            yield own


def _spool(upload: Upload) -> Path:
    return queries.spool(upload)


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
    return shutil.disk_usage(queries.spool_folder()).free
