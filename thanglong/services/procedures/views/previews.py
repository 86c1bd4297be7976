"""How a text that is being written would look: for citizens and for officers. Nothing is kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from thanglong.kernel.base import clock
from thanglong.kernel.cases.drawing import words as say
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions, queries
from thanglong.services.procedures.forms import pages, previews

View = Callable[..., HttpResponse]


def shown_if_it_can(view: View) -> View:
    """A text with a fault may name what is not there: a sentence instead of a fault page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        try:
            return view(request, *args, **names)
        except previews.UNREADABLE as error:
            raise previews.CannotBeShown() from error

    return guarded


@requires(permissions.PREVIEW)
@never_cache
@require_safe
@shown_if_it_can
def procedure(request: HttpRequest, text_id: int) -> HttpResponse:
    """The page of the procedure."""
    state = _state(request, text_id)
    values = {
        "state": state,
        "entry": queries.entry_of_text(state.definition, language()),
        "where": pages.WHERE[state.definition.procedure.service_level],
        "sheet": queries.sheet_of_text(state.definition, at=state.at, language=language()),
        "first": state.bare_href_of(state.page_ids[0]),
    }
    return render(request, "procedures/preview/procedure.html", values)


@requires(permissions.PREVIEW)
@never_cache
@require_safe
@shown_if_it_can
def page(request: HttpRequest, text_id: int, page_id: str) -> HttpResponse:
    """One page of questions, with the answers of the address."""
    state = _state(request, text_id)
    if page_id not in state.page_ids:
        raise Http404
    problems = state.problems(page_id) if "show" in request.GET else ()
    sheet = state.sheet(problems)
    values = {
        "state": state,
        "page_id": page_id,
        "step": state.step(page_id),
        "fields": sheet.fields(page_id),
        "errors": sheet.summary(),
        "page": state.definition.words(language()).pages[page_id],
    }
    return render(request, "procedures/preview/page.html", values)


@requires(permissions.PREVIEW)
@never_cache
@require_safe
@shown_if_it_can
def papers(request: HttpRequest, text_id: int) -> HttpResponse:
    """The papers that these answers ask for."""
    state = _state(request, text_id)
    words = state.definition.words(language()).needs
    needs = [(due, words[due.need.id]) for due in state.needs]
    place = "papers" if needs else "check"
    values = {"state": state, "needs": needs, "step": state.step(place)}
    return render(request, "procedures/preview/papers.html", values)


@requires(permissions.PREVIEW)
@never_cache
@require_safe
@shown_if_it_can
def check(request: HttpRequest, text_id: int) -> HttpResponse:
    """Check your answers: what was answered, what it costs, when the result is promised."""
    state = _state(request, text_id)
    values = {
        "state": state,
        "step": state.step("check"),
        "sections": state.sections(),
        "preview": state.preview(),
    }
    return render(request, "procedures/preview/check.html", values)


@requires(permissions.PREVIEW)
@never_cache
@require_safe
@shown_if_it_can
def desk(request: HttpRequest, text_id: int) -> HttpResponse:
    """What the officer of each stage has before him: the dossier, what to enter, what to do."""
    state = _state(request, text_id)
    text, lang = state.definition, language()
    stages = [one for one in text.procedure.stages if one.by not in ("applicant", "parts")]
    if not stages:
        raise Http404
    wanted = request.GET.get("stage", stages[0].id)
    stage = next((one for one in stages if one.id == wanted), stages[0])
    post = text.post(stage.id)
    values = {
        "state": state,
        "stage": stage,
        "stages": [(one.id, text.words(lang).stages[one.id]) for one in stages],
        "post": say.post(post, lang) if post else "",
        "due": say.duration(stage.due or "", lang),
        "acts": [say.action(arc.action, text, lang) for arc in stage.do],
        "consults": [say.consulted(one.id, text, lang) for one in stage.consult],
        "finding_fields": previews.finding_sheet(state, stage.id).fields(),
        "refusals": text.words(lang).refusals,
        "sections": state.sections(),
    }
    return render(request, "procedures/preview/desk.html", values)


def _state(request: HttpRequest, text_id: int) -> previews.Preview:
    return previews.preview_of(text_id, request.GET, by=actor_of(request), at=clock.now())
