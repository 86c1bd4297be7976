"""Taking in dossiers at the counter: who, what for, the form, papers, receipt."""

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
from thanglong.kernel.documents import queries as document_queries
from thanglong.kernel.people import queries as people
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import actions, permissions, queries
from thanglong.services.procedures.actions import intake as intake_actions
from thanglong.services.procedures.forms import desk as forms
from thanglong.services.procedures.forms import intake as intake_forms


@requires(permissions.INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Who stands at the counter, and what for."""
    words, now = request.GET.get("words", "")[:80], clock.now()
    form = forms.Visitor(request.POST or None, initial={"procedure": request.GET.get("for", "")})
    slug = form["procedure"].value() or ""
    entry = queries.entry_of(name=slug, on=clock.today(), language=language()) if slug else None
    if entry and form.is_valid():
        with form.refusals():
            draft = intake_actions.begin_intake(
                visitor=intake_forms.visitor(form),
                revision_id=entry.revision_id,
                channel=form.cleaned_data["channel"],
                at=now,
                by=actor_of(request),
            )
            return redirect("procedures:desk_intake_form", draft.id)
    find = queries.search if words else queries.catalogue
    found = find(on=clock.today(), language=language(), **({"words": words} if words else {}))
    values = {
        "form": form,
        "entry": entry,
        "found": found,
        "words": words,
        "open": intake_forms.open_intakes(request, now),
    }
    return render(request, "procedures/desk/intake.html", values)


@requires(permissions.INTAKE)
@require_GET
def person(request: HttpRequest) -> HttpResponse:
    """The name that belongs to a number, shown beside the form before one goes on."""
    number = "".join(char for char in request.GET.get("personal_number", "") if char.isdigit())
    found = people.person_by_number(number) if len(number) == 12 else None
    if found is not None:
        intake_forms.record_look(request, found.id)
    values = {"person": found, "is_asked": len(number) == 12}
    return render(request, "procedures/desk/intake_person.html", values)


@requires(permissions.INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The whole form on one page, its papers, and how the result comes back."""
    state = intake_forms.state_of(request, draft_id)
    problems: list[tuple[str, str]] = []
    is_part = request.method == "POST" and request.GET.get("part") == "fields"
    if request.method == "POST":
        state = intake_forms.save(request, state)
        problems = [] if is_part else intake_forms.keep_papers(request, state)
        problems += state.return_problems() if "file" in request.POST else []
        if not is_part and not problems:
            if "file" not in request.POST:
                return _kept(request, state)
            try:
                return _filed(request, draft_id)
            except BadInput as refusal:
                problems, state = state.links(refusal), state.with_problems(refusal)
    values = {"state": state, "errors": problems, "sections": state.sections()}
    part = "intake_fields.html" if is_part else "intake_form.html"
    status = 422 if problems else 200
    return render(request, f"procedures/desk/{part}", values, status=status)


@requires(permissions.INTAKE)
@require_POST
def removal(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The person has gone: throw the form away."""
    actions.drop_draft(draft_id=draft_id, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The form was thrown away."))
    return redirect("procedures:desk_intake")


@requires(permissions.INTAKE)
@never_cache
@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What to give to the person: the code, the date, the receipt to print."""
    case = cases.case_by_code(code)
    if case is None or case.account_id != actor_of(request).account_id:
        raise Http404
    issued = document_queries.documents_of_case(code)
    values: dict[str, Any] = {
        "case": case,
        "title": cases.revision_definition(case.revision_id).words(language()).title,
        "receipt": next((one for one in issued if one.code == "01"), None),
        "is_ours": cases.case_of_officer(code=code, by=actor_of(request)) is not None,
        "clock": queries.clock_of(case, at=clock.now(), language=language()),
    }
    return render(request, "procedures/desk/intake_receipt.html", values)


def _kept(request: HttpRequest, state: intake_forms.State) -> HttpResponse:
    """Back to the form, with what the registers show if the clerk has them looked at."""
    if "look_up" in request.POST:
        actions.look_for_intake(draft=state.draft, at=clock.now(), by=actor_of(request))
    response = redirect("procedures:desk_intake_form", state.draft.id)
    response["Location"] += "#papers" if "look_up" in request.POST else ""
    return response


def _filed(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    case = intake_actions.file_intake(draft_id=draft_id, at=clock.now(), by=actor_of(request))
    return redirect("procedures:desk_intake_receipt", case.code)
