"""The programming interface's answers to what went wrong, in one form (RFC 9457)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from thanglong.kernel.base.errors import BadInput, CityError, NotFound, SignInNeeded
from thanglong.kernel.web import errors


def install(api: NinjaAPI) -> None:
    """Let an API answer refusals, wrong input and unknown things as problem documents."""
    api.add_exception_handler(CityError, _refused)
    api.add_exception_handler(ValidationError, _bad_input)
    api.add_exception_handler(AuthenticationError, _sign_in)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(HttpError, _http_error)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.problem(error)


def _bad_input(request: HttpRequest, error: Any) -> HttpResponse:
    """Each wrong value with its place, never with the value itself."""
    places = [(".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors]
    return errors.problem(BadInput(problems=places))


def _sign_in(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.problem(SignInNeeded())


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.problem(NotFound())


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    refusal = errors.BadRequest()
    refusal.status = error.status_code
    return errors.problem(refusal)
