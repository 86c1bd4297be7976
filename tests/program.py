"""Programs that talk to the API as one of the cast; every answer is held to the description."""

import json
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from thanglong.config.api import api
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.people import actions as people

ROOT = "/api/v1"


@cache
def description() -> dict[str, Any]:
    """The description as a program reads it."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


class Program:
    """A program with the key of an account, or with none; its answers must be as described."""

    def __init__(self, by: Actor | None, **headers: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": "en", **headers}
        if by is not None:
            key = people.make_token(
                account_id=by.account_id or 0, label="test", assurance=by.assurance,
                expires_at=None, at=clock.now(), by=by,
            )  # fmt: skip
            self.headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        answer = self.client.get(f"{ROOT}{path}", query, headers=self.headers)
        return conforming("get", path, answer)

    def post(self, path: str, body: Any = None, *, key: str = "", **more: Any) -> Any:
        """Write JSON."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        content = more.pop("content", None)
        if content is None:
            content = json.dumps(body if body is not None else {})
        kind = more.pop("content_type", "application/json")
        answer = self.client.post(f"{ROOT}{path}", content, content_type=kind, headers=headers)
        return conforming("post", path, answer)

    def send(self, file: Any, *, key: str = "") -> Any:
        """Send a file."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        answer = self.client.post(f"{ROOT}/files", {"file": file}, headers=headers)
        return conforming("post", "/files", answer)


def conforming(method: str, path: str, answer: HttpResponse) -> HttpResponse:
    """The answer, after it was held to what the description promises for it."""
    operation = _operation(method, f"{ROOT}{path}")
    if operation is None or answer.status_code == 405:
        promised = description()["components"]["schemas"]["Problem"]
    else:
        said = operation["responses"].get(str(answer.status_code))
        promised = _schema(said or operation["responses"]["default"], answer)
    if promised is not None:
        _validator(json.dumps(promised)).validate(json.loads(answer.content))
    return answer


@cache
def _validator(promised: str) -> Draft202012Validator:
    """References point into the description as a whole."""
    whole = Resource.from_contents(description(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("api", whole)
    schema = json.loads(promised.replace('"#/components', '"api#/components'))
    return Draft202012Validator(schema, registry=registry)


def _schema(said: dict[str, Any], answer: HttpResponse) -> dict[str, Any] | None:
    content = said.get("content")
    if not content:
        return None
    kind = answer["Content-Type"].split(";")[0]
    found: dict[str, Any] = content[kind]["schema"]
    return found


def _operation(method: str, path: str) -> dict[str, Any] | None:
    parts = path.split("/")
    for template, methods in description()["paths"].items():
        wanted = template.split("/")
        if len(wanted) == len(parts) and all(
            one == other or one.startswith("{") for one, other in zip(wanted, parts, strict=True)
        ):
            found: dict[str, Any] | None = methods.get(method)
            return found
    return None


def frozen(payload: Any) -> Any:
    """A payload without what differs from run to run: ids, instants, cursors."""
    if isinstance(payload, dict):
        return {name: _still(name, value) for name, value in payload.items()}
    return [frozen(one) for one in payload] if isinstance(payload, list) else payload


def _still(name: str, value: Any) -> Any:
    if name in {"id", "task", "file", "revision", "next_cursor"} and value is not None:
        return f"<{name}>"
    if name.endswith("at") and isinstance(value, str) and "T" in value:
        return "<instant with offset>" if value.endswith("+07:00") else "<another offset>"
    return frozen(value)
