"""What is said of units, in both languages: why this agency, and what became of an address."""

import datetime
from collections.abc import Mapping, Sequence

from thanglong.kernel.units.models import Area

LANGUAGES = ("vi", "en")
NAMES_SAID_MAX = 6
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "unknown_code": {
        "vi": "Không có đơn vị hành chính nào mang mã {code}.",
        "en": "There is no unit with the code {code}.",
    },
    "rename": {
        "vi": "Từ ngày {ended}, {old} đổi tên thành {new}.",
        "en": "Since {ended}, {old} has been called {new}.",
    },
    "whole": {
        "vi": "Từ ngày {ended} không còn {old}; nơi đó thuộc {new}.",
        "en": "{Old} ended on {ended}; its place is in {new}.",
    },
    "whole_back": {
        "vi": "Ngày {day}, {old} là {new}.",
        "en": "On {day}, {old} is {new}.",
    },
    "part_default": {
        "vi": "{Old} đã được chia. Địa chỉ này thường thuộc {new}, nhưng cũng có thể thuộc "
        "{others}. Ông/bà hãy kiểm tra lại.",
        "en": "{Old} was divided. This address is usually in {new}, but may also be in {others}. "
        "Please check.",
    },
    "part_open": {
        "vi": "{Old} đã được chia giữa {others}. Ông/bà hãy chọn nơi có địa chỉ này.",
        "en": "{Old} was divided between {others}. Please choose the one that has this address.",
    },
    "part_back": {
        "vi": "Ngày {day}, nơi nay là {old} còn thuộc {others}. "
        "Ông/bà hãy chọn nơi có địa chỉ này.",
        "en": "On {day}, what is now {old} was {others}. "
        "Please choose the one that has this address.",
    },
    "ended": {
        "vi": "{Old} không còn từ ngày {day}. Ông/bà hãy cho biết phường, xã.",
        "en": "{Old} ended on {day}. Please give the commune.",
    },
    "not_yet": {
        "vi": "Ngày {day} chưa có {old}, và không rõ trước đó là đơn vị nào.",
        "en": "On {day} there was no {old} yet, and what it was before is not recorded.",
    },
    "lies_in": {"vi": "{Place} thuộc {district}.", "en": "{Place} is in {district}."},
    "no_districts": {
        "vi": "Từ ngày {day} không còn cấp huyện.",
        "en": "Since {day} there are no districts.",
    },
    "no_power": {
        "vi": "Chưa có dữ liệu về cơ quan giải quyết “{power}” vào ngày {day}.",
        "en": "Who decides “{power}” on {day} is not recorded.",
    },
    "nobody": {
        "vi": "Ngày {day}, ở {place} không có cơ quan nào làm việc này.",
        "en": "On {day}, no agency in {place} does this.",
    },
    "decides": {"vi": "{Agency} giải quyết.", "en": "{Agency} decides."},
    "decides_by": {
        "vi": "{Agency} giải quyết; {department} thụ lý.",
        "en": "{Agency} decides; {department} does the work.",
    },
    "received_at": {
        "vi": "Hồ sơ nộp tại {one_stop}.",
        "en": "Dossiers are handed in at {one_stop}.",
    },
    "unsure": {
        "vi": "Một phần câu trả lời này chưa được đối chiếu với văn bản.",
        "en": "Part of this answer has not been checked against the law.",
    },
}


def say(code: str, language: str, /, **names: str) -> str:
    """A sentence with its names filled in; `{Old}` is `{old}` at the beginning of a sentence."""
    capitals = {name.capitalize(): capital(text) for name, text in names.items()}
    return SENTENCES[code][language].format(**names, **capitals)


def area(one: Area, language: str) -> str:
    """The name of an area inside a sentence: `phường Ba Đình`, `Ba Đình Ward`."""
    return uncapital(one.name) if language == "vi" else one.name_en


def agency(name: str, name_en: str, language: str) -> str:
    """The name of an agency in a sentence: `UBND phường Ba Đình`, `the People's Committee …`."""
    return name if language == "vi" else f"the {name_en}"


def day(on: datetime.date, language: str) -> str:
    """`01/07/2025`, `1 July 2025`."""
    return f"{on:%d/%m/%Y}" if language == "vi" else f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def listed(names: Sequence[str], language: str, *, last: str = "and") -> str:
    """`A, B và C`: the first few of several. last: and, or."""
    shown = list(names[:NAMES_SAID_MAX])
    if len(names) > NAMES_SAID_MAX:
        shown.append("nơi khác" if language == "vi" else "others")
    if len(shown) < 2:
        return "".join(shown)
    word = {"and": "và", "or": "hoặc"}[last] if language == "vi" else last
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def capital(text: str) -> str:
    """The text at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text inside a sentence."""
    return text[:1].lower() + text[1:]
