"""One dossier on an officer's desk. Every look at it is recorded and seen by the person."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from thanglong.kernel.base import clock
from thanglong.kernel.cases import printing
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.documents import actions as documents
from thanglong.kernel.documents import queries as document_queries
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, may, requires
from thanglong.services.procedures import actions, permissions
from thanglong.services.procedures.queries import desk, workspace
from thanglong.services.procedures.views.desk.inbox import shown_of

ZOOMS = ("1", "2", "3")
TURNS = ("0", "1", "2", "3")

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case


@requires(permissions.DESK)
@never_cache
@require_GET
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """The workspace: papers beside the form, checks, what may be done, what has happened."""
    case, actor, now, shown = (
        seen_case(request, code),
        actor_of(request),
        clock.now(),
        shown_of(request),
    )
    actions.record_look(case=case, at=now, by=actor)
    following = desk.next_row(by=actor, shown=shown, now=now, but=code)
    page = workspace.workspace(case, by=actor, now=now, language=language())
    values = {
        "page": page,
        "case": case,
        "work": page.work,
        "shown": shown,
        "place": shown.query(after=shown.after),
        "next": following,
        "next_query": shown.query(after=desk.cursor_text(following.task_due_at, following.task_id))
        if following
        else "",
        "viewer": _viewer(request, page),
        "key": uuid.uuid4().hex,
        "extension": case_queries.extension_task(case, by=actor),
        "may_share": may(actor, permissions.TEAM),
    }
    return render(request, "procedures/desk/dossier.html", values)


@requires(permissions.DESK)
@require_GET
def paper(request: HttpRequest, code: str, document_id: uuid.UUID) -> HttpResponseBase:
    """A paper of the dossier, or what was issued on it; its PDF is made if it is not there yet."""
    case = seen_case(request, code)
    found = workspace.paper_of(case, document_id)
    if found is None:
        raise Http404
    file = found.file or documents.make_pdf(document_id=document_id)
    found.file = file
    actions.record_reading(document=found, at=clock.now(), by=actor_of(request), case=case)
    return _streamed(document_queries.content(found), file.media_type, found.file_name)


@requires(permissions.DESK)
@require_GET
def control_slip(request: HttpRequest, code: str) -> HttpResponseBase:
    """Form 06 as of now, to print."""
    case, now, actor = seen_case(request, code), clock.now(), actor_of(request)
    actions.record_look(case=case, at=now, by=actor)
    content = printing.control_slip(case=case, at=now, by=actor)
    return _streamed(iter([content]), "application/pdf", f"{case.code}-mau-06.pdf")


def seen_case(request: HttpRequest, code: str) -> Case:
    """The dossier, if it has passed through an agency of the officer. Raises Http404."""
    case = cases.case_of_officer(code=code, by=actor_of(request))
    if case is None:
        raise Http404
    return case


def _viewer(request: HttpRequest, page: workspace.Workspace) -> dict[str, object]:
    """Which paper is looked at, how large and how turned, all from the address."""
    wanted = request.GET.get("paper", "")
    chosen = next((one for one in page.papers if str(one.id) == wanted), None)
    chosen = chosen or (page.papers[0] if page.papers else None)
    zoom, turn = request.GET.get("zoom", "1"), request.GET.get("turn", "0")
    return {
        "paper": chosen,
        "zoom": int(zoom) if zoom in ZOOMS else 1,
        "turn": int(turn) if turn in TURNS else 0,
    }


def _streamed(pieces: object, media_type: str, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(pieces, content_type=media_type)  # type: ignore[arg-type]
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    response.framable = True  # type: ignore[attr-defined]
    return response
