"""People sign in, in a real browser: Lan with VNeID, Minh with a code and then with a passkey."""

import re
from collections.abc import Callable

import httpx
import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from thanglong.kernel.base import clock
from thanglong.kernel.people.tests import make

pytestmark = pytest.mark.django_db(transaction=True)
Opened = Callable[..., Page]
LAN = "999196000101"


def sign_in_as_lan(page: Page, *, level: int = 2, onward: str = "/account") -> None:
    page.goto(f"/sign-in?next={onward}")
    link = "Đăng nhập bằng VNeID" if level == 2 else "Đăng nhập mức 1"
    page.get_by_role("link", name=link).click()
    page.get_by_role("button", name=f"Nguyễn Thị Lan: Mức {level}").click()
    page.wait_for_url(f"**{onward}")


def minh() -> make.Account:
    account = make.officer("Trần Văn Minh", login="minh")
    make.hold(account, make.post(make.agency(), "one_stop", "Cán bộ một cửa"))
    return account


def first_step(page: Page) -> None:
    page.goto("/sign-in/officer?next=/account")
    page.get_by_label("Tên đăng nhập").fill("minh")
    page.get_by_label("Mật khẩu").fill(make.PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/sign-in/second-step")


def sign_in_as_minh(page: Page) -> None:
    first_step(page)
    page.get_by_label("Mã trong ứng dụng").fill(pyotp.TOTP(make.SECRET).at(clock.now()))
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/account")


def serious(page: Page) -> list[str]:
    """What axe-core finds serious on a page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}" for one in found if one["impact"] in SERIOUS]


SERIOUS = ("serious", "critical")


def test_lan_signs_in_with_vneid_and_out_again(opened: Opened, vneid: str) -> None:
    page = opened()

    sign_in_as_lan(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Thị Lan")
    page.goto("/account/sessions")
    page.get_by_role("button", name=re.compile("Đăng xuất Chrome")).click()
    page.goto("/account")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))


def test_lan_at_level_one_is_led_to_level_two_and_back(opened: Opened, vneid: str) -> None:
    page = opened()
    sign_in_as_lan(page, level=1)

    page.goto("/account/mandates/new")
    page.get_by_role("link", name="Xác thực bằng VNeID").click()
    page.get_by_role("button", name="Nguyễn Thị Lan: Mức 2").click()

    page.wait_for_url("**/account/mandates/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lập ủy quyền")


def test_lan_changes_her_mind_at_vneid(opened: Opened, vneid: str) -> None:
    page = opened()
    page.goto("/sign-in")
    page.get_by_role("link", name="Đăng nhập bằng VNeID").click()

    page.get_by_role("button", name="Không đăng nhập nữa").click()

    expect(page.get_by_text("Ông/bà đã hủy đăng nhập")).to_be_visible()


def test_when_vneid_is_down_the_page_says_so_and_later_it_works(opened: Opened, vneid: str) -> None:
    page = opened()
    httpx.post(f"{vneid}/control", data={"down": "1"}, trust_env=False)
    page.goto("/sign-in?next=/account")

    page.get_by_role("link", name="Đăng nhập bằng VNeID").click()

    expect(page.get_by_text("VNeID hiện không trả lời")).to_be_visible()
    httpx.post(f"{vneid}/control", data={"down": "0"}, trust_env=False)
    sign_in_as_lan(page)


def test_a_forged_id_token_opens_nothing(opened: Opened, vneid: str) -> None:
    page = opened()
    httpx.post(f"{vneid}/control", data={"wrong": "signature"}, trust_env=False)
    page.goto("/sign-in?next=/account")
    page.get_by_role("link", name="Đăng nhập bằng VNeID").click()

    page.get_by_role("button", name="Nguyễn Thị Lan: Mức 2").click()

    expect(page.get_by_text("Chưa xác nhận được việc đăng nhập")).to_be_visible()
    page.goto("/account")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))


def test_minh_makes_a_passkey_and_signs_in_with_it(opened: Opened) -> None:
    minh()
    page = opened(DESK)
    plug_in_security_key(page)
    sign_in_as_minh(page)

    page.goto("/account/security/passkey")
    page.get_by_label("Tên khóa truy cập").fill("Máy tính cơ quan")
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    expect(page.get_by_role("heading", name="Máy tính cơ quan")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    first_step(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()

    page.wait_for_url("**/account")
    page.goto("/account/sessions")
    expect(page.get_by_text("bằng mật khẩu và khóa truy cập")).to_be_visible()


def test_a_device_without_the_passkey_says_so(opened: Opened) -> None:
    minh()
    page = opened(DESK)
    key = plug_in_security_key(page)
    sign_in_as_minh(page)
    page.goto("/account/security/passkey")
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    page.wait_for_url("**/account/security")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    key.send("WebAuthn.disable")
    plug_in_security_key(page)
    first_step(page)

    page.get_by_role("button", name="Dùng khóa truy cập").click()

    expect(page.get_by_text("Thiết bị không trả lời")).to_be_visible()
    expect(page.get_by_label("Mã trong ứng dụng")).to_be_visible()


def plug_in_security_key(page: Page) -> object:
    """A security key as Chromium itself simulates it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def test_without_javascript_minh_signs_in_with_a_code(opened: Opened) -> None:
    minh()
    page = opened(DESK)
    page.route("**/*.js", lambda route: route.abort())

    sign_in_as_minh(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Trần Văn Minh")


def test_minh_signs_another_device_out(opened: Opened, vneid: str) -> None:
    desk, phone = opened(DESK), opened()
    sign_in_as_lan(desk)
    sign_in_as_lan(phone)
    desk.goto("/account/sessions")

    desk.get_by_role("listitem").filter(has_not_text="Thiết bị này").get_by_role(
        "button", name=re.compile("Đăng xuất")
    ).click()

    phone.goto("/account")
    expect(phone).to_have_url(re.compile(r"/sign-in\?next="))
    desk.goto("/account")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nguyễn Thị Lan")


def test_the_pages_of_the_account_have_no_serious_barriers(opened: Opened, vneid: str) -> None:
    page = opened()
    found = {}
    for path in ("/sign-in", "/sign-in/officer"):
        page.goto(path)
        found[path] = serious(page)
    sign_in_as_lan(page)
    for path in ("", "/contact", "/mandates", "/mandates/new", "/mandates/child", "/sessions"):
        page.goto(f"/account{path}")
        found[path] = serious(page)
    for path in ("/security", "/notices"):
        page.goto(f"/account{path}")
        found[path] = serious(page)

    assert {path: barriers for path, barriers in found.items() if barriers} == {}


def test_the_pages_of_an_officer_have_no_serious_barriers(opened: Opened) -> None:
    minh()
    page = opened(DESK)
    first_step(page)
    found = {"second step": serious(page)}
    sign_in_as_minh(page)
    for path in ("/account", "/desk/absence", "/account/security", "/account/security/app"):
        page.goto(path)
        found[path] = serious(page)
    for path in ("/account/security/passkey", "/account/security/password"):
        page.goto(path)
        found[path] = serious(page)

    assert {path: barriers for path, barriers in found.items() if barriers} == {}
