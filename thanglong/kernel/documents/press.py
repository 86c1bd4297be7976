"""The press: typst and the fonts, without Django, so that it can run as a process of its own."""

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_be_vietnam_pro
import typst

PDF_STANDARD = "a-2b"
MAIN = "main.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that a paper is made of: nothing else has a say in its bytes.

    imports: path in the pack → text; data: JSON; timestamp: seconds, as creation of the PDF.
    """

    template: str
    imports: dict[str, str]
    data: str
    timestamp: int


def pdf_of(sheet: Sheet) -> bytes:
    """The PDF/A-2b of a sheet. Raises typst.TypstError when the template is wrong."""
    files = {path.lstrip("/"): text.encode() for path, text in sheet.imports.items()}
    pdf: bytes = typst.compile(  # type: ignore[call-overload]  # stubs know no files in memory
        files | {MAIN: sheet.template.encode()},
        font_paths=_fonts(),
        sys_inputs={"data": sheet.data},
        pdf_standards=[PDF_STANDARD],
        timestamp=sheet.timestamp,
        format="pdf",
    )
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the papers, read once: typst's own and Be Vietnam Pro, none of the machine's."""
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf_of(Sheet(**json.load(sys.stdin))))
