"""Finding a procedure: home, search, life events, the page of one procedure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thanglong.kernel.base import clock
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, public
from thanglong.services.procedures import queries
from thanglong.services.procedures.forms import pages


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is waited for from me, what is under way, and then the search."""
    actor, now = actor_of(request), clock.now()
    entries = queries.catalogue(on=clock.today(), language=language())
    values = {
        "events": pages.life_events(entries),
        "popular": pages.tiles(entries[:6]),
        "count": len(entries),
        "mine": queries.my_work(by=actor, at=now, language=language())
        if actor.kind == "person"
        else None,
    }
    return render(request, "procedures/home.html", values)


@public
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """All procedures, or those that answer the words."""
    words = request.GET.get("q", "").strip()[:200]
    today = clock.today()
    entries = queries.catalogue(on=today, language=language())
    found = queries.search(words=words, on=today, language=language()) if words else entries
    values = {
        "words": words,
        "groups": pages.groups(found, is_search=bool(words)),
        "found": found,
        "events": [] if found else pages.life_events(entries),
    }
    return render(request, "procedures/catalogue.html", values)


@public
@require_GET
def life_event(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to do when this happens in a life."""
    if slug not in pages.LIFE_EVENTS:
        raise Http404
    entries = queries.entries_of_event(slug, on=clock.today(), language=language())
    values = {"event": pages.life_event(slug), "entries": pages.cards(entries)}
    return render(request, "procedures/life_event.html", values)


@public
@require_GET
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Who, what one needs and why, how long, what it costs, where."""
    found = queries.entry_of(name=slug, on=clock.today(), language=language())
    if found is None:
        raise queries.why_not_open(slug)
    actor, now = actor_of(request), clock.now()
    begun = queries.begun_forms(by=actor, procedure=found.code, at=now)
    taken = {one.key for one in begun}
    choices = queries.whom_choices(revision_id=found.revision_id, by=actor, at=now)
    values = {
        "entry": found,
        "where": pages.WHERE[found.service_level],
        "sheet": queries.procedure_sheet(
            revision_id=found.revision_id, at=now, language=language()
        ),
        "choices": [one for one in choices if one.key not in taken],
        "begun": begun,
    }
    return render(request, "procedures/procedure.html", values)
