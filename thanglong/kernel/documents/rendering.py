"""Making a PDF/A of a template of the city pack and its data."""

import datetime
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import orjson
import segno

from thanglong.kernel.documents import press, templates

DATA_BYTES_MAX = 1_000_000
# typst keeps what it has laid out for the next papers: 80 MB after one volume of a register.
APART_BYTES = 60_000
APART_SECONDS = 120


class PressFailed(Exception):
    """The process of its own that makes a long PDF ended with an error."""


def render(
    *,
    template_text: str,
    data: dict[str, Any],
    at: datetime.datetime,
    imports: Mapping[str, str] | None = None,
) -> bytes:
    """The PDF/A-2b of a typst template; equal input gives equal bytes.

    data: what the template reads as `json(bytes(sys.inputs.data))`; dates as text. `qr`, the text
    of a QR code, is drawn here (`qr_svg`), when nobody waits for it.
    imports: path in the pack → text of what the template imports; as it is now when not given.
    A long paper (data over APART_BYTES) is made in a process of its own, which takes its memory
    with it when it ends.
    Raises typst.TypstError when the template is wrong (`thanglong procedure check` finds that),
    PressFailed or subprocess.TimeoutExpired for a long one.
    Source: ISO 19005-2, conformance level B.
    """
    drawn = {"qr_svg": qr_svg(data["qr"])} if data.get("qr") else {}
    text = orjson.dumps(data | drawn).decode()
    if len(text) > DATA_BYTES_MAX:
        raise ValueError("The data of one document is over 1 MB.")
    known = templates.imports_of(template_text) if imports is None else imports
    sheet = press.Sheet(
        template=template_text, imports=dict(known), data=text, timestamp=int(at.timestamp())
    )
    return _apart(sheet) if len(text) > APART_BYTES else press.pdf_of(sheet)


def qr_svg(text: str) -> str:
    """A QR code as SVG without a border, error correction M."""
    svg: str = segno.make(text, error="m").svg_inline(border=0, scale=4)
    if "xmlns" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return svg


def _apart(sheet: press.Sheet) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", press.__name__],
        input=orjson.dumps(sheet),
        capture_output=True,
        timeout=APART_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise PressFailed(done.stderr.decode(errors="replace")[-500:])
    return done.stdout
