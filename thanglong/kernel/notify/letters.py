"""How a letter is written: greeting, sentence, address to open, who writes; as text and as HTML."""

from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from thanglong.kernel.base.city import city
from thanglong.kernel.notify.models import Letter

# A reader of letters knows no stylesheet of ours: what it shows stands in each element.
PAGE = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{}</title></head>
<body style="margin:0;padding:24px 20px;font:17px/1.6 'Be Vietnam Pro',system-ui,sans-serif">
<div style="max-width:34em;margin:0 auto">
<p style="margin:0 0 20px;padding-bottom:12px;border-bottom:2px solid #a3261b"><b>{}</b></p>
<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">{}</h1>
{}</div></body></html>
"""
WORDS = '<p style="margin:0 0 16px">{}</p>\n'
BUTTON = (
    '<p style="margin:24px 0"><a href="{0}" style="display:inline-block;padding:12px 22px;'
    "border-radius:6px;background:#a3261b;color:#fffaf3;text-decoration:none;font-weight:600"
    '">{1}</a><br><a href="{0}" style="font-size:14px;word-break:break-all">{0}</a></p>\n'
)
SMALL = '<p style="margin:0 0 8px;font-size:14px">{}</p>\n'


def body_of(*, sentence: str, link: str, language: str) -> str:
    """The text of a letter: paragraphs with an empty line between them."""
    here = city(language)
    with override(language):
        parts = [_("Dear resident,"), sentence]
        if link:
            parts += [_("Open it here:"), f"{settings.SITE_URL}{link}"]
        parts += [here.authority, _("This letter was sent by a program: please do not answer it.")]
        if here.hotline:
            parts.append(_("Do you need help? Please call %(number)s.") % {"number": here.hotline})
        parts.append(_("No office ever asks for your password or a code by letter."))
    return "\n\n".join(str(part) for part in parts) + "\n"


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """The letter as it goes to the mail server."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        from_email=formataddr((f"Thăng Long · {city(letter.language).name}", address)),
        to=[letter.address],
        headers={
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answer of an absent reader
            "Content-Language": letter.language,
            "Message-ID": make_msgid(domain=address.rpartition("@")[2] or None),
            "X-Thanglong-Key": letter.key,
        },
    )
    message.attach_alternative(_page(letter), "text/html")
    return message


def _page(letter: Letter) -> SafeString:
    """The same words as HTML: the address becomes a button, what follows it is small."""
    parts = [part.strip() for part in letter.body.split("\n\n") if part.strip()]
    place = next((i for i, part in enumerate(parts) if part.startswith(settings.SITE_URL)), None)
    words = parts if place is None else parts[: place - 1]
    shown = [format_html_join("", WORDS, ((part,) for part in words))]
    if place is not None:
        label = parts[place - 1].removesuffix(":")
        shown.append(format_html(BUTTON, parts[place], label))
        shown.append(format_html_join("", SMALL, ((part,) for part in parts[place + 1 :])))
    head = f"Thăng Long · {city(letter.language).name}"
    inside = format_html_join("", "{}", ((one,) for one in shown))
    return format_html(PAGE, letter.language, letter.subject, head, letter.subject, inside)
