"""Photos of papers that residents of the demo town send: drawn, and marked as samples."""

import datetime
import io
import textwrap
from functools import cache
from pathlib import Path

import fontpkg_be_vietnam_pro
from PIL import Image, ImageDraw, ImageFont

from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import actions as cases
from thanglong.kernel.cases.definition import Definition
from thanglong.kernel.documents import actions as documents

WIDTH, HEIGHT, MARGIN, LINE = 744, 1052, 84, 40
PAPER, INK, PALE, STAMP = (250, 249, 244), (40, 44, 52), (170, 172, 176), (196, 52, 52)


def give(
    *,
    definition: Definition,
    needs: tuple[str, ...],
    evidence: str,
    at: datetime.datetime,
    by: Actor,
) -> tuple[cases.GivenPaper, ...]:
    """One photo for each need, among the papers of the person. evidence: file or scan."""
    given = []
    for need in needs:
        title = definition.texts["vi"].needs[need].label
        file = documents.keep_bytes(content=picture(title), media_type="image/jpeg", at=at)
        paper = documents.put_paper(file=file, title=title, at=at, by=by)
        given.append(cases.GivenPaper(need=need, document_id=paper.id, evidence=evidence))
    return tuple(given)


@cache
def picture(title: str) -> bytes:
    """A sheet with a title, lines of writing and the word sample, as JPEG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    y = MARGIN
    for line in textwrap.wrap(title.upper(), width=26):
        pen.text((WIDTH / 2, y), line, font=_font(34, bold=True), fill=INK, anchor="ma")
        y += 48
    y += LINE
    row = 0
    while y < HEIGHT - 3 * MARGIN:
        end = WIDTH - MARGIN - (row * 97 % 260)
        pen.line((MARGIN, y, end, y), fill=PALE, width=7)
        y, row = y + LINE, row + 1
    centre_x, centre_y, radius = WIDTH - 210, HEIGHT - 170, 84
    box = (centre_x - radius, centre_y - radius, centre_x + radius, centre_y + radius)
    pen.ellipse(box, outline=STAMP, width=6)
    pen.text((centre_x, centre_y), "MẪU", font=_font(44, bold=True), fill=STAMP, anchor="mm")
    note = "Bản mẫu của thành phố thử, không có giá trị"
    pen.text((MARGIN, HEIGHT - 48), note, font=_font(20), fill=INK)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=72)
    return content.getvalue()


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    wanted = "SemiBold.ttf" if bold else "Regular.ttf"
    found = next(one for one in sorted(folder.rglob("*.ttf")) if one.name.endswith(f"-{wanted}"))
    return ImageFont.truetype(str(found), size)
