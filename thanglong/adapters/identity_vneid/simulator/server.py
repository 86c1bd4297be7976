"""An OpenID provider by Authlib, all in memory: clients, codes, tokens, keys, and its moods."""

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import RSAKey

from thanglong.adapters.identity_vneid.simulator.town import Citizen, Phone

CODE_SECONDS = 60
TOKEN_SECONDS = 300
REMEMBERED_MAX = 10_000
WRONGS = (
    "signature", "nonce", "audience", "issuer", "expired", "early", "level", "person", "garbage",
)  # fmt: skip


@dataclass(slots=True)
class Mood:
    """How the simulator behaves: answers late, not at all, or wrong in one way (see WRONGS)."""

    slow_seconds: float = 0.0
    down: bool = False
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Client(ClientMixin):  # type: ignore[misc]
    """The one city that may ask."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(one for one in (scope or "").split() if one in {"openid", "profile"})

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, self.client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One authorization code, used once within a minute."""

    code: str
    number: str
    redirect_uri: str
    scope: str
    nonce: str
    acr: str
    code_challenge: str
    code_challenge_method: str
    made_at: float

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.made_at)

    def get_acr(self) -> str:
        return self.acr

    def get_amr(self) -> list[str]:
        return ["sim"]


@dataclass(slots=True)
class Memory:
    """All that the provider knows; lost when it stops."""

    issuer: str
    client: Client
    citizens: dict[str, Citizen]
    phones: list[Phone] = field(default_factory=list)
    mood: Mood = field(default_factory=Mood)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    key: RSAKey = field(default_factory=lambda: _new_key())

    def subject(self, number: str) -> str:
        """What the provider calls a person: the same for one city, telling nothing."""
        return hashlib.sha256(f"{self.client.client_id}:{number}".encode()).hexdigest()[:32]

    def keep_code(self, code: Code) -> None:
        """Remember a code; the oldest are forgotten."""
        with self.lock:
            while len(self.codes) >= REMEMBERED_MAX:
                self.codes.pop(next(iter(self.codes)))
            self.codes[code.code] = code

    def take_code(self, code: str) -> Code | None:
        """A code that is fresh and was not used; taking it uses it up."""
        with self.lock:
            found = self.codes.pop(code, None)
        return found if found and time.time() - found.made_at < CODE_SECONDS else None

    def keep_token(self, token: str, number: str) -> None:
        """Remember whose token this is; the oldest are forgotten."""
        with self.lock:
            while len(self.tokens) >= REMEMBERED_MAX:
                self.tokens.pop(next(iter(self.tokens)))
            self.tokens[token] = (number, time.time() + TOKEN_SECONDS)

    def owner_of(self, token: str) -> Citizen | None:
        """The person whose token this is, while it lasts."""
        number, ends_at = self.tokens.get(token, ("", 0.0))
        return self.citizens.get(number) if time.time() < ends_at else None

    def claims_of(self, citizen: Citizen) -> dict[str, str]:
        """What userinfo says, with the names that the national broker uses."""
        number = citizen.number
        subject = self.subject(number if self.mood.wrong != "person" else f"not {number}")
        return {
            "sub": subject,
            "SoDinhDanh": number,
            "HoVaTen": citizen.full_name.upper(),
            "name": citizen.full_name,
            "birthdate": citizen.birth_on,
            "gender": citizen.sex,
        }


class Payload(OAuth2Payload):  # type: ignore[misc]
    """The parameters of a request: those of the address, then those of the form."""

    def __init__(self, *sources: str) -> None:
        self._lists: dict[str, list[str]] = {}
        for source in sources:
            for name, values in parse_qs(source, max_num_fields=50).items():
                self._lists.setdefault(name, []).extend(values)

    @property
    def data(self) -> dict[str, str]:
        """The last value of each."""
        return {name: values[-1] for name, values in self._lists.items()}

    @property
    def datalist(self) -> dict[str, list[str]]:
        """All values of each."""
        return self._lists


class Request(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib wants it. `form`: the parameters of the body."""

    def __init__(self, method: str, uri: str, *, headers: dict[str, str], body: str = "") -> None:
        super().__init__(method, uri, headers=headers)
        query = uri.partition("?")[2]
        self.payload = Payload(query, body)
        self._form = Payload(body).data

    @property
    def form(self) -> dict[str, str]:
        """The parameters of the body."""
        return self._form


class Provider(AuthorizationServer):  # type: ignore[misc]
    """The authorization server itself."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(scopes_supported=["openid", "profile"])
        self.memory = memory
        self.register_grant(_Grant, [_IdToken(memory), _Challenge(required=True)])
        self.register_token_generator(
            "default",
            BearerTokenGenerator(
                access_token_generator=lambda *_args, **_facts: secrets.token_urlsafe(32),
                expires_generator=lambda *_args, **_facts: TOKEN_SECONDS,
            ),
        )

    def query_client(self, client_id: str) -> Client | None:
        """The client with this id."""
        return self.memory.client if client_id == self.memory.client.client_id else None

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        """Remember whose token it is."""
        self.memory.keep_token(token["access_token"], request.user.number)

    def create_oauth2_request(self, request: Request) -> Request:
        """It is one already."""
        return request

    def handle_response(
        self, status: int, body: Any, headers: list[tuple[str, str]]
    ) -> tuple[int, Any, list[tuple[str, str]]]:
        """Left to the WSGI application."""
        return status, body, headers

    def send_signal(self, name: str, *args: Any, **facts: Any) -> None:
        """Nobody listens."""


class _Grant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes in memory; the person and the level were chosen on the page."""

    def save_authorization_code(self, code: str, request: Request) -> None:
        asked = request.payload.data
        self.server.memory.keep_code(
            Code(
                code=code,
                number=request.user.number,
                redirect_uri=asked.get("redirect_uri", ""),
                scope=asked.get("scope", ""),
                nonce=asked.get("nonce", ""),
                acr=request.credential,
                code_challenge=asked.get("code_challenge", ""),
                code_challenge_method=asked.get("code_challenge_method", "S256"),
                made_at=time.time(),
            )
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found: Code | None = self.server.memory.take_code(code)
        return found

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It was used up when it was taken."""

    def authenticate_user(self, authorization_code: Code) -> Citizen | None:
        found: Citizen | None = self.server.memory.citizens.get(authorization_code.number)
        return found


class _Challenge(CodeChallenge):  # type: ignore[misc]
    """PKCE with S256 only."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)


class _IdToken(OpenIDCode):  # type: ignore[misc]
    """The id_token, right or wrong as the mood is."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(require_nonce=True)
        self.memory = memory

    def exists_nonce(self, nonce: str, request: Request) -> bool:
        return any(code.nonce == nonce for code in list(self.memory.codes.values()))

    def generate_user_info(self, user: Citizen, scope: str) -> UserInfo:
        return UserInfo(sub=self.memory.subject(user.number))

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return _new_key() if self.memory.mood.wrong == "signature" else self.memory.key

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": str(self.memory.key.kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        wrong = self.memory.mood.wrong
        lived = -2 * TOKEN_SECONDS if wrong == "expired" else TOKEN_SECONDS
        ahead = 2 * TOKEN_SECONDS if wrong == "early" else 0  # its clock is ahead of ours
        return {
            "iss": "https://false.example" if wrong == "issuer" else self.memory.issuer,
            "aud": ["somebody-else"] if wrong == "audience" else [client.client_id],
            "iat": int(time.time()) + ahead,
            "exp": int(time.time()) + lived + ahead,
        }

    def get_authorization_code_claims(self, authorization_code: Code) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_authorization_code_claims(authorization_code)
        if self.memory.mood.wrong == "nonce":
            claims["nonce"] = "of another sign-in"
        if self.memory.mood.wrong == "level":
            claims["acr"] = "LoA1"
        return claims


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
