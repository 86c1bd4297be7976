"""What people tells the house. Payloads carry ids, never names."""

from thanglong.kernel.events.registry import EventType

MANDATE_GIVEN = EventType(
    "people.mandate.given.v1",
    "Somebody may now act for a person or an organisation; the beneficiary is told.",
    ("mandate", "kind", "holder", "person", "organisation"),
)
MANDATE_REVOKED = EventType(
    "people.mandate.revoked.v1",
    "Somebody may no longer act for a person or an organisation.",
    ("mandate", "kind", "holder", "person", "organisation"),
)
ABSENCE_SET = EventType(
    "people.absence.set.v1",
    "An officer is away, and a deputy has the posts meanwhile.",
    ("absence", "account", "deputy"),
)
ABSENCE_CANCELLED = EventType(
    "people.absence.cancelled.v1",
    "An officer is back early, or does not go.",
    ("absence", "account", "deputy"),
)
SECURITY_CHANGED = EventType(
    "people.security.changed.v1",
    "A way to sign in was added, changed or removed; the owner of the account is told.",
    ("account", "what"),
)
ALL = [MANDATE_GIVEN, MANDATE_REVOKED, ABSENCE_SET, ABSENCE_CANCELLED, SECURITY_CHANGED]
