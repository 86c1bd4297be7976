"""A sample procedure whose appraiser finds something, and ways to break that."""

from thanglong.kernel.cases.tests.broken_stages import Broken, stage
from thanglong.kernel.cases.tests.make import Data


def finds_status(data: Data) -> None:
    """The appraiser enters the status that he finds; the leader may correct it."""
    data["procedure"]["findings"] = [
        {"id": "status", "type": "choice", "options": ["free", "married"], "required": True},
        {
            "id": "spouse",
            "type": "person_name",
            "required": True,
            "show_if": "found.status == 'married'",
            "personal": True,
            "purpose": "nd123",
            "retention": "20y",
        },
    ]
    for name in ("appraisal", "signature"):
        stage(data, name)["finds"] = ["status", "spouse"]
    data["procedure"].setdefault("checks", []).append(
        {"id": "is_free", "when": "purpose == 'marriage'", "unless": "found.status != 'married'"}
    )
    words = {
        "vi": ("Tình trạng tra được", "Họ tên vợ hoặc chồng", "Chưa kết hôn", "Đã kết hôn"),
        "en": ("Status found", "Name of the spouse", "Not married", "Married"),
    }
    for language, (status, spouse, free, married) in words.items():
        data[language]["findings"] = {"status": status, "spouse": spouse}
        data[language].setdefault("options", {})["status"] = {"free": free, "married": married}
        data[language].setdefault("checks", {})["is_free"] = f"{married} (NĐ 123)."
    for one in data["scenarios"]:
        one["findings"] = {"appraisal": {"status": "free"}}
    data["scenarios"].append(
        data["scenarios"][0]
        | {
            "name": "The register shows a marriage",
            "findings": {"appraisal": {"status": "married", "spouse": "Trần Văn Bình"}},
            "expect": {"refused": "is_free"},
        }
    )


def _then(change: object) -> object:
    def both(data: Data) -> None:
        finds_status(data)
        change(data)  # type: ignore[operator]

    return both


def _prints(line: str) -> object:
    return _then(lambda data: data.update(template=data["template"] + line))


BROKEN_FINDINGS: list[Broken] = [  # type: ignore[assignment]
    (
        "stages_find_what_is_declared",
        _then(lambda data: stage(data, "appraisal").update(finds=["status", "spose"])),
        "stages.appraisal.finds",
        "Did you mean 'spouse'?",
    ),
    (
        "stages_find_what_is_declared",
        _then(lambda data: stage(data, "waiting").update(finds=["status"])),
        "stages.waiting.finds",
        "The applicant finds nothing",
    ),
    (
        "findings_are_found",
        _then(
            lambda data: [
                stage(data, name).update(finds=["status"]) for name in ("appraisal", "signature")
            ]
        ),
        "findings.spouse",
        "nobody can enter it",
    ),
    (
        "templates_claim_nothing",
        _prints('\n#finding("status", default: "free")'),
        "",
        "nobody found",
    ),
    ("templates_claim_nothing", _prints('\n#data.at("findings")'), "", "nobody found"),
    (
        "templates_print_what_was_asked",
        _prints('\n#finding("statsu")'),
        "",
        "which no officer finds. Did you mean 'status'?",
    ),
    (
        "expressions_are_typed",
        _then(lambda data: data["procedure"]["findings"][1].update(show_if="found.status == 3")),
        "findings.spouse.show_if",
        "",
    ),
    (
        "expressions_are_typed",
        _then(lambda data: data["procedure"]["findings"][0].update(suggest="copies")),
        "findings.status.suggest",
        "number",
    ),
    (
        "expressions_are_typed",
        _then(lambda data: data["procedure"]["fee"][0].update(when="found.status == 'free'")),
        "fee",
        "There is no 'found.status'",
    ),
    (
        "personal_fields_say_why",
        _then(lambda data: data["procedure"]["findings"][1].pop("retention")),
        "findings.spouse",
        "why it is asked",
    ),
    (
        "texts_are_complete",
        _then(lambda data: data["en"]["findings"].pop("spouse")),
        "findings.spouse",
        "The text is missing",
    ),
    (
        "english_is_english",
        _then(lambda data: data["en"]["findings"].update(spouse="Họ tên vợ hoặc chồng")),
        "findings.spouse",
        "is the Vietnamese text",
    ),
]
