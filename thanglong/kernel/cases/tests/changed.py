"""Ways to change the sample procedure, each with what it is called and what it means."""

from collections.abc import Callable

from thanglong.kernel.cases.changes import Weight
from thanglong.kernel.cases.tests.broken_findings import finds_status
from thanglong.kernel.cases.tests.broken_stages import Change, add_fact, field, stage
from thanglong.kernel.cases.tests.make import Data

COSMETIC, COMPATIBLE, BREAKING = Weight.COSMETIC, Weight.COMPATIBLE, Weight.BREAKING
Changed = tuple[str, Change, Weight, str, str]


def procedure(data: Data) -> Data:
    found: Data = data["procedure"]
    return found


def _fields(data: Data) -> list[Data]:
    found: list[Data] = procedure(data)["form"]["pages"][0]["fields"]
    return found


def _new_field(**more: object) -> Callable[[Data], object]:
    def add(data: Data) -> None:
        _fields(data).append({"id": "note", "type": "text"} | more)
        for language in ("vi", "en"):
            data[language]["fields"]["note"] = {"label": "Ghi chú" if language == "vi" else "Note"}

    return add


def _new_stage(data: Data) -> None:
    stages = procedure(data)["stages"]
    stages["review"] = {"by": "head@deciding", "due": "1wh", "do": {"propose": "signature"}}
    data["vi"]["stages"]["review"], data["en"]["stages"]["review"] = "Soát xét", "Reviewed"


def _without_stage(data: Data) -> None:
    procedure(data)["stages"].pop("signature")
    stage(data, "appraisal")["do"]["propose"] = "returned"
    for language in ("vi", "en"):
        data[language]["stages"].pop("signature")


# part and what, the change, its class, a part of what is said in Vietnamese and in English.
CHANGED: list[Changed] = [
    ("text changed", lambda d: d["vi"].update(title="Tên mới"), COSMETIC, "“Tên mới”", "Tên mới"),
    ("procedure changed", lambda d: procedure(d).update(life_events=["work"]), COSMETIC,
     "sự kiện trong đời", "life events"),
    ("procedure changed", lambda d: procedure(d).update(field="justice"), COSMETIC,
     "lĩnh vực", "field"),
    ("procedure changed", lambda d: procedure(d).update(certainty="M"), COSMETIC,
     "độ tin cậy", "certainty"),
    ("procedure changed", lambda d: procedure(d).update(procedure="9.1"), BREAKING, "mã", "code"),
    ("procedure changed", lambda d: procedure(d)["retention"].update(granted="9y"), COMPATIBLE,
     "thời gian lưu", "retention"),
    ("basis added", lambda d: procedure(d)["basis"].update(new={"cite": "NĐ 1/2026"}), COMPATIBLE,
     "“NĐ 1/2026”: thêm mới", "Law “NĐ 1/2026”: is new"),
    ("fact added", lambda d: add_fact(d, "is_new", "copies > 2"), COMPATIBLE, "is_new", "is new"),
    ("authority removed", lambda d: procedure(d)["authority"].pop(0), COMPATIBLE,
     "Dòng thẩm quyền 1: bỏ", "is gone"),
    ("deadline changed", lambda d: procedure(d)["deadline"][1].update(total="5wd"), COMPATIBLE,
     "3 ngày làm việc", "5 working days"),
    ("fee changed", lambda d: procedure(d)["fee"][1].update(amount=12000), COMPATIBLE,
     "12.000 đ", "12,000 đ"),
    ("page removed", lambda d: procedure(d)["form"]["pages"].pop(), BREAKING, "Trang", "Page"),
    ("page moved", lambda d: procedure(d)["form"]["pages"].reverse(), COSMETIC,
     "đổi vị trí", "stands elsewhere"),
    ("field added", _new_field(), COMPATIBLE, "“Ghi chú”: thêm mới", "Question “Note”: is new"),
    ("field added", _new_field(required=True), BREAKING, "Ghi chú", "Note"),
    ("field removed", lambda d: _fields(d).pop(0), BREAKING, "Câu hỏi", "is gone"),
    ("field moved", lambda d: _fields(d).reverse(), COSMETIC, "đổi vị trí", "stands elsewhere"),
    ("field changed", lambda d: field(d, "copies").update(type="decimal"), BREAKING,
     "integer → decimal", "type"),
    ("field changed", lambda d: field(d, "copies").update(max="9"), COMPATIBLE,
     "lớn nhất", "most"),
    ("field tightened", lambda d: field(d, "phone").update(required=True), BREAKING,
     "trở thành bắt buộc", "is now required"),
    ("option added", lambda d: field(d, "purpose")["options"].append("work"), COMPATIBLE,
     "Lựa chọn “work”", "is new"),
    ("option removed", lambda d: field(d, "purpose")["options"].remove("study"), BREAKING,
     "Lựa chọn", "is gone"),
    ("need removed", lambda d: procedure(d)["needs"].pop("lives_here"), BREAKING,
     "Giấy tờ", "is gone"),
    ("need changed", lambda d: procedure(d)["needs"]["lives_here"].update(required=False),
     COMPATIBLE, "bắt buộc", "required"),
    ("check added", lambda d: procedure(d)["checks"].append({"id": "few", "unless": "copies < 9"}),
     COMPATIBLE, "Kiểm tra few: thêm mới", "is new"),
    ("finding added", finds_status, COMPATIBLE, "“Tình trạng tra được”", "“Status found”: is new"),
    ("stage added", _new_stage, COMPATIBLE, "Bước “Soát xét”: thêm mới", "“Reviewed”: is new"),
    ("stage removed", _without_stage, BREAKING, "Bước", "is gone"),
    ("stage changed", lambda d: stage(d, "appraisal").update(due="10wh"), COMPATIBLE,
     "12 giờ làm việc → 10 giờ làm việc", "12 working hours → 10 working hours"),
    ("stage changed", lambda d: stage(d, "signature").update(by="head@deciding"), COMPATIBLE,
     "Lãnh đạo (Nơi quyết định) → Trưởng phòng (Nơi quyết định)", "done by"),
    ("stage changed", lambda d: stage(d, "appraisal").update(clock="paused"), BREAKING,
     "đồng hồ: chạy → dừng", "clock: running → paused"),
    ("act added", lambda d: stage(d, "signature")["do"].update(ask="appraisal"), COMPATIBLE,
     "Thao tác “ask”", "is new"),
    ("act removed", lambda d: stage(d, "signature")["do"].pop("send_back"), COMPATIBLE,
     "“Trả lại”", "“Send back”"),
    ("act changed", lambda d: stage(d, "signature")["do"].update(send_back="reception"), COMPATIBLE,
     "dẫn đến", "leads to"),
    ("consult removed", lambda d: stage(d, "appraisal").pop("consult"), BREAKING,
     "Lấy ý kiến", "Opinion of"),
    ("result changed", lambda d: procedure(d)["results"]["XNTTHN"].update(valid="3mo"), COMPATIBLE,
     "có giá trị", "valid"),
    ("result added", lambda d: procedure(d)["results"].update(COPY={}), COMPATIBLE,
     "Kết quả COPY", "is new"),
    ("template changed", lambda d: d.update(template="x"), COMPATIBLE, "Mẫu in", "Printed form"),
]  # fmt: skip


def _two_of_each(data: Data) -> None:
    finds_status(data)
    procedure(data)["results"]["COPY"] = {}
    procedure(data)["needs"]["other"] = {"basis": "nd123", "evidence": ["file:pdf"]}


def _turned(part: str) -> Change:
    """The parts in another order."""

    def turn(data: Data) -> None:
        _two_of_each(data)
        whole = procedure(data)[part]
        turned = list(reversed(whole)) if isinstance(whole, list) else {}
        procedure(data)[part] = turned or dict(reversed(list(whole.items())))

    return turn


def _one_finding_of_another_type(data: Data) -> None:
    _two_of_each(data)
    procedure(data)["findings"] = [procedure(data)["findings"][0] | {"type": "multi_choice"}]


# Pairs of changed procedures for rules that the sample, which has one of a kind, cannot show.
PAIRS: list[tuple[Change, Change]] = [
    *((_two_of_each, _turned(part)) for part in ("needs", "results", "findings")),
    (_two_of_each, _one_finding_of_another_type),
    (_two_of_each, lambda data: None),
]
