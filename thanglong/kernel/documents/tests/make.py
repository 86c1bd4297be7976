"""Pictures and PDFs for tests: sharp, spoiled, and built to harm."""

import io
import random
import resource
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fontpkg_be_vietnam_pro
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
FONT = sorted(FONTS.rglob("*egular*.ttf"))[0]
WORDS = [
    "Giấy",
    "khai",
    "sinh",
    "do",
    "Ủy",
    "ban",
    "nhân",
    "dân",
    "phường",
    "Ba",
    "Đình",
    "cấp",
    "ngày",
    "25",
    "tháng",
    "11",
    "năm",
    "2026",
    "cho",
    "cháu",
    "Nguyễn",
    "Minh",
    "Anh,",
    "dân",
    "tộc",
    "Kinh,",
    "quốc",
    "tịch",
    "Việt",
    "Nam",
]
PAPER, INK = (235, 232, 225), (40, 40, 45)


def page(
    size: tuple[int, int] = (1500, 2000),
    *,
    letters_px: int = 24,
    paper: tuple[int, int, int] = PAPER,
    ink: tuple[int, int, int] = INK,
    lines_max: int = 1000,
) -> Image.Image:
    """A page of writing as a phone sees it."""
    dice = random.Random(7)  # noqa: S311 - a picture, no secret
    width, height = size
    picture = Image.new("RGB", size, paper)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), letters_px)
    for number, top in enumerate(range(height // 20, height - height // 15, letters_px * 17 // 10)):
        if number < lines_max:
            line = " ".join(dice.choice(WORDS) for _ in range(width * 2 // letters_px // 8))
            pen.text((width * 0.07, top), line, fill=ink, font=font)
    return picture


def jpeg(picture: Image.Image, **more: object) -> bytes:
    """The picture as a phone sends it."""
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=88, **more)
    return content.getvalue()


def png(picture: Image.Image) -> bytes:
    """The picture as a screenshot."""
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def photo_of_a_place() -> bytes:
    """A photo lying on its side, with where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "Hãng máy ảnh"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 15.0)})
    return jpeg(page((1000, 700)), exif=exif)


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred kilobytes that unpacks to a gigapixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        packed = kind + body
        return struct.pack("!L", len(body)) + packed + struct.pack("!L", zlib.crc32(packed))

    head = struct.pack("!LLBBBBB", side, side, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side + 1)) for _ in range(200)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(*pages: Image.Image) -> bytes:
    """A scan: one picture a page."""
    content = io.BytesIO()
    pages[0].save(content, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return content.getvalue()


def pdf_of(page_count: int, content: bytes = b"", box: int = 600) -> bytes:
    """A PDF with so many pages, each with this packed stream on it."""
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(page_count))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, page_count),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    parts += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 3 0 R>>" % (box, box)
    ] * page_count
    body, places = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(parts) + 1, len(body)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return body + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def packed_zeros(megabytes: int = 600) -> bytes:
    """Half a megabyte that unpacks to this much."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b"0 " * 500_000) for _ in range(megabytes)) + packer.flush()


def pdf_bomb() -> bytes:
    """A PDF of half a megabyte whose one page unpacks to six hundred."""
    return pdf_of(1, packed_zeros())


def locked_pdf() -> bytes:
    """A PDF that wants a password before it shows anything."""
    zeros = b"00" * 32
    body = pdf_of(1)
    crypt = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (zeros, zeros)
    return body.replace(b"/Root 1 0 R", b"/Root 1 0 R" + crypt)


@contextmanager
def full_disk(room_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: the kernel says no to each write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
