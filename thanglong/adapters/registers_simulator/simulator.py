"""A simulator of the population and civil-status registers: its own process, over HTTP.

It knows the people of a YAML file (`cities/<city>/demo/registers.yaml`) and can be told to be slow,
wrong or down: POST /control {"mode": "ok|slow|wrong|down|refuse", "seconds": 3}.
"""

import datetime
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

MODES = ("ok", "slow", "wrong", "down", "refuse")
BODY_BYTES_MAX = 65_536


@dataclass(slots=True)
class Behaviour:
    """How the simulator behaves at the moment."""

    mode: str = "ok"
    seconds: float = 3.0


@dataclass(slots=True)
class Registers:
    """What the registers know: register → key → field → value."""

    records: Mapping[str, Mapping[str, Mapping[str, Any]]]
    token: str
    behaviour: Behaviour = field(default_factory=Behaviour)

    def answer(self, register: str, question: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body for a question."""
        if register not in self.records:
            return 404, {"error": "no such register"}
        fields = question.get("fields")
        if not question.get("purpose") or not isinstance(fields, list):
            return 422, {"error": "purpose and fields are required"}
        record = self.records[register].get(str(question.get("key", "")))
        if record is None:
            return 200, {"found": False}
        return 200, {
            "found": True,
            "values": {name: record[name] for name in fields if name in record},
            "source": f"{register}/{question['key'][-4:]} (simulator)",
            "as_of": datetime.datetime.fromtimestamp(time.time(), datetime.UTC).isoformat(),
        }


def load(path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """The records of a YAML file; keys are personal numbers."""
    content: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(path.read_text("utf-8"))
    return content


class Server(ThreadingHTTPServer):
    """The registers behind a socket."""

    daemon_threads = True

    def __init__(self, registers: Registers, host: str, port: int) -> None:
        super().__init__((host, port), Handler)
        self.registers = registers


class Handler(BaseHTTPRequestHandler):
    """One connection: questions, and the control desk."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self._send(200, {"mode": self.server.registers.behaviour.mode})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > BODY_BYTES_MAX:
            self._send(413, {"error": "too large"})
            return
        try:
            body = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            self._send(400, {"error": "not JSON"})
            return
        if self.path == "/control":
            self._control(body)
        else:
            self._query(body)

    def _control(self, body: dict[str, Any]) -> None:
        if body.get("mode") not in MODES:
            self._send(422, {"error": f"mode is one of {', '.join(MODES)}"})
            return
        behaviour = self.server.registers.behaviour
        behaviour.mode = body["mode"]
        behaviour.seconds = float(body.get("seconds", 3))
        self._send(200, {"mode": behaviour.mode})

    def _query(self, body: dict[str, Any]) -> None:
        behaviour = self.server.registers.behaviour
        bad = {"down": 503, "refuse": 403}.get(behaviour.mode)
        if self.headers.get("authorization") != f"Bearer {self.server.registers.token}":
            self._send(401, {"error": "unknown caller"})
        elif bad is not None:
            self._send(bad, {"error": behaviour.mode})
        elif behaviour.mode == "wrong":
            self._send(200, {"values": 7})
        else:
            time.sleep(behaviour.seconds if behaviour.mode == "slow" else 0)
            parts = self.path.strip("/").split("/")
            known = len(parts) == 3 and parts[0] == "registers" and parts[2] == "queries"
            self._send(*self.server.registers.answer(parts[1] if known else "", body))

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body, default=str, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args  # a register does not print whom it was asked about


def serve(*, registers: Registers, host: str, port: int) -> Server:
    """A server bound to host and port (0: any free one); the caller runs it."""
    return Server(registers, host, port)


def serve_in_thread(*, registers: Registers) -> Server:
    """A server on a free loopback port, running until `shutdown()`; for tests."""
    server = serve(registers=registers, host="127.0.0.1", port=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
