"""What the city tells people: one sentence each, in their language, filled when it is shown."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of notice: its subject line and its sentence; `%(name)s` places come from values."""

    subject: Any
    body: Any


MESSAGES = {
    "dossier.filed": Message(
        _("Your dossier %(code)s has been filed"),
        _("We have your dossier %(code)s (%(title)s). The result is promised by %(due)s."),
    ),
    "dossier.received": Message(
        _("Your dossier %(code)s has been received"),
        _("The one-stop counter has received your dossier %(code)s (%(title)s)."),
    ),
    "dossier.not_accepted": Message(
        _("Your dossier %(code)s was not accepted"),
        _("Your dossier %(code)s (%(title)s) was not accepted. The reason stands in the dossier."),
    ),
    "dossier.supplement": Message(
        _("Something is missing in your dossier %(code)s"),
        _(
            "Please complete your dossier %(code)s (%(title)s) by %(until)s. "
            "The clock stands still until you do."
        ),
    ),
    "dossier.granted": Message(
        _("Your dossier %(code)s has been granted"),
        _("Your dossier %(code)s (%(title)s) has been granted. The result is in your documents."),
    ),
    "dossier.refused": Message(
        _("Your dossier %(code)s has been refused"),
        _("Your dossier %(code)s (%(title)s) was refused. The reason stands in the dossier."),
    ),
    "dossier.ready": Message(
        _("The result of %(code)s can be collected"),
        _("The result of your dossier %(code)s (%(title)s) is ready at the counter: %(agency)s."),
    ),
    "dossier.by_post": Message(
        _("The result of %(code)s comes by post"),
        _(
            "Your dossier %(code)s (%(title)s) has been granted. The post brings the result to the "
            "address that you gave."
        ),
    ),
    "dossier.stopped": Message(
        _("Your dossier %(code)s was stopped"),
        _("Your dossier %(code)s (%(title)s) was stopped. The reason stands in the dossier."),
    ),
    "dossier.rehomed": Message(
        _("Your dossier %(code)s is at another office now"),
        _(
            "Units of the city have been rearranged. Your dossier %(code)s (%(title)s) lies at "
            "another office now: %(agency)s. Its code and the promised date stay; you need not do "
            "anything."
        ),
    ),
    "dossier.complete": Message(
        _("All parts of your filing %(code)s are finished"),
        _(
            "Every part of your filing %(code)s (%(title)s) is finished. What came of each stands "
            "there; the results are in your documents."
        ),
    ),
    "dossier.extended": Message(
        _("A new date for your dossier %(code)s"),
        _(
            "We are sorry: your dossier %(code)s (%(title)s) takes longer. "
            "The new date is %(due)s; the letter is in the dossier."
        ),
    ),
    "dossier.date_moved": Message(
        _("The date of your dossier %(code)s has moved"),
        _(
            "The city's working days have changed, and with them the date of your dossier "
            "%(code)s (%(title)s). It is now %(due)s; the reason stands in the dossier."
        ),
    ),
    "dossier.message": Message(
        _("A message about your dossier %(code)s"),
        _("The office has written to you about your dossier %(code)s (%(title)s)."),
    ),
    "desk.deadline": Message(
        _("%(percent)s %% of the time of %(code)s is used"),
        _("Dossier %(code)s (%(title)s) has used %(percent)s %% of its time."),
    ),
    "mandate.given": Message(
        _("A mandate has been given"),
        _("%(holder)s may now act for you. You can end this at any time under “My mandates”."),
    ),
    "mandate.revoked": Message(
        _("A mandate has ended"), _("%(holder)s may no longer act for you.")
    ),
    "mandate.given_child": Message(
        _("Someone may act for your child"),
        _("%(holder)s has declared to be a parent and may now act for %(child)s."),
    ),
    "mandate.revoked_child": Message(
        _("A mandate for your child has ended"),
        _("%(holder)s may no longer act for %(child)s."),
    ),
    "security.changed": Message(
        _("A way to sign in to your account has changed"),
        _("If that was not you, please call your operator at once."),
    ),
    "absence.set": Message(
        _("You stand in for %(name)s"),
        _("%(name)s is going to be away. Meanwhile you see and do what belongs to those posts."),
    ),
    "absence.cancelled": Message(
        _("You no longer stand in for %(name)s"),
        _("The absence of %(name)s was cancelled."),
    ),
}


def worded(*, message: str, values: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and sentence of a message in a language."""
    found = MESSAGES[message]
    local = values.get(language, {})
    filled = {**{key: value for key, value in values.items() if key not in {"vi", "en"}}, **local}
    with override(language):
        return str(found.subject) % filled, str(found.body) % filled
