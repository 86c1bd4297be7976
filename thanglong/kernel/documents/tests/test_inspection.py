"""What is noticed before a person sends a file, and what is refused, each in bounded time."""

import io
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from thanglong.kernel.documents import inspection
from thanglong.kernel.documents.inspection import Inspection
from thanglong.kernel.documents.tests import make

PAGE = make.page()
BLANK = Image.new("RGB", (1500, 2000), make.PAPER)
SECONDS_ALLOWED = inspection.SECONDS_MAX + 6


def look(folder: Path, content: bytes) -> Inspection:
    """What the process says that looks into it."""
    path = folder / "tep"
    path.write_bytes(content)
    began = time.monotonic()
    found = inspection.inspect_file(path, cleaned=folder / "cleaned")
    assert time.monotonic() - began < SECONDS_ALLOWED
    return found


def noisy(picture: Image.Image) -> Image.Image:
    """The same in bad light: grains everywhere."""
    grain = Image.effect_noise(picture.size, 10).convert("RGB")
    return Image.blend(picture, grain, 0.12)


def on_a_dark_table(picture: Image.Image) -> Image.Image:
    table = Image.new("RGB", (2200, 2600), (52, 40, 30))
    table.paste(picture, (350, 300))
    return table


SHARP = {
    "a page": PAGE,
    "small letters": make.page(letters_px=16),
    "large letters": make.page(letters_px=48),
    "a few lines": make.page(lines_max=3),
    "pale ink": make.page(paper=(150, 148, 140), ink=(95, 95, 98)),
    "dim light": make.page(paper=(75, 72, 70), ink=(22, 20, 20)),
    "grains": noisy(PAGE),
    "on a dark table": on_a_dark_table(PAGE),
    "an old phone": make.page((720, 960), letters_px=12),
    "a large photo": make.page((3000, 4000), letters_px=44),
    "a little out of focus": make.page((3000, 4000), letters_px=44).filter(
        ImageFilter.GaussianBlur(3)
    ),
}
SPOILED = {
    "out of focus": (PAGE.filter(ImageFilter.GaussianBlur(6)), "blurred"),
    "very much so": (PAGE.filter(ImageFilter.GaussianBlur(20)), "blurred"),
    "with grains": (noisy(PAGE.filter(ImageFilter.GaussianBlur(6))), "blurred"),
    "on a table": (on_a_dark_table(PAGE.filter(ImageFilter.GaussianBlur(7))), "blurred"),
    "a large photo": (
        make.page((3000, 4000), letters_px=44).filter(ImageFilter.GaussianBlur(12)),
        "blurred",
    ),
    "at night": (make.page(paper=(24, 23, 22), ink=(8, 8, 8)), "dark"),
    "a finger on the lens": (Image.new("RGB", (1500, 2000), (3, 2, 2)), "dark"),
    "the back of the page": (BLANK, "empty"),
    "the back, with grains": (noisy(BLANK), "empty"),
}


@pytest.mark.parametrize("picture", SHARP.values(), ids=SHARP.keys())
def test_a_photo_that_can_be_read_has_no_finding(picture: Image.Image, tmp_path: Path) -> None:
    found = look(tmp_path, make.jpeg(picture))

    assert found == Inspection(media_type="image/jpeg", page_count=1)


@pytest.mark.parametrize(("picture", "finding"), SPOILED.values(), ids=SPOILED.keys())
def test_a_photo_that_nobody_can_read_is_noticed(
    picture: Image.Image, finding: str, tmp_path: Path
) -> None:
    assert look(tmp_path, make.jpeg(picture)).findings == (finding,)


def test_a_screenshot_is_looked_at_over_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (800, 1000), (0, 0, 0, 0))
    clear.paste(make.page((800, 1000), paper=(255, 255, 255)).convert("RGBA"), (0, 0))

    assert look(tmp_path, make.png(clear)).findings == ()
    nothing = make.png(Image.new("RGBA", (800, 1000), (0, 0, 0, 0)))
    assert look(tmp_path, nothing).findings == ("empty",)


def test_where_a_photo_was_taken_is_forgotten_and_it_stands_upright(tmp_path: Path) -> None:
    found = look(tmp_path, make.photo_of_a_place())

    with Image.open(tmp_path / "cleaned") as cleaned:
        assert cleaned.size == (700, 1000)
        assert dict(cleaned.getexif()) == {}
    assert b"Exif" not in (tmp_path / "cleaned").read_bytes()
    assert found.refusal == ""


def test_an_empty_page_of_a_scan_is_named(tmp_path: Path) -> None:
    found = look(tmp_path, make.pdf(PAGE, BLANK, PAGE))

    assert found == Inspection(media_type="application/pdf", page_count=3, findings=("empty:2",))


def zip_named_pdf() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bom.bin", bytes(200_000_000))
    return content.getvalue()


HARMFUL = {
    "nothing in it": (b"", "not_readable"),
    "a web page": (b"<!doctype html><script>alert(1)</script>", "not_readable"),
    "a drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_readable"),
    "a torn photo": (make.jpeg(PAGE)[:40_000], "not_readable"),
    "a torn PDF": (b"%PDF-1.7\n1 0 obj<<", "not_readable"),
    "a packed bomb": (zip_named_pdf(), "not_readable"),
    "a bomb as PDF": (make.pdf_bomb(), "unsafe"),
    "a gigapixel": (make.png_bomb(), "too_many_pixels"),
    "ten thousand pages": (make.pdf_of(10_000), "too_many_pages"),
    "no page": (make.pdf_of(0), "not_readable"),
    "a password": (make.locked_pdf(), "locked"),
}


@pytest.mark.parametrize(("content", "refusal"), HARMFUL.values(), ids=HARMFUL.keys())
def test_what_cannot_be_taken_says_why(content: bytes, refusal: str, tmp_path: Path) -> None:
    found = look(tmp_path, content)

    assert found == Inspection(refusal=refusal)
    assert not (tmp_path / "cleaned").exists()


def test_a_pdf_packed_twice_is_a_bomb_too(tmp_path: Path) -> None:
    found = look(tmp_path, make.pdf_of(1, zlib.compress(make.packed_zeros())))

    assert found == Inspection(refusal="unsafe")


def test_a_page_as_large_as_a_field_is_looked_at_small(tmp_path: Path) -> None:
    found = look(tmp_path, make.pdf_of(1, box=14_400))

    assert found.findings == ("empty:1",)
