"""The public status of a dossier: a small set that a citizen understands.

Source: the ten codes of synchronisation with the National Public Service Portal
[V].
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(StrEnum):
    """Where a dossier is, in public words."""

    FILED = "filed"
    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    IN_PROCESS = "in_process"
    WAITING_FOR_YOU = "waiting_for_you"
    PAYMENT_DUE = "payment_due"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DECIDED = "decided"
    RETURNED = "returned"


NATIONAL_CODES = {status: code for code, status in enumerate(Status, start=1)}

LABELS = {
    Status.FILED: _("Filed"),
    Status.RECEIVED: _("Received"),
    Status.NOT_ACCEPTED: _("Not accepted"),
    Status.IN_PROCESS: _("In process"),
    Status.WAITING_FOR_YOU: _("Waiting for you"),
    Status.PAYMENT_DUE: _("Payment due"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.STOPPED: _("Stopped"),
    Status.DECIDED: pgettext_lazy("dossier", "Decided"),
    Status.RETURNED: _("Result returned"),
}

CLOSED = frozenset({Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})
BEFORE_DECISION = frozenset(
    {
        Status.FILED,
        Status.RECEIVED,
        Status.IN_PROCESS,
        Status.WAITING_FOR_YOU,
        Status.PAYMENT_DUE,
    }
)

# How far the ring of the moon window has closed, in steps of eight.
PROGRESS_EIGHTHS = {
    Status.FILED: 1,
    Status.RECEIVED: 2,
    Status.IN_PROCESS: 4,
    Status.WAITING_FOR_YOU: 4,
    Status.PAYMENT_DUE: 4,
    Status.DECIDED: 7,
    Status.RETURNED: 8,
    Status.NOT_ACCEPTED: 8,
    Status.WITHDRAWN: 8,
    Status.STOPPED: 8,
}
