"""What an officer does with one dossier: each change of state is a thing of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import BadInput
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.cases import refusals
from thanglong.kernel.people import queries as people
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.forms import CityForm
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions
from thanglong.services.procedures.forms import desk as forms
from thanglong.services.procedures.forms import findings
from thanglong.services.procedures.queries import desk_words, desk_work, showing, workspace
from thanglong.services.procedures.views.desk.inbox import own_path, shown_of
from thanglong.services.procedures.views.desk.workspace import seen_case

if TYPE_CHECKING:
    from thanglong.kernel.cases.models import Case, Task


@requires(permissions.DESK)
@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Take the dossier on oneself."""
    task = _task(request, seen_case(request, code))
    cases.claim_task(task_id=task.id, at=clock.now(), by=actor_of(request))
    if "back" in request.POST:
        return redirect(own_path(request.POST["back"]))
    return _back(request, code)


@requires(permissions.DESK)
@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Put it back on the desk of the team."""
    task = _task(request, seen_case(request, code))
    cases.release_task(task_id=task.id, at=clock.now(), by=actor_of(request))
    return _back(request, code)


@requires(permissions.DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, code: str) -> HttpResponse:
    """Give it to a colleague who holds the same post."""
    case = seen_case(request, code)
    task, now, actor = _task(request, case), clock.now(), actor_of(request)
    posts = case_queries.posts_by_account(agency_ids=[task.agency_id], now=now)
    names = {
        one.account_id: one.name
        for one in people.colleagues_of(account_id=actor.account_id or 0, at=now)
    }
    fit = [one for one, held in posts.items() if (task.agency_id, task.role) in held]
    colleagues = [(one, names[one]) for one in names if one in fit]
    form = forms.PassOn(request.POST or None, colleagues=colleagues)
    if form.is_valid():
        with form.refusals():
            to = form.cleaned_data["account"]
            cases.pass_on(task_id=task.id, to_account_id=to, at=now, by=actor)
            messages.success(request, _("Given to %(name)s.") % {"name": names[to]})
            return _back(request, code)
    return render(request, "procedures/desk/pass_on.html", _values(request, case, form))


@requires(permissions.DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """An action of the stage; those that need words first show the form for them."""
    case = seen_case(request, code)
    task = _task(request, case)
    if name == "supplement":
        return _supplement(request, case, task)
    if name in desk_work.NEEDS_WORDS:
        return _with_words(request, case, task, name)
    if desk_work.asks_findings(case, name):
        return _with_findings(request, case, task, name)
    if request.method != "POST":
        raise Http404
    order = cases.Request(action=name, note=request.POST.get("note", ""), key=_key(request))
    return _done(
        request,
        cases.act(task_id=task.id, request=order, at=clock.now(), by=actor_of(request)),
        name,
    )


@requires(permissions.DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def consultation(request: HttpRequest, code: str, consult: str) -> HttpResponse:
    """Ask another agency for its opinion; the dossier stays where it is."""
    case = seen_case(request, code)
    task, form = _task(request, case), forms.Question(request.POST or None)
    if form.is_valid():
        with form.refusals():
            cases.ask_opinion(
                task_id=task.id,
                consult=consult,
                question=form.cleaned_data["text"],
                at=clock.now(),
                by=actor_of(request),
            )
            messages.success(request, _("The question has been sent."))
            return _back(request, code)
    words = case_queries.revision_definition(case.revision_id).words(language()).consult
    values = _values(request, case, form) | {"consult": words.get(consult, consult)}
    return render(request, "procedures/desk/consultation.html", values)


@requires(permissions.DESK)
@require_POST
def recall(request: HttpRequest, code: str, consult: str) -> HttpResponse:
    """Go on without the answer; question and recall stay on record."""
    task = _task(request, seen_case(request, code))
    cases.recall_opinion(task_id=task.id, consult=consult, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The question has been recalled."))
    return _back(request, code)


@requires(permissions.DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the desk that asked for our opinion."""
    case, actor = seen_case(request, code), actor_of(request)
    task = desk_work.work_of(case, by=actor, now=clock.now(), language=language()).opinion_task
    if task is None:
        raise Http404
    form = forms.Opinion(request.POST or None)
    if form.is_valid():
        with form.refusals():
            text = form.cleaned_data["text"]
            cases.give_opinion(task_id=task.id, opinion=text, at=clock.now(), by=actor)
            messages.success(request, _("Your opinion has been sent."))
            return _back(request, code)
    values = _values(request, case, form) | {"question": task.question}
    return render(request, "procedures/desk/opinion.html", values)


@requires(permissions.DESK)
@require_POST
def look_up(request: HttpRequest, code: str, need: str) -> HttpResponse:
    """Have a register looked at for one claim; the look is recorded for the person to see."""
    case, actor = seen_case(request, code), actor_of(request)
    kept = cases.look_up_need(case=case, need=need, at=clock.now(), by=actor)
    messages.info(request, showing.told(kept, to_office=True).sentence + ".")
    return _back(request, code, anchor="#checks")


@requires(permissions.DESK)
@require_POST
def message(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the applicant."""
    seen_case(request, code)
    text = request.POST.get("text", "")
    cases.send_message(code=code, text=text, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The message has been sent."))
    return _back(request, code, anchor="#messages")


def _supplement(request: HttpRequest, case: Case, task: Task) -> HttpResponse:
    rows = workspace.requirement_rows(case, language())
    form = CityForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            order = cases.Request(
                action="supplement", verdicts=forms.verdicts(request.POST, rows), key=_key(request)
            )
            case = cases.act(task_id=task.id, request=order, at=clock.now(), by=actor_of(request))
            return _done(request, case, "supplement")
    said, shown = request.POST, workspace.shown_by_need(case)
    requirements = [
        {
            "name": name,
            "label": label,
            "is_paper": name.startswith("need:"),
            "verdict": said.get(f"verdict-{name}", ""),
            "reason": said.get(f"reason-{name}", ""),
            "shown": shown.get(name, ""),
        }
        for name, label in rows
    ]
    values = _values(request, case, form) | {
        "requirements": requirements,
        "papers": workspace.papers_by_need(case),
        "is_second": case.supplements >= 1,
    }
    return render(request, "procedures/desk/supplement.html", values)


def _with_words(request: HttpRequest, case: Case, task: Task, name: str) -> HttpResponse:
    definition = case_queries.revision_definition(case.revision_id)
    days = (clock.local(case.filed_at).date(), clock.today())
    form = forms.Words(
        request.POST or None, action=name, definition=definition, days=days, language=language()
    )
    if form.is_valid():
        with form.refusals():
            case = _act_with_words(request, task, name, form)
            return _done(request, case, name)
    values = _values(request, case, form) | {
        "action": name,
        "label": desk_words.action_name(definition, name, language()),
    }
    return render(request, "procedures/desk/words.html", values)


def _with_findings(request: HttpRequest, case: Case, task: Task, name: str) -> HttpResponse:
    """What the officer found comes with the act; a part of the page is drawn anew on the way."""
    actor, now = actor_of(request), clock.now()
    is_part = request.GET.get("part") == "fields"
    data = request.POST if request.method == "POST" else None
    sheet = findings.sheet_of(case, data=data, at=now, language=language())
    if data is not None and not is_part:
        note = request.POST.get("note", "")
        order = cases.Request(action=name, note=note, findings=sheet.given, key=_key(request))
        try:
            return _done(request, cases.act(task_id=task.id, request=order, at=now, by=actor), name)
        except BadInput as refusal:
            sheet = sheet.refused(refusal)
    definition = case_queries.revision_definition(case.revision_id)
    values = _values(request, case, None) | {
        "action": name,
        "task_id": task.id,
        "label": desk_words.action_name(definition, name, language()),
        "sheet": sheet,
        "note": request.POST.get("note", ""),
    }
    part = "finding_fields.html" if is_part else "findings.html"
    status = 422 if sheet.problems else 200
    return render(request, f"procedures/desk/{part}", values, status=status)


def _act_with_words(request: HttpRequest, task: Task, name: str, form: forms.Words) -> Case:
    note, basis = form.told(), form.cleaned_data.get("basis", "")
    actor, now = actor_of(request), clock.now()
    if name == "stop":
        return cases.stop_case(task_id=task.id, reason=note, basis=basis, at=now, by=actor)
    order = cases.Request(action=name, note=note, basis=basis, key=_key(request))
    return cases.act(task_id=task.id, request=order, at=now, by=actor)


def _values(request: HttpRequest, case: Case, form: Any) -> dict[str, Any]:
    definition = case_queries.revision_definition(case.revision_id)
    return {
        "case": case,
        "form": form,
        "title": definition.words(language()).title,
        "place": shown_of(request).query(after=shown_of(request).after),
        "key": request.POST.get("key", "") or workspace.new_key(),
    }


def _task(request: HttpRequest, case: Case) -> Task:
    """The work that the page showed, else what lies on a desk now, the officer's own first.

    Raises TaskIsDone when nothing does.
    """
    shown = workspace.task_of(case, request.POST.get("task", ""))
    if shown is not None:
        return shown
    work = desk_work.work_of(case, by=actor_of(request), now=clock.now(), language=language())
    task = work.task or work.opinion_task
    if task is None:
        raise refusals.TaskIsDone()
    return task


def _done(request: HttpRequest, case: Case, name: str) -> HttpResponse:
    definition = case_queries.revision_definition(case.revision_id)
    messages.success(request, desk_words.step_name(definition, name, language()) + ".")
    return _back(request, case.code)


def _back(request: HttpRequest, code: str, *, anchor: str = "") -> HttpResponse:
    place = shown_of(request).query(after=shown_of(request).after)
    response = redirect("procedures:desk_dossier", code)
    response["Location"] += place + anchor
    return response


def _key(request: HttpRequest) -> str | None:
    return f"desk:{request.POST.get('key', '')[:40]}" if request.POST.get("key") else None
