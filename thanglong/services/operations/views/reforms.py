"""A reform of units: rehearsed, decided, carried out and undone, each on its page."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.operations import forms, permissions, queries

LOOK_AGAIN_SECONDS = 2


@requires(permissions.REFORM)
@never_cache
@require_safe
def reforms(request: HttpRequest) -> HttpResponse:
    """The reforms that are known, and those whose file lies ready."""
    may_run = queries.may_run(by=actor_of(request), at=clock.now())
    values = {"lines": queries.reform_lines(), "may_run": may_run}
    return render(request, "operations/reforms.html", values)


@requires(permissions.REFORM)
@require_POST
def rehearsals(request: HttpRequest) -> HttpResponse:
    """Have a reform rehearsed: what would move is worked out, nothing moves."""
    at, by = clock.now(), actor_of(request)
    file = queries.file_of_act(request.POST.get("file", "")[:200])
    if file is None:
        raise Http404
    reform = cases.announce_reform(file=file, at=at, by=by)
    cases.order_run(reform_id=reform.id, run="rehearse", at=at, by=by)
    return redirect("operations:reform", reform.id)


@requires(permissions.REFORM)
@never_cache
@require_safe
def reform(request: HttpRequest, reform_id: int) -> HttpResponse:
    """One reform: what goes where, what must be decided, how far it has come."""
    found = case_queries.reform_by_id(reform_id)
    if found is None:
        raise Http404
    page = queries.reform_page(
        reform=found,
        by=actor_of(request),
        at=clock.now(),
        shows_all=request.GET.get("all") == "1",
    )
    is_due = found.on <= clock.today()
    before = found.on - datetime.timedelta(days=1)
    values = {"page": page, "is_due": is_due, "before": before}
    answer = render(request, "operations/reform.html", values)
    if page.is_running:  # the page looks again by itself, with and without scripts
        answer["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


@requires(permissions.REFORM)
@require_POST
def carrying_out(request: HttpRequest, reform_id: int) -> HttpResponse:
    """Carry a reform out, once somebody has confirmed that it was looked at."""
    return _ordered(request, reform_id, "apply")


@requires(permissions.REFORM)
@require_POST
def undoing(request: HttpRequest, reform_id: int) -> HttpResponse:
    """Bring everything back to where it was before the reform."""
    return _ordered(request, reform_id, "undo")


@requires(permissions.REFORM)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: HttpRequest, reform_id: int, code: str) -> HttpResponse:
    """The dossiers of a split unit: in which new unit does each address lie?"""
    found = case_queries.reform_by_id(reform_id)
    if found is None:
        raise Http404
    at, by = clock.now(), actor_of(request)
    after = request.GET.get("after", "0")
    after_id = int(after) if after.isdigit() and len(after) < 18 else 0
    page = queries.decisions(reform=found, area_code=code, after_id=after_id, by=by, at=at)
    if page is None:
        raise Http404
    form = forms.Decided(request.POST or None, page=page)
    if form.is_valid():
        with form.refusals():
            count = cases.choose_area(
                rehoming_ids=form.ids(), area_id=form.cleaned_data["area"], at=at, by=by
            )
            messages.success(request, _("%(count)s dossiers decided.") % {"count": count})
            return redirect("operations:reform_decisions", reform_id, code)
    values = {"reform": found, "page": page, "form": form}
    return render(request, "operations/reform_decisions.html", values)


def _ordered(request: HttpRequest, reform_id: int, run: str) -> HttpResponse:
    form = forms.Confirmed(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please tick that you have looked at it. Nothing has happened."))
        return redirect("operations:reform", reform_id)
    try:
        cases.order_run(reform_id=reform_id, run=run, at=clock.now(), by=actor_of(request))
    except CityError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It has been ordered, and begins in a moment."))
    return redirect("operations:reform", reform_id)
