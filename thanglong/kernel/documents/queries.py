"""Reading papers."""

import uuid

from django.db.models import Q

from thanglong.kernel.documents.models import Document


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
