"""A dossier's whole way in a real browser: Lan files, Minh receives, Hoa asks, Long decides."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import DESK
from tests.town import Town
from thanglong.kernel.base import clock
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases.models import Case
from thanglong.kernel.documents.models import Document

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., Page]
BrowserOf = Callable[[Actor], Client]
SERIOUS = ("serious", "critical")
PROCEDURE = "/procedures/birth-registration"


@pytest.fixture
def town(transactional_db: None) -> Town:
    """The cast at this moment, in a city that is loaded."""
    from tests.town import ensure_city

    ensure_city()
    return Town(at=clock.now())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of a written page."""
    picture = Image.new("RGB", (900, 1200), "white")
    pen = ImageDraw.Draw(picture)
    for line in range(40, 1160, 32):
        pen.text((40, line), f"Giay chung sinh so {line}, Benh vien Phu san Ha Noi", fill="black")
    path = tmp_path / "giay-chung-sinh.jpg"
    picture.save(path)
    return path


def signed_in(page: Page, client: Client, origin: str) -> Page:
    """Give the page the sign-in of a client (signing in itself has journeys of its own)."""
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": origin}])
    return page


def serious(page: Page) -> list[str]:
    """What axe-core finds serious on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}" for one in found if one["impact"] in SERIOUS]


def answer(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"#f-{name.replace('.', '-')}").fill(value)


def fill_the_form(page: Page, photo: Path) -> None:
    page.get_by_label("Mẹ", exact=True).check()
    expect(page.locator("#f-sender-ethnicity")).to_be_visible()
    page.locator("#f-sender-residence").select_option("00004")
    answer(
        page,
        {
            "sender.full_name": "Nguyễn Thị Lan",
            "sender.personal_number": "999196000101",
            "sender.residence-line": "Số 12 ngõ 5 phố Châu Long",
            "sender.birth_date": "08/03/1996",
            "sender.ethnicity": "Kinh",
            "sender.phone": "0900000101",
        },
    )
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    answer(
        page,
        {
            "child.full_name": "Phạm Gia Hân",
            "child.birth_date": "12/11/2026",
            "child.birth_place": "Bệnh viện Phụ sản Hà Nội",
            "child.ethnicity": "Kinh",
            "child.hometown": "Xã Ba Vì",
        },
    )
    page.get_by_label("Nữ").check()
    page.locator("#f-birth_proof").check()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/pages/parents")
    page.get_by_label("Không", exact=True).check()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/papers")
    expect(page.locator("#need-lives_here")).to_contain_text("ông/bà không cần nộp")
    assert serious(page) == []
    page.locator("#files-medical_certificate").set_input_files(photo)
    expect(page.locator("#need-medical_certificate .file")).to_have_count(1)
    page.get_by_role("link", name="Tiếp tục").click()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("**/check")


def file_as_lan(lan: Page, photo: Path) -> Case:
    lan.goto("/")
    lan.get_by_label("Tìm thủ tục").fill("giay khai sinh")
    lan.get_by_role("button", name="Tìm").click()
    lan.get_by_role("link", name="Đăng ký khai sinh", exact=True).click()
    lan.get_by_role("button", name="Bắt đầu").click()
    fill_the_form(lan, photo)
    assert serious(lan) == []
    lan.locator("#truth").check()
    lan.get_by_role("button", name="Gửi hồ sơ").click()
    lan.wait_for_url("**/dossiers/*")
    return Case.objects.get()


def ask_to_supplement(hoa: Page, case: Case, reason: str) -> None:
    """A verdict on every requirement: the page about the child is wanting."""
    hoa.goto(f"/desk/dossiers/{case.code}")
    hoa.get_by_role("link", name=re.compile("[Bb]ổ sung")).first.click()
    verdicts = hoa.locator("fieldset.verdict")
    for index in range(verdicts.count()):
        verdicts.nth(index).get_by_role("radio").nth(1 if index == 1 else 0).check()
    verdicts.nth(1).get_by_role("textbox").fill(reason)
    hoa.locator("form.verdicts button[type=submit]").click()
    hoa.wait_for_load_state()


def propose_with_findings(hoa: Page, case: Case, found: dict[str, str]) -> None:
    """Hoa proposes: first with nothing entered, which is refused, then with what she found."""
    hoa.goto(f"/desk/dossiers/{case.code}")
    hoa.get_by_role("link", name=re.compile("[Tt]rình")).first.click()
    send = hoa.locator("main form button.primary")
    send.click()
    expect(hoa.get_by_text("Xin ông/bà điền mục này.").first).to_be_visible()
    assert serious(hoa) == []
    answer(hoa, found)
    send.click()
    hoa.wait_for_url(f"**/desk/dossiers/{case.code}*")
    case.refresh_from_db()


def take_action(officer: Page, case: Case, words: str) -> None:
    officer.goto(f"/desk/dossiers/{case.code}")
    officer.get_by_role("button", name=re.compile(words)).first.click()
    officer.wait_for_load_state()
    case.refresh_from_db()


def test_a_dossier_goes_its_whole_way_and_the_result_comes_to_lan(
    opened: Opened, town: Town, browser_of: BrowserOf, photo: Path, live_server: LiveServer
) -> None:
    lan = signed_in(opened(), browser_of(town.lan), live_server.url)
    minh, hoa, long = (
        signed_in(opened(DESK), browser_of(one), live_server.url)
        for one in (town.minh, town.hoa, town.long)
    )
    reason = "Xin viết rõ nơi sinh của bé."

    case = file_as_lan(lan, photo)
    expect(lan.get_by_text(case.code).first).to_be_visible()
    expect(lan.get_by_text("Vì sao là ngày này?")).to_be_visible()
    assert serious(lan) == []

    minh.goto("/desk")
    minh.get_by_role("link", name=re.compile(case.code)).first.click()
    assert serious(minh) == []
    take_action(minh, case, "Tiếp nhận")
    ask_to_supplement(hoa, case, reason)
    case.refresh_from_db()
    assert case.status == "waiting_for_you"

    lan.goto(f"/dossiers/{case.code}")
    expect(lan.get_by_text(reason).first).to_be_visible()
    lan.get_by_role("link", name="Bổ sung hồ sơ").click()
    answer(lan, {"child.birth_place": "Bệnh viện Phụ sản Hà Nội, phường Giảng Võ"})
    lan.get_by_role("button", name="Gửi", exact=True).click()
    lan.wait_for_url(f"**/dossiers/{case.code}")

    propose_with_findings(hoa, case, {"entry.number": "21", "entry.book": "01/2026"})
    expect(hoa.locator("#found + dl")).to_contain_text("01/2026")
    take_action(long, case, "[Dd]uyệt|[Kk]ý")
    assert (case.status, case.outcome) == ("returned", "granted")
    lan.goto("/documents")
    expect(lan.get_by_role("link", name="Giấy khai sinh", exact=True)).to_be_visible()
    result = Document.objects.get(case_code=case.code, kind="result")
    pdf = browser_of(town.lan).get(f"/documents/{result.id}")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    lan.goto(f"/dossiers/{case.code}")
    expect(lan.locator(".thread")).to_contain_text("Đã bổ sung hồ sơ")


def test_lan_files_without_javascript(
    chromium: Browser, town: Town, browser_of: BrowserOf, live_server: LiveServer
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    lan = signed_in(context.new_page(), browser_of(town.lan), live_server.url)
    lan.goto(PROCEDURE)
    lan.get_by_role("button", name="Bắt đầu").click()

    lan.get_by_label("Mẹ", exact=True).check()
    lan.get_by_role("button", name="Lưu và tiếp tục").click()

    expect(lan.locator("#f-sender-ethnicity")).to_be_visible()
    context.close()
