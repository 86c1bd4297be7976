"""What is wrong with a procedure's folder, said so that its author can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend.

    `file` is relative to the procedure's folder, `path` the place in it (`stages.appraisal.due`),
    `line` counts from 1 (0: unknown), `advice` says what to do.
    """

    file: str
    path: str
    message: str
    advice: str
    line: int = 0
    rule: str = "format"
    is_notice: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        place = f" {self.path}:" if self.path else ""
        kind = "notice: " if self.is_notice else ""
        return f"{where}:{place} {kind}{self.message} {self.advice}".rstrip()


class DefinitionError(Exception):
    """A folder cannot be read as a procedure; `findings` has every reason found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)
