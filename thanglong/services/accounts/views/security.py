"""The ways to sign in: password, authenticator app, passkeys, keys for programs."""

import io
from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.people import sealing
from thanglong.kernel.web.permissions import actor_of, public, requires
from thanglong.services.accounts import forms, permissions, rules
from thanglong.services.accounts.views import devices, officer

if TYPE_CHECKING:
    from thanglong.kernel.people.models import Account

NEW_APP = "new_app"


@requires(permissions.ACCOUNT)
@never_cache
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Everything by which one signs in."""
    account_id = actor_of(request).account_id or 0
    values = {
        "profile": people_queries.profile_of(account_id=account_id),
        "ways": people_queries.ways_to_sign_in(account_id=account_id),
        "passkeys": people_queries.passkeys_of(account_id=account_id),
        "tokens": people_queries.tokens_of(account_id=account_id, at=clock.now()),
    }
    return render(request, "accounts/security.html", values)


@requires(permissions.OFFICERS)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; all sign-ins end, this one begins anew."""
    form = forms.NewPassword(request.POST or None)
    actor = actor_of(request)
    if form.is_valid():
        with form.refusals():
            _change_password(request, form, actor)
            messages.success(request, _("Your password is changed. Other devices are signed out."))
            return redirect("accounts:officer")
    return render(request, "accounts/password.html", {"form": form})


@requires(permissions.OFFICERS)
@never_cache
@require_http_methods(["GET", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app."""
    actor = _fresh(request)
    form = forms.NewApp(request.POST or None)
    if form.is_valid():
        with form.refusals():
            _enrol(request, form, actor)
            messages.success(request, _("Your authenticator app is set up."))
            return redirect("accounts:security")
    values = {"form": form, **_secret(request, actor.account_id or 0), "back": True}
    return render(request, "accounts/app.html", values)


@requires(permissions.OFFICERS)
@require_POST
def app_removal(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator app."""
    actor = _fresh(request)
    people.remove_totp(account_id=actor.account_id or 0, at=clock.now(), by=actor)
    messages.success(request, _("Your authenticator app is removed."))
    return redirect("accounts:security")


@requires(permissions.OFFICERS)
@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device."""
    actor = _fresh(request)
    form = forms.NewPasskey(request.POST or None)
    if form.is_valid():
        with form.refusals():
            _add_passkey(request, form, actor)
            messages.success(request, _("Your passkey is kept."))
            return redirect("accounts:security")
    values = {"form": form, **_invitation(request, actor.account_id or 0), "back": True}
    return render(request, "accounts/passkey.html", values)


@requires(permissions.OFFICERS)
@require_POST
def passkey_removal(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Forget a passkey."""
    actor = _fresh(request)
    people.remove_passkey(
        account_id=actor.account_id or 0, passkey_id=passkey_id, at=clock.now(), by=actor
    )
    messages.success(request, _("The passkey is removed."))
    return redirect("accounts:security")


@requires(permissions.ACCOUNT)
@require_POST
def token_revocation(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a key for programs."""
    people.revoke_token(token_id=token_id, at=clock.now(), by=actor_of(request))
    messages.success(request, _("The key does not work any more."))
    return redirect("accounts:security")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """An officer without a second step sets up the app, between the two steps."""
    pending = officer.pending_of(request)
    if pending is None:
        return redirect("accounts:officer")
    if people_queries.ways_to_sign_in(account_id=pending.account_id).has_second_step:
        return redirect("accounts:second_step")
    form = forms.NewApp(request.POST or None)
    if form.is_valid():
        with form.refusals():
            actor = people_queries.actor_for_account(account_id=pending.account_id, at=clock.now())
            account = _enrol(request, form, actor)
            return devices.begin(
                request, account, method="totp", assurance=officer.LEVEL, onward=pending.onward
            )
    values = {"form": form, **_secret(request, pending.account_id), "back": False}
    return render(request, "accounts/app.html", values)


def _fresh(request: HttpRequest) -> Actor:
    """Who asks, if the sign-in is fresh enough to change ways to sign in."""
    session_key = str(request.session.session_key)
    people.check_fresh_sign_in(session_key=session_key, at=clock.now())
    return actor_of(request)


def _change_password(request: HttpRequest, form: forms.NewPassword, actor: Actor) -> None:
    account_id = actor.account_id or 0
    people.check_own_password(
        account_id=account_id,
        password=form.cleaned_data["present"],
        address=devices.address(request),
        at=clock.now(),
    )
    people.set_password(
        account_id=account_id, password=form.cleaned_data["new"], at=clock.now(), by=actor
    )


def _enrol(request: HttpRequest, form: forms.NewApp, actor: Actor) -> "Account":
    secret = sealing.unseal(request.session.get(NEW_APP, sealing.seal("")))
    account = people.enrol_totp(
        account_id=actor.account_id or 0,
        secret=secret,
        code=form.cleaned_data["code"],
        at=clock.now(),
        by=actor,
    )
    request.session.pop(NEW_APP, None)
    return account


def _secret(request: HttpRequest, account_id: int) -> dict[str, object]:
    """The new secret, as QR code and as text; the same one until it is set up."""
    if NEW_APP not in request.session:
        request.session[NEW_APP] = sealing.seal(people.new_totp_secret())
    secret = sealing.unseal(request.session[NEW_APP])
    login = people_queries.profile_of(account_id=account_id).login
    address = people.totp_address(secret=secret, login=login)
    drawing = io.BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", xmldecl=False, svgns=True, nl=False, border=3, scale=5, light="#fff"
    )
    qr = Markup(drawing.getvalue().decode())  # noqa: S704 - drawn by segno, holds no text
    return {"qr": qr, "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))}


def _add_passkey(request: HttpRequest, form: forms.NewPasskey, actor: Actor) -> None:
    people.add_passkey(
        account_id=actor.account_id or 0,
        proof=officer.proof_of(request, form.cleaned_data["answer"]),
        label=form.cleaned_data["label"],
        at=clock.now(),
        by=actor,
    )


def _invitation(request: HttpRequest, account_id: int) -> dict[str, object]:
    site = devices.site(request)
    if not rules.has_passkey_name(site.name):
        return {"question": None}
    question = people.passkey_invitation(account_id=account_id, site=site)
    request.session[officer.CHALLENGE] = question.challenge
    return {"question": question}
