"""Form 04 before the leader: a new date with an apology, once, or none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import NotFound
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases import queries as case_queries
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.procedures import permissions, queries
from thanglong.services.procedures.forms.desk import Extension
from thanglong.services.procedures.views.desk.workspace import seen_case


@requires(permissions.DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def extension(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the apology with a new date, or let the promised date stand."""
    case, actor, now = seen_case(request, code), actor_of(request), clock.now()
    task = case_queries.extension_task(case, by=actor)
    if task is None:
        raise NotFound()
    if request.method == "POST" and "decline" in request.POST:
        cases.decline_extension(task_id=task.id, at=now, by=actor)
        return redirect("procedures:desk_dossier", code)
    form = Extension(request.POST or None)
    if form.is_valid():
        with form.refusals():
            new = cases.NewDate(days=form.cleaned_data["days"], reason=form.cleaned_data["reason"])
            cases.extend_time(task_id=task.id, new=new, at=now, by=actor)
            messages.success(request, _("The applicant has been told the new date."))
            return redirect("procedures:desk_dossier", code)
    row = queries.row_of(case, at=now, language=language())
    return render(
        request, "procedures/desk/extension.html", {"case": case, "row": row, "form": form}
    )
