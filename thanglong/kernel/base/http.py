"""The one HTTP client: limits on time and size, careful repeats, never inside a transaction."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import orjson
from django.utils.translation import gettext_lazy as _

from thanglong.kernel.base import errors, transactions

CONNECT_SECONDS = 2.0
WAIT_SECONDS = 5.0
DEADLINE_SECONDS = 8.0  # a repeat is not begun after this
BYTES_MAX = 2_000_000
PAUSES_SECONDS = (0.1, 0.4)  # before the second and the third try


class PartnerUnavailable(errors.CityError):
    """The other system does not answer, or answers nonsense. `partner`: its name."""

    code = "partner.unavailable"
    status = 503
    message = _(
        "%(partner)s does not answer at the moment. What you have done so far is kept; "
        "please try again in a few minutes."
    )


class PartnerRefused(errors.CityError):
    """The other system said no. `partner`: its name; `answer`: its HTTP status."""

    code = "partner.refused"
    status = 502
    message = _("%(partner)s did not accept our request. Please try again or ask us for help.")


class CallInsideTransaction(RuntimeError):
    """A partner was called while a transaction was open: a fault of ours, never of a person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner said."""

    partner: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The content as JSON. Raises PartnerUnavailable when it is none."""
        try:
            return orjson.loads(self.content)
        except orjson.JSONDecodeError:
            raise PartnerUnavailable(partner=self.partner) from None


@dataclass(frozen=True, slots=True)
class Client:
    """Calls to one partner. `partner`: the name that people see when it fails."""

    partner: str
    wait_seconds: float = WAIT_SECONDS
    bytes_max: int = BYTES_MAX

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Read. Repeated up to twice when the partner does not answer.

        Raises PartnerUnavailable (no answer, 5xx, too large), PartnerRefused (4xx).
        """
        request = httpx.Request("GET", url, params=params, headers=headers)
        began = time.monotonic()
        for pause_seconds in PAUSES_SECONDS:
            try:
                return self._checked(self._send(request))
            except PartnerUnavailable:
                if time.monotonic() - began + pause_seconds > DEADLINE_SECONDS:
                    raise
                time.sleep(pause_seconds)
        return self._checked(self._send(request))

    def post(
        self,
        url: str,
        *,
        data: Mapping[str, str] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a form or JSON, once: only the caller knows whether it may be sent again.

        Raises PartnerUnavailable (no answer, 5xx, too large), PartnerRefused (4xx).
        """
        content = None if json is None else orjson.dumps(json)
        sent = httpx.Headers(headers)
        if content is not None:
            sent["content-type"] = "application/json"
        request = httpx.Request("POST", url, data=data, content=content, headers=sent)
        return self._checked(self._send(request))

    def _send(self, request: httpx.Request) -> Answer:
        if transactions.is_open():
            raise CallInsideTransaction(f"Call {self.partner} after the transaction, not in it.")
        request.headers["accept-encoding"] = "identity"  # so that the size limit cannot be fooled
        timeout = httpx.Timeout(self.wait_seconds, connect=CONNECT_SECONDS)
        request.extensions = {"timeout": timeout.as_dict()}
        try:
            response = _pool().send(request, stream=True)
            try:
                content = self._limited(response)
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL):
            raise PartnerUnavailable(partner=self.partner) from None
        return Answer(self.partner, response.status_code, dict(response.headers), content)

    def _limited(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > self.bytes_max:
                raise PartnerUnavailable(partner=self.partner)
        return bytes(content)

    def _checked(self, answer: Answer) -> Answer:
        if answer.status >= 500:
            raise PartnerUnavailable(partner=self.partner)
        if answer.status >= 400:
            raise PartnerRefused(partner=self.partner, answer=answer.status)
        return answer


def client(
    *, partner: str, wait_seconds: float = WAIT_SECONDS, bytes_max: int = BYTES_MAX
) -> Client:
    """A client for one partner; all share one pool of connections.

    partner: the name that people see when it fails; wait_seconds: for each answer;
    bytes_max: a longer answer counts as none.
    """
    return Client(partner, wait_seconds, bytes_max)


@cache
def _pool() -> httpx.Client:
    # Redirects are not followed: a partner's answer must not send us to another address. Proxies
    # of the environment are not used: partners are reached as the operator wrote them down.
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=10)
    return httpx.Client(limits=limits, follow_redirects=False, trust_env=False)
