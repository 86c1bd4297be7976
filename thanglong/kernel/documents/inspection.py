"""Looking into a file that a stranger sent: what it is, and what a person should look at.

It runs in a process of its own with limits on memory and time (`inspect_file`), so that a file
built to harm harms only that process: `python -m thanglong.kernel.documents.inspection PATH`.
"""

import contextlib
import errno
import io
import json
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PIXELS_MAX = 80_000_000
PAGES_MAX = 300
UNPACKED_BYTES_MAX = 500_000_000  # of all packed parts of a PDF of at most 20 MB
PACKED_AGAIN_MAX = 3  # what is packed inside of what is packed, to this depth
INNER_BYTES_MAX = 20_000_000
PACKED_PIECE_BYTES, UNPACKED_PIECE_BYTES = 16_384, 1_000_000
PAGES_LOOKED_AT = 20
MEMORY_BYTES_MAX = 1_500_000_000
SECONDS_MAX = 20
SIDE_PX = 700  # pages are looked at in this size

# Found by trying on pages of writing, sharp and spoiled (tests/test_inspection.py has them).
TILE_PX = 32
TILE_SPREAD = 8.0  # standard deviation of grey from which a tile shows something
BLANK_SPREAD = 4.0  # of the whole page, below which it shows nothing
BLUR_SHARPNESS = 0.6  # edges to contrast: 1.2 to 2.7 when sharp, 0.1 to 0.5 when blurred
DARK_MEAN = 28.0

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a file is: media type by content, pages, findings (`blurred`, `empty:3`, `dark`).

    `refusal`: why it is not taken: `not_readable` (none of the kinds we take, or broken),
    `too_many_pixels`, `too_many_pages`, `locked` (a password), `unsafe` (it unpacks to more than
    any paper has), `storage_full`.
    """

    media_type: str = ""
    page_count: int = 0
    findings: tuple[str, ...] = ()
    refusal: str = ""


NOT_READABLE = Inspection(refusal="not_readable")


def inspect_file(path: Path, *, cleaned: Path) -> Inspection:
    """Look into a file in a process of its own; an image without its metadata goes to `cleaned`.

    A process that dies, hangs or eats too much memory means: not readable.
    """
    command = [sys.executable, "-m", "thanglong.kernel.documents.inspection"]
    try:
        done = subprocess.run(
            [*command, str(path), str(cleaned)],
            capture_output=True,
            timeout=SECONDS_MAX + 5,
            check=False,
        )
        found = json.loads(done.stdout or b"null")
    except (subprocess.TimeoutExpired, ValueError):
        return NOT_READABLE
    if done.returncode != 0 or not isinstance(found, dict):
        return NOT_READABLE
    return Inspection(**{**found, "findings": tuple(found["findings"])})


def look(path: Path, cleaned: Path) -> Inspection:
    """Look into a file in this process. Any library error is for the caller's process to die of."""
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        return _look_at_pdf(path)
    return _look_at_image(path, cleaned)


def _look_at_image(path: Path, cleaned: Path) -> Inspection:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # we count ourselves, before anything is unpacked
    try:
        with Image.open(path, formats=list(IMAGE_TYPES)) as image:
            kind = image.format or ""
            if image.width * image.height > PIXELS_MAX:
                return Inspection(refusal="too_many_pixels")
            upright = ImageOps.exif_transpose(image)
            upright.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return NOT_READABLE
    _save_without_metadata(upright, kind, cleaned)
    return Inspection(
        media_type=IMAGE_TYPES[kind], page_count=1, findings=tuple(_findings_of(upright, 0))
    )


def _save_without_metadata(image: "object", kind: str, cleaned: Path) -> None:
    """The picture alone: no position, no camera, no thumbnails; turned as it was meant."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    image.info = {}
    content = io.BytesIO()  # Pillow itself does not say that a disk is full
    if kind == "JPEG":
        image.convert("RGB").save(content, "JPEG", quality=90, optimize=True)
    else:
        image.save(content, kind)
    cleaned.write_bytes(content.getbuffer())


def _look_at_pdf(path: Path) -> Inspection:
    import pypdfium2

    if _unpacks_too_far(path.read_bytes()):
        return Inspection(refusal="unsafe")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        return Inspection(refusal="locked") if is_locked else NOT_READABLE
    count = len(document)
    if count > PAGES_MAX:
        return Inspection(refusal="too_many_pages")
    if count < 1:
        return NOT_READABLE
    findings: list[str] = []
    for number in range(min(count, PAGES_LOOKED_AT)):
        page = document[number]
        scale = SIDE_PX / max(page.get_width(), page.get_height(), 1)
        picture = page.render(scale=min(scale, 4)).to_pil()
        findings += [one for one in _findings_of(picture, number + 1) if one != "blurred"]
    return Inspection(media_type="application/pdf", page_count=count, findings=tuple(findings))


def _unpacks_too_far(content: bytes) -> bool:
    """Whether the packed parts of a PDF hold more than any paper: a bomb for whoever opens it."""
    left = UNPACKED_BYTES_MAX
    for part in re.finditer(rb"stream\r?\n", content):
        left -= _unpacked(memoryview(content)[part.end() :], left, PACKED_AGAIN_MAX)
        if left < 0:
            return True
    return False


def _unpacked(packed: memoryview, most: int, depth: int) -> int:
    """How many bytes come out, counted until there are more than `most`; nought if not packed."""
    count, inner = 0, bytearray()
    with contextlib.suppress(zlib.error):  # not packed, or torn: what came out until then counts
        for piece in _pieces(packed):
            count += len(piece)
            if count > most:
                return count
            if depth and len(inner) < INNER_BYTES_MAX:
                inner += piece
    return count + (_unpacked(memoryview(inner), most - count, depth - 1) if inner else 0)


def _pieces(packed: memoryview) -> Iterator[bytes]:
    """What is packed from the beginning on, in pieces. Raises zlib.error."""
    unpacker = zlib.decompressobj()
    for start in range(0, len(packed), PACKED_PIECE_BYTES):
        fed: bytes | memoryview = packed[start : start + PACKED_PIECE_BYTES]
        while piece := unpacker.decompress(fed, UNPACKED_PIECE_BYTES):
            yield piece
            fed = unpacker.unconsumed_tail
        if unpacker.eof:
            return


def _findings_of(image: "object", page: int) -> list[str]:
    """What a person should look at again before sending: dark, empty, blurred."""
    from PIL import Image, ImageStat

    assert isinstance(image, Image.Image)
    grey = _over_white(image).convert("L")
    grey.thumbnail((SIDE_PX, SIDE_PX))
    seen = ImageStat.Stat(grey)
    where = f":{page}" if page else ""
    if seen.mean[0] < DARK_MEAN:
        return [f"dark{where}"]
    sharpness = _sharpness(grey)
    if not sharpness and seen.stddev[0] < BLANK_SPREAD:
        return [f"empty{where}"]
    clear = sharpness[len(sharpness) * 3 // 4] if sharpness else 0.0
    return [f"blurred{where}"] if clear < BLUR_SHARPNESS else []


def _over_white(image: "object") -> Any:
    """What is transparent shows white paper."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    if not image.has_transparency_data:
        return image
    solid = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid)


def _sharpness(grey: Any) -> list[float]:
    """For each tile that shows something: its edges relative to its contrast, lowest first.

    By tiles, so that a paper on a dark table is measured by its writing and not by its rim.
    """
    from PIL import ImageFilter, ImageStat

    laplacian = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    edges = grey.filter(laplacian)
    found = []
    for top in range(1, max(grey.height - TILE_PX, 2), TILE_PX):
        for left in range(1, max(grey.width - TILE_PX, 2), TILE_PX):
            box = (left, top, left + TILE_PX, top + TILE_PX)
            spread = ImageStat.Stat(grey.crop(box)).stddev[0]
            if spread > TILE_SPREAD:
                found.append(ImageStat.Stat(edges.crop(box)).stddev[0] / spread)
    return sorted(found)


def main() -> None:
    """Look at the file of the first argument, answer in JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    try:
        found = look(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        found = Inspection(refusal="storage_full")
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
