"""The few words that a drawing adds to those of the procedure, in both languages."""

import datetime
import re
from collections.abc import Mapping, Sequence

from thanglong.kernel.cases.agencies import Department, Parent, Post
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.format import Authority

Words = Mapping[str, str]

_VI: Words = {
    "applicant": "Người nộp hồ sơ",
    "parts": "Các phần của hồ sơ",
    "receiving": "Nơi nhận hồ sơ",
    "deciding": "Nơi quyết định",
    "city": "Thành phố",
    "consulted": "Được hỏi ý kiến",
    "above": "Cấp trên",
    "commune": "Xã, phường",
    "district": "Quận, huyện",
    "filed": "Nộp hồ sơ",
    "returned": "Trả kết quả",
    "refused": "Từ chối",
    "not_accepted": "Không tiếp nhận",
    "stopped": "Dừng giải quyết",
    "limit_over": "Hết hạn",
    "at_most": "tối đa {}",
    "choice": "Làm gì?",
    "clock_paused": "Đồng hồ dừng",
    "after": "sau khi có {}",
    "at_once": "bắt đầu ngay",
    "complete": "Mọi phần đã xong",
    "finds": "Ghi: {}",
    "leader": "ký",
    "seal": "đóng dấu",
    "accept": "Tiếp nhận",
    "supplement": "Yêu cầu bổ sung",
    "refuse": "Từ chối",
    "resubmit": "Nộp bổ sung",
    "propose": "Trình",
    "approve": "Phê duyệt",
    "send_back": "Trả lại",
    "total": "Thời hạn",
    "from": "từ {}",
    "until": "đến {}",
    "some": "tùy trường hợp",
    "and": "và",
    "describe": "Sơ đồ các bước giải quyết. {}",
    "step": "Bước {}: {}, {}",
    "one_stop": "Cán bộ một cửa",
    "specialist": "Chuyên viên",
    "head": "Trưởng phòng",
    "role_leader": "Lãnh đạo",
    "deputy_leader": "Phó lãnh đạo",
    "supervisor": "Phụ trách một cửa",
}
_EN: Words = {
    "applicant": "Applicant",
    "parts": "The parts",
    "receiving": "Where it is filed",
    "deciding": "Who decides",
    "city": "City",
    "consulted": "Asked for an opinion",
    "above": "Level above",
    "commune": "Ward or commune",
    "district": "District",
    "filed": "Filed",
    "returned": "Result returned",
    "refused": "Refused",
    "not_accepted": "Not accepted",
    "stopped": "Stopped",
    "limit_over": "Time over",
    "at_most": "at most {}",
    "choice": "What is done?",
    "clock_paused": "The clock is paused",
    "after": "after {}",
    "at_once": "begins at once",
    "complete": "All parts are finished",
    "finds": "Enters: {}",
    "leader": "signature",
    "seal": "seal",
    "accept": "Accept",
    "supplement": "Ask to complete",
    "refuse": "Refuse",
    "resubmit": "Answer",
    "propose": "Propose",
    "approve": "Approve",
    "send_back": "Send back",
    "total": "Time limit",
    "from": "from {}",
    "until": "until {}",
    "some": "in some cases",
    "and": "and",
    "describe": "How a dossier moves. {}",
    "step": "Step {}: {}, {}",
    "one_stop": "One-stop officer",
    "specialist": "Specialist",
    "head": "Head of division",
    "role_leader": "Leader",
    "deputy_leader": "Deputy leader",
    "supervisor": "One-stop supervisor",
}
WORDS: Mapping[str, Words] = {"vi": _VI, "en": _EN}

_FUNCTIONS: Mapping[str, tuple[str, str]] = {
    "business_registration": ("Đăng ký kinh doanh", "Business registration"),
    "certification": ("Chứng thực", "Certification"),
    "civil_status": ("Hộ tịch", "Civil status"),
    "construction": ("Xây dựng", "Construction"),
    "environment": ("Môi trường", "Environment"),
    "finance": ("Tài chính", "Finance"),
    "health": ("Y tế", "Health"),
    "judicial_records": ("Lý lịch tư pháp", "Judicial records"),
    "justice": ("Tư pháp", "Justice"),
    "labour": ("Lao động", "Labour"),
    "driving_licences": ("Giấy phép lái xe", "Driving licences"),
    "land": ("Đất đai", "Land"),
    "land_registration": ("Đăng ký đất đai", "Land registration"),
    "one_stop": ("Một cửa", "One-stop"),
    "planning": ("Quy hoạch", "Planning"),
    "police": ("Công an", "Police"),
    "roads": ("Giao thông", "Roads"),
    "social": ("Xã hội", "Social affairs"),
    "social_insurance": ("Bảo hiểm xã hội", "Social insurance"),
    "tax": ("Thuế", "Tax"),
}
_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "vi": {
        "min": ("phút làm việc", "phút làm việc"),
        "wh": ("giờ làm việc", "giờ làm việc"),
        "wd": ("ngày làm việc", "ngày làm việc"),
        "d": ("ngày", "ngày"),
        "mo": ("tháng", "tháng"),
        "y": ("năm", "năm"),
    },
    "en": {
        "min": ("working minute", "working minutes"),
        "wh": ("working hour", "working hours"),
        "wd": ("working day", "working days"),
        "d": ("day", "days"),
        "mo": ("month", "months"),
        "y": ("year", "years"),
    },
}
_SAME_DAY = {"vi": "trong ngày làm việc", "en": "within the working day"}


def duration(text: str, language: str) -> str:
    """A duration in words: `3wd` is 3 working days."""
    match = re.fullmatch(r"([0-9]+)([a-z]+)", text)
    if match is None:
        return text
    amount, unit = int(match[1]), match[2]
    if amount == 0:
        return _SAME_DAY[language]
    one, many = _UNITS[language][unit]
    return f"{amount} {one if amount == 1 else many}"


def post(found: Post, language: str) -> str:
    """A post in words, without its agency: `Chuyên viên Hộ tịch`."""
    words = WORDS[language]
    role = words["role_leader"] if found.role == "leader" else words[found.role]
    functions = [
        function(one.function, language) for one in found.steps if isinstance(one, Department)
    ]
    return " · ".join([role, *functions])


def function(name: str, language: str) -> str:
    """A function of an agency in words."""
    plain = name.replace("_", " ").capitalize()
    vi, en = _FUNCTIONS.get(name, (plain, plain))
    return vi if language == "vi" else en


def action(name: str, definition: Definition, language: str) -> str:
    """An act in words: the procedure's own, or the general ones."""
    own = definition.words(language).actions.get(name)
    return own or WORDS[language].get(name) or name.replace("_", " ")


def consulted(consult_id: str, definition: Definition, language: str) -> str:
    """Who is asked, in words."""
    own = definition.words(language).consult.get(consult_id)
    return own or function(consult_id, language)


FOUND_SHOWN = 2  # findings named in a box; the rest are counted


def found(ids: Sequence[str], definition: Definition, language: str) -> str:
    """What a stage finds, in words: the first few, then how many more."""
    labels = definition.words(language).findings
    shown = [labels[name].label if name in labels else name for name in ids[:FOUND_SHOWN]]
    more = len(ids) - len(shown)
    named = ", ".join(shown) + (f", +{more}" if more else "")
    return WORDS[language]["finds"].format(named)


def levels(rows: Sequence[Authority], language: str) -> list[str]:
    """Who decides when, one line a row: `Quận, huyện · đến 30/06/2025`."""
    words = WORDS[language]
    lines: list[str] = []
    for row in rows:
        parts = [words[row.level]]
        if row.department:
            parts[0] += f", {function(row.department, language)}"
        if row.valid_from:
            parts.append(words["from"].format(_day(row.valid_from)))
        if row.valid_until:
            parts.append(words["until"].format(_day(row.valid_until - datetime.timedelta(days=1))))
        if row.when:
            parts.append(words["some"])
        lines.append(" · ".join(parts))
    return list(dict.fromkeys(lines))


def parents(found: Post) -> int:
    """How many levels above its base a post stands."""
    return sum(isinstance(step, Parent) for step in found.steps)


def _day(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"
