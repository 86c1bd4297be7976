"""A real browser, a real server, and VNeID as its own process."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from django.conf import LazySettings
from django.core.files.storage import storages
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from thanglong.kernel.people import ports
from thanglong.kernel.web.tests import processes

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
START_SECONDS_MAX = 30


@pytest.fixture(scope="module")  # its event loop must not outlive the module: others have theirs
def chromium() -> Iterator[Browser]:
    """Chromium, started once for all tests of a file."""
    with processes.browser() as browser:
        yield browser


@pytest.fixture(autouse=True)
def _static_from_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """The live server serves static files where they lie, so pages must name them so, even when a
    city was run from here before and has gathered them under the names of their contents.
    """
    monkeypatch.setattr(storages["staticfiles"], "hashed_files", {})


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of a new browser, of a phone or of a desk."""
    contexts: list[BrowserContext] = []

    def open_page(size: dict[str, int] = PHONE) -> Page:
        context = chromium.new_context(viewport=size, locale="vi-VN", base_url=live_server.url)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def _registers_answer(registers: object) -> None:
    """The registers of the town are there."""


@pytest.fixture(autouse=True)
def _requests_end(request: pytest.FixtureRequest) -> Iterator[None]:
    """Before the tables are emptied: pages are closed, and what they had asked for is answered.

    A request still under way would stand in the way of the emptying, and it in the way of that.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("live_server")
    yield
    if "chromium" in request.fixturenames:
        for context in request.getfixturevalue("chromium").contexts:
            context.close()
    ends_at = time.monotonic() + START_SECONDS_MAX
    while _is_asked() and time.monotonic() < ends_at:
        time.sleep(0.05)


def _is_asked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def vneid(live_server: LiveServer, settings: LazySettings) -> Iterator[str]:
    """The VNeID simulator as its own process; its address, for the control desk."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings.VNEID_ISSUER = address
    ports.identity_provider.cache_clear()
    command = [
        *(sys.executable, "-m", "thanglong.config", "simulator", "vneid"),
        *("--redirect-uri", f"{live_server.url}/sign-in/vneid/callback"),
    ]
    environment = {**os.environ, "VNEID_ISSUER": address}
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(f"{address}/control")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)
        ports.identity_provider.cache_clear()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Until something answers there."""
    ends_at = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < ends_at:
        try:
            httpx.get(address, trust_env=False, timeout=2)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(address)
