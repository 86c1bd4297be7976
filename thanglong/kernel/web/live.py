"""Open pages hear that something has changed: server-sent events over PostgreSQL LISTEN/NOTIFY.

A small ASGI application in its own process (`thanglong live`). It says only *that* a topic has
changed; the page then asks the web server, which decides again what may be seen. Nothing depends
on it: without it pages are as fresh as their last load.
Source: WHATWG HTML, 9.2 Server-sent events.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections

from thanglong.kernel.base import clock, sight
from thanglong.kernel.base.actor import Actor
from thanglong.kernel.cases import queries as cases
from thanglong.kernel.events.live import CHANNEL
from thanglong.kernel.people import queries as people
from thanglong.kernel.units import queries as units

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

LISTENERS_MAX = 5000
LISTENERS_MAX_EACH = 12
TOPICS_MAX = 8
BEAT_SECONDS = 20.0
LIFE_SECONDS = 600.0  # then the browser comes back and is checked again
RETRY_SECONDS_MAX = 30.0
EVERYTHING = "*"  # some word may have been missed: look at all of it again
TOPIC = re.compile(r"(account|agency|below|dossier):[A-Za-z0-9._-]{1,60}")
LEADING = frozenset({"leader", "deputy_leader", "head"})
CALM_SECONDS = 5.0  # between two words of everything below an agency: its pages cost more

log = structlog.get_logger("live")


class Listener:
    """One open page: the topics it may hear of, and what has changed since it was last told."""

    def __init__(
        self, account_id: int, topics: frozenset[str], below: Mapping[str, str] | None = None
    ) -> None:
        """below: what is told instead of a topic: an agency's, to who hears of all under one."""
        self.account_id = account_id
        self.topics = topics
        self.below = below or {}
        self.changed: set[str] = set()
        self.woken = asyncio.Event()

    def tell(self, topic: str) -> None:
        """Remember a change; many of one topic are one."""
        if topic == EVERYTHING or topic in self.topics:
            self.changed.add(topic)
            self.woken.set()
        if topic in self.below:
            self.changed.add(self.below[topic])
            self.woken.set()

    def take(self) -> list[str]:
        """What has changed since the last time."""
        changed, self.changed = sorted(self.changed), set()
        self.woken.clear()
        return changed


class Hub:
    """All open pages of this process, and the one connection that hears for them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()

    def has_room(self, account_id: int) -> bool:
        """Whether this account may open one more page that listens."""
        own = sum(1 for one in self.listeners if one.account_id == account_id)
        return len(self.listeners) < LISTENERS_MAX and own < LISTENERS_MAX_EACH

    def tell(self, topic: str) -> None:
        """Pass a word on to all who may hear it."""
        for listener in self.listeners:
            listener.tell(topic)

    async def hear(self) -> None:
        """Listen to the database for ever; after a break everybody looks again."""
        wait = 1.0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**address()) as heard:
                    await heard.execute(f"LISTEN {CHANNEL}")
                    self.tell(EVERYTHING)
                    wait = 1.0
                    async for word in heard.notifies():
                        self.tell(word.payload)
            except psycopg.OperationalError:
                log.warning("database_lost", retry_seconds=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, RETRY_SECONDS_MAX)


class Application:
    """The ASGI application: `GET /live?topic=dossier:CODE&topic=account:12`."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            self._begin_hearing()
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._begin_hearing()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.hearing is not None:
            self.hearing.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    def _begin_hearing(self) -> None:
        if self.hearing is None:
            self.hearing = asyncio.create_task(self.hub.hear())

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith("/healthz"):
            await plain(send, status=200, text="ok")
            return
        if scope["method"] != "GET" or not is_own_page(scope):
            await plain(send, status=403, text="Only pages of this city may listen.")
            return
        listener = await sync_to_async(admitted)(
            session_key=cookie(scope, settings.SESSION_COOKIE_NAME), topics=asked_topics(scope)
        )
        if listener is None:
            await plain(send, status=403, text="Please sign in first.")
        elif not self.hub.has_room(listener.account_id):
            await plain(send, status=429, text="Too many open pages listen.")
        else:
            await self._stream(listener, receive, send)

    async def _stream(self, listener: Listener, receive: Receive, send: Send) -> None:
        self.hub.listeners.add(listener)
        gone = asyncio.create_task(left(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": stream_headers()})
            async for text in words(listener, gone):
                await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            self.hub.listeners.discard(listener)
            gone.cancel()


async def words(listener: Listener, gone: "asyncio.Task[None]") -> AsyncIterator[str]:
    """What is sent to one page: changes as they come, a heartbeat else, until its time is up."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LIFE_SECONDS
    yield "retry: 4000\n\n"
    while not gone.done() and loop.time() < end:
        woken = asyncio.create_task(listener.woken.wait())
        await asyncio.wait({woken, gone}, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        changed = listener.take()
        if gone.done():
            return
        yield "".join(f"event: touch\ndata: {topic}\n\n" for topic in changed) or ": beat\n\n"
        if any(topic.startswith("below:") for topic in changed):
            await asyncio.wait({gone}, timeout=CALM_SECONDS)


async def left(receive: Receive) -> None:
    """Return when the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def admitted(*, session_key: str, topics: list[str]) -> Listener | None:
    """The listener for the topics that this session may hear of; None when nobody is signed in."""
    if not session_key:
        return None
    connections["default"].close_if_unusable_or_obsolete()
    now = clock.now()
    with sight.of_a_request():
        with sight.of_the_house("who asks is not known before it has been looked up"):
            actor = people.session_actor(session_key=session_key, at=now)
        sight.of_account(actor.account_id, at=now)
        if actor.account_id is None:
            return None
        allowed = frozenset(topic for topic in topics if may_hear(actor, topic))
        return Listener(actor.account_id, allowed, _below(allowed))


def _below(topics: Iterable[str]) -> dict[str, str]:
    """`agency:…` of each agency under one of the topics `below:…`, with that topic."""
    wide = [topic for topic in topics if topic.startswith("below:")]
    return {
        f"agency:{agency_id}": topic
        for topic in wide
        for agency_id in units.agencies_under(int(topic.partition(":")[2]))
    }


def may_hear(actor: Actor, topic: str) -> bool:
    """Whether the actor may be told that this thing has changed."""
    kind, _, key = topic.partition(":")
    if kind == "account":
        return key == str(actor.account_id)
    if kind == "agency":
        return any(str(post.agency_id) == key for post in actor.posts)
    if kind == "below":
        return any(str(post.agency_id) == key and post.role in LEADING for post in actor.posts)
    if cases.case_of_officer(code=key, by=actor) is not None:
        return True
    return cases.case_of_party(code=key, by=actor, at=clock.now()) is not None


def asked_topics(scope: Scope) -> list[str]:
    """The topics in the address that have the right form, at most TOPICS_MAX."""
    asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=50).get("topic", [])
    return [topic for topic in asked if TOPIC.fullmatch(topic)][:TOPICS_MAX]


def is_own_page(scope: Scope) -> bool:
    """Whether the request comes from a page of ours (a browser always says from where)."""
    origin = header(scope, b"origin")
    return origin in {"", site_origin()} and header(scope, b"sec-fetch-site") != "cross-site"


def cookie(scope: Scope, name: str) -> str:
    """The value of a cookie, or nothing."""
    with contextlib.suppress(CookieError):
        found = SimpleCookie(header(scope, b"cookie")).get(name)
        return found.value if found else ""
    return ""


def header(scope: Scope, name: bytes) -> str:
    """The value of a header, or nothing."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def site_origin() -> str:
    """Scheme, host and port of the city's pages."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def stream_headers() -> list[tuple[bytes, bytes]]:
    """The headers of a stream, with leave for our pages to read it from another port."""
    return [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"access-control-allow-origin", site_origin().encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin, Cookie"),
        (b"x-content-type-options", b"nosniff"),
    ]


async def plain(send: Send, *, status: int, text: str) -> None:
    """A short answer that ends at once."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"access-control-allow-origin", site_origin().encode()),
        (b"access-control-allow-credentials", b"true"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def address() -> dict[str, Any]:
    """Where the database is, as psycopg wants it; kept alive, so that a silent break is noticed."""
    parameters = connection.get_connection_params()
    ours = {"server_side_binding", "cursor_factory", "context", "autocommit"}
    known = {name: value for name, value in parameters.items() if value and name not in ours}
    return {**known, "autocommit": True, "keepalives_idle": 30, "keepalives_interval": 10}


application = Application()
