"""Telling people what happened to their mandates and their ways to sign in."""

from thanglong.kernel.events.registry import Fact
from thanglong.services.accounts import actions


def tell_of_mandate(fact: Fact) -> None:
    """The beneficiary of a mandate is told, and who else acts for the same child."""
    message = "mandate.given" if fact.type.startswith("people.mandate.given") else "mandate.revoked"
    actions.tell_of_mandate(
        mandate_id=fact.payload["mandate"], message=message, event_id=fact.id, at=fact.happened_at
    )


def tell_of_security(fact: Fact) -> None:
    """The owner of an account is told that a way to sign in has changed."""
    actions.tell_of_security(account_id=fact.payload["account"], at=fact.happened_at)


def tell_deputy(fact: Fact) -> None:
    """A deputy is told of the posts, and of their end."""
    message = "absence.set" if fact.type.startswith("people.absence.set") else "absence.cancelled"
    actions.tell_deputy(
        deputy_id=fact.payload["deputy"],
        absent_id=fact.payload["account"],
        message=message,
        at=fact.happened_at,
    )
