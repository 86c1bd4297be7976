"""The page of those who lead: where is it late, and why; down to the dossiers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from thanglong.kernel.base import clock
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.units import queries as units
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions
from thanglong.services.procedures.queries import areas, desk_words
from thanglong.services.procedures.queries import overview as queries


@requires(permissions.OVERVIEW)
@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """A question a block, its figure, its trend, and the way down to the cases."""
    found = queries.overview(top_id=_top(request), now=clock.now(), language=language())
    return render(request, "procedures/desk/overview.html", {"view": found})


@requires(permissions.OVERVIEW)
@never_cache
@require_GET
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers behind a figure."""
    top_id, behind = _top(request), queries.behind_of(request.GET)
    lines, after = queries.lines_behind(
        top_id=top_id, behind=behind, by=actor_of(request), now=clock.now(), language=language()
    )
    more = request.GET.copy()
    more["after"] = after
    values = {
        "lines": lines,
        "behind": behind,
        "heading": _heading(behind, request.GET.get("area", "")),
        "more": f"?{more.urlencode()}" if after else "",
    }
    return render(request, "procedures/desk/overview_list.html", values)


@requires(permissions.OVERVIEW)
@never_cache
@require_GET
def by_area(request: HttpRequest) -> HttpResponse:
    """The dossiers by ward or commune, as the city is or as it was."""
    on = areas.day_of(request.GET, today=clock.today())
    found = areas.by_area(top_id=_top(request), on=on, today=clock.today(), now=clock.now())
    return render(request, "procedures/desk/overview_areas.html", {"view": found})


def _top(request: HttpRequest) -> int:
    top_id = queries.agency_led(actor_of(request))
    if top_id is None:
        raise Http404
    return top_id


def _heading(behind: cases.Behind, area: str) -> list[str]:
    """What the figure was about: the part, the procedure, the stage."""
    found = []
    if behind.part_id is not None:
        found.append(queries.names_of(units.agency(behind.part_id), language()))
    if behind.areas:
        asked = units.areas_by_id([int(area)])
        found += [queries.names_of(one, language()) for one in asked]
    if behind.procedure:
        known = cases.latest_revision(behind.procedure, on=clock.today())
        title = desk_words.procedure_title(known.id, language()) if known else behind.procedure
        found.append(title)
    if behind.cause:
        found.append(desk_words.cause_name(behind.cause))
    if behind.stage:
        found.append(desk_words.general_stage(behind.stage))
    return [one for one in found if one]
