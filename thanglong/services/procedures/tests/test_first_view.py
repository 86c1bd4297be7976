"""The first view of a page is light enough for a cheap phone on a slow network."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.town import Town
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.web import assets
from thanglong.services.procedures.models import Draft

FIRST_VIEW_BYTES_MAX = 100_000
STATIC = re.compile(r'(?:href|src)="/static/([^"]+)"')
ALWAYS = {"web/fonts/be-vietnam-pro-semibold.woff2"}  # asked for by the stylesheet


def weight(browser: Client, address: str, folder: Path) -> int:
    """What goes over the wire until the page stands: itself, styles, scripts, fonts."""
    page = browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert page.status_code == 200
    content = page.content
    packed = page.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(content) if packed else content).decode()
    files = {folder / name for name in {*STATIC.findall(text), *ALWAYS}}
    sizes = [
        (zipped if (zipped := file.with_name(f"{file.name}.gz")).exists() else file).stat().st_size
        for file in files
    ]
    return len(content) + sum(sizes)


@pytest.fixture
def gathered(settings: Any, tmp_path: Path) -> Path:
    """The static files as an operator serves them."""
    settings.STATIC_ROOT = tmp_path
    assets.gather(force=True)
    return tmp_path


@pytest.mark.parametrize(
    "address", ["/", "/procedures", "/procedures/birth-registration", "/sign-in", "/track"]
)
def test_the_first_page_that_anybody_opens_is_light(
    address: str, gathered: Path, town: Town
) -> None:
    assert weight(Client(), address, gathered) < FIRST_VIEW_BYTES_MAX


def test_lans_form_and_its_papers_are_light(
    gathered: Path, town: Town, browser_of: Callable[[Actor], Client]
) -> None:
    browser = browser_of(town.lan)
    browser.post("/procedures/birth-registration/drafts", {"whom": "self"})
    draft = Draft.objects.get()

    for place in ("pages/sender", "papers", "check"):
        assert weight(browser, f"/drafts/{draft.id}/{place}", gathered) < FIRST_VIEW_BYTES_MAX
