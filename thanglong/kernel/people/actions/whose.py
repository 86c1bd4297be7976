"""Whose act it is: most acts here need somebody who is signed in."""

from thanglong.kernel.base import errors
from thanglong.kernel.base.actor import Actor


def account_of(by: Actor) -> int:
    """The account of the actor. Raises SignInNeeded when there is none."""
    if by.account_id is None:
        raise errors.SignInNeeded()
    return by.account_id


def person_of(by: Actor) -> int:
    """The person who acts. Raises SignInNeeded when there is none."""
    if by.person_id is None:
        raise errors.SignInNeeded()
    return by.person_id
