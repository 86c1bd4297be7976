"""The simulator's addresses, and the server that answers at them."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import jinja2
from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from joserfc.jwk import KeySet

from thanglong.adapters.identity_vneid.simulator.server import WRONGS, Memory, Provider, Request

BODY_BYTES_MAX = 100_000
SLOW_SECONDS_MAX = 60.0
JSON = "application/json"
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered: text, HTML or something to be written as JSON."""

    status: int
    body: Any = ""
    headers: Headers = field(default_factory=list)


class Simulator:
    """VNeID for a demo city: discovery, keys, authorize, token, userinfo, and a control desk."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.provider = Provider(memory)
        loader = jinja2.PackageLoader("thanglong.adapters.identity_vneid")
        self.pages = jinja2.Environment(loader=loader, autoescape=True)
        self.routes: dict[tuple[str, str], Callable[[Request], Reply]] = {
            ("GET", "/.well-known/openid-configuration"): self.discovery,
            ("GET", "/jwks"): self.jwks,
            ("GET", "/authorize"): self.ask,
            ("POST", "/authorize"): self.authorize,
            ("POST", "/token"): self.token,
            ("GET", "/userinfo"): self.userinfo,
            ("GET", "/authenticator"): self.authenticator,
            ("GET", "/control"): self.mood,
            ("POST", "/control"): self.set_mood,
        }

    def reply(self, request: Request) -> Reply:
        """The answer to one request, in the present mood."""
        path = urlsplit(request.uri).path
        handler = self.routes.get((request.method, path))
        if handler is None:
            return Reply(404, {"error": "not_found"})
        if path != "/control":
            time.sleep(self.memory.mood.slow_seconds)
            if self.memory.mood.down:
                return Reply(503, {"error": "temporarily_unavailable"})
            if self.memory.mood.wrong == "garbage" and path != "/authorize":
                return Reply(200, "<html>Bảo trì hệ thống</html>")
        try:
            return handler(request)
        except (OAuth2Error, ValueError) as error:
            return Reply(400, {"error": "invalid_request", "error_description": str(error)})

    def discovery(self, request: Request) -> Reply:
        """OpenID Connect Discovery 1.0."""
        issuer = self.memory.issuer
        return Reply(
            200,
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "userinfo_endpoint": f"{issuer}/userinfo",
                "jwks_uri": f"{issuer}/jwks",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "acr_values_supported": ["LoA1", "LoA2"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "authorization_response_iss_parameter_supported": True,
                "scopes_supported": ["openid", "profile"],
                "ui_locales_supported": ["vi", "en"],
            },
        )

    def jwks(self, request: Request) -> Reply:
        """The public half of the signing key."""
        return Reply(200, KeySet([self.memory.key]).as_dict(private=False))

    def ask(self, request: Request) -> Reply:
        """The page on which a person and a level are chosen."""
        grant = self.provider.get_consent_grant(request, end_user=None)
        asked = grant.request.payload.data
        page = self.pages.get_template("identity_vneid/authorize.html").render(
            citizens=list(self.memory.citizens.values()),
            level=2 if asked.get("acr_values") == "LoA2" else 1,
            lang="en" if asked.get("ui_locales", "vi").startswith("en") else "vi",
        )
        return Reply(200, page, [("Cache-Control", "no-store"), ("X-Frame-Options", "DENY")])

    def authorize(self, request: Request) -> Reply:
        """Back to the city with a code, or with access_denied."""
        grant = self.provider.get_consent_grant(request, end_user=None)
        chosen = self.memory.citizens.get(request.form.get("person", ""))
        level = request.form.get("level", "")
        wanted = 2 if grant.request.payload.data.get("acr_values") == "LoA2" else 1
        is_possible = chosen is not None and level in {"1", "2"} and int(level) <= chosen.level
        request.credential = f"LoA{level}"
        if not is_possible or int(level) < wanted:
            chosen = None
        answer = self.provider.create_authorization_response(request, chosen, grant=grant)
        return self._with_issuer(Reply(*answer))

    def token(self, request: Request) -> Reply:
        """A code against tokens."""
        return Reply(*self.provider.create_token_response(request))

    def userinfo(self, request: Request) -> Reply:
        """Who the owner of an access token is."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        citizen = self.memory.owner_of(token) if kind.lower() == "bearer" else None
        if citizen is None:
            refusal = [("WWW-Authenticate", 'Bearer error="invalid_token"')]
            return Reply(401, {"error": "invalid_token"}, refusal)
        return Reply(200, self.memory.claims_of(citizen))

    def authenticator(self, request: Request) -> Reply:
        """The phones of the demo town's officers, with the codes that their apps show now."""
        lang = "en" if request.payload.data.get("lang") == "en" else "vi"
        page = self.pages.get_template("identity_vneid/authenticator.html").render(
            phones=self.memory.phones, lang=lang, seconds=30 - int(time.time()) % 30
        )
        return Reply(200, page, [("Cache-Control", "no-store")])

    def mood(self, request: Request) -> Reply:
        """How the simulator behaves now."""
        mood = self.memory.mood
        now = {"slow_seconds": mood.slow_seconds, "down": mood.down, "wrong": mood.wrong}
        return Reply(200, {**now, "wrong_ways": list(WRONGS)})

    def set_mood(self, request: Request) -> Reply:
        """Change how it behaves: slow_seconds, down (0 or 1), wrong (one of WRONGS, or none)."""
        values = request.form
        wrong = values.get("wrong", self.memory.mood.wrong).replace("none", "")
        if wrong and wrong not in WRONGS:
            raise ValueError(f"wrong must be none or one of {', '.join(WRONGS)}")
        slow = float(values.get("slow_seconds", self.memory.mood.slow_seconds))
        self.memory.mood.slow_seconds = min(max(slow, 0.0), SLOW_SECONDS_MAX)
        self.memory.mood.down = values.get("down", str(int(self.memory.mood.down))) == "1"
        self.memory.mood.wrong = wrong
        return self.mood(request)

    def _with_issuer(self, reply: Reply) -> Reply:
        """RFC 9207: the answer says who gives it."""
        headers = [
            (name, _added(value, "iss", self.memory.issuer) if name == "Location" else value)
            for name, value in reply.headers
        ]
        return Reply(reply.status, reply.body, headers)


def serve(simulator: Simulator, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is bound and ready; call serve_forever on it. Port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, simulator)

        def do_POST(self) -> None:
            _answer(self, simulator)

        def log_message(self, format: str, *args: Any) -> None:
            """A demo's terminal stays readable."""

    return ThreadingHTTPServer((host, port), Handler)


def _answer(asked: BaseHTTPRequestHandler, simulator: Simulator) -> None:
    length = min(int(asked.headers.get("Content-Length") or 0), BODY_BYTES_MAX)
    body = asked.rfile.read(length).decode() if length else ""
    headers = {"Authorization": asked.headers.get("Authorization", "")}
    uri = f"{simulator.memory.issuer}{asked.path}"
    reply = simulator.reply(Request(asked.command, uri, headers=headers, body=body))
    is_text = isinstance(reply.body, str)
    content = (reply.body if is_text else json.dumps(reply.body)).encode()
    asked.send_response(reply.status)
    for name, value in reply.headers:
        asked.send_header(name, value)
    if not any(name.lower() == "content-type" for name, _value in reply.headers):
        asked.send_header("Content-Type", "text/html; charset=utf-8" if is_text else JSON)
    asked.send_header("Content-Length", str(len(content)))
    asked.end_headers()
    asked.wfile.write(content)


def _added(address: str, name: str, value: str) -> str:
    return str(add_params_to_uri(address, [(name, value)]))
