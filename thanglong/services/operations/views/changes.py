"""A change of the calendar: planned, looked at, declared; then, by a decision, dates are moved."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.calendar import queries as calendars
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.operations import forms, permissions, queries


@requires(permissions.CALENDAR)
@never_cache
@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest) -> HttpResponse:
    """All changes; a post asks which dates lag behind what is known, without a new day."""
    cases.check_leads_city(at=clock.now(), by=actor_of(request))
    if request.method == "POST":
        return _begin(request, cases.Plan(calendar=calendars.main_code()))
    return render(
        request, "operations/changes.html", {"changes": queries.changes(), "key": uuid.uuid4()}
    )


@requires(permissions.CALENDAR)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan days; nothing is declared by this."""
    cases.check_leads_city(at=clock.now(), by=actor_of(request))
    today = clock.today()
    form = forms.Change(request.POST or None, choices=queries.unit_choices(on=today), today=today)
    if form.is_valid():
        with form.refusals():
            return _begin(request, form.plan(calendars.main_code()))
    key = request.POST.get("key") or uuid.uuid4()
    return render(request, "operations/change_new.html", {"form": form, "key": key})


@requires(permissions.CALENDAR)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How far a change is and what it moves; a post is the decision to move the dates."""
    now, actor = clock.now(), actor_of(request)
    cases.check_leads_city(at=now, by=actor)
    form = forms.Deciding(request.POST or None)
    if form.is_valid():
        with form.refusals():
            decision = cases.Decision(**form.cleaned_data)
            cases.decide_moves(key=key, decision=decision, at=now, by=actor)
            return redirect("operations:calendar_change", key)
    return render(
        request, "operations/change.html", {"view": queries.change_page(key), "form": form}
    )


@requires(permissions.CALENDAR)
@require_POST
def part(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Do the next part: ask the next dossiers, or move the next dates. Twice changes nothing."""
    now, actor = clock.now(), actor_of(request)
    if cases.ask_part(key=key, at=now, by=actor).decided_at:
        cases.move_part(key=key, at=now)
    return redirect("operations:calendar_change", key)


@requires(permissions.CALENDAR)
@never_cache
@require_GET
def dates(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The dates that would move, or have moved, page by page."""
    cases.check_leads_city(at=clock.now(), by=actor_of(request))
    unit, after = _number(request.GET.get("unit")), _number(request.GET.get("after"))
    view = queries.dates_page(key, agency_id=unit, after=after or 0)
    more = f"?after={view.after}" + (f"&unit={unit}" if unit is not None else "")
    values = {"view": view, "more": more if view.after else "", "is_first": not after}
    return render(request, "operations/change_dates.html", values)


@requires(permissions.CALENDAR)
@never_cache
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask once more, then declare the days; no date moves by this."""
    now, actor = clock.now(), actor_of(request)
    cases.check_leads_city(at=now, by=actor)
    if request.method == "POST":
        cases.declare_planned(key=key, at=now, by=actor)
        messages.success(request, _("It is declared. No promised date has moved."))
        return redirect("operations:calendar_change", key)
    return render(request, "operations/change_declare.html", {"view": queries.change_page(key)})


@requires(permissions.CALENDAR)
@require_POST
def drop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a plan away."""
    cases.drop_review(key=key, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The plan was thrown away. Nothing has changed."))
    return redirect("operations:calendar_changes")


def _begin(request: HttpRequest, plan: cases.Plan) -> HttpResponse:
    """The same click twice begins one review: its key comes with the form."""
    key = _key(request.POST.get("key", ""))
    cases.begin_review(plan=plan, key=key, at=clock.now(), by=actor_of(request))
    return redirect("operations:calendar_change", key)


def _key(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError:
        return uuid.uuid4()


def _number(written: str | None) -> int | None:
    return int(written) if written and written.isdigit() and len(written) < 18 else None
