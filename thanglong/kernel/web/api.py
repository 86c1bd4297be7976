"""The programming interface: how its answers are written, described and guarded."""

import datetime
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security.base import AuthBase
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.base.errors import SignInNeeded
from thanglong.kernel.people import actions as people
from thanglong.kernel.web import errors, problems
from thanglong.kernel.web.permissions import actor_of, public


def _iso(text: Any) -> Any:
    if isinstance(text, str) and not ISO_DATE.fullmatch(text):
        raise PydanticCustomError("date_parsing", "not a date")
    return text


ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[datetime.date, BeforeValidator(_iso)]  # 2026-02-13, and no number of seconds
BODY_BYTES_MAX = 21 * 1024 * 1024  # a file of 20 MB and its surroundings
PAGE_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPlace:
    """What is wrong in one place: `pointer` is a JSON Pointer into the body."""

    field: str
    code: str
    detail: str
    pointer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong (RFC 9457); `code` is stable, `detail` is in the language asked for."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemPlace] = field(default_factory=list)


class SignedIn(AuthBase):
    """Lets those in who bring a key (`Authorization: Bearer`) or a session of our pages."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor. Raises SignInNeeded, TooLarge."""
        actor = actor_of(request)
        if actor.account_id is None:
            raise SignInNeeded()
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES_MAX:
            raise errors.TooLarge()
        return actor


class PlainDocs(DocsBase):
    """The description as a page that needs nothing from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """One section for each operation, as the description has it."""
        schema = api.get_openapi_schema()
        groups: dict[str, list[dict[str, Any]]] = {}
        for path, methods in schema["paths"].items():
            for method, said in methods.items():
                tag = said.get("tags", [""])[0]
                groups.setdefault(tag, []).append({"method": method.upper(), "path": path} | said)
        parts = [part.strip("* \n") for part in api.description.split("\n*")]
        values = {
            "api": api,
            "groups": groups,
            "description": [" ".join(part.split()) for part in parts],
            "openapi": self.get_openapi_url(api, {}),
        }
        return render(request, "web/api.html", values)


class CityAPI(NinjaAPI):
    """The API of the city: problems in one form, keys for writes, all in its description."""

    def __init__(self, *, title: str, version: str, description: str) -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            urls_namespace="api",
            auth=SignedIn(),
            docs=PlainDocs(),
            docs_decorator=_described,
            parser=problems.Json(),
        )
        problems.install(self)
        self._schema: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of an operation for generated clients: `file_dossier`, not where it lies."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description (OpenAPI 3.1), with what every operation has in common."""
        if self._schema is None:
            self._schema = _completed(super().get_openapi_schema(**kwargs))
        return self._schema


def answer(payload: Any, *, status: int = 200, location: str = "") -> HttpResponse:
    """A payload (a dataclass, or lists and maps of them) as JSON."""
    body = orjson.dumps(payload, option=orjson.OPT_PASSTHROUGH_SUBCLASS, default=str)
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    if location:
        response["Location"] = location
    return response


def limit_strangers(request: HttpRequest) -> None:
    """Count a request of an address that is not signed in. Raises TooManyTries."""
    if actor_of(request).account_id is None:
        address = request.META.get("REMOTE_ADDR", "")
        people.count_try(kind="api_address", key=address, at=clock.now())


def page_size(limit: int) -> int:
    """How many rows a page has: 1..100."""
    return max(1, min(limit, PAGE_MAX))


def _described(view: Callable[..., HttpResponse]) -> Any:
    """The description is open to everyone."""

    @functools.wraps(view.func)  # type: ignore[attr-defined]
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs)

    return public(shown)


def _completed(schema: OpenAPISchema) -> OpenAPISchema:
    from pydantic import TypeAdapter

    said = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
    known = schema["components"]["schemas"]
    known |= said.pop("$defs", {}) | {"Problem": said}
    problem = {
        "description": "What went wrong",
        "content": {errors.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            operation.setdefault("responses", {})["default"] = problem
            common = [_LANGUAGE, _KEY] if method == "post" else [_LANGUAGE]
            operation["parameters"] = [*operation.get("parameters", []), *common]
    return schema


_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "schema": {"type": "string", "examples": ["vi", "en"]},
    "description": "The language of sentences: vi (default) or en; ?lang= does the same.",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"},
    "description": "Any text of your own. The same request with the same key is done once and "
    "answered the same; another request with this key is refused (422).",
}
