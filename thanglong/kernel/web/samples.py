"""Invented people and dossiers for the style guide: long names, every state, no register behind."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from thanglong.kernel.base import clock
from thanglong.kernel.calendar.rules import DayKind, Segment, Strip, StripDay
from thanglong.kernel.calendar.rules.strips import SegmentKind
from thanglong.kernel.web.fields import Field, Option

LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Hương"
LONG_AGENCY = (
    "Điểm phục vụ hành chính công phường Văn Miếu – Quốc Tử Giám, "
    "Trung tâm Phục vụ hành chính công thành phố"
)
CODE = "H26.15.12-260202-0147"


def instant(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """An instant of February 2026 in the city."""
    return datetime.datetime(2026, 2, day, hour, minute, tzinfo=clock.zone())


def strip() -> Strip:
    """Filed on Monday afternoon, stopped for two days, a weekend, a holiday, promised on Wednesday."""
    start = datetime.date(2026, 2, 2)
    return Strip(
        days=tuple(_day(start + datetime.timedelta(days=index), index) for index in range(10)),
        opens=MORNING[0],
        closes=AFTERNOON[1],
        is_cut=False,
    )


MORNING, AFTERNOON = (480, 720), (780, 1020)
HALVES: dict[int, tuple[SegmentKind, SegmentKind]] = {
    0: ("open", "worked"),
    2: ("paused", "paused"),
    3: ("paused", "worked"),
}
KINDS = {5: DayKind.REST, 6: DayKind.REST, 8: DayKind.HOLIDAY}


def _day(on: datetime.date, index: int) -> StripDay:
    morning, afternoon = HALVES.get(index, ("worked", "worked"))
    kind = KINDS.get(index, DayKind.WORKING)
    closed: SegmentKind = "holiday" if kind is DayKind.HOLIDAY else "rest"
    works = kind is DayKind.WORKING
    return StripDay(
        on=on,
        kind=kind,
        name_vi="Nghỉ lễ" if closed == "holiday" else "",
        name_en="Holiday" if closed == "holiday" else "",
        segments=(Segment(morning, *MORNING), Segment(afternoon, *AFTERNOON)) if works else (),
        start_minute=840 if index == 0 else None,
        now_minute=640 if index == 4 else None,
        due_minute=960 if index == 9 else None,
    )


def thread() -> list[dict[str, Any]]:
    """A dossier's way, newest first."""
    return [
        {"title": _("Result returned"), "at": None, "post": "", "by": "", "ahead": True, "icon_name": "flag"},
        {
            "title": _("The clock stopped: waiting for your paper"),
            "at": instant(4, 9, 12),
            "post": "Chuyên viên Tư pháp – Hộ tịch, UBND phường Ba Đình",
            "by": "Trần Văn Minh",
            "text": _("The photo of the marriage certificate is cut off at the bottom. Please send it again, with all four corners."),
            "icon_name": "pause",
            "tone": "wait",
        },
        {
            "title": _("Received, appointment given"),
            "at": instant(2, 15, 40),
            "post": LONG_AGENCY,
            "by": LONG_NAME,
            "icon_name": "stamp",
            "tone": "good",
            "papers": [{"name": _("Receipt and appointment"), "href": "#", "note": "PDF · 84 kB"}],
        },
        {"title": _("You filed the dossier"), "at": instant(2, 14, 5), "by": "Nguyễn Thị Lan", "icon_name": "send"},
    ]


def fields() -> list[Field]:
    """One field of each kind, in several states."""
    purposes = (
        Option(value="marriage", label=_("To register a marriage")),
        Option(value="property", label=_("To buy or sell a house or land"), hint=_("Also for a bank loan")),
        Option(value="other", label=_("Something else")),
    )
    communes = tuple(Option(value=str(n), label=name) for n, name in enumerate(COMMUNES, 1))
    return [
        Field(name="name", type="person_name", label=_("Full name"), value=LONG_NAME, autocomplete="name"),
        Field(name="born", type="date", label=_("Date of birth"), value=datetime.date(1990, 5, 2), hint=_("For example 02/05/1990")),
        Field(name="number", type="personal_number", label=_("Personal number"), value="999190000123", locked=True, source=_("From the population register, read at 09:40 today")),
        Field(name="purpose", type="choice", label=_("What do you need the certificate for?"), options=purposes, value="property"),
        Field(name="papers", type="multi_choice", label=_("Which papers do you have with you?"), options=purposes[:2], value=["marriage"], required=False),
        Field(name="commune", type="area", label=_("Ward or commune"), options=communes, value="3"),
        Field(name="home", type="address", label=_("Where do you live?"), options=communes, value={"area": "2", "line": "số 12, ngõ 34 phố Đội Cấn"}),
        Field(name="phone", type="phone", label=_("Mobile phone"), value="0912 345", error=_("This number has 7 digits; a mobile number has 10. Please check it."), autocomplete="tel"),
        Field(name="email", type="email", label=_("E-mail"), required=False, hint=_("Only if you want letters there too")),
        Field(name="capital", type="money", label=_("Capital of the business"), value="150.000.000"),
        Field(name="area_size", type="decimal", label=_("Floor area"), value="64,5", unit="m²"),
        Field(name="story", type="long_text", label=_("What should be corrected?"), max_length=500, required=False),
        Field(name="photo", type="file", label=_("Photo or PDF of the paper"), multiple=True, hint=_("Up to 20 MB each. All four corners should be visible.")),
        Field(name="truth", type="boolean", label=_("What I have written is true, and I answer for it before the law.")),
    ]  # fmt: skip


COMMUNES = (
    "Phường Ba Đình", "Phường Bạch Mai", "Phường Cầu Giấy", "Phường Cửa Nam", "Phường Đống Đa",
    "Phường Hai Bà Trưng", "Phường Hoàn Kiếm", "Phường Hồng Hà", "Phường Khương Đình", "Phường Láng",
    "Phường Nghĩa Đô", "Phường Ngọc Hà", "Phường Tây Hồ", "Phường Văn Miếu – Quốc Tử Giám", "Xã Ba Vì",
)  # fmt: skip

ROWS = (
    {"code": CODE, "name": LONG_NAME, "what": "Cấp Giấy xác nhận tình trạng hôn nhân", "state": "late", "due": instant(4, 16)},
    {"code": "H26.15.12-260203-0009", "name": "Nguyễn Thị Lan", "what": "Đăng ký khai sinh", "state": "today", "due": instant(6, 16)},
    {"code": "H26.15.12-260203-0011", "name": "Hộ kinh doanh Phở Thìn Lò Đúc", "what": "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", "state": "on_time", "due": instant(11, 11, 30)},
    {"code": "H26.15.12-260205-0002", "name": "Lê Hồng Hạnh", "what": "Cấp giấy phép xây dựng nhà ở riêng lẻ", "state": "paused", "due": instant(27, 16)},
)  # fmt: skip
