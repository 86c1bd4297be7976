"""Reading notices and letters."""

import datetime
from dataclasses import dataclass

from thanglong.kernel.notify import messages
from thanglong.kernel.notify.models import Letter, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice in words."""

    id: int
    at: datetime.datetime
    subject: str
    body: str
    link: str
    is_read: bool


def notices_of(*, account_id: int, language: str, limit: int = 50) -> list[Told]:
    """The inbox of an account, latest first, at most 200."""
    found = Notice.objects.filter(account_id=account_id).order_by("-at", "-id")[: min(limit, 200)]
    return [_told(notice, language) for notice in found]


def unread_count(*, account_id: int) -> int:
    """How many notices have not been seen."""
    return Notice.objects.filter(account_id=account_id, read_at__isnull=True).count()


def letters_not_sent(*, before: datetime.datetime) -> int:
    """How many letters have waited since before an instant: a task for a person."""
    return Letter.objects.filter(sent_at__isnull=True, queued_at__lt=before).count()


def _told(notice: Notice, language: str) -> Told:
    subject, body = messages.worded(message=notice.message, values=notice.values, language=language)
    return Told(
        id=notice.id,
        at=notice.at,
        subject=subject,
        body=body,
        link=notice.link,
        is_read=notice.read_at is not None,
    )
