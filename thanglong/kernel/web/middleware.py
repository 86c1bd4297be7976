"""What surrounds every request: an id and a log line, headers, the language, who asks, refusals."""

import datetime
import re
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from ninja.utils import check_csrf

from thanglong.kernel.base import clock, sight
from thanglong.kernel.base.actor import ANONYMOUS, Actor
from thanglong.kernel.base.errors import CityError
from thanglong.kernel.people import queries as people
from thanglong.kernel.web import errors
from thanglong.kernel.web.permissions import is_api

Respond = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("access")
faults = structlog.get_logger("errors")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
COMPRESSIBLE = ("text/html", "application/json", "application/problem+json", "image/svg+xml")


class RequestMiddleware:
    """Gives each request an id and a nonce, each answer its security headers, and logs both.

    The log holds no personal data: the name of the route, never the address with its codes.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if REQUEST_ID.fullmatch(sent) else str(uuid.uuid4())
        request.id = request_id  # type: ignore[attr-defined]
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request=request_id):
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            secure(request, response)
            self._log(request, response, seconds=time.monotonic() - began)
        return response

    def _log(self, request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "unknown",
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )


def secure(request: HttpRequest, response: HttpResponseBase) -> None:
    """The headers that keep a page from being misused. A view may have set its own."""
    framable = getattr(response, "framable", False)
    headers = {
        "Content-Security-Policy": content_policy(
            nonce=str(request.csp_nonce),  # type: ignore[attr-defined]
            framable=framable,
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN" if framable else "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), usb=()",
    }
    if settings.SESSION_COOKIE_SECURE:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    for name, value in headers.items():
        response.headers.setdefault(name, value)


def content_policy(*, nonce: str, framable: bool = False) -> str:
    """The content security policy: everything from here, nothing inline without the nonce."""
    live = urlsplit(settings.LIVE_URL)
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": f"'self' {live.scheme}://{live.netloc}" if live.netloc else "'self'",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": " ".join(["'self'", *settings.FORM_TARGETS]),
        "frame-ancestors": "'self'" if framable else "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages and JSON; papers and pictures are already as small as they get."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if kind not in COMPRESSIBLE or response.streaming:
            return response
        return super().process_response(request, response)


class LanguageMiddleware:
    """The language of the answer: `?lang=` (and remembered), the cookie, else Vietnamese.

    A program is also heard by `Accept-Language`; a browser is not, because the city speaks
    Vietnamese first and the switch stands on every page.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        known = dict(settings.LANGUAGES)
        language = asked if asked in known else self._usual(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in known and not is_api(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, asked, max_age=31536000, samesite="Lax"
            )
        return response

    def _usual(self, request: HttpRequest) -> str:
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if kept in dict(settings.LANGUAGES):
            return kept
        if is_api(request) and "Accept-Language" in request.headers:
            return translation.get_language_from_request(request)
        return settings.LANGUAGE_CODE


class SightMiddleware:
    """The outermost: within a request the database is asked by nobody until it is known who asks.

    What is streamed is asked for after the answer has left this place, with the same eyes.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with sight.of_a_request() as asked:
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            pieces: Any = response.streaming_content
            response.streaming_content = sight.through(asked.eyes, pieces)
        return response


class ActorMiddleware:
    """Sets `request.actor`: who asks, looked up when first needed.

    A page is asked by the account in the session. The API is asked by the owner of the token in
    `Authorization: Bearer`, or by the account in the session; what a session writes there must
    bring the proof against forgery (`X-CSRFToken`), so that no foreign page can write.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: who_asks(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def who_asks(request: HttpRequest) -> Actor:
    """The actor behind a request, ANONYMOUS when nobody is signed in; the database is told."""
    at = clock.now()
    with sight.of_the_house("who asks is not known before it has been looked up"):
        actor = _who(request, at)
    sight.of_account(actor.account_id, at=at)
    return actor


def _who(request: HttpRequest, at: datetime.datetime) -> Actor:
    if is_api(request):
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return people.actor_for_token(token=token.strip(), at=at)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            _check_ours(request)
    session_key = request.session.session_key
    if session_key is None or "account_id" not in request.session:
        return ANONYMOUS
    return people.session_actor(session_key=session_key, at=at)


def _check_ours(request: HttpRequest) -> None:
    """Raises FormExpired when a session writes without the proof that our own page did."""
    if request.session.session_key is not None and check_csrf(request) is not None:
        raise errors.FormExpired()


class RefusalMiddleware:
    """Turns a refusal into a page, or into an RFC 9457 problem for programs."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and is_api(request):
            return self._not_this_method(response)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        """What holds the one character that no database keeps was not written by a person."""
        del view
        return errors.refused(request, errors.BadRequest()) if _has_nul(request) else None

    def _not_this_method(self, response: HttpResponseBase) -> HttpResponseBase:
        said = errors.problem(errors.NotThisMethod())
        said["Allow"] = response.headers.get("Allow", "")
        return said

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Refusals, and a database that gives no answer; other faults go on to the server's log."""
        if isinstance(exception, CityError):
            return errors.refused(request, exception)
        silence = errors.silence(exception)
        if silence is None:
            return None
        faults.warning("database_silent", means=silence.code, error=type(exception).__name__)
        if isinstance(silence, errors.Busy):
            return errors.refused(request, silence)
        return errors.quiet_page(request, silence)


def _has_nul(request: HttpRequest) -> bool:
    """Whether there is a NUL in address or form; the API's own parser looks into bodies."""
    if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
        return True
    if is_api(request):
        return False
    return any("\x00" in text for _, texts in request.POST.lists() for text in texts)
