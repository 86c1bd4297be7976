"""Refusals and faults as a person (a page) or a program (RFC 9457) is told of them."""

from http import HTTPStatus
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base.errors import CityError, NotAllowed, NotFound, SignInNeeded, TooManyTries
from thanglong.kernel.cases.definition import messages
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.web import formats, permissions

log = structlog.get_logger("errors")
PROBLEM = "application/problem+json"


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


class Fault(CityError):
    """Something broke on our side."""

    code = "web.fault"
    status = 500
    message = _("Something went wrong on our side.")


def refused(request: HttpRequest, error: CityError) -> HttpResponse:
    """The answer to a refusal: to the sign-in, a page, or a problem document."""
    if permissions.is_api(request):
        return problem(error)
    if isinstance(error, SignInNeeded):
        return permissions.to_sign_in(request)
    return page(request, error)


def problem(error: CityError) -> HttpResponse:
    """A refusal as `application/problem+json`. Source: RFC 9457."""
    body: dict[str, Any] = {
        "type": f"urn:thanglong:refusal:{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": str(error),
        "code": error.code,
    }
    found = places(error)
    if found:
        body["errors"] = [{"field": field, "detail": sentence} for field, sentence in found]
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


def page(request: HttpRequest, error: CityError) -> HttpResponse:
    """A refusal as a calm page: what happened, what was kept, what to do next."""
    values = {"error": error, "status": error.status, "places": places(error)}
    html = render_to_string("web/errors/refused.html", values, request)
    response = HttpResponse(html, status=error.status)
    _hints(error, response)
    return response


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
    """Django's handler500: a page that needs neither the database nor the session."""
    if permissions.is_api(request):
        return problem(Fault())
    values = {
        "request_id": getattr(request, "id", ""),
        "lang": getattr(request, "LANGUAGE_CODE", "vi"),
    }
    return HttpResponse(render_to_string("web/errors/fault.html", values), status=500)


def _sentence(one: Problem, definition: Any) -> str:
    if definition is not None:
        return messages.sentence(one, definition=definition, language=formats.language())
    general = messages.SENTENCES.get(one.code, messages.SENTENCES["wrong_type"])
    return general[formats.language()].format(**one.params)


def _hints(error: CityError, response: HttpResponse) -> None:
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.details.get("seconds", 60))
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
