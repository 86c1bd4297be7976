"""My documents: results that the city has given me, and files of my own."""

import uuid

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.documents import actions as documents_actions
from thanglong.kernel.documents import queries as document_queries
from thanglong.kernel.people import queries as people
from thanglong.kernel.web.permissions import SIGNED_IN, actor_of, requires
from thanglong.services.procedures import actions, permissions

INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


@requires(permissions.FILE)
@never_cache
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """My document store."""
    person_id = actor_of(request).person_id or 0
    organisations = [one.id for one in people.organisations_of(person_id=person_id)]
    found = document_queries.store_of(person_id=person_id, organisation_ids=organisations)
    values = {"documents": found, "today": clock.today()}
    return render(request, "procedures/documents.html", values)


@requires(SIGNED_IN)
@never_cache
@require_GET
def document(request: HttpRequest, document_id: uuid.UUID) -> HttpResponseBase:
    """One paper: for its owner, who put it there, and the parties and offices of its dossier."""
    found, by, now = document_queries.document(document_id), actor_of(request), clock.now()
    if found is None or not cases.may_read_document(document=found, by=by, at=now):
        raise NotFound()
    if found.file is None:
        documents_actions.make_pdf(document_id=document_id)
        found = document_queries.document(document_id)
    assert found is not None and found.file is not None
    actions.record_reading(document=found, at=now, by=by)
    response = StreamingHttpResponse(
        document_queries.content(found), content_type=found.file.media_type
    )
    as_attachment = "download" in request.GET or found.file.media_type not in INLINE
    header = content_disposition_header(as_attachment, found.file_name)
    response["Content-Disposition"] = header or "inline"
    response["Content-Length"] = str(found.file.size_bytes)
    return response
