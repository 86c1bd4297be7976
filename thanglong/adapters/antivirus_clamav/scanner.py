"""ClamAV by its daemon: the file is streamed to clamd (INSTREAM), by TCP or a local socket."""

import socket
import struct
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from thanglong.kernel.base import transactions
from thanglong.kernel.base.http import CallInsideTransaction, PartnerUnavailable
from thanglong.kernel.documents.ports import ANTIVIRUS_NAME

CONNECT_SECONDS = 2.0
DEADLINE_SECONDS = 30.0
PIECE_BYTES = 65_536
REPLY_BYTES_MAX = 4096
PORT = 3310


class ClamScanner:
    """The antivirus port on clamd (ANTIVIRUS_ADDRESS: `tcp://host:3310` or `unix:///path`).

    A file that could not be looked at is not taken: every doubt is PartnerUnavailable.
    """

    def finding(self, *, path: Path) -> str:
        """The name of the virus, empty when clamd says OK."""
        if transactions.is_open():
            raise CallInsideTransaction("Scan a file before the transaction, not in it.")
        ends_at = time.monotonic() + DEADLINE_SECONDS
        try:
            with _connect(settings.ANTIVIRUS_ADDRESS) as link:
                _send(link, path, ends_at)
                reply = _reply(link, ends_at)
        except (OSError, ValueError) as error:
            raise PartnerUnavailable(partner=ANTIVIRUS_NAME) from error
        return _verdict(reply)


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(CONNECT_SECONDS)
        try:
            link.connect(parts.path)
        except OSError:
            link.close()
            raise
        return link
    if parts.scheme != "tcp" or not parts.hostname:
        raise ValueError("ANTIVIRUS_ADDRESS is tcp://host:port or unix:///path.")
    return socket.create_connection((parts.hostname, parts.port or PORT), CONNECT_SECONDS)


def _send(link: socket.socket, path: Path, ends_at: float) -> None:
    """`zINSTREAM`, then pieces with their length before them, then a length of nought."""
    link.settimeout(_left(ends_at))
    link.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            link.settimeout(_left(ends_at))
            link.sendall(struct.pack("!L", len(piece)) + piece)
    link.sendall(struct.pack("!L", 0))


def _reply(link: socket.socket, ends_at: float) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < REPLY_BYTES_MAX:
        link.settimeout(_left(ends_at))
        piece = link.recv(1024)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0\n").decode("ascii", errors="replace")


def _verdict(reply: str) -> str:
    """`stream: OK`, `stream: NAME FOUND`; anything else is no answer."""
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:200]
    raise PartnerUnavailable(partner=ANTIVIRUS_NAME)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("clamd took too long.")
    return left
