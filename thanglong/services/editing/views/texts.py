"""All procedures with their texts; one of them with its revisions and drafts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import forms, permissions, queries


@requires(permissions.WRITE)
@never_cache
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Every procedure: its present text, what is coming, who works on which draft."""
    words = request.GET.get("q", "")[:100]
    page = queries.texts(on=clock.today(), language=language(), words=words)
    return render(request, "editing/texts.html", {"page": page, "words": words})


@requires(permissions.WRITE)
@never_cache
@require_safe
def text(request: HttpRequest, text_code: str) -> HttpResponse:
    """One procedure: its drafts, and every revision that was published."""
    page = queries.text(text_code, on=clock.today(), language=language())
    if page is None:
        raise NotFound()
    values = {"page": page, "may_publish": permissions.may_publish(actor_of(request))}
    return render(request, "editing/text.html", values)


@requires(permissions.WRITE)
@require_POST
def begin(request: HttpRequest, text_code: str) -> HttpResponse:
    """Begin a draft from the newest text of a procedure."""
    revision_id = queries.newest_id(text_code)
    if revision_id is None:
        raise NotFound()
    note = request.POST.get("note", "")[:300]
    made = cases.begin_from_revision(
        revision_id=revision_id, note=note, at=clock.now(), by=actor_of(request)
    )
    messages.success(request, _("A draft was begun. Nobody is affected until it is published."))
    return redirect("editing:draft", made.id)


@requires(permissions.WRITE)
@require_safe
def revision_archive(request: HttpRequest, text_code: str, revision_id: int) -> HttpResponse:
    """The files of a published revision, byte for byte, as a ZIP file."""
    found = queries.revision_archive(text_code, revision_id)
    if found is None:
        raise NotFound()
    return forms.download(*found)
