"""Officers sign in: login and password first, then a code or a passkey."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thanglong.kernel.base import clock, sight
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import queries as people_queries
from thanglong.kernel.web.forms import CityForm
from thanglong.kernel.web.permissions import public
from thanglong.kernel.web.views import safe_next
from thanglong.services.accounts import forms, rules
from thanglong.services.accounts.views import devices

if TYPE_CHECKING:
    from thanglong.kernel.people.models import Account

PENDING = "second_step"
CHALLENGE = "passkey_challenge"
LEVEL = 2  # an officer with both steps


@dataclass(frozen=True, slots=True)
class Pending:
    """An officer who has taken the first step and not yet the second."""

    account_id: int
    onward: str


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first_step(request: HttpRequest) -> HttpResponse:
    """Login and password."""
    form = forms.OfficerSignIn(request.POST or None)
    onward = safe_next(request, "/desk")
    if form.is_valid():
        with form.refusals():
            account = people.check_password(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                address=devices.address(request),
                at=clock.now(),
            )
            begin_second_step(request, account, onward)
            return redirect("accounts:second_step")
    return render(request, "accounts/officer.html", {"form": form, "onward": onward})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of the app, or a passkey; who has neither yet sets one up first."""
    pending = pending_of(request)
    if pending is None:
        return redirect("accounts:officer")
    ways = people_queries.ways_to_sign_in(account_id=pending.account_id)
    if not ways.has_second_step:
        return redirect("accounts:enrol")
    by_passkey = "answer" in request.POST
    form = (forms.PasskeyStep if by_passkey else forms.CodeStep)(request.POST or None)
    if form.is_valid():
        with form.refusals():
            account, method = _proven(request, pending, form)
            return devices.begin(
                request, account, method=method, assurance=LEVEL, onward=pending.onward
            )
    question = _question(request, pending) if ways.has_passkey else None
    values = {
        "form": form,
        "code_form": forms.CodeStep() if by_passkey else form,
        "ways": ways,
        "question": question,
    }
    return render(request, "accounts/second_step.html", values)


def begin_second_step(request: HttpRequest, account: "Account", onward: str) -> None:
    """Remember, under a new session key, that the first step was taken."""
    request.session.flush()
    request.session[PENDING] = {
        "account_id": account.id,
        "onward": onward,
        "begun_at": int(clock.now().timestamp()),
    }
    devices.keep_shortly(request)


def pending_of(request: HttpRequest) -> Pending | None:
    """Who has taken the first step in this browser, within ten minutes; the database is told."""
    kept = request.session.get(PENDING)
    now = clock.now()
    seconds = int(now.timestamp())
    if not kept or not rules.is_still_pending(begun_at=kept["begun_at"], now=seconds):
        return None
    sight.of_account(kept["account_id"], at=now)
    return Pending(kept["account_id"], kept["onward"])


def _proven(request: HttpRequest, pending: Pending, form: CityForm) -> "tuple[Account, str]":
    answer = form.cleaned_data.get("answer")
    if answer:
        proof = proof_of(request, answer)
        account = people.check_passkey(account_id=pending.account_id, proof=proof, at=clock.now())
        return account, "passkey"
    code = form.cleaned_data["code"]
    return people.check_code(account_id=pending.account_id, code=code, at=clock.now()), "totp"


def _question(request: HttpRequest, pending: Pending) -> people.Question | None:
    site = devices.site(request)
    if not rules.has_passkey_name(site.name):
        return None
    question = people.passkey_challenge(account_id=pending.account_id, site=site)
    request.session[CHALLENGE] = question.challenge
    return question


def proof_of(request: HttpRequest, answer: str) -> people.Proof:
    """The browser's answer with the challenge it was given, which is used up now."""
    challenge = request.session.pop(CHALLENGE, "")
    return people.Proof(answer=answer, challenge=challenge, site=devices.site(request))
