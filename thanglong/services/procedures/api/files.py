"""Files: taken whole or in resumable pieces, and given back to those who may see them."""

import hashlib
import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import File, Router
from ninja.files import UploadedFile

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.documents import queries as document_queries
from thanglong.kernel.web import api
from thanglong.kernel.web.once import once_outside
from thanglong.kernel.web.permissions import SIGNED_IN, actor_of, requires
from thanglong.services.procedures import actions
from thanglong.services.procedures.api import payloads
from thanglong.services.procedures.forms import papers

if TYPE_CHECKING:
    from thanglong.kernel.documents.models import Document

router = Router(tags=["Files"])


@router.post("/files", response={201: payloads.File})
@requires(SIGNED_IN)
def take_file(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Send one photo (JPEG, PNG, WebP) or PDF of at most 20 MB as `multipart/form-data`.

    For bad networks: the same in resumable pieces at /uploads (tus 1.0), with the same key; then
    POST to the address of the upload says that it is complete, and answers with its document.
    """
    name, content = file.name or "", file.read()
    digest = hashlib.sha256(content).digest() + name.encode()

    def make() -> HttpResponse:
        kept = documents.take_file(name=name, content=content, at=clock.now(), by=actor_of(request))
        return api.answer(told(kept), status=201, location=f"/api/v1/files/{kept.id}")

    return once_outside(request, make, content=digest)


@router.get("/files/{file_id}", response=None)
@requires(SIGNED_IN)
def read_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """The content of a file: for its owner, who sent it, and those who see its dossier."""
    by, now = actor_of(request), clock.now()
    found = document_queries.document(file_id)
    if found is None or not cases.may_read_document(document=found, by=by, at=now):
        raise NotFound()
    file = found.file or documents.make_pdf(document_id=file_id)
    found.file = file
    actions.record_reading(document=found, at=now, by=by)
    response = StreamingHttpResponse(document_queries.content(found), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, found.file_name) or ""
    response["Content-Length"] = str(file.size_bytes)
    response["Cache-Control"] = "no-store"
    return response


def told(kept: "Document") -> payloads.File:
    """A file as the API tells it."""
    assert kept.file is not None
    words = papers.finding_words(kept)
    return payloads.File(
        id=kept.id,
        name=kept.file_name,
        media_type=kept.file.media_type,
        size_bytes=kept.file.size_bytes,
        pages=kept.file.page_count,
        findings=[
            payloads.Finding(code=code, detail=detail)
            for code, detail in zip(kept.file.findings, words, strict=True)
        ],
    )
