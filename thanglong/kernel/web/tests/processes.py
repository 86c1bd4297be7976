"""Processes and browsers that tests start, each ended by the test that started it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from playwright.sync_api import sync_playwright

WAIT_SECONDS_MAX = 20


class Quiet(WSGIRequestHandler):
    """A server that does not talk."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium: the system's, else the one that Playwright installed.

    Playwright runs its event loop in our thread; as long as it does, the database may be asked
    there nevertheless. Each browser sets that for itself, so that one that ends takes nothing
    from another.
    """
    system = shutil.which("chromium") or shutil.which("chromium-browser")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = playwright.chromium.launch(executable_path=system, args=flags)
        yield found
        found.close()


@contextmanager
def web_server() -> Iterator[str]:
    """The web server in a thread of this process, on a free port."""
    application = get_wsgi_application()

    def closing(environ: Any, start_response: Any) -> list[bytes]:
        """One request; its database connection does not outlive it."""
        answer = application(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()
            connections.close_all()

    with make_server("127.0.0.1", 0, closing, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def live_process(*, site_url: str) -> Iterator[str]:
    """The process of live updates, on a free port, over the test database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": database.geturl(),
        "SITE_URL": site_url,
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "thanglong.config.live:application",
    ]  # fmt: skip
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until_it_answers(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def until_it_answers(url: str) -> None:
    """Wait for a process."""
    end = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < end:
        try:
            httpx.get(f"{url}/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the process did not begin")
