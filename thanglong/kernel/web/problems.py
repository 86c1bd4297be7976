"""The programming interface's answers to what went wrong, in one form (RFC 9457)."""

from typing import Any

import orjson
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from procrastinate.exceptions import ConnectorException

from thanglong.kernel.base.errors import BadInput, CityError, NotFound, SignInNeeded
from thanglong.kernel.cases.definition.validation import Problem
from thanglong.kernel.web import errors

JSON_TYPES = ("application/json", "application/problem+json")
CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "literal_error": "not_an_option",
    "enum": "not_an_option",
    "int_parsing": "not_an_integer",
    "int_type": "not_an_integer",
    "date_from_datetime_parsing": "not_a_date",
    "date_parsing": "not_a_date",
    "date_type": "not_a_date",
}
BOUNDS = {"greater_than_equal": ("too_small", "ge"), "less_than_equal": ("too_large", "le")}


class Json(Parser):
    """Reads bodies: JSON only, said to be so, without the one character no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as values. Raises NotJson, BadRequest."""
        if request.content_type not in JSON_TYPES:
            raise errors.NotJson()
        body = request.body
        if b"\\u0000" in body or b"\x00" in body:
            raise errors.BadRequest()
        return orjson.loads(body)


def install(api: NinjaAPI) -> None:
    """Let an API answer refusals, wrong input and unknown things as problem documents."""
    api.add_exception_handler(CityError, _refused)
    api.add_exception_handler(ValidationError, _bad_input)
    api.add_exception_handler(AuthenticationError, _said(SignInNeeded))
    api.add_exception_handler(Http404, _said(NotFound))
    api.add_exception_handler(HttpError, _http_error)
    for too_large in (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        api.add_exception_handler(too_large, _said(errors.TooLarge))
    for broken in (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        api.add_exception_handler(broken, _said(errors.BadRequest))
    for silent in (*errors.SILENT, ConnectorException):
        api.add_exception_handler(silent, _unavailable)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return errors.problem(error)


def _said(refusal: type[CityError]) -> Any:
    def handler(request: HttpRequest, error: Any) -> HttpResponse:
        return errors.problem(refusal())

    return handler


def _bad_input(request: HttpRequest, error: Any) -> HttpResponse:
    """Each wrong value with its place, never with the value itself."""
    return errors.problem(BadInput(problems=[_problem(one) for one in error.errors]))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, CityError):
        return errors.problem(error.__cause__)
    refusal = errors.BadRequest()
    refusal.status = error.status_code
    return errors.problem(refusal)


def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    said = errors.silence(error)
    if said is None:
        raise error
    return errors.problem(said)


def _problem(one: dict[str, Any]) -> Problem:
    """`("body", "body", "papers", 0, "need")` is `papers.0.need` in the body."""
    source, *path = (str(part) for part in one["loc"])
    is_body = source in {"body", "form", "file"}
    path = path[1:] if source == "body" else path
    params: dict[str, Any] = {"pointer": "#/" + "/".join(path)} if is_body else {}
    code, context = CODES.get(one["type"], "wrong_type"), one.get("ctx") or {}
    if one["type"] in BOUNDS:
        code, limit = BOUNDS[one["type"]]
        params["min" if code == "too_small" else "max"] = context[limit]
    if code in {"too_long", "too_many"}:
        params["max"] = context["max_length"]
    return Problem(".".join(path), code, params)
