"""A draft on trial, before a second person reads it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thanglong.kernel.base import clock
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.editing import permissions, queries

LOOK_AGAIN_SECONDS = 2


@requires(permissions.WRITE)
@never_cache
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, text_id: int) -> HttpResponse:
    """Scenarios, made-up applicants, past dossiers, and what differs; a post orders the trial."""
    at, by = clock.now(), actor_of(request)
    if request.method == "POST":
        try:
            cases.order_trial(draft_id=text_id, at=at, by=by)
        except CityError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It has been ordered, and begins in a moment."))
        return redirect("editing:proof", text_id)
    page = queries.proof_page(text_id, by=by, at=at, language=language())
    answer = render(request, "editing/proof.html", {"page": page})
    if page.is_running:  # the page looks again by itself, with and without scripts
        answer["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer
