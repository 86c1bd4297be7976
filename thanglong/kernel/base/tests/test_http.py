"""The one HTTP client, against a small partner that really listens."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction

from thanglong.kernel.base import http


class Partner(BaseHTTPRequestHandler):
    calls: list[str] = []

    def do_GET(self) -> None:
        self.calls.append(self.path)
        if self.path == "/slow":
            time.sleep(1)
        status = {"/down": 503, "/no": 403, "/moved": 302}.get(self.path, 200)
        if self.path == "/wobbly" and self.calls.count("/wobbly") == 1:
            status = 503
        body = b"x" * 5000 if self.path == "/long" else b'{"said": "yes"}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Partner.calls.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_partner_is_heard(address: str) -> None:
    answer = http.client(partner="VNeID").get(f"{address}/hello")

    assert answer.json() == {"said": "yes"}


def test_a_read_is_repeated_when_the_partner_stumbles(address: str) -> None:
    answer = http.client(partner="VNeID").get(f"{address}/wobbly")

    assert answer.status == 200
    assert Partner.calls == ["/wobbly", "/wobbly"]


def test_a_write_is_never_repeated(address: str) -> None:
    with pytest.raises(http.PartnerUnavailable):
        http.client(partner="VNeID").post(f"{address}/down", data={"a": "b"})

    assert Partner.calls == ["/down"]


@pytest.mark.parametrize("path", ["/down", "/long"])
def test_a_partner_that_is_down_or_talks_too_much_is_unavailable(address: str, path: str) -> None:
    with pytest.raises(http.PartnerUnavailable):
        http.client(partner="VNeID", bytes_max=1000).get(f"{address}{path}")


def test_a_slow_partner_is_not_waited_for(address: str) -> None:
    with pytest.raises(http.PartnerUnavailable):
        http.client(partner="VNeID", wait_seconds=0.1).post(f"{address}/slow")


def test_a_partner_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(http.PartnerUnavailable, match="VNeID"):
        http.client(partner="VNeID").post("http://127.0.0.1:9/")


def test_a_partner_that_says_no_has_refused(address: str) -> None:
    with pytest.raises(http.PartnerRefused) as refused:
        http.client(partner="VNeID").get(f"{address}/no")

    assert refused.value.details["answer"] == 403


def test_a_redirect_is_not_followed(address: str) -> None:
    answer = http.client(partner="VNeID").get(f"{address}/moved")

    assert answer.status == 302
    assert Partner.calls == ["/moved"]


@pytest.mark.django_db
def test_nothing_is_called_while_a_transaction_is_open(address: str) -> None:
    with pytest.raises(http.CallInsideTransaction), transaction.atomic():
        http.client(partner="VNeID").get(f"{address}/hello")

    assert Partner.calls == []


def test_an_answer_that_is_not_json_counts_as_none() -> None:
    with pytest.raises(http.PartnerUnavailable):
        http.Answer("VNeID", 200, {}, b"<html>").json()
