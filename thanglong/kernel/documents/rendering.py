"""Making a PDF/A of a template of the city pack and its data."""

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import orjson
import segno
import typst
from django.conf import settings

PDF_STANDARD = "a-2b"
DATA_BYTES_MAX = 1_000_000


def render(*, template_text: str, data: dict[str, Any], at: datetime.datetime) -> bytes:
    """The PDF/A-2b of a typst template; equal input gives equal bytes.

    data: what the template reads as `json(bytes(sys.inputs.data))`; dates as text. `qr`, the text
    of a QR code, is drawn here (`qr_svg`), when nobody waits for it.
    Raises typst.TypstError when the template is wrong (`thanglong procedure check` finds that).
    Source: ISO 19005-2, conformance level B.
    """
    drawn = {"qr_svg": qr_svg(data["qr"])} if data.get("qr") else {}
    text = orjson.dumps(data | drawn).decode()
    if len(text) > DATA_BYTES_MAX:
        raise ValueError("The data of one document is over 1 MB.")
    pdf: bytes = typst.compile(  # type: ignore[call-overload]  # stubs want one type for both
        template_text.encode(),
        root=str(settings.CITY),
        font_paths=_fonts(),
        sys_inputs={"data": text},
        pdf_standards=[PDF_STANDARD],
        timestamp=int(at.timestamp()),
        format="pdf",
    )
    return pdf


def qr_svg(text: str) -> str:
    """A QR code as SVG without a border, error correction M."""
    svg: str = segno.make(text, error="m").svg_inline(border=0, scale=4)
    if "xmlns" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return svg


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the papers, read once: typst's own and Be Vietnam Pro, none of the machine's."""
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
