"""Reading papers."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q

from thanglong.kernel.documents.models import Document, StoredFile, Upload
from thanglong.kernel.documents.ports import storage

_USABLE = """
SELECT id FROM documents_document
WHERE id = ANY(%s::uuid[]) AND (account_id = %s OR owner_id = %s)
"""


def document(document_id: uuid.UUID) -> Document | None:
    """The paper, with its file."""
    return Document.objects.select_related("file", "issuer").filter(id=document_id).first()


def documents_of_case(case_code: str) -> list[Document]:
    """What was issued on a case, oldest first."""
    return documents_of_cases([case_code])


def documents_of_cases(case_codes: Sequence[str]) -> list[Document]:
    """What was issued on cases, oldest first."""
    found = Document.objects.select_related("file").filter(case_code__in=case_codes)
    return list(found.order_by("created_at"))


def store_of(*, person_id: int, organisation_ids: list[int]) -> list[Document]:
    """The store of a person and of the organisations he acts for: results, latest first."""
    mine = Q(owner_id=person_id) | Q(organisation_id__in=organisation_ids)
    return list(
        Document.objects.filter(mine, kind="result")
        .select_related("file", "issuer")
        .order_by("-created_at")[:500]
    )


def upload_of(*, upload_id: uuid.UUID, account_id: int) -> Upload | None:
    """An upload under way, if it is this account's, with what has arrived of it."""
    found = Upload.objects.filter(id=upload_id, account_id=account_id).first()
    if found is not None and found.file_id is None and not found.refusal:
        found.received_bytes = received_bytes(found)
    return found


def received_bytes(upload: Upload) -> int:
    """How much has arrived: what was written down, or less when the disk has lost the end of it."""
    path = spool(upload)
    return min(upload.received_bytes, path.stat().st_size) if path.exists() else 0


def spool(upload: Upload) -> Path:
    """Where the bytes of an upload under way lie."""
    return spool_folder() / str(upload.id)


def spool_folder() -> Path:
    """The folder of uploads under way."""
    folder: Path = settings.UPLOADS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def usable_ids(
    ids: Iterable[uuid.UUID], *, account_id: int | None, person_id: int | None
) -> set[uuid.UUID]:
    """Which of these documents the person may put into a dossier: his own, or put there by him."""
    with connection.cursor() as cursor:
        cursor.execute(_USABLE, [list(ids), account_id, person_id])
        return {row[0] for row in cursor.fetchall()}


def documents_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Document]:
    """These documents with their files, by id."""
    found = Document.objects.select_related("file").filter(id__in=list(ids))
    return {one.id: one for one in found}


def content(document: Document) -> Iterator[bytes]:
    """The content of a paper in pieces, from behind the storage port."""
    if document.file is None:
        raise FileNotFoundError(str(document.id))
    return storage().chunks(sha256=document.file.sha256)


def stored_files() -> dict[str, int]:
    """Every content that the city names: SHA-256 → bytes, in the order of the hashes."""
    return dict(StoredFile.objects.order_by("sha256").values_list("sha256", "size_bytes"))
