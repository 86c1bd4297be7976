"""Secrets at rest: sealed with a key derived from SECRET_KEY, useless to who steals a table."""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(RuntimeError):
    """A sealed secret cannot be opened: SECRET_KEY was changed without SECRET_KEY_FALLBACKS."""


def seal(secret: str) -> str:
    """The secret as it may be stored."""
    return _box(_keys()).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret itself. Raises SealBroken."""
    try:
        return _box(_keys()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken("Add the former key to SECRET_KEY_FALLBACKS.") from None


def opens(sealed: str) -> bool:
    """Whether the keys of this city open it."""
    try:
        unseal(sealed)
    except SealBroken:
        return False
    return True


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=b"thanglong.people.sealing.v1"
    )
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
