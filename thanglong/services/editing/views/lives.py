"""The life of a draft: submitted, given back, put away, published by somebody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import CityError, NotAllowed
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import forms, permissions, queries


@requires(permissions.WRITE)
@require_POST
def submission(request: HttpRequest, text_id: int) -> HttpResponse:
    """Give a draft to review; the check must find nothing to mend."""
    at, by, note = clock.now(), actor_of(request), request.POST.get("note", "")[:1000]
    try:
        cases.submit_draft(draft_id=text_id, note=note, at=at, by=by)
    except cases.DraftHasFaults:
        messages.error(request, _("Not submitted yet: the check finds something to mend."))
    except cases.DraftIsNotOpen as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is submitted. From now on it stands still."))
    return redirect("editing:draft", text_id)


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, text_id: int) -> HttpResponse:
    """Give a draft back to be written, with what is to be changed; an author takes it back."""
    at, by = clock.now(), actor_of(request)
    page = queries.draft_head(text_id, by=by, at=at)
    form = forms.Returning(request.POST or None, is_author=page.is_author)
    if form.is_valid():
        with form.refusals():
            note = form.cleaned_data["note"]
            cases.return_draft(draft_id=text_id, note=note, at=at, by=by)
            messages.success(request, _("It can be written again."))
            return redirect("editing:draft", text_id)
    status = 422 if form.errors else 200
    return render(request, "editing/return.html", {"page": page, "form": form}, status=status)


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def removal(request: HttpRequest, text_id: int) -> HttpResponse:
    """Put a draft away for good, after asking."""
    at, by = clock.now(), actor_of(request)
    page = queries.draft_head(text_id, by=by, at=at)
    if request.method == "POST":
        cases.discard_draft(draft_id=text_id, at=at, by=by)
        messages.success(request, _("The draft was put away. Its files and history stay."))
        return redirect("editing:text", page.draft.procedure)
    return render(request, "editing/removal.html", {"page": page})


@requires(permissions.WRITE)
@require_POST
def following(request: HttpRequest, text_id: int) -> HttpResponse:
    """Let a draft follow the revision that was published since it began."""
    try:
        cases.follow_newest(draft_id=text_id, at=clock.now(), by=actor_of(request))
    except CityError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft follows the newest text now."))
    return redirect("editing:draft", text_id)


@requires(permissions.PUBLISH)
@never_cache
@require_http_methods(["GET", "POST"])
def publication(request: HttpRequest, text_id: int) -> HttpResponse:
    """Read what a colleague wrote, then put it in force from its date."""
    at, by = clock.now(), actor_of(request)
    page = queries.publication_page(text_id, by=by, at=at, language=language())
    if page.head.is_author:
        raise NotAllowed()
    form = forms.Publishing(request.POST or None)
    if form.is_valid():
        with form.refusals():
            given = form.cleaned_data
            cases.publish_draft(
                draft_id=text_id, content_hash=given["content_hash"], note=given["note"],
                at=at, by=by,
            )  # fmt: skip
            messages.success(request, _("It is published."))
            return redirect("editing:text", page.head.draft.procedure)
    status = 422 if form.errors else 200
    return render(request, "editing/publication.html", {"page": page, "form": form}, status=status)
