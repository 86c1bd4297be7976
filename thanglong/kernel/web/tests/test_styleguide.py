"""The style guide in a real browser: nothing serious for those who cannot see, light enough."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client

from thanglong.kernel.web import assets
from thanglong.kernel.web.tests import processes

pytestmark = pytest.mark.urls("thanglong.kernel.web.tests.urls")

SERIOUS = {"serious", "critical"}
FIRST_VIEW_BYTES_MAX = 100_000
RULES = (
    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the shell is served; the style guide needs no database."""
    with processes.web_server() as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests here."""
    with processes.browser() as found:
        yield found


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_in_the_style_guide_shuts_anybody_out(
    address: str, chromium: Any, width: int, theme: str, language: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{address}/styleguide/?lang={language}")
    page.evaluate(AXE_SCRIPT)

    found = page.evaluate(RULES)["violations"]
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert [
        (one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in SERIOUS
    ] == []
    assert overflow <= 0


def test_text_at_double_size_still_fits_a_phone(address: str, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/styleguide/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert overflow <= 0


def test_one_can_walk_the_page_by_keyboard_and_see_where_one_is(
    address: str, chromium: Any
) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/display")
    page.keyboard.press("Tab")

    first = page.evaluate("document.activeElement.className")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.close()

    assert first == "skip-link"
    assert outline == "solid"


def test_a_page_obeys_its_own_content_policy(address: str, chromium: Any) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/styleguide/")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    page.close()

    assert [text for text in complaints if "Security Policy" in text or "Error" in text] == []


def test_a_page_works_without_javascript(address: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/display")
    page.get_by_label("Tối").check()
    page.get_by_role("button", name="Lưu").click()

    theme = page.locator("html").get_attribute("data-theme")
    context.close()

    assert theme == "dark"


def test_typing_narrows_a_long_list_without_diacritics(address: str, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/styleguide/")
    page.locator("input.search-in-list").first.fill("van mieu")

    chosen = page.locator("#f-commune option").all_text_contents()
    page.close()

    assert chosen == ["Phường Văn Miếu – Quốc Tử Giám"]


def test_the_first_view_is_light(tmp_path: Path, settings: Any) -> None:
    """Page, stylesheet, scripts and fonts as they go over the wire."""
    settings.STATIC_ROOT = tmp_path
    assets.gather(force=True)
    page = Client().get("/styleguide/", headers={"Accept-Encoding": "gzip"})
    wanted = ["web/thanglong.css", "web/thanglong.js", "django_htmx/htmx-2.min.js"]

    packed = sum((tmp_path / f"{name}.gz").stat().st_size for name in wanted)
    fonts = sum(
        (tmp_path / f"web/fonts/be-vietnam-pro-{weight}.woff2").stat().st_size
        for weight in ("regular", "semibold")
    )

    assert len(page.content) + packed + fonts < FIRST_VIEW_BYTES_MAX


def test_gathered_files_are_named_by_their_content_and_joined(
    tmp_path: Path, settings: Any
) -> None:
    settings.STATIC_ROOT = tmp_path
    assets.gather(force=True)

    sheets = list((tmp_path / "web").glob("thanglong.*.css"))
    text = sheets[0].read_text(encoding="utf-8")

    assert len(sheets) == 1
    assert "@import" not in text
    assert re.search(r"fonts/be-vietnam-pro-regular\.[0-9a-f]{12}\.woff2", text)
    assert assets.gather() is False
