"""Refusals: the city says no for a reason that a person can understand."""

import math
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class CityError(Exception):
    """A refusal: expected, explained, not logged as a fault.

    `code` is stable and machine-readable (`cases.task_is_claimed`), `status` the HTTP status,
    `message` a translatable sentence that says what the person can do; keyword arguments fill its
    `%(name)s` places and are kept as `details`.
    """

    code = "city.refused"
    status = 409
    message = _("The city could not do this.")

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code)
        self.details = details

    def __str__(self) -> str:
        return str(self.message) % self.details if self.details else str(self.message)


class NotFound(CityError):
    """There is no such thing, or not for this person; the two look the same from outside."""

    code = "city.not_found"
    status = 404
    message = _("We could not find this page. Please check the address or search again.")


class NotAllowed(CityError):
    """The person is signed in, and may not do this."""

    code = "city.not_allowed"
    status = 403
    message = _(
        "Your account may not do this. If you should be able to, please ask your supervisor."
    )


class SignInNeeded(CityError):
    """Nobody is signed in."""

    code = "city.sign_in_needed"
    status = 401
    message = _("Please sign in first.")


class TooManyTries(CityError):
    """The limit of tries in a time is used up. `seconds`: when to try again."""

    code = "city.too_many_tries"
    status = 429
    message = ngettext_lazy(
        "There were too many tries. Please wait a minute and try again.",
        "There were too many tries. Please wait %(minutes)s minutes and try again.",
        "minutes",
    )

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds, minutes=math.ceil(seconds / 60))

    def __str__(self) -> str:
        return str(self.message % self.details)


class BadInput(CityError):
    """What was sent cannot be used. `problems`: list of (field, sentence)."""

    code = "city.bad_input"
    status = 422
    message = _("Some answers need to be corrected.")
