"""Letters leave by a real SMTP conversation: once, after the transaction, never silently lost."""

import socket
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.town import MORNING, Town
from thanglong.kernel.notify import actions as notify
from thanglong.kernel.notify import queries, tasks
from thanglong.kernel.notify.models import Letter, Notice


class Postbox(MessageHandler):
    """Keeps what an SMTP server was given."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield box
    server.stop()


def told(town: Town, key: str = "k") -> Letter:
    word = notify.Word(
        message="dossier.filed",
        key=key,
        link="/dossiers/H26.00004-261125-0001",
        values={
            "code": "H26.00004-261125-0001",
            "vi": {"title": "Đăng ký khai sinh", "due": "17:00 thứ Tư 25/11/2026"},
            "en": {"title": "Birth registration", "due": "17:00, Wednesday 25 November 2026"},
        },
    )
    person_id = town.lan.person_id
    assert person_id is not None
    notify.tell(person_id=person_id, word=word, at=MORNING, address="lan@thanglong.example")
    return Letter.objects.get()


def test_lan_gets_a_letter_in_vietnamese_with_the_address_of_her_dossier(
    town: Town, postbox: Postbox
) -> None:
    letter = told(town)

    tasks.send_letter(letter_id=letter.id)

    message = postbox.messages[0]
    text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert message["To"] == "lan@thanglong.example"
    assert "Đăng ký khai sinh" in text
    assert "/dossiers/H26.00004-261125-0001" in text
    letter.refresh_from_db()
    assert letter.sent_at is not None


def test_the_same_word_twice_is_one_letter_and_one_sending(town: Town, postbox: Postbox) -> None:
    letter = told(town)
    told(town)

    tasks.send_letter(letter_id=letter.id)
    tasks.send_letter(letter_id=letter.id)

    assert len(postbox.messages) == 1


def test_a_mail_server_that_is_down_loses_nothing(town: Town, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = told(town)

    with pytest.raises(tasks.LetterNotSent):
        tasks.send_letter(letter_id=letter.id)

    letter.refresh_from_db()
    assert (letter.sent_at, letter.tries) == (None, 1)
    assert queries.letters_not_sent(before=MORNING.replace(year=2027)) == 1


def test_the_inbox_of_lan_speaks_both_languages(town: Town) -> None:
    told(town)
    account = Notice.objects.values_list("account_id", flat=True).get()

    vietnamese = queries.notices_of(account_id=account, language="vi")[0]
    english = queries.notices_of(account_id=account, language="en")[0]

    assert "đã được nộp" in vietnamese.subject
    assert "has been filed" in english.subject
    assert queries.unread_count(account_id=account) == 1
