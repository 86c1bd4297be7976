"""Filling a form: for whom, page by page, how the result comes back, check, send."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases import refusals
from thanglong.kernel.people import actions as people
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import actions, permissions, queries
from thanglong.services.procedures.forms import fields, wizard


@requires(permissions.FILE)
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a form for oneself or for somebody, with what the registers know already."""
    actor, now = actor_of(request), clock.now()
    entry = queries.entry_of(name=slug, on=clock.today(), language=language())
    if entry is None:
        raise queries.why_not_open(slug)
    if entry.service_level == "counter":
        raise refusals.NotOnline()
    procedure = cases.revision_definition(entry.revision_id).procedure
    people.check_assurance(by=actor, demanded=procedure.assurance)
    draft = actions.begin_form(
        revision_id=entry.revision_id, whom=request.POST.get("whom", "self"), at=now, by=actor
    )
    return redirect("procedures:draft", draft.id)


@requires(permissions.FILE)
@require_GET
def resume(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """To the first page that is not complete."""
    state = wizard.state_of(request, draft_id)
    return redirect(state.href_of(state.first_open()))


@requires(permissions.FILE)
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """One page of questions: kept as one goes, right or wrong."""
    state = wizard.state_of(request, draft_id)
    if page_id not in state.page_ids:
        raise Http404
    problems: tuple[Any, ...] = state.problems(page_id) if "show" in request.GET else ()
    if request.method == "POST":
        before = state
        try:
            state = _save_page(request, state, page_id)
        except actions.DraftMovedOn:
            return _moved_on(request, state, page_id)
        has_new = state.asked_on(page_id) - before.asked_on(page_id)
        problems = () if request.htmx or has_new else state.problems(page_id)  # type: ignore[attr-defined]
        if not (problems or has_new or request.htmx):  # type: ignore[attr-defined]
            return _go_on(state, page_id)
    part = "procedures/draft_fields.html" if request.htmx else "procedures/draft.html"  # type: ignore[attr-defined]
    status = 422 if problems and request.method == "POST" else 200
    return render(request, part, _page_values(state, page_id, problems), status=status)


@requires(permissions.FILE)
@never_cache
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """How the result comes back, and how to reach the person."""
    state = wizard.state_of(request, draft_id)
    form = wizard.Return(request.POST or None, initial=state.return_values())
    if form.is_valid():
        with form.refusals():
            change = actions.Change(
                version=wizard.version_of(request),
                delivery=form.cleaned_data["delivery"],
                contact=form.contact(),
            )
            actions.save_draft(
                draft_id=draft_id, change=change, at=clock.now(), by=actor_of(request)
            )
            return redirect("procedures:draft_check", draft_id)
    values = {"state": state, "step": state.step("return"), "form": form}
    return render(request, "procedures/draft_return.html", values)


@requires(permissions.FILE)
@never_cache
@require_GET
def check(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Everything on one page before it is sent."""
    state = wizard.state_of(request, draft_id)
    return render(request, "procedures/draft_check.html", _check_values(state, ()))


@requires(permissions.FILE)
@require_http_methods(["GET", "POST"])
def submission(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Send it; the same click twice files one dossier. Loaded anew, it is the check again."""
    actor = actor_of(request)
    state = wizard.state_of(request, draft_id, filed_too=True)
    if request.method == "GET":
        return redirect("procedures:draft_check", draft_id)
    if "truth" not in request.POST:
        sentence = _("Please confirm that what you declare is true.")
        values = _check_values(state, (("truth", sentence),))
        return render(request, "procedures/draft_check.html", values, status=422)
    try:
        code = actions.file_draft(draft_id=draft_id, at=clock.now(), by=actor)
    except BadInput as refusal:
        values = _check_values(state, state.links(refusal))
        return render(request, "procedures/draft_check.html", values, status=422)
    messages.success(request, _("Your dossier has been sent."))
    return redirect("procedures:dossier", code)


@requires(permissions.FILE)
@require_http_methods(["GET", "POST"])
def removal(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw the form away, after asking."""
    state = wizard.state_of(request, draft_id)
    if request.method == "POST":
        actions.drop_draft(draft_id=draft_id, at=clock.now(), by=actor_of(request))
        messages.success(request, _("The form was thrown away."))
        return redirect("procedures:dossiers")
    return render(request, "procedures/draft_removal.html", {"state": state})


def _moved_on(request: HttpRequest, state: wizard.State, page_id: str) -> HttpResponse:
    """The page as it was written here, beside what the other window has saved."""
    asked = state.definition.page(page_id).fields
    mine = state.with_answers(fields.posted(asked, state.seen.visible, request.POST))
    values = _page_values(mine, page_id, ()) | {
        "moved": True,
        "others": state.unlike(mine, page_id),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "procedures/draft_fields.html", values)
    return render(request, "procedures/draft.html", values, status=409)


def _go_on(state: wizard.State, page_id: str) -> HttpResponse:
    """To the next page; before the papers, what registers and own results show is looked for."""
    if state.wants_look(state.place_after(page_id)):
        actions.look_for_draft(draft=state.draft, at=clock.now(), by=state.actor)
    return redirect(state.href_after(page_id))


def _save_page(request: HttpRequest, state: wizard.State, page_id: str) -> wizard.State:
    asked = state.definition.page(page_id).fields
    answers = fields.posted(asked, state.seen.visible, request.POST)
    change = actions.Change(version=wizard.version_of(request), answers=answers)
    draft = actions.save_draft(
        draft_id=state.draft.id, change=change, at=clock.now(), by=actor_of(request)
    )
    return state.after(draft)


def _page_values(state: wizard.State, page_id: str, problems: Any) -> dict[str, Any]:
    sheet = state.sheet(problems)
    return {
        "state": state,
        "page_id": page_id,
        "step": state.step(page_id),
        "fields": sheet.fields(page_id),
        "errors": sheet.summary(),
        "page": state.definition.words(language()).pages[page_id],
    }


def _check_values(state: wizard.State, problems: Any) -> dict[str, Any]:
    return {
        "state": state,
        "step": state.step("check"),
        "sections": state.sections(),
        "preview": state.preview(),
        "errors": problems,
    }
