"""The city's units: all of a day, a search, one unit with its past and its future."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.web.permissions import public
from thanglong.services.operations import forms, queries


@public
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units of a day, or those of a name."""
    form = forms.Looking(request.GET)
    day = form.day(clock.today())
    values = {
        "form": form,
        "words": form.words(),
        "today": clock.today(),
        "map": queries.city_map(on=day, words=form.words()),
    }
    return render(request, "operations/units.html", values)


@public
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit on a day. Raises Http404 when nothing ever had the code."""
    form = forms.Looking(request.GET)
    sheet = queries.unit_sheet(code=code, on=form.day(clock.today()))
    if sheet is None:
        raise Http404
    values = {"form": form, "sheet": sheet, "today": clock.today()}
    return render(request, "operations/unit.html", values)
