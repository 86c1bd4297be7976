"""Following a dossier without signing in: code and last four digits of the number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thanglong.kernel.base import clock
from thanglong.kernel.web.formats import language
from thanglong.kernel.web.permissions import public
from thanglong.services.procedures import actions
from thanglong.services.procedures.forms.tracking import Track


@public
@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Where a dossier is; no names, and few tries."""
    form = Track(request.POST or None, initial={"code": request.GET.get("code", "")})
    found = None
    if form.is_valid():
        with form.refusals():
            found = actions.track_dossier(
                code=form.cleaned_data["code"],
                digits=form.cleaned_data["digits"],
                address=request.META.get("REMOTE_ADDR", ""),
                at=clock.now(),
                language=language(),
            )
    return render(request, "procedures/track.html", {"form": form, "found": found})
