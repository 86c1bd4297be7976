"""How long a sign-in lasts, how sure it is, how often one may try."""

import datetime
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """How long a sign-in lives: unused, and at most."""

    idle: datetime.timedelta
    absolute: datetime.timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in a window of time."""

    tries_max: int
    window: datetime.timedelta


OFFICER_SPAN = Span(datetime.timedelta(minutes=30), datetime.timedelta(hours=8))
RESIDENT_SPAN = Span(datetime.timedelta(hours=2), datetime.timedelta(hours=24))

FRESH = datetime.timedelta(minutes=15)

# An office shares one address, so an address may try more often than a login.
LIMITS = {
    "password_login": Limit(10, datetime.timedelta(minutes=15)),
    "password_address": Limit(60, datetime.timedelta(minutes=15)),
    "second_step": Limit(6, datetime.timedelta(minutes=15)),
    "mandate": Limit(20, datetime.timedelta(hours=1)),
    "track_code": Limit(10, datetime.timedelta(hours=1)),
    "track_address": Limit(60, datetime.timedelta(hours=1)),
    "api_address": Limit(300, datetime.timedelta(minutes=1)),  # who reads without signing in
}


def session_span(kind: str) -> Span:
    """How long a sign-in of this kind of account lives.

    An officer sees many people's data: half an hour unused, a working day at most. A resident: two
    hours unused, since forms take time and phones are put down; a day at most, since phones are
    lent. Signing in again takes two taps, and drafts are kept.
    Source: OWASP ASVS 5.0, 7.3.1 and 7.3.2; NIST SP 800-63B-4, 2.2.3.
    """
    return OFFICER_SPAN if kind == "officer" else RESIDENT_SPAN


def is_session_alive(
    *,
    kind: str,
    seen_at: datetime.datetime,
    expires_at: datetime.datetime,
    ended_at: datetime.datetime | None,
    at: datetime.datetime,
) -> bool:
    """Whether a sign-in still counts: not ended, not too old, not unused for too long.

    Source: OWASP ASVS 5.0, 7.3.1, 7.3.2 and 7.4.1.
    """
    return ended_at is None and at < expires_at and at - seen_at < session_span(kind).idle


def is_fresh(*, began_at: datetime.datetime, at: datetime.datetime) -> bool:
    """Whether somebody signed in just now, so that ways to sign in may be changed.

    Source: OWASP ASVS 5.0, 7.5.1.
    """
    return at - began_at < FRESH


def is_assured(*, held: int, demanded: int) -> bool:
    """Whether a sign-in is sure enough for what is asked.

    Source: Decree 69/2024/NĐ-CP, art. 5 and 6 (identity levels 1 and 2).
    """
    return held >= demanded


def digest_of(key: str) -> str:
    """What is kept of a key for the programming interface.

    Keys are long and random, so a plain hash is enough.
    Source: OWASP ASVS 5.0, 7.2.3 and 11.4.1.
    """
    return hashlib.sha256(key.encode()).hexdigest()
