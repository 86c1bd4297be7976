"""Changes as sentences, in both languages, with the names that people know."""

from collections.abc import Mapping
from typing import Any

from thanglong.kernel.cases.agencies import NOBODY, AgencyError, parse_post
from thanglong.kernel.cases.changes.model import Change, Weight
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.cases.definition.texts import Texts
from thanglong.kernel.cases.drawing import words as say

Pair = tuple[str, str]

WEIGHTS: Mapping[Weight, Mapping[str, str]] = {
    Weight.COSMETIC: {
        "vi": "chỉ đổi câu chữ",
        "en": "cosmetic: words only",
    },
    Weight.COMPATIBLE: {
        "vi": "tương thích: hồ sơ đang giải quyết có thể chuyển sang",
        "en": "compatible: running dossiers may be moved",
    },
    Weight.BREAKING: {
        "vi": "không tương thích: muốn chuyển hồ sơ phải có bảng quy đổi",
        "en": "breaking: moving dossiers needs a mapping",
    },
}
_PARTS: Mapping[str, Pair] = {
    "procedure": ("Thủ tục", "Procedure"),
    "basis": ("Căn cứ", "Law"),
    "fact": ("Điều kiện", "Condition"),
    "authority": ("Dòng thẩm quyền", "Row of authority"),
    "page": ("Trang", "Page"),
    "field": ("Câu hỏi", "Question"),
    "option": ("Lựa chọn", "Option"),
    "need": ("Giấy tờ", "Paper"),
    "finding": ("Nội dung cán bộ ghi", "Finding"),
    "check": ("Kiểm tra", "Check"),
    "fee": ("Mức phí", "Fee"),
    "deadline": ("Dòng thời hạn", "Row of the time limit"),
    "stage": ("Bước", "Stage"),
    "act": ("Thao tác", "Act"),
    "consult": ("Lấy ý kiến", "Opinion of"),
    "result": ("Kết quả", "Result"),
    "template": ("Mẫu in", "Printed form"),
    "text": ("Câu chữ", "Text"),
}
_WHATS: Mapping[str, Pair] = {
    "added": ("thêm mới", "is new"),
    "removed": ("bỏ", "is gone"),
    "moved": ("đổi vị trí", "stands elsewhere"),
    "changed": ("thay đổi", "changed"),
    "tightened": ("trở thành bắt buộc", "is now required"),
}
_ATTRIBUTES: Mapping[str, Pair] = {
    "code": ("mã", "code"),
    "slug": ("tên trong địa chỉ", "name in addresses"),
    "decision": ("quyết định công bố", "decision"),
    "effective": ("hiệu lực", "validity"),
    "field": ("lĩnh vực", "field"),
    "life_events": ("sự kiện trong đời", "life events"),
    "service_level": ("mức độ trực tuyến", "service level"),
    "certainty": ("độ tin cậy", "certainty"),
    "audience": ("đối tượng", "audience"),
    "applicant": ("ai được nộp", "who may file"),
    "assurance": ("mức định danh", "identity level"),
    "calendar": ("lịch làm việc", "calendar"),
    "route": ("nơi nhận", "where it is received"),
    "retention": ("thời gian lưu", "retention"),
    "cite": ("văn bản", "citation"),
    "from": ("từ ngày", "from"),
    "until": ("đến trước ngày", "until"),
    "on": ("ngày", "on"),
    "cutoff": ("giờ chốt", "cut-off"),
    "department": ("cơ quan", "department"),
    "granted": ("được cấp", "granted"),
    "refused": ("bị từ chối", "refused"),
    "area": ("địa bàn", "area"),
    "valid_from": ("từ ngày", "from"),
    "valid_until": ("đến trước ngày", "until"),
    "show_if": ("chỉ hỏi khi", "shown if"),
    "when": ("áp dụng khi", "when"),
    "unless": ("trừ khi", "unless"),
    "expression": ("điều kiện", "expression"),
    "type": ("kiểu", "type"),
    "required": ("bắt buộc", "required"),
    "prefill": ("điền sẵn từ", "prefilled from"),
    "suggest": ("gợi ý", "suggests"),
    "min": ("nhỏ nhất", "least"),
    "max": ("lớn nhất", "most"),
    "max_length": ("số ký tự", "length"),
    "personal": ("dữ liệu cá nhân", "personal data"),
    "purpose": ("mục đích", "purpose"),
    "evidence": ("bằng chứng", "evidence"),
    "of": ("tra theo số của", "whose record"),
    "shown_if": ("dữ liệu phải ghi", "what the register must say"),
    "basis": ("căn cứ", "basis"),
    "amount": ("số tiền", "amount"),
    "list_amount": ("mức chưa giảm", "amount before reduction"),
    "by": ("người làm", "done by"),
    "due": ("thời gian", "time"),
    "clock": ("đồng hồ", "clock"),
    "limit": ("chờ tối đa", "waits at most"),
    "on_limit": ("khi hết hạn chờ", "when the wait is over"),
    "sign": ("chữ ký", "signed with"),
    "finds": ("ghi nhận", "enters"),
    "to": ("nơi được hỏi", "asked of"),
    "target": ("dẫn đến", "leads to"),
    "template": ("mẫu", "template"),
    "valid": ("có giá trị", "valid"),
    "number": ("dãy số", "number series"),
    "writes": ("ghi vào", "writes to"),
    "page": ("trang", "page"),
}
_VALUES: Mapping[str, Pair] = {
    "True": ("có", "yes"),
    "False": ("không", "no"),
    "None": ("không có", "nothing"),
    "paused": ("dừng", "paused"),
    "running": ("chạy", "running"),
    "applicant": ("người nộp hồ sơ", "the applicant"),
    "back": ("bước đã yêu cầu", "the stage that asked"),
}
_TIMES = frozenset({"due", "limit", "valid"})
_LONG = 120


def sentence(change: Change, old: Definition, new: Definition, language: str) -> str:
    """One change as a sentence: which part, what of it, before and after."""
    n = 0 if language == "vi" else 1
    holder = old if change.what == "removed" else new
    name = _name(change, holder, language)
    begin = f"{_PARTS[change.part][n]} {name}".strip()
    if change.attribute and change.what in ("changed", "moved"):
        begin += f", {_ATTRIBUTES.get(change.attribute, (change.attribute,) * 2)[n]}"
    elif change.before is None or change.after is None or change.what == "tightened":
        return f"{begin}: {_WHATS[change.what][n]}{_detail(change, holder, language)}."
    before = _value(change, change.before, old, language)
    return f"{begin}: {before} → {_value(change, change.after, new, language)}."


def _detail(change: Change, holder: Definition, language: str) -> str:
    """For acts and rows, what it was or is."""
    value = change.after if change.before is None else change.before
    if value is None or change.part not in ("act", "authority", "deadline", "text"):
        return ""
    return f" ({_value(change, value, holder, language)})"


def _name(change: Change, holder: Definition, language: str) -> str:
    texts = holder.words(language)
    whole, _, inner = change.name.partition(":")
    stage = texts.stages.get(whole, whole)
    if change.part == "act":
        return f"“{say.action(inner, holder, language)}” – {stage}"
    if change.part == "consult":
        return f"“{say.consulted(inner, holder, language)}” – {stage}"
    if change.part == "option":
        options = texts.options.get(whole, {})
        return f"“{options.get(inner, inner)}” – {_labels(texts, 'field').get(whole, whole)}"
    if change.part == "basis":
        law = holder.bases.get(change.name)
        return f"“{law.cite if law else change.name}”"
    label = _labels(texts, change.part).get(change.name, "")
    return f"“{label}”" if label else change.name


def _labels(texts: Texts, part: str) -> Mapping[str, str]:
    """What a person calls the parts of a procedure, by their ids."""
    fields = {name: one.label for name, one in texts.fields.items()}
    findings = {name: one.label for name, one in texts.findings.items()}
    labels: Mapping[str, Mapping[str, str]] = {
        "page": {name: one.title for name, one in texts.pages.items()},
        "field": {**findings, **fields},
        "finding": findings,
        "need": {name: one.label for name, one in texts.needs.items()},
        "fee": texts.fees,
        "stage": texts.stages,
        "result": texts.results,
    }
    return labels.get(part, {})


def _value(change: Change, value: Any, holder: Definition, language: str) -> str:
    n = 0 if language == "vi" else 1
    if str(value) in _VALUES:
        return _VALUES[str(value)][n]
    if change.attribute in ("target", "on_limit") or change.part == "act":
        return _target(str(value), holder, language)
    if change.attribute in _TIMES:
        return say.duration(str(value), language)
    if change.attribute in ("by", "to"):
        return post_words(str(value), language)
    if change.attribute in ("amount", "list_amount") and isinstance(value, int):
        return f"{value:,} đ".replace(",", "." if n == 0 else ",")
    if isinstance(value, dict):
        return _shown(_row(change, value, language))
    if isinstance(value, list):
        return _shown(", ".join(str(one) for one in value) or _VALUES["None"][n])
    return _shown(f"“{value}”" if change.part == "text" else str(value))


def _row(change: Change, value: Mapping[str, Any], language: str) -> str:
    """A row or a small map: its values in their order."""
    parts = []
    for key, one in value.items():
        if key == "total":
            parts.append(say.duration(str(one), language))
        elif key == "level":
            parts.append(say.WORDS[language][str(one)])
        else:
            label = _ATTRIBUTES.get(key, (key, key))[0 if language == "vi" else 1]
            parts.append(f"{label} {one}")
    return ", ".join(parts)


def _target(name: str, holder: Definition, language: str) -> str:
    title = holder.words(language).stages.get(name)
    return f"“{title or say.WORDS[language].get(name, name)}”"


def attribute(name: str, language: str) -> str:
    """What a key of the format is called."""
    return _ATTRIBUTES.get(name, (name, name))[0 if language == "vi" else 1]


def post_words(text: str, language: str) -> str:
    """`role@agency` in words: `Chuyên viên · Hộ tịch (Nơi quyết định)`."""
    if text in NOBODY:
        return say.WORDS[language][text]
    try:
        post = parse_post(text)
    except AgencyError:
        return text
    levels = say.parents(post)
    base = say.WORDS[language][post.base] + (f" +{levels}" if levels else "")
    return f"{say.post(post, language)} ({base})"


def _shown(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
