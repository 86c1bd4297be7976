"""Sending letters: at least once, never inside a transaction; what cannot be sent stays visible."""

import smtplib

import procrastinate
import structlog
from django.core import mail
from django.db.models import F
from procrastinate.contrib.django import app

from thanglong.kernel.base import clock
from thanglong.kernel.notify import letters
from thanglong.kernel.notify.models import Letter

log = structlog.get_logger(__name__)
TRIES_MAX = 8
SEND_SECONDS_MAX = 20


class LetterNotSent(Exception):
    """The mail server did not take it; the job is tried again."""


@app.task(
    name="notify.send_letter",
    queue="letters",
    retry=procrastinate.RetryStrategy(
        max_attempts=TRIES_MAX, exponential_wait=3, retry_exceptions=[LetterNotSent]
    ),
)
def send_letter(*, letter_id: int) -> None:
    """Send one letter by SMTP and mark it sent; a letter that is sent is not sent again."""
    letter = Letter.objects.filter(id=letter_id, sent_at__isnull=True).first()
    if letter is None:
        return
    try:
        with mail.get_connection(timeout=SEND_SECONDS_MAX) as server:
            server.send_messages([letters.message_of(letter)])
    except (OSError, smtplib.SMTPException) as error:
        Letter.objects.filter(id=letter_id).update(
            tries=F("tries") + 1, failure=type(error).__name__[:200]
        )
        log.warning("letter_not_sent", letter=letter_id, error=type(error).__name__)
        raise LetterNotSent from error
    Letter.objects.filter(id=letter_id).update(
        sent_at=clock.now(), tries=F("tries") + 1, failure=""
    )
