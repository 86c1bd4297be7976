"""Telling a person: a notice in each of their accounts, and a letter if they have an address."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from thanglong.kernel.events import live
from thanglong.kernel.notify import letters, messages
from thanglong.kernel.notify.models import Letter, Notice
from thanglong.kernel.notify.tasks import send_letter
from thanglong.kernel.people.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is told. `values` fills the sentence; what differs by language stands under vi and en.

    key: equal keys are told once.
    """

    message: str
    key: str
    link: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def tell(*, person_id: int, word: Word, at: datetime.datetime, address: str = "") -> None:
    """Tell a person in the inbox of each account, and by e-mail to `address` or their own.

    In the caller's transaction; the e-mail leaves in a job after it.
    """
    with transaction.atomic():
        accounts = Account.objects.select_related("person").filter(
            person_id=person_id, is_active=True
        )
        for account in accounts:
            tell_account(account_id=account.id, word=word, at=at)
        first = accounts.first()
        to = address or (first.person.email if first else "")
        if to:
            _write(word=word, address=to, language=first.language if first else "vi", at=at)


def tell_account(*, account_id: int, word: Word, at: datetime.datetime) -> None:
    """Put a notice into the inbox of one account."""
    Notice.objects.create(
        account_id=account_id, message=word.message, values=word.values, link=word.link, at=at
    )
    live.touch(f"account:{account_id}")


def mark_read(*, account_id: int, at: datetime.datetime, until_id: int) -> int:
    """Mark what the person has seen as read. Returns how many."""
    unread = Notice.objects.filter(account_id=account_id, id__lte=until_id, read_at__isnull=True)
    return unread.update(read_at=at)


def _write(*, word: Word, address: str, language: str, at: datetime.datetime) -> None:
    subject, body = messages.worded(message=word.message, values=word.values, language=language)
    letter, is_new = Letter.objects.get_or_create(
        key=f"{word.key}:{address}"[:160],
        defaults={
            "address": address,
            "subject": subject,
            "body": letters.body_of(sentence=body, link=word.link, language=language),
            "language": language,
            "queued_at": at,
        },
    )
    if is_new:
        send_letter.defer(letter_id=letter.id)
