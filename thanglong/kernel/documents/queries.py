"""Reading papers."""

import uuid
from collections.abc import Iterable, Iterator

from django.db.models import Q

from thanglong.kernel.documents.models import Document, Upload
from thanglong.kernel.documents.ports import storage


def document(document_id: uuid.UUID) -> Document | None:
    """The paper, with its file."""
    return Document.objects.select_related("file", "issuer").filter(id=document_id).first()


def documents_of_case(case_code: str) -> list[Document]:
    """What was issued on a case, oldest first."""
    found = Document.objects.select_related("file").filter(case_code=case_code)
    return list(found.order_by("created_at"))


def store_of(*, person_id: int, organisation_ids: list[int]) -> list[Document]:
    """The document store of a person and of the organisations he acts for: results, latest first."""
    mine = Q(owner_id=person_id) | Q(organisation_id__in=organisation_ids)
    return list(
        Document.objects.filter(mine, kind="result")
        .select_related("file", "issuer")
        .order_by("-created_at")[:500]
    )


def upload_of(*, upload_id: uuid.UUID, account_id: int) -> Upload | None:
    """An upload under way, if it is this account's."""
    return Upload.objects.filter(id=upload_id, account_id=account_id).first()


def usable_ids(
    ids: Iterable[uuid.UUID], *, account_id: int | None, person_id: int | None
) -> set[uuid.UUID]:
    """Which of these documents the person may put into a dossier: his own, or put there by him."""
    mine = Q(account_id=account_id, account_id__isnull=False)
    if person_id is not None:
        mine |= Q(owner_id=person_id)
    return set(Document.objects.filter(mine, id__in=list(ids)).values_list("id", flat=True))


def documents_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Document]:
    """These documents with their files, by id."""
    found = Document.objects.select_related("file").filter(id__in=list(ids))
    return {one.id: one for one in found}


def content(document: Document) -> Iterator[bytes]:
    """The content of a paper in pieces, from behind the storage port."""
    if document.file is None:
        raise FileNotFoundError(str(document.id))
    return storage().chunks(sha256=document.file.sha256)
