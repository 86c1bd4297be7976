"""Where the city asks who a resident is: the port of identity providers."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, as the provider vouches for it. `assurance`: identity level 1 or 2."""

    personal_number: str
    full_name: str
    birth_on: datetime.date | None
    sex: str
    assurance: int
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where the person goes to sign in, and what the city must remember until the return."""

    url: str
    memory: Mapping[str, str]


class IdentityProvider(Protocol):
    """A system that vouches for the identity of residents."""

    name: str

    def start(self, *, return_url: str, assurance: int) -> Start:
        """Begin a sign-in. Raises PartnerUnavailable.

        return_url: where the provider sends the person back; assurance: the level that is wanted.
        """
        ...

    def finish(self, *, memory: Mapping[str, str], answer: Mapping[str, str]) -> Identity:
        """Who the person is that came back with this answer (the query of the return address).

        Raises SignInNotProven, SignInGivenUp, PartnerUnavailable.
        """
        ...


@cache
def identity_provider() -> IdentityProvider:
    """The provider that settings.IDENTITY_ADAPTER names."""
    provider: IdentityProvider = import_string(settings.IDENTITY_ADAPTER)()
    return provider
