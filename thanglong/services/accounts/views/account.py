"""One's own account: contact, sign-ins on all devices, notices."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thanglong.kernel.base import clock
from thanglong.kernel.notify import actions as notify
from thanglong.kernel.notify import queries as notify_queries
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.web import views as web
from thanglong.kernel.web.permissions import actor_of, requires
from thanglong.services.accounts import forms, permissions, queries


@requires(permissions.ACCOUNT)
@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The way to everything that belongs to me."""
    actor = actor_of(request)
    values = {
        "profile": people_queries.profile_of(account_id=actor.account_id or 0),
        "unread": queries.unread_notices(actor.account_id or 0),
    }
    return render(request, "accounts/account.html", values)


@requires(permissions.ACCOUNT)
@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Phone, e-mail, and the language of letters."""
    actor = actor_of(request)
    profile = people_queries.profile_of(account_id=actor.account_id or 0)
    known = {"phone": profile.phone, "email": profile.email, "language": profile.language}
    form = forms.Contact(request.POST or None, initial=known)
    if form.is_valid():
        values = form.cleaned_data
        people.set_contact(
            person_id=actor.person_id or 0, phone=values["phone"], email=values["email"]
        )
        people.set_language(account_id=actor.account_id or 0, language=values["language"])
        messages.success(request, _("Saved."))
        response = redirect("accounts:account")
        web.remember(response, settings.LANGUAGE_COOKIE_NAME, values["language"])
        return response
    return render(request, "accounts/contact.html", {"form": form})


@requires(permissions.ACCOUNT)
@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    sign_ins = people_queries.sign_ins_of(
        account_id=actor_of(request).account_id or 0,
        session_key=str(request.session.session_key),
        at=clock.now(),
    )
    return render(request, "accounts/sessions.html", {"sign_ins": sign_ins})


@requires(permissions.ACCOUNT)
@require_POST
def session_revocation(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End a sign-in on another device, or this one."""
    people.end_sign_in(sign_in_id=sign_in_id, at=clock.now(), by=actor_of(request))
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@requires(permissions.ACCOUNT)
@never_cache
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """What the city told me; POST: all of it is read."""
    account_id = actor_of(request).account_id or 0
    found = notify_queries.notices_of(account_id=account_id, language=get_language() or "vi")
    if request.method == "POST":
        until_id = max((one.id for one in found), default=0)
        notify.mark_read(account_id=account_id, at=clock.now(), until_id=until_id)
        return redirect("accounts:notices")
    return render(request, "accounts/notices.html", {"notices": found})
