"""Filling the form of a birth registration, as a browser sends it."""

import io

from django.test import Client
from PIL import Image, ImageDraw

from tests import filing
from thanglong.services.procedures.models import Draft

SLUG = "birth-registration"


def photo() -> io.BytesIO:
    """A photo of a written page."""
    picture = Image.new("RGB", (800, 1100), "white")
    pen = ImageDraw.Draw(picture)
    for line in range(40, 1060, 30):
        pen.text((40, line), f"Giay chung sinh, Benh vien Phu san Ha Noi, so {line}", fill="black")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    file.seek(0)
    file.name = "giấy chứng sinh.jpg"
    return file


def fill(browser: Client, draft: Draft) -> None:
    """Answer every page with the answers of the procedure's first scenario, and add the paper."""
    answers = filing.plain(filing.scenario(SLUG)["answers"])
    for page in ("sender", "child", "parents"):
        sent = {"version": Draft.objects.get(id=draft.id).version}
        for name, value in answers.items():
            if isinstance(value, dict):
                sent |= {f"{name}.{part}": text for part, text in value.items()}
            else:
                sent[name] = str(value).lower() if isinstance(value, bool) else value
        browser.post(f"/drafts/{draft.id}/pages/{page}", sent)
    browser.post(f"/drafts/{draft.id}/papers/medical_certificate", {"files": photo()})
