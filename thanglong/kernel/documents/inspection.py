"""Looking into a file that a stranger sent: what it is by its content, and what a person should see.

It runs in a process of its own with limits on memory and time (`inspect_file`), so that a file
built to harm harms only that process: `python -m thanglong.kernel.documents.inspection PATH`.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

PIXELS_MAX = 80_000_000
PAGES_MAX = 300
PAGES_LOOKED_AT = 20
MEMORY_BYTES_MAX = 1_500_000_000
SECONDS_MAX = 20
SIDE_PX = 700  # pages are looked at in this size
BLANK_SPREAD = 4.0  # standard deviation of grey below which a page shows nothing
BLUR_EDGES = 14.0  # variance of edges below which a photo is blurred; found by trying, see tests
DARK_MEAN = 28.0

IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a file is: media type by content, pages, findings (`blurred`, `empty:3`, `dark`).

    `refusal`: `not_readable` when it is none of the kinds we take.
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
        done = subprocess.run(  # noqa: S603 - our own module, paths of our own making
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

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    try:
        with Image.open(path, formats=list(IMAGE_TYPES)) as image:
            kind = image.format or ""
            if image.width * image.height > PIXELS_MAX:
                return NOT_READABLE
            upright = ImageOps.exif_transpose(image)
            upright.load()
    except (UnidentifiedImageError, OSError, ValueError):
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
    if kind == "JPEG":
        image.convert("RGB").save(cleaned, "JPEG", quality=90, optimize=True)
    else:
        image.save(cleaned, kind)


def _look_at_pdf(path: Path) -> Inspection:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return NOT_READABLE
    count = len(document)
    if not 1 <= count <= PAGES_MAX:
        return NOT_READABLE
    findings: list[str] = []
    for number in range(min(count, PAGES_LOOKED_AT)):
        page = document[number]
        scale = SIDE_PX / max(page.get_width(), page.get_height(), 1)
        picture = page.render(scale=min(scale, 4)).to_pil()
        findings += [one for one in _findings_of(picture, number + 1) if one != "blurred"]
    return Inspection(
        media_type="application/pdf", page_count=count, findings=tuple(findings)
    )


def _findings_of(image: "object", page: int) -> list[str]:
    """What a person should look at again before sending: empty, dark, blurred."""
    from PIL import Image, ImageFilter, ImageStat

    assert isinstance(image, Image.Image)
    grey = image.convert("L")
    grey.thumbnail((SIDE_PX, SIDE_PX))
    spread, mean = ImageStat.Stat(grey).stddev[0], ImageStat.Stat(grey).mean[0]
    where = f":{page}" if page else ""
    if spread < BLANK_SPREAD:
        return [f"empty{where}"]
    if mean < DARK_MEAN:
        return [f"dark{where}"]
    laplacian = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    inner = grey.filter(laplacian).crop((1, 1, grey.width - 1, grey.height - 1))
    return [f"blurred{where}"] if ImageStat.Stat(inner).var[0] < BLUR_EDGES else []


def main() -> None:
    """Look at the file of the first argument, answer in JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    found = look(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
