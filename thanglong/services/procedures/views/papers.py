"""Papers of a form: chosen from the phone or computer, several at once, resumable uploads."""

import uuid
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import CityError, NotFound
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.documents import queries as document_queries
from thanglong.kernel.web.formats import file_size
from thanglong.kernel.web.permissions import SIGNED_IN, actor_of, requires
from thanglong.services.procedures import actions, permissions
from thanglong.services.procedures.forms import papers as forms
from thanglong.services.procedures.forms import wizard

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
TUS_ABLE = {
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation",
    "Tus-Max-Size": str(documents.BYTES_MAX),
}


@requires(permissions.FILE)
@never_cache
@require_GET
def papers(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """What is needed, what is there, what the city looks up itself."""
    state = wizard.state_of(request, draft_id)
    values = {"state": state, "step": state.step("papers"), "needs": forms.needs_of(state)}
    return render(request, "procedures/draft_papers.html", values)


@requires(permissions.FILE)
@require_POST
def add(request: HttpRequest, draft_id: uuid.UUID, need: str) -> HttpResponse:
    """Take files sent with the form, a finished upload, or a paper from one's own documents."""
    state = wizard.state_of(request, draft_id)
    if need not in {due.need.id for due in state.needs}:
        raise NotFound()
    actor, now = actor_of(request), clock.now()
    for file in request.FILES.getlist("files")[: forms.FILES_AT_ONCE]:
        name, content = file.name or "", file.read()
        try:
            kept = documents.take_file(name=name, content=content, at=now, by=actor)
        except CityError as refusal:
            messages.error(request, _("%(name)s: %(why)s") % {"name": name, "why": refusal})
            continue
        actions.add_paper(draft_id=draft_id, need=need, document_id=kept.id, at=now, by=actor)
    for text in request.POST.getlist("document"):
        chosen = forms.usable(text, by=actor)
        actions.add_paper(draft_id=draft_id, need=need, document_id=chosen, at=now, by=actor)
    return redirect("procedures:draft_papers", draft_id)


@requires(permissions.FILE)
@require_POST
def look_up(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Ask the registers, now or again; the form stays as it is whatever they say."""
    state = wizard.state_of(request, draft_id)
    actions.look_for_draft(draft=state.draft, at=clock.now(), by=actor_of(request))
    return redirect("procedures:draft_papers", draft_id)


@requires(permissions.FILE)
@require_POST
def remove(
    request: HttpRequest, draft_id: uuid.UUID, need: str, document_id: uuid.UUID
) -> HttpResponse:
    """Take a paper away from the form again."""
    actions.remove_paper(
        draft_id=draft_id, need=need, document_id=document_id, at=clock.now(), by=actor_of(request)
    )
    return redirect("procedures:draft_papers", draft_id)


@requires(SIGNED_IN)
@csrf_exempt  # programs bring a token; a session must bring X-CSRFToken (ActorMiddleware)
@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin a resumable upload. Source: tus resumable upload protocol 1.0, extension creation."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={**TUS, **TUS_ABLE})
    name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "file")
    size = request.headers.get("Upload-Length", "")
    upload = documents.begin_upload(
        name=name,
        size_bytes=int(size) if size.isdigit() and len(size) < 16 else 0,
        at=clock.now(),
        by=actor_of(request),
    )
    address = request.build_absolute_uri(f"/uploads/{upload.id}")
    return HttpResponse(status=201, headers={**TUS, "Location": address, "Upload-Offset": "0"})


@requires(SIGNED_IN)
@csrf_exempt  # as above
@require_http_methods(["HEAD", "PATCH", "POST"])
def upload(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """How far an upload is (HEAD), its next piece (PATCH), or that it is complete (POST)."""
    if request.method == "PATCH":
        return _piece(request, upload_id)
    if request.method == "POST":
        kept = documents.finish_upload(upload_id=upload_id, at=clock.now(), by=actor_of(request))
        size = file_size(kept.file.size_bytes if kept.file else None)
        said = {"document": str(kept.id), "findings": forms.finding_words(kept), "size": size}
        return JsonResponse(said)
    found = document_queries.upload_of(upload_id=upload_id, account_id=actor_of(request).account)
    if found is None:
        raise NotFound()
    return HttpResponse(headers={**TUS, **_offsets(found)})


def _piece(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    offset = request.headers.get("Upload-Offset", "")
    if request.headers.get("Content-Type") != "application/offset+octet-stream":
        return HttpResponse(status=415, headers=TUS)
    piece = documents.Piece(
        offset=int(offset) if offset.isdigit() and len(offset) < 16 else -1,
        content=request.read(documents.BYTES_MAX + 1),
    )
    found = documents.add_piece(
        upload_id=upload_id, piece=piece, at=clock.now(), by=actor_of(request)
    )
    return HttpResponse(status=204, headers={**TUS, **_offsets(found)})


def _offsets(found: Any) -> dict[str, str]:
    return {"Upload-Offset": str(found.received_bytes), "Upload-Length": str(found.size_bytes)}


def _metadata(text: str) -> dict[str, str]:
    """`filename d29ybGQ=,filetype …`: names with values in Base64."""
    found = {}
    for pair in text.split(",")[:10]:
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = b64decode(value, validate=True).decode("utf-8", errors="replace")
        except (Base64Error, ValueError):
            continue
    return found
