"""Pages of cells: texts, fees, times, papers and the way, written into the files of a draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases.definition import DefinitionError
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import forms, permissions, queries


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, text_id: int, sheet_code: str) -> HttpResponse:
    """A page of cells with what the check says beside each; a post writes what was changed."""
    at, by = clock.now(), actor_of(request)
    if sheet_code not in queries.SHEETS:
        raise Http404
    page = queries.sheet_page(text_id, sheet_code, by=by, at=at, language=language())
    if request.method != "POST":
        return _shown(request, page, {})
    written = forms.read_cells(request.POST, page.sheet, page.source)
    problem = _problem(written)
    if not problem:
        try:
            changed = {**page.source.files, **written.files(page.source)}
            cases.replace_files(
                draft_id=text_id, content=changed, version=page.head.draft.version, at=at, by=by
            )
        except (CityError, DefinitionError) as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Saved. Everything else stays as it was."))
            return redirect("editing:sheet", text_id, sheet_code)
    values = {"problem": problem, "clashes": len(written.clashes), "written": written}
    return _shown(request, page, values, status=409 if written.clashes else 422)


@requires(permissions.WRITE)
@require_POST
def sheet_findings(request: HttpRequest, text_id: int, sheet_code: str) -> HttpResponse:
    """What the check would say of a page as it is being written; nothing is saved."""
    if sheet_code not in queries.SHEETS:
        raise Http404
    at = clock.now()
    page = queries.bare_sheet(text_id, sheet_code, at=at, language=language())
    written = forms.read_cells(request.POST, page.sheet, page.source)
    try:
        changed = written.files(page.source)
    except (CityError, DefinitionError) as refusal:
        return JsonResponse({"here": [], "places": {}, "count": 1, "problem": str(refusal)})
    found = queries.findings_with(text_id, changed, at=at, language=language())
    places: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        cell = queries.cell_about(page.sheet.cells(), one)
        if cell is not None:
            places.setdefault(cell.name, []).append(one.as_json())
    count = sum(not one.is_notice for one in found)
    return JsonResponse({"here": [], "places": places, "count": count})


def _problem(written: forms.Written) -> str:
    if written.clashes:
        return _("A colleague has changed the same place. Not saved yet; both texts are here.")
    if written.nameless:
        return _("What is added needs a short name: small letters, digits and _.")
    return ""


def _shown(
    request: HttpRequest, page: queries.SheetPage, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    written = values.pop("written", None)
    sheet = forms.shown_cells(page.sheet, written) if written else page.sheet
    return render(
        request, "editing/sheet.html", {"page": page, "sheet": sheet, **values}, status=status
    )
