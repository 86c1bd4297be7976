"""The files themselves: read and written as they are, taken out and brought in byte for byte."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import forms, permissions, queries


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, text_id: int) -> HttpResponse:
    """One file of a draft as text, with what the check says of it; a post writes it."""
    at, by = clock.now(), actor_of(request)
    shown = queries.file_page(text_id, request.GET.get("path", ""), by=by, at=at)
    if shown is None:
        raise NotFound()
    form = forms.FileText(request.POST or None, shown=shown)
    if form.is_valid():
        with form.refusals():
            try:
                cases.save_file(
                    draft_id=text_id, path=shown.path, content=form.content(),
                    version=form.cleaned_data["version"], at=at, by=by,
                )  # fmt: skip
            except cases.DraftHasChanged as refusal:
                return _changed_meanwhile(request, text_id, form, refusal)
            messages.success(request, _("The file was saved."))
            return redirect(f"{request.path}?path={shown.path}")
    values = {"page": shown, "form": form, "language": language()}
    return render(request, "editing/file.html", values, status=422 if form.errors else 200)


@requires(permissions.WRITE)
@require_POST
def findings(request: HttpRequest, text_id: int) -> HttpResponse:
    """What the check would say of a file as it is being typed; nothing is saved."""
    shown = queries.file_page(text_id, request.GET.get("path", ""), by=actor_of(request), at=None)
    if shown is None:
        raise NotFound()
    form = forms.FileText(request.POST, shown=shown)
    changed = {shown.path: form.content() or b""} if form.is_valid() else {}
    found = queries.findings_with(text_id, changed, at=clock.now(), language=language())
    lines = [one.as_json() for one in found if one.file == shown.path]
    return JsonResponse({"here": lines, "count": sum(not one.is_notice for one in found)})


@requires(permissions.WRITE)
@require_safe
def archive(request: HttpRequest, text_id: int) -> HttpResponse:
    """The files of a draft, byte for byte, as a ZIP file."""
    return forms.download(*queries.draft_archive(text_id))


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def replacement(request: HttpRequest, text_id: int) -> HttpResponse:
    """Bring files in over those of a draft; the page says first what would be other."""
    at, by = clock.now(), actor_of(request)
    page = queries.draft_head(text_id, by=by, at=at)
    form = forms.Archive(request.POST or None, request.FILES or None, version=page.draft.version)
    if form.is_valid():
        with form.refusals():
            cases.replace_files(
                draft_id=text_id, content=form.content(), version=form.cleaned_data["version"],
                at=at, by=by,
            )  # fmt: skip
            messages.success(request, _("The files were brought in, byte for byte."))
            return redirect("editing:draft", text_id)
    status = 422 if form.errors else 200
    return render(request, "editing/replacement.html", {"page": page, "form": form}, status=status)


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Begin a draft from a ZIP file."""
    form = forms.Archive(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusals():
            made = cases.begin_draft(
                content=form.content(), note=form.cleaned_data["note"], at=clock.now(),
                by=actor_of(request),
            )  # fmt: skip
            messages.success(request, _("The files were brought in, byte for byte."))
            return redirect("editing:draft", made.id)
    status = 422 if form.errors else 200
    return render(request, "editing/imports.html", {"form": form}, status=status)


def _changed_meanwhile(
    request: HttpRequest, text_id: int, form: forms.FileText, refusal: Exception
) -> HttpResponse:
    """The text that was written here beside the one that a colleague has saved."""
    now = queries.file_page(text_id, form.shown.path, by=actor_of(request), at=clock.now())
    if now is None:
        raise NotFound()
    values = {
        "page": now,
        "form": form,
        "refusal": str(refusal),
        "others": queries.differing_lines(form.written(), now.text),
    }
    return render(request, "editing/file.html", values, status=409)
