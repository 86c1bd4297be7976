"""Findings in the language of those who write. The rules speak English; here is the other half."""

import re
from collections.abc import Sequence
from functools import lru_cache

from thanglong.kernel.cases.definition.errors import Finding
from thanglong.kernel.cases.lint.vietnamese import RULES
from thanglong.kernel.cases.lint.vietnamese_advice import ADVICE
from thanglong.kernel.cases.lint.vietnamese_format import FORMAT

SENTENCES = (*FORMAT, *RULES)
WORDS = {  # what rules call the parts of a procedure, and the kinds of values
    "stage": "bước", "refusal": "lời từ chối", "check": "phép kiểm tra", "fee": "mức phí",
    "authority row": "dòng thẩm quyền", "deadline row": "dòng thời hạn", "page": "trang",
    "field": "câu hỏi", "finding": "điều ghi nhận", "part": "phần", "question": "câu hỏi",
    "need": "giấy tờ", "act": "việc làm", "result": "kết quả", "true or false": "đúng hay sai",
    "a number": "số", "text": "chữ", "a date": "ngày", "a time of day": "giờ",
    "a moment": "ngày giờ", "a duration": "khoảng thời gian", "a list": "danh sách",
    "an address": "địa chỉ",
}  # fmt: skip
_PLACE = re.compile(r"\\\{([0-9])\\\}")


def said(finding: Finding, language: str) -> tuple[str, str]:
    """(what is wrong, what to do) in a language; in English where no other words are known."""
    if language != "vi":
        return finding.message, finding.advice
    return in_vietnamese(finding.message, SENTENCES), in_vietnamese(finding.advice, ADVICE)


def in_vietnamese(text: str, known: Sequence[tuple[str, str]]) -> str:
    """A sentence of a rule in Vietnamese, what the rule filled in as it is."""
    for pattern, words in _patterns(tuple(known)):
        match = pattern.fullmatch(text)
        if match is not None:
            return words.format(*(_inside(one, known) for one in match.groups()))
    return text


def _inside(text: str, known: Sequence[tuple[str, str]]) -> str:
    """What a rule filled in: a name as it is, a word of ours or a whole sentence in Vietnamese."""
    if text in WORDS:
        return WORDS[text]
    return in_vietnamese(text, known) if " " in text else text


@lru_cache(maxsize=4)
def _patterns(known: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences as patterns: those with more words of their own come first."""
    ranked = sorted(known, key=lambda one: -len(re.sub(r"\{[0-9]\}", "", one[0])))
    return tuple((_pattern(english), _template(english, words)) for english, words in ranked)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub("(.*)", re.escape(english)), re.DOTALL)


def _template(english: str, words: str) -> str:
    """The other half as a template: a brace that is no place stands for itself."""
    doubled = words.replace("{", "{{").replace("}", "}}")
    return re.sub(r"\{\{([0-9])\}\}", r"{\1}", doubled)
