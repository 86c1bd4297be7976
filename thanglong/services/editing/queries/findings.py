"""What the check says, in the language of whoever writes, with the place it is about."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from thanglong.kernel.cases import queries as cases
from thanglong.kernel.cases.definition import Finding
from thanglong.kernel.cases.lint import spoken

FINDINGS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing to mend. `path`: the place in the file, its parts joined by points."""

    file: str
    path: str
    line: int
    message: str
    advice: str
    is_notice: bool

    def as_json(self) -> dict[str, Any]:
        """For the script that writes it beside the field."""
        return asdict(self)


def told(found: Sequence[Finding], *, language: str) -> list[Told]:
    """Findings in words, what must be mended first."""
    lines = [_told(one, language) for one in found[:FINDINGS_MAX]]
    return sorted(lines, key=lambda one: one.is_notice)


def findings_with(
    text_id: int, changed: Mapping[str, bytes], *, at: datetime.datetime, language: str
) -> list[Told]:
    """What the check would say of a draft with these files in place of its own."""
    content = {**cases.files_of_draft(text_id), **changed}
    folder = cases.folder_of_files(content, name="")
    return told(cases.findings_of_folder(folder, at=at), language=language)


def _told(one: Finding, language: str) -> Told:
    message, advice = spoken.said(one, language)
    return Told(
        file=one.file,
        path=one.path,
        line=one.line,
        message=message,
        advice=advice,
        is_notice=one.is_notice,
    )
