"""Signing in: the choice, VNeID there and back, signing out."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.ports import identity_provider
from thanglong.kernel.web.permissions import actor_of, public
from thanglong.kernel.web.views import safe_next
from thanglong.services.accounts.views import devices

BEGUN_MAX = 5  # sign-ins begun in as many tabs


@public
@require_GET
def choice(request: HttpRequest) -> HttpResponse:
    """Residents by VNeID, officers by password."""
    onward = safe_next(request)
    if actor_of(request).account_id is not None:
        return HttpResponseRedirect(onward)
    return render(request, "accounts/sign_in.html", {"onward": onward})


@public
@require_GET
def vneid(request: HttpRequest) -> HttpResponse:
    """To VNeID, with the wanted level; what must be remembered stays in the session."""
    level = 2 if request.GET.get("level") == "2" else 1
    return_url = request.build_absolute_uri(reverse("accounts:vneid_callback"))
    start = identity_provider().start(return_url=return_url, assurance=level)
    begun = list(request.session.get("vneid", {}).items())[1 - BEGUN_MAX :]
    memory = {**start.memory, "onward": safe_next(request)}
    request.session["vneid"] = dict([*begun, (start.memory["state"], memory)])
    devices.keep_shortly(request)
    return HttpResponseRedirect(start.url)


@public
@require_GET
def vneid_callback(request: HttpRequest) -> HttpResponse:
    """Back from VNeID: the answer is checked, and the resident is signed in."""
    answer = request.GET.dict()
    begun = request.session.get("vneid", {})
    memory = begun.pop(answer.get("state", ""), {})
    request.session["vneid"] = begun
    onward = memory.get("onward", "/")
    request.begun_at = f"{reverse('accounts:sign_in')}?{urlencode({'next': onward})}"  # type: ignore[attr-defined]
    identity = identity_provider().finish(memory=memory, answer=answer)
    account = people.sign_in_resident(identity=identity, at=clock.now())
    return devices.begin(
        request,
        account,
        method="vneid",
        assurance=identity.assurance,
        onward=onward,
    )


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in."""
    devices.end(request)
    messages.success(request, _("You are signed out."))
    return HttpResponseRedirect("/")
