"""The door of the web server: a request comes in whole before anybody works on it.

In each process one thread does the city's work, because that is quickest in Python. It must never
wait for a telephone in a lift: bodies are gathered and answers are handed out beside it.
"""

import asyncio
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any

import structlog
from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope  # type: ignore[attr-defined]

BYTES_MAX = 256 * 1024 * 1024  # ten files of 20 MB with their form, and room
MEMORY_BYTES_MAX = 1024 * 1024  # more goes to a file without a name
PIECE_BYTES = 65_536
PAUSE_SECONDS_MAX = 60.0  # nothing comes, or nothing is taken, for so long
BODY_SECONDS_MAX = 900.0  # 20 MB at 25 kB/s
PLAIN = [("content-type", "text/plain; charset=utf-8")]
WORDS = {
    408: "Đường truyền quá chậm. Xin ông/bà gửi lại.\nThis took too long. Please send it again.\n",
    413: "Nội dung gửi quá lớn. Xin gửi ít hơn.\nThis is too much to send. Please send less.\n",
    500: "Hệ thống gặp lỗi. Xin ông/bà thử lại sau.\nSomething went wrong on our side.\n",
    503: "Hệ thống tạm hết chỗ chứa. Xin gửi lại sau.\nThere is no room now. Please send later.\n",
}
log = structlog.get_logger("errors")
Respond = Callable[..., Any]
Application = Callable[[dict[str, Any], Respond], Iterable[bytes]]


class Refused(Exception):
    """A body that is not taken in: the status of the answer."""


@dataclass(slots=True)
class Answer:
    """What the city says. `body`: the bytes, or a file at its beginning."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | IO[bytes]


class Door:
    """One for each process, with the one thread that works."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="city")

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """One request."""
        try:
            body = await _take_in(scope, protocol)
        except Refused as refused:
            (status,) = refused.args
            protocol.response_str(status, PLAIN, WORDS[status])
            return
        except OSError:  # the sender is gone, or the room: nothing is half done
            log.warning("body_not_taken", exc_info=True)
            protocol.response_str(503, PLAIN, WORDS[503])
            return
        with body:
            answer = await asyncio.get_running_loop().run_in_executor(
                self._hands, self._work, _environment(scope, body)
            )
        if isinstance(answer.body, bytes):
            protocol.response_bytes(answer.status, answer.headers, answer.body)
        else:
            await _hand_out(answer, answer.body, protocol)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """What is under way ends first."""
        del loop
        self._hands.shutdown()

    def _work(self, environment: dict[str, Any]) -> Answer:
        """The city's answer, complete: whoever reads it slowly holds up nobody."""
        said: list[Any] = [500, []]

        def respond(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
            del error
            said[:] = int(status.split(" ", 1)[0]), headers

        result = self._application(environment, respond)
        try:
            body = _spooled(result) if getattr(result, "streaming", False) else b"".join(result)
        except OSError:  # no room for it, or what it is made of is gone
            log.exception("answer_not_made")
            return Answer(500, PLAIN, WORDS[500].encode())
        finally:
            getattr(result, "close", _nothing)()
        return Answer(said[0], said[1], body)


async def _take_in(scope: Scope, protocol: HTTPProtocol) -> IO[bytes]:
    """The whole body, in memory or in a file without a name. Raises Refused."""
    said = scope.headers.get("content-length")
    if said is None and "transfer-encoding" not in scope.headers:
        return io.BytesIO()
    if said is not None and int(said) > BYTES_MAX:
        raise Refused(413)
    body: IO[bytes] = _file()
    try:
        await _gather(body, protocol)
    except BaseException:
        body.close()
        raise
    if said is not None and body.tell() < int(said):
        body.close()
        raise Refused(408)  # cut off in the middle: nobody hears it
    body.seek(0)
    return body


async def _gather(body: IO[bytes], protocol: HTTPProtocol) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + BODY_SECONDS_MAX
    try:
        async with asyncio.timeout(PAUSE_SECONDS_MAX) as limit:
            async for piece in protocol:
                body.write(piece)
                if body.tell() > BYTES_MAX:
                    raise Refused(413)
                limit.reschedule(min(loop.time() + PAUSE_SECONDS_MAX, end))
    except TimeoutError:
        raise Refused(408) from None


async def _hand_out(answer: Answer, body: IO[bytes], protocol: HTTPProtocol) -> None:
    """Piece by piece, as fast as it is taken; to nobody who has stopped taking."""
    with body, contextlib.suppress(TimeoutError, ProtocolClosed):
        out = protocol.response_stream(answer.status, answer.headers)
        while piece := body.read(PIECE_BYTES):
            async with asyncio.timeout(PAUSE_SECONDS_MAX):
                await out.send_bytes(piece)


def _spooled(pieces: Iterable[bytes]) -> IO[bytes]:
    kept: IO[bytes] = _file()
    try:
        for piece in pieces:
            kept.write(piece)
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return kept


def _nothing() -> None:
    """Where there is nothing to close."""


def _file() -> IO[bytes]:
    """In memory while it is small, then on the disk without a name."""
    return tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES_MAX)


def _environment(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as WSGI has it. Source: PEP 3333."""
    server, _, port = scope.server.rpartition(":")
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        found["HTTP_HOST"] = scope.authority
    for name, text in scope.headers.items():
        key = f"HTTP_{name.upper().replace('-', '_')}"
        joined = "; " if name == "cookie" else ","
        found[key] = f"{found[key]}{joined}{text}" if key in found else text
    found["CONTENT_TYPE"] = found.pop("HTTP_CONTENT_TYPE", "")
    for gone in ("HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"):
        found.pop(gone, None)
    found["CONTENT_LENGTH"] = str(size) if size else ""
    return found
