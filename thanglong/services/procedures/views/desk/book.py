"""The register book of a unit (form 07): on screen, as a table, on paper. Each look is recorded."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.cases import actions as case_actions
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions
from thanglong.services.procedures.forms import book as forms
from thanglong.services.procedures.queries import book as queries
from thanglong.services.procedures.queries import desk

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Book


@requires(permissions.BOOK)
@never_cache
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """A part of the book, a page at a time, with its counts."""
    actor, now = actor_of(request), clock.now()
    asked = forms.asked(request.GET, by=actor, today=clock.today())
    if asked.unit is None and request.GET.get("unit"):
        raise Http404
    page = None
    if asked.show is not None:
        show = replace(asked.show, after=desk.cursor_of(request.GET.get("after", "")[:40]))
        case_actions.record_look(show=show, at=now, by=actor)
        page = queries.book_page(show=show, by=actor, now=now, language=language())
    values = {
        "asked": asked,
        "page": page,
        "procedures": desk.desk_procedures(on=asked.to_on, language=language()),
        "spans": _spans(clock.today()),
    }
    return render(request, "procedures/desk/book.html", values)


@requires(permissions.BOOK)
@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """The same part of the book for a spreadsheet, as it is read."""
    show, actor = _shown(request), actor_of(request)
    case_actions.record_look(show=show, at=clock.now(), by=actor)
    pieces = queries.book_table(show=show, by=actor, language=language())
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    return _kept_private(response, f"mau-07-{show.from_on}-{show.to_on}.csv", is_saved=True)


@requires(permissions.BOOK)
@require_POST
def printing(request: HttpRequest) -> HttpResponse:
    """Put this part of the book to print."""
    book_id = case_actions.order_book(show=_shown(request), at=clock.now(), by=actor_of(request))
    return redirect("procedures:desk_book_printed", book_id)


@requires(permissions.BOOK)
@never_cache
@require_GET
def printed(request: HttpRequest, book_id: uuid.UUID) -> HttpResponse:
    """How far the printing is, and the volumes that are ready."""
    found = _book(request, book_id)
    volumes = cases.book_volumes(book_id=book_id)
    values = {
        "book": found,
        "volumes": volumes,
        "ready": sum(one.is_ready for one in volumes),
        "kept_days": case_actions.BOOK_KEPT.days,
    }
    return render(request, "procedures/desk/book_printed.html", values)


@requires(permissions.BOOK)
@require_GET
def volume(request: HttpRequest, book_id: uuid.UUID, number: int) -> HttpResponseBase:
    """One volume as PDF/A."""
    found = _book(request, book_id)
    pdf = cases.volume_pdf(book_id=book_id, number=number)
    if pdf is None:
        raise Http404
    name = f"mau-07-{found.from_on}-{found.to_on}-quyen-{number}.pdf"
    return _kept_private(HttpResponse(pdf, content_type="application/pdf"), name)


def _shown(request: HttpRequest) -> cases.BookShown:
    """The part of the book that is asked for. Raises Http404 where the officer has none."""
    data = request.POST if request.method == "POST" else request.GET
    show = forms.asked(data, by=actor_of(request), today=clock.today()).show
    if show is None:
        raise Http404
    return show


def _book(request: HttpRequest, book_id: uuid.UUID) -> Book:
    found = cases.printed_book(book_id=book_id, by=actor_of(request))
    if found is None:
        raise Http404
    return found


def _kept_private(
    response: HttpResponseBase, name: str, *, is_saved: bool = False
) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(is_saved, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


def _spans(today: datetime.date) -> list[tuple[str, datetime.date, datetime.date]]:
    """(name, first day, last day) of what is asked for most."""
    first = today.replace(day=1)
    before = first - datetime.timedelta(days=1)
    return [
        ("today", today, today),
        ("month", first, today),
        ("last_month", before.replace(day=1), before),
    ]
