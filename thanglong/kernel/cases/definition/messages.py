"""What is said about a problem, in both languages. A procedure's own words come first."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from thanglong.kernel.cases.definition.validation import Problem

if TYPE_CHECKING:
    from thanglong.kernel.cases.definition.model import Definition

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "required": {"vi": "Xin ông/bà điền mục này.", "en": "Please fill this in."},
    "paper_required": {
        "vi": "chưa có giấy này. Xin gửi ảnh hoặc PDF.",
        "en": "this paper is not there yet. Please send a photo or PDF.",
    },
    "too_long": {
        "vi": "Nội dung quá dài: {length} ký tự. Xin rút gọn còn tối đa {max} ký tự.",
        "en": "This is too long: {length} characters. Please shorten it to {max}.",
    },
    "bad_characters": {
        "vi": "Có ký tự không đọc được. Xin xóa và gõ lại.",
        "en": "There are characters that cannot be read. Please delete them and type again.",
    },
    "wrong_type": {
        "vi": "Câu trả lời không đúng dạng. Xin điền lại.",
        "en": "This answer has the wrong form. Please enter it again.",
    },
    "not_a_name": {
        "vi": "Họ tên chỉ gồm chữ cái. Xin viết như trên giấy tờ.",
        "en": "A name has letters only. Please write it as on the papers.",
    },
    "not_a_personal_number": {
        "vi": "Số định danh cá nhân có 12 chữ số, ghi trên thẻ căn cước. Xin kiểm tra lại.",
        "en": "A personal number has 12 digits, printed on the identity card. Please check it.",
    },
    "not_a_tax_code": {
        "vi": "Mã số thuế có 10 hoặc 13 chữ số, hoặc là số định danh 12 chữ số. Xin kiểm tra lại.",
        "en": "A tax code has 10 or 13 digits, or is a 12-digit personal number. Please check it.",
    },
    "not_a_phone": {
        "vi": "Số điện thoại chưa đúng. Xin viết như 0912 345 678 hoặc +84 912 345 678.",
        "en": "This is not a phone number. Please write it as 0912 345 678 or +84 912 345 678.",
    },
    "not_an_email": {
        "vi": "Địa chỉ thư điện tử chưa đúng. Xin viết như ten@vidu.vn.",
        "en": "This is not an e-mail address. Please write it as name@example.vn.",
    },
    "not_a_plate": {
        "vi": "Biển số chưa đúng. Xin viết như 30K-123.45.",
        "en": "This is not a number plate. Please write it as 30K-123.45.",
    },
    "not_a_date": {
        "vi": "Ngày chưa đúng. Xin viết ngày, tháng, năm như 05/02/2026.",
        "en": "This is not a date. Please write day, month and year as 05/02/2026.",
    },
    "not_a_time": {
        "vi": "Giờ chưa đúng. Xin viết như 08:30.",
        "en": "This is not a time. Please write it as 08:30.",
    },
    "not_an_integer": {
        "vi": "Xin điền một số nguyên, chỉ dùng chữ số.",
        "en": "Please enter a whole number, digits only.",
    },
    "not_a_number": {
        "vi": "Xin điền một số, như 12 hoặc 12,5.",
        "en": "Please enter a number such as 12 or 12.5.",
    },
    "not_money": {
        "vi": "Xin điền số tiền bằng đồng, như 1.250.000.",
        "en": "Please enter an amount in đồng, such as 1.250.000.",
    },
    "not_an_option": {
        "vi": "Xin chọn một trong các câu trả lời đã cho.",
        "en": "Please choose one of the answers offered.",
    },
    "not_an_area": {
        "vi": "Xin chọn phường hoặc xã trong danh sách.",
        "en": "Please choose a ward or commune from the list.",
    },
    "unknown_area": {
        "vi": "Phường, xã này không có hoặc đã sáp nhập. Xin chọn lại trong danh sách.",
        "en": "There is no such ward or commune now. Please choose from the list.",
    },
    "not_an_address": {
        "vi": "Xin chọn phường, xã và ghi số nhà, tên đường.",
        "en": "Please choose the ward or commune and write house number and street.",
    },
    "too_small": {
        "vi": "Số này phải từ {min} trở lên.",
        "en": "This must be {min} or more.",
    },
    "too_large": {
        "vi": "Số này không được lớn hơn {max}.",
        "en": "This must be {max} or less.",
    },
    "too_early": {
        "vi": "Xin điền từ {min} trở về sau.",
        "en": "This must be {min} or later.",
    },
    "too_late": {
        "vi": "Xin điền từ {max} trở về trước.",
        "en": "This must be {max} or earlier.",
    },
    "unknown_field": {
        "vi": "Mục này không có trong tờ khai và không được nhận.",
        "en": "The form has no such question, so this was not accepted.",
    },
    "too_many_fields": {
        "vi": "Gửi quá nhiều mục một lần (tối đa {max}). Xin tải lại trang và điền lại.",
        "en": "Too many answers were sent at once (at most {max}). Please reload and try again.",
    },
    "register_down": {
        "vi": "Chưa hỏi được cơ sở dữ liệu. Xin thử lại sau ít phút, hoặc gửi giấy tờ thay. "
        "Những gì đã điền vẫn được lưu.",
        "en": "The register does not answer. Please try again in a few minutes, or send a paper "
        "instead. What you wrote is kept.",
    },
    "register_unknown": {
        "vi": "Cơ sở dữ liệu chưa có thông tin này. Xin gửi giấy tờ.",
        "en": "The register does not know this. Please send a paper.",
    },
    "register_differs": {
        "vi": "Cơ sở dữ liệu ghi khác với điều đã khai. Xin xem lại câu trả lời, hoặc gửi giấy tờ.",
        "en": "The register says something else than what is declared. Please look at the answer "
        "again, or send a paper.",
    },
    "check": {
        "vi": "Một số câu trả lời mâu thuẫn với nhau. Xin kiểm tra lại.",
        "en": "Some answers contradict one another. Please check them.",
    },
}


def sentence(problem: Problem, *, definition: "Definition", language: str) -> str:
    """The sentence about a problem: the procedure's own if it has one, else the general one."""
    words = definition.words(language)
    if problem.code == "check":
        return words.checks.get(str(problem.params.get("check")), SENTENCES["check"][language])
    own = words.fields.get(problem.field) or words.findings.get(problem.field)
    if own is not None and own.error and problem.code not in _GENERAL:
        return own.error
    params = {name: _shown(value, language) for name, value in problem.params.items()}
    need = words.needs.get(problem.field.removeprefix("need:"))
    if need is None or not problem.field.startswith("need:"):
        return SENTENCES[problem.code][language].format(**params)
    code = "paper_required" if problem.code == "required" else problem.code
    return f"{need.label}: {SENTENCES[code][language].format(**params)}"


# The procedure's `error` explains the form of an answer; these are not about its form.
_GENERAL = frozenset({"required", "too_long", "unknown_field"})


def _shown(value: Any, language: str) -> str:
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace(",", "." if language == "vi" else ",")
    text = str(value)
    return text.replace(".", ",") if language == "vi" else text
