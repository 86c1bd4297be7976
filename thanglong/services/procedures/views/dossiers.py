"""My dossiers: the list, one dossier, completing it, taking it back, writing, rating."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import refusals
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import actions, permissions, queries, rules
from thanglong.services.procedures.forms import dossiers as forms

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case


@requires(permissions.FILE)
@never_cache
@require_GET
def dossiers(request: HttpRequest) -> HttpResponse:
    """Everything that I have with the city."""
    work = queries.my_work(by=actor_of(request), at=clock.now(), language=language(), limit=200)
    return render(request, "procedures/dossiers.html", {"work": work})


@requires(permissions.FILE)
@never_cache
@require_GET
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """One dossier: where it is, why this date, what is wanted of me, what happened."""
    case, now = _case(request, code), clock.now()
    values = {
        "case": case,
        "page": queries.dossier_page(case, by=actor_of(request), at=now, language=language()),
        "holder_words": rules.holder_words,
    }
    return render(request, "procedures/dossier.html", values)


@requires(permissions.FILE)
@never_cache
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Complete a dossier: only what was found wanting."""
    case = _case(request, code)
    form = forms.Supplement.of(case, request)
    if case.status != "waiting_for_you":
        return redirect("procedures:dossier", code)
    if request.method == "POST":
        form.take_files()
        if form.waits:
            return render(request, "procedures/supplement.html", form.values(None))
        try:
            cases.answer_supplement(
                code=code, answer=form.answer(), at=clock.now(), by=actor_of(request)
            )
        except BadInput as refusal:
            values = form.values(refusal)
            return render(request, "procedures/supplement.html", values, status=422)
        messages.success(request, _("Thank you. The dossier goes on, and the clock runs again."))
        return redirect("procedures:dossier", code)
    return render(request, "procedures/supplement.html", form.values(None))


@requires(permissions.FILE)
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """Take a dossier back, after asking."""
    case = _case(request, code)
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:500]
        cases.withdraw_case(code=code, reason=reason, at=clock.now(), by=actor_of(request))
        messages.success(request, _("The dossier has been withdrawn."))
        return redirect("procedures:dossier", code)
    return render(request, "procedures/withdrawal.html", {"case": case})


@requires(permissions.FILE)
@require_POST
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the office that has the dossier."""
    text = request.POST.get("text", "")
    cases.send_message(code=code, text=text, at=clock.now(), by=actor_of(request))
    messages.success(request, _("Your message has been sent."))
    return redirect("procedures:dossier", code)


@requires(permissions.FILE)
@require_POST
def rating(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it was: one tap, then words if one likes."""
    stars, words, actor = (
        request.POST.get("stars", ""),
        request.POST.get("words", ""),
        actor_of(request),
    )
    if stars in {"1", "2", "3", "4", "5"}:
        actions.rate_service(code=code, stars=int(stars), words=words, at=clock.now(), by=actor)
    else:
        actions.explain_rating(code=code, words=words, by=actor)
        messages.success(request, _("Thank you for telling us."))
    return redirect(f"{reverse('procedures:dossier', args=[code])}#rating")


@requires(permissions.FILE)
@require_POST
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a complaint about a decision, with what is known already."""
    case, now, actor = _case(request, code), clock.now(), actor_of(request)
    entry = queries.entry_of(name=forms.COMPLAINT, on=clock.today(), language=language())
    if entry is None:
        raise refusals.UnknownProcedure()
    draft = actions.begin_form(revision_id=entry.revision_id, whom="self", at=now, by=actor)
    definition = case_queries.revision_definition(entry.revision_id)
    change = actions.Change(
        version=draft.version, answers=forms.complaint_answers(case, definition)
    )
    actions.save_draft(draft_id=draft.id, change=change, at=now, by=actor)
    return redirect("procedures:draft", draft.id)


def _case(request: HttpRequest, code: str) -> "Case":
    found = case_queries.case_of_party(code=code, by=actor_of(request), at=clock.now())
    if found is None:
        raise refusals.NotYourDossier()
    return found
