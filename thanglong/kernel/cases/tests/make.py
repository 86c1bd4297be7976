"""Builders for the tests of procedures as data."""

import copy
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from thanglong.kernel.calendar import rules as time
from thanglong.kernel.cases import lint, scenarios
from thanglong.kernel.cases.definition import Context, Definition, Finding, strict_yaml
from thanglong.kernel.cases.definition.format import Procedure
from thanglong.kernel.cases.definition.texts import Texts

PROCEDURES = Path(__file__).parent / "data" / "procedures"
FOLDER = PROCEDURES / "1.004873-marital-status-certificate"
TEMPLATE = "results/certificate.typ"
LAN: dict[str, Any] = {
    "subject.full_name": "Nguyễn Thị Lan",
    "subject.personal_number": "999185000123",
    "subject.birth_date": "1985-03-08",
    "subject.residence": {"area": "00004", "line": "12 phố Trúc Bạch"},
    "lives_abroad": False,
    "purpose": "study",
    "copies": 1,
}

Data = dict[str, Any]


def parts() -> Data:
    """The files of the sample procedure as plain data: procedure, vi, en, scenarios, template."""
    files = {"procedure": "procedure", "vi": "texts/vi", "en": "texts/en", "scenarios": "scenarios"}
    found = {
        name: strict_yaml.read(FOLDER / f"{file}.yaml", file=file).data
        for name, file in files.items()
    }
    return found | {"template": (FOLDER / TEMPLATE).read_text(encoding="utf-8")}


def definition(change: Callable[[Data], object] | None = None) -> Definition:
    """The sample procedure, changed."""
    data = copy.deepcopy(parts())
    if change is not None:
        change(data)
    return Definition(
        procedure=Procedure.model_validate(data["procedure"]),
        texts={name: Texts.model_validate(data[name]) for name in ("vi", "en")},
        templates={TEMPLATE: data["template"]},
    )


def findings(change: Callable[[Data], object] | None = None, **known: Any) -> list[Finding]:
    """What the linter says about the sample procedure, changed; notices left out."""
    data = copy.deepcopy(parts())
    if change is not None:
        change(data)
    stories = scenarios.read(strict_yaml.Document(scenarios.FILE, data["scenarios"]))
    known = {"scenarios": stories, "calendar": calendar(), "is_staffed": lambda _, __: []} | known
    return [one for one in lint.lint(definition(change), **known) if not one.is_notice]


def calendar() -> time.Calendar:
    """A week of five days of eight hours, with Tết of 2026 off."""
    hours = time.parse_hours("08:00-12:00 13:00-17:00")
    tet = [
        time.Day(
            on=datetime.date(2026, 2, day),
            is_working=False,
            name_vi="Tết",
            name_en="Tết",
            source="test",
        )
        for day in range(16, 21)
    ]
    week = time.WorkWeek(hours=(hours,) * 5 + ((), ()), source="test")
    return time.Calendar(
        code="vn-civil",
        zone="Asia/Ho_Chi_Minh",
        weeks=(week,),
        days={day.on: day for day in tet},
    )


def context(**changes: Any) -> Context:
    """An online filing on 5 February 2026."""
    usual: dict[str, Any] = {
        "channel": "online",
        "submitted_on": datetime.date(2026, 2, 5),
        "full_name": "Nguyễn Thị Lan",
        "is_area": lambda code, on: code in {"00004", "00013"},
        "days": lambda on: on.weekday() < 5,
    }
    return Context(**(usual | changes))
