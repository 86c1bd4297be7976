"""How dates, money and spans of time are written, in the two languages of the city.

Vietnamese: `thứ Hai 05/02/2026`, `1.250.000 ₫`, `9 giờ làm việc`.
English: `Thursday 5 February 2026`, `1,250,000 ₫`, `9 working hours`.
"""

import re
from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import get_language, ngettext
from markupsafe import Markup, escape

from thanglong.kernel.base import clock

Style = Literal["long", "short"]
NBSP = "\u00a0"
WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
WEEKDAYS_SHORT = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
MINUTES_A_WORKING_DAY = 480
CODE = re.compile(r"\b[A-Z]\d{2}(?:\.\d{2,5}){0,3}-\d{6}-\d{4,}\b")


def language() -> Literal["vi", "en"]:
    """The language of the page being made."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def weekday(value: date, style: Style = "long") -> str:
    """The name of the day: `thứ Hai` or `T2`."""
    names = WEEKDAYS if style == "long" else WEEKDAYS_SHORT
    return names[language()][value.weekday()]


def format_date(value: date | datetime | None, style: Style = "long") -> str:
    """`thứ Năm 05/02/2026`; short: `05/02/2026`. An instant counts as the city's date."""
    if value is None:
        return ""
    day = clock.local(value).date() if isinstance(value, datetime) else value
    if language() == "vi":
        text = f"{day:%d/%m/%Y}"
    elif style == "short":
        text = f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
    else:
        text = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{weekday(day)} {text}" if style == "long" else text


def format_time(value: datetime | None) -> str:
    """`16:00` on the city's clocks."""
    return f"{clock.local(value):%H:%M}" if value else ""


def format_datetime(value: datetime | None, style: Style = "long") -> str:
    """`16:00 thứ Năm 05/02/2026`; English `16:00, Thursday 5 February 2026`."""
    if value is None:
        return ""
    comma = "" if language() == "vi" else ","
    return f"{format_time(value)}{comma} {format_date(value, style)}"


def format_number(value: float | None) -> str:
    """`1.250.000` or `2,5`; English `1,250,000` or `2.5`. A space inside it never breaks."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language() == "vi" else text


def format_money(amount_minor: int | None) -> str:
    """Đồng, whole: `1.250.000 ₫`. Nothing is `0 ₫`."""
    return "" if amount_minor is None else f"{format_number(amount_minor)}{NBSP}₫"


def format_duration(minutes: int | None) -> str:
    """Working time in words: `45 phút làm việc`, `9 giờ làm việc`, `3 ngày 2 giờ làm việc`."""
    if minutes is None:
        return ""
    if minutes >= 2 * MINUTES_A_WORKING_DAY:
        days, rest = divmod(minutes, MINUTES_A_WORKING_DAY)
        hours = rest // 60 if days < 10 else 0
        if not hours:
            return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
        return _and_hours(days, hours)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s working minute", "%(n)s working minutes", rest) % {"n": rest}
    if not rest or hours >= 4:
        return ngettext("%(n)s working hour", "%(n)s working hours", hours) % {"n": hours}
    return ngettext(
        "%(hours)s working hour and %(minutes)s min",
        "%(hours)s working hours and %(minutes)s min",
        hours,
    ) % {"hours": hours, "minutes": rest}


def whole_codes(text: Any) -> Markup:
    """A sentence in which no dossier code is broken over two lines."""
    return Markup(CODE.sub(r'<span class="num nowrap">\g<0></span>', str(escape(text))))  # noqa: S704 - the text is escaped first


def title_name(name: str) -> str:
    """A name as people write it: `NGUYỄN THỊ LAN` becomes `Nguyễn Thị Lan`; others stay."""
    if not name.isupper():
        return name
    return " ".join(word[:1] + word[1:].lower() for word in name.split())


def file_size(size_bytes: int | None) -> str:
    """`820 kB`, `2,4 MB`."""
    if size_bytes is None:
        return ""
    if size_bytes < 1_000_000:
        return f"{format_number(max(1, size_bytes // 1000))}{NBSP}kB"
    return f"{format_number(round(size_bytes / 1_000_000, 1))}{NBSP}MB"


def _and_hours(days: int, hours: int) -> str:
    sentence = ngettext(
        "%(days)s day and %(hours)s h of working time",
        "%(days)s days and %(hours)s h of working time",
        days,
    )
    return sentence % {"days": days, "hours": hours}
