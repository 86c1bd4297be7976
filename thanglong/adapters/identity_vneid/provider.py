"""VNeID by OpenID Connect: code with PKCE, state and nonce; the id_token is checked by JWKS."""

import datetime
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.common.security import generate_token
from authlib.common.urls import url_decode
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.utils.translation import get_language
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from thanglong.kernel.base import http
from thanglong.kernel.people import actions as people
from thanglong.kernel.people.ports import Identity, IdentityProvider, Start

ALGORITHMS = ["RS256", "ES256"]
LEVELS = {"LoA1": 1, "LoA2": 2}
LEEWAY_SECONDS = 60  # clocks of two houses differ a little
KEEP_SECONDS = 600  # how long the provider's description and keys are kept
WORD = re.compile(r"[^\W\d_]+")
SEXES = {"male": "male", "female": "female"}


@dataclass(slots=True)
class Kept:
    """What is remembered of the provider in this process."""

    metadata: dict[str, Any] = field(default_factory=dict)
    keys: KeySet | None = None
    read_at: float = 0.0

    def is_fresh(self) -> bool:
        """Whether it may still be used."""
        return bool(self.metadata) and time.monotonic() - self.read_at < KEEP_SECONDS


class VNeID(IdentityProvider):
    """The national identity provider, or its simulator; which one, settings.VNEID_ISSUER says."""

    name = "VNeID"

    def __init__(self) -> None:
        self._http = http.client(partner=self.name)
        self._kept = Kept()

    def start(self, *, return_url: str, assurance: int) -> Start:
        """Begin a sign-in at the wanted identity level. Raises PartnerUnavailable."""
        verifier, nonce, state = generate_token(64), generate_token(32), generate_token(32)
        url, _state = self._client(return_url).create_authorization_url(
            self._metadata()["authorization_endpoint"],
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            acr_values=f"LoA{assurance}",
            ui_locales=get_language() or "vi",
        )
        memory = {
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "return_url": return_url,
            "assurance": str(assurance),
        }
        return Start(url=url, memory=memory)

    def finish(self, *, memory: Mapping[str, str], answer: Mapping[str, str]) -> Identity:
        """Who came back.

        Raises SignInNotProven, SignInGivenUp, AssuranceTooLow, PartnerUnavailable.
        """
        self._check_answer(memory, answer)
        token = self._token(memory, answer["code"])
        claims = self._verified(token, nonce=memory["nonce"])
        assurance = LEVELS.get(str(claims.get("acr")), 0)
        if assurance < int(memory["assurance"]):
            raise people.AssuranceTooLow(level=int(memory["assurance"]))
        return _identity(self._userinfo(token, sub=str(claims["sub"])), assurance)

    def _check_answer(self, memory: Mapping[str, str], answer: Mapping[str, str]) -> None:
        expected, returned = memory.get("state", ""), answer.get("state", "")
        if not expected or not hmac.compare_digest(expected.encode(), returned.encode()):
            raise people.SignInNotProven()
        # RFC 9207: an answer that names its issuer must name the one that was asked.
        if answer.get("iss", settings.VNEID_ISSUER) != settings.VNEID_ISSUER:
            raise people.SignInNotProven()
        error = answer.get("error", "")
        if error == "access_denied":
            raise people.SignInGivenUp()
        if error in {"server_error", "temporarily_unavailable"}:
            raise http.PartnerUnavailable(partner=self.name)
        if error or not answer.get("code"):
            raise people.SignInNotProven()

    def _token(self, memory: Mapping[str, str], code: str) -> dict[str, Any]:
        try:
            token = self._client(memory["return_url"]).fetch_token(
                self._metadata()["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=memory["verifier"],
            )
        except http.PartnerRefused:
            raise people.SignInNotProven() from None
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise people.SignInNotProven()
        return token

    def _verified(self, token: dict[str, Any], *, nonce: str) -> CodeIDToken:
        """The claims of the id_token: signature, issuer, audience, time and nonce are right."""
        try:
            decoded = self._decoded(token["id_token"])
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": settings.VNEID_ISSUER},
                    "aud": {"essential": True, "value": settings.VNEID_CLIENT_ID},
                    "nonce": {"essential": True, "value": nonce},
                },
                params={
                    "nonce": nonce,
                    "client_id": settings.VNEID_CLIENT_ID,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(time.time()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError):
            raise people.SignInNotProven() from None
        return claims

    def _decoded(self, id_token: str) -> jwt.Token:
        """The token decoded by the provider's keys; these are read anew once if none fits."""
        try:
            return jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            self._kept = Kept()
            return jwt.decode(id_token, self._keys(), algorithms=ALGORITHMS)

    def _userinfo(self, token: dict[str, Any], *, sub: str) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token.get('access_token')}"}
        try:
            said = self._http.get(self._metadata()["userinfo_endpoint"], headers=headers).json()
        except http.PartnerRefused:
            raise people.SignInNotProven() from None
        if not isinstance(said, dict) or said.get("sub") != sub:
            raise people.SignInNotProven()
        return said

    def _metadata(self) -> dict[str, Any]:
        if not self._kept.is_fresh():
            address = f"{settings.VNEID_ISSUER}/.well-known/openid-configuration"
            said = self._http.get(address).json()
            if not isinstance(said, dict) or said.get("issuer") != settings.VNEID_ISSUER:
                raise http.PartnerUnavailable(partner=self.name)
            self._kept = Kept(metadata=said, read_at=time.monotonic())
        return self._kept.metadata

    def _keys(self) -> KeySet:
        metadata = self._metadata()
        if self._kept.keys is None:
            self._kept.keys = KeySet.import_key_set(self._http.get(metadata["jwks_uri"]).json())
        return self._kept.keys

    def _client(self, return_url: str) -> "_Client":
        return _Client(
            session=self._http,
            client_id=settings.VNEID_CLIENT_ID,
            client_secret=settings.VNEID_CLIENT_SECRET,
            scope="openid profile",
            redirect_uri=return_url,
            code_challenge_method="S256",
        )


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client, sending by our HTTP client with its limits."""

    def _fetch_token(self, url: str, **request: Any) -> Any:
        url, headers, body = request["auth"].prepare(
            "POST", url, dict(request["headers"]), request["body"]
        )
        return self.session.post(url, data=dict(url_decode(body)), headers=headers).json()


def _identity(said: Mapping[str, Any], assurance: int) -> Identity:
    return Identity(
        personal_number=str(said.get("SoDinhDanh", "")),
        full_name=_in_small_letters(str(said.get("HoVaTen", ""))),
        birth_on=_date(str(said.get("birthdate", ""))),
        sex=SEXES.get(str(said.get("gender")), ""),
        assurance=assurance,
        provider="vneid",
    )


def _in_small_letters(name: str) -> str:
    """The name as people write it; the provider writes it in capitals: `NGUYỄN THỊ LAN`."""
    if not name.isupper():
        return name
    return WORD.sub(lambda word: word[0].capitalize(), name)


def _date(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None
