"""Every sentence for people is there in both languages, and fits its placeholders."""

import io
import re
from pathlib import Path

from babel.messages.pofile import read_po

from tests.house import tree
from thanglong.config import translations

PLACE = re.compile(r"%\((\w+)\)[sd]")
NAMES = {"Thăng Long", "Tiếng Việt", "English"}  # the same in every language
WORDS = re.compile(r">\s*([A-Za-zÀ-ỹ]{3,}[^<>{}%]*)<")


def test_every_sentence_is_there_in_vietnamese() -> None:
    missing = [f"{place} “{sentence}”" for place, sentence in translations.missing()]

    assert not missing, f"Add these to locale/vi/…/django.po of their app:{tree.listed(missing)}"


def test_translations_keep_their_placeholders() -> None:
    broken = [
        f"{tree.place(path, message.lineno or 0)} {message.id}"
        for path in tree.files(".po", tree.PACKAGE)
        for message in read_po(io.BytesIO(path.read_bytes()), locale="vi")
        if isinstance(message.id, str) and message.id and isinstance(message.string, str)
        if message.string and _places(message.id) != _places(message.string)
    ]

    assert not broken, f"A placeholder is missing or new in:{tree.listed(broken)}"


def test_no_template_speaks_past_the_translators() -> None:
    found = [
        f"{tree.place(path)} “{match.group(1).strip()}”"
        for path in tree.files(".html", tree.PACKAGE)
        if "templates" in path.parts and not _is_bilingual(path)
        for match in WORDS.finditer(_spoken(tree.text(path)))
        if match.group(1).strip() not in NAMES
    ]

    assert not found, f"Wrap these words in _('…') or {{% trans %}}:{tree.listed(found)}"


def _places(sentence: str) -> set[str]:
    return set(PLACE.findall(sentence))


def _spoken(text: str) -> str:
    """A template without what is translated, computed, scripted or a comment."""
    text = re.sub(
        r"{#.*?#}|{%-?\s*trans\b.*?endtrans\s*-?%}|<script.*?</script>", "", text, flags=re.S
    )
    return re.sub(r"{%.*?%}|{{.*?}}", "{}", text, flags=re.S)


def _is_bilingual(path: Path) -> bool:
    """The style guide shows samples, the simulators play others' pages."""
    return "styleguide" in path.parts or "adapters" in path.parts
