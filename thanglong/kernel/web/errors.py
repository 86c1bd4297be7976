"""Refusals and faults as a person (a page) or a program (RFC 9457) is told of them."""

import sys
from http import HTTPStatus
from typing import Any

import psycopg
import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.city import city
from thanglong.kernel.base.errors import CityError, NotAllowed, NotFound, SignInNeeded, TooManyTries
from thanglong.kernel.cases.definition import messages
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.web import formats, permissions, shell

log = structlog.get_logger("errors")
PROBLEM = "application/problem+json"
SILENT = (OperationalError, InterfaceError)
SECRET = frozenset({"password", "present", "new", "again", "code", "answer", "csrfmiddlewaretoken"})
SENTENCE_MIN, SENTENCES_MAX = 12, 20  # characters; texts of a refused request that are shown


class BadRequest(CityError):
    """The request itself is broken: too many fields, a wrong form, a forged address."""

    code = "web.bad_request"
    status = 400
    message = _("We could not read what was sent.")


class FormExpired(CityError):
    """A form came back without the proof that it is ours, mostly because it is too old."""

    code = "web.form_expired"
    status = 403
    message = _("This form has been open for too long, or cookies are turned off.")


class SignInEnded(SignInNeeded):
    """Something was written and sent after the sign-in had ended."""

    message = permissions.HAS_ENDED


class TooLarge(CityError):
    """More bytes, fields or files than anyone needs to send at once."""

    code = "web.too_large"
    status = 413
    message = _("This is too much to send at once. Please send less, or in parts.")


class NotJson(CityError):
    """A body of a kind that this address does not read."""

    code = "web.not_json"
    status = 415
    message = _("This address reads JSON only. Please send Content-Type: application/json.")


class NotThisMethod(CityError):
    """The address is right, the method is not."""

    code = "web.method_not_allowed"
    status = 405
    message = _("This address does not take this method.")


class Busy(CityError):
    """Another request holds what this one needs."""

    code = "web.busy"
    message = _("Somebody is working on this at this moment. Please send the request again.")


class Unavailable(CityError):
    """The database does not answer. What it had confirmed is kept; what was under way may be sent
    again: the same form, or the same key, is done once.
    """

    code = "web.unavailable"
    status = 503
    message = _("The city cannot answer at the moment. Please send the request again in a while.")


class Fault(CityError):
    """Something broke on our side."""

    code = "web.fault"
    status = 500
    message = _("Something went wrong on our side.")


def refused(request: HttpRequest, error: CityError) -> HttpResponse:
    """The answer to a refusal: to the sign-in, a page, or a problem document."""
    if permissions.is_api(request):
        return problem(error)
    if not isinstance(error, SignInNeeded):
        return page(request, error)
    if request.headers.get("HX-Request") == "true" or not _written(request):
        return permissions.to_sign_in(request)
    request.session.pop("account_id", None)
    return page(request, SignInEnded())


def problem(error: CityError) -> HttpResponse:
    """A refusal as `application/problem+json`. Source: RFC 9457."""
    body: dict[str, Any] = {
        "type": f"urn:thanglong:refusal:{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": str(error),
        "code": error.code,
    }
    found = listed(error)
    if found:
        body["errors"] = found
    response = JsonResponse(body, status=error.status, content_type=PROBLEM)
    _hints(error, response)
    return response


def places(error: CityError) -> list[tuple[str, str]]:
    """What is wrong where: (field, sentence), from pairs or from problems of a definition."""
    definition = error.details.get("definition")
    found = []
    for one in error.details.get("problems", ()):
        if isinstance(one, Problem):
            found.append((one.field, _sentence(one, definition)))
        else:
            field, sentence = one
            found.append((str(field), str(sentence)))
    return found


def listed(error: CityError) -> list[dict[str, str]]:
    """What is wrong where, for programs: field, code, sentence, and its place in the body.

    Source: RFC 9457, section 3.1 (`errors` with JSON Pointers as in its example).
    """
    problems = error.details.get("problems", ())
    found = []
    for one, (field, sentence) in zip(problems, places(error), strict=True):
        code, pointer = "invalid", ""
        if isinstance(one, Problem):
            check = one.params.get("check")
            code = f"check.{check}" if check else one.code
            pointer = str(one.params.get("pointer", "")) or _pointer(field, error)
            sentence = str(_FOR_PROGRAMS.get(one.code, sentence))
        entry = {"field": field, "pointer": pointer, "code": code, "detail": sentence}
        found.append({name: text for name, text in entry.items() if text or name != "pointer"})
    return found


def page(request: HttpRequest, error: CityError) -> HttpResponse:
    """A refusal as a calm page: what happened, what was kept, what to do next."""
    values = {
        "error": error,
        "status": error.status,
        "places": places(error),
        "onward": permissions.page_before(request),
        "written": _written(request),
    }
    html = render_to_string("web/errors/refused.html", values, request)
    response = HttpResponse(html, status=error.status)
    _hints(error, response)
    return response


def _written(request: HttpRequest) -> list[str]:
    """The sentences that were sent and not kept, so that the person can copy them; no secrets."""
    if request.method != "POST":
        return []
    sent = (text for name, texts in request.POST.lists() if name not in SECRET for text in texts)
    found = [text.strip() for text in sent if " " in text.strip() and len(text) >= SENTENCE_MIN]
    return found[:SENTENCES_MAX]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return refused(request, BadRequest())


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return refused(request, NotAllowed())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return refused(request, NotFound())


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    log.info("form_expired", reason=reason)
    return refused(request, FormExpired())


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the fault is being handled."""
    said = silence(sys.exc_info()[1])
    return quiet_page(request, said or Fault())


def silence(error: BaseException | None) -> CityError | None:
    """What it means when the database gives no answer: it is busy, or away. None: another fault."""
    cause = error.__cause__ if error else None  # jobs are queued by another library than rows
    if isinstance(cause, psycopg.errors.LockNotAvailable):
        return Busy()
    is_silent = isinstance(error, SILENT) or isinstance(cause, psycopg.OperationalError)
    return Unavailable() if is_silent else None


def quiet_page(request: HttpRequest, error: CityError) -> HttpResponse:
    """An answer that needs neither the database nor the session: a plain page, or a problem."""
    if permissions.is_api(request):
        return problem(error)
    lang = getattr(request, "LANGUAGE_CODE", "vi")
    values = {
        "is_fault": isinstance(error, Fault),
        "was_sent": request.method == "POST",
        "request_id": getattr(request, "id", ""),
        "lang": lang,
        "city": city(lang),
        "look": shell.look_of(request),
    }
    with translation.override(lang):
        html = render_to_string("web/errors/fault.html", values)
    response = HttpResponse(html, status=error.status)
    _hints(error, response)
    return response


def _sentence(one: Problem, definition: Any) -> str:
    if definition is not None:
        return messages.sentence(one, definition=definition, language=formats.language())
    if one.code in _LIMITS and "length" not in one.params:
        return str(_LIMITS[one.code]) % one.params
    general = messages.SENTENCES.get(one.code, messages.SENTENCES["wrong_type"])
    return general[formats.language()].format(**one.params)


_LIMITS = {
    "too_long": _("This is too long: at most %(max)s characters."),
    "too_many": _("These are too many: at most %(max)s."),
}


_FOR_PROGRAMS = {
    "not_a_date": _("This is not a date. Please send year, month and day as 2026-02-05."),
}


def _pointer(field: str, error: CityError) -> str:
    """Where an answer or a paper of a form stands in the body of a filing."""
    if "definition" not in error.details:
        return f"#/{field}" if field else ""
    if field.startswith("need:"):
        return "#/papers"
    return f"#/answers/{field.replace('~', '~0').replace('/', '~1')}" if field else "#/answers"


def _hints(error: CityError, response: HttpResponse) -> None:
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.details.get("seconds", 60))
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Busy | Unavailable):
        response.headers["Retry-After"] = "2"
