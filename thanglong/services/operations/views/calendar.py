"""The working calendar for everybody: a year, a month, also as it was known on a day before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.web.permissions import actor_of, public
from thanglong.services.operations import forms, queries


@public
@require_safe
def year(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A year at a glance, and every day that is not as its week says. Raises Http404."""
    today, now = clock.today(), clock.now()
    shown = _year(number or today.year)
    form = forms.LookingAtDays(request.GET)
    agency, known_on = form.values()
    seen = queries.seen_by(agency_code=agency, known_on=known_on, today=today)
    values = {
        "form": form,
        "seen": seen,
        "query": request.GET.urlencode(),
        "view": queries.year_page(shown, seen=seen, today=today),
        "may_change": cases.leads_city(actor_of(request), at=now),
    }
    return render(request, "operations/calendar.html", values)


@public
@require_safe
def month(request: HttpRequest, year_number: int, number: int) -> HttpResponse:
    """A month day by day. Raises Http404."""
    shown = _year(year_number)
    if not 1 <= number <= 12:
        raise Http404
    form = forms.LookingAtDays(request.GET)
    agency, known_on = form.values()
    seen = queries.seen_by(agency_code=agency, known_on=known_on, today=clock.today())
    values = {
        "form": form,
        "seen": seen,
        "query": request.GET.urlencode(),
        "view": queries.month_page(shown, number, seen=seen, today=clock.today()),
    }
    return render(request, "operations/calendar_month.html", values)


def _year(number: int) -> int:
    if not queries.YEAR_MIN <= number <= queries.YEAR_MAX:
        raise Http404
    return number
