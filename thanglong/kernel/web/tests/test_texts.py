"""Every text of the shell is there in both languages."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOM = Path(__file__).parents[1]
METHODS = [("tests/**", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {
    "templates/**.html": {
        "newstyle_gettext": "true",
        "silent": "false",
        "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    }
}


def test_every_text_of_the_shell_has_its_vietnamese() -> None:
    with (ROOM / "locale/vi/LC_MESSAGES/django.po").open("rb") as file:
        known = {message.id: message.string for message in read_po(file)}
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(ROOM, METHODS, OPTIONS, keywords)

    missing = [text for _, _, text, _, _ in found if not known.get(text)]

    assert missing == []
