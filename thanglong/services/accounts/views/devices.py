"""A sign-in on a device: begun under a new session key, remembered, ended."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.middleware.csrf import rotate_token

from thanglong.kernel.base import clock, sight
from thanglong.kernel.people import actions as people
from thanglong.kernel.people import rules as people_rules
from thanglong.kernel.web import views as web
from thanglong.services.accounts import rules

if TYPE_CHECKING:
    from thanglong.kernel.people.models import Account

BEGUN_SECONDS = 3600


def begin(
    request: HttpRequest, account: "Account", *, method: str, assurance: int, onward: str
) -> HttpResponse:
    """Sign the browser in: everything of the session before is dropped, its key too.

    onward: a page of ours, checked before.
    """
    now = clock.now()
    if request.session.session_key:
        people.end_session(session_key=request.session.session_key, at=now)
    request.session.flush()
    request.session["account_id"] = account.id
    request.session.set_expiry(people_rules.session_span(account.kind).absolute)
    request.session.save()
    rotate_token(request)
    sight.of_account(account.id, at=now)
    people.begin_session(
        account=account,
        session_key=str(request.session.session_key),
        method=method,
        assurance=assurance,
        device=rules.device_name(request.headers.get("User-Agent", "")),
        at=now,
    )
    response = HttpResponseRedirect(onward)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        web.remember(response, settings.LANGUAGE_COOKIE_NAME, account.language)
    return response


def keep_shortly(request: HttpRequest) -> None:
    """A session of somebody who has only begun to sign in is forgotten after an hour."""
    if "account_id" not in request.session:
        request.session.set_expiry(BEGUN_SECONDS)


def end(request: HttpRequest) -> None:
    """Sign the browser out."""
    if request.session.session_key:
        people.end_session(session_key=request.session.session_key, at=clock.now())
    request.session.flush()


def address(request: HttpRequest) -> str:
    """From where the request comes, for counting tries."""
    return str(request.META.get("REMOTE_ADDR", ""))


def site(request: HttpRequest) -> people.Site:
    """The site as the browser knows it, for passkeys."""
    host = request.get_host()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return people.Site(name=name, origin=f"{request.scheme}://{host}")
