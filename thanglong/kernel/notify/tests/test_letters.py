"""Letters leave by a real SMTP conversation: once, after the transaction, never silently lost."""

import re
import socket
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.town import MORNING, Town
from thanglong.kernel.notify import actions as notify
from thanglong.kernel.notify import messages, queries, tasks
from thanglong.kernel.notify.models import Letter, Notice
from thanglong.kernel.people.models import Account


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


def parts_of(message: Message) -> dict[str, str]:
    """The words of a letter by type: what a reader without HTML sees, and what others see."""
    return {
        part.get_content_type(): part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in message.walk()
        if not part.is_multipart()
    }


def test_lan_gets_a_letter_in_vietnamese_with_the_address_of_her_dossier(
    town: Town, postbox: Postbox
) -> None:
    letter = told(town)

    tasks.send_letter(letter_id=letter.id)

    message = postbox.messages[0]
    parts = parts_of(message)
    assert message["To"] == "lan@thanglong.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@thanglong.example>")
    assert "Thăng Long · Hà Nội" in str(make_header(decode_header(message["From"])))
    assert list(parts) == ["text/plain", "text/html"]
    for words in parts.values():
        assert "Kính gửi ông/bà" in words
        assert "Đăng ký khai sinh" in words
        assert "/dossiers/H26.00004-261125-0001" in words
        assert "1022" in words
    letter.refresh_from_db()
    assert letter.sent_at is not None


def test_somebody_who_reads_english_gets_an_english_letter(
    town: Town, postbox: Postbox, settings: Any
) -> None:
    Account.objects.filter(id=town.lan.account_id).update(language="en")
    letter = told(town)

    tasks.send_letter(letter_id=letter.id)

    parts = parts_of(postbox.messages[0])
    assert postbox.messages[0]["Content-Language"] == "en"
    assert '<html lang="en">' in parts["text/html"]
    assert f'<a href="{settings.SITE_URL}/dossiers/' in parts["text/html"]
    for words in parts.values():
        assert "Birth registration" in words
        assert "Dear resident" in words
        assert "Kính gửi" not in words


def test_what_stands_in_a_letter_is_text_even_if_it_looks_like_html(
    town: Town, postbox: Postbox
) -> None:
    Letter.objects.filter(id=told(town).id).update(body="Kính gửi,\n\n<b>Tên & hồ sơ</b>")

    tasks.send_letter(letter_id=Letter.objects.get().id)

    parts = parts_of(postbox.messages[0])
    assert "<b>Tên & hồ sơ</b>" in parts["text/plain"]
    assert "&lt;b&gt;Tên &amp; hồ sơ&lt;/b&gt;" in parts["text/html"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("message", messages.MESSAGES)
def test_every_kind_of_letter_is_whole_in_both_languages(message: str, language: str) -> None:
    kind = messages.MESSAGES[message]
    names = set(re.findall(r"%\((\w+)\)s", f"{kind.subject} {kind.body}"))

    subject, body = messages.worded(
        message=message, values={name: f"‹{name}›" for name in names}, language=language
    )

    assert len(subject) <= 200
    assert names <= set(re.findall(r"‹(\w+)›", subject + body))
    assert "%(" not in subject + body


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
