"""What every page knows without asking: who looks, in which language, which city, which menu."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from thanglong.kernel.base.actor import ANONYMOUS, Actor
from thanglong.kernel.base.city import city
from thanglong.kernel.notify import queries as notify
from thanglong.kernel.web import formats, permissions, service

LOOK_COOKIE = "look"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How this browser wants pages: empty means as the device is set.

    `keys` is "off" where single keys do nothing (WCAG 2.1.4: who dictates would set them off).
    """

    theme: str = ""
    text: str = ""
    contrast: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One word in the menu. `current` is the value of aria-current, or empty."""

    name: str
    href: str
    current: str


def context(request: HttpRequest) -> dict[str, Any]:
    """The names that stand in every template (a context processor of the Jinja2 backend)."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return {
        "actor": actor,
        "lang": formats.language(),
        "look": look_of(request),
        "city": city(formats.language()),
        "menu": menu_of(actor, request.path),
        "unread": unread_of(request, actor),
        "live_url": settings.LIVE_URL,
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "flash": messages.get_messages(request),
    }


def unread_of(request: HttpRequest, actor: Actor) -> int:
    """How many notices wait for this account; a part of a page does not ask again."""
    if actor.account_id is None or request.headers.get("HX-Request") == "true":
        return 0
    return notify.unread_count(account_id=actor.account_id)


def look_of(request: HttpRequest) -> Look:
    """Theme, text size, contrast and keys from the cookie; what is unknown counts as not said."""
    theme, text, contrast, keys = (request.COOKIES.get(LOOK_COOKIE, "") + "...").split(".")[:4]
    return Look(
        theme=theme if theme in THEMES else "",
        text="large" if text == "large" else "",
        contrast="high" if contrast == "high" else "",
        keys="off" if keys == "off" else "",
    )


def menu_of(actor: Actor, path: str) -> list[MenuEntry]:
    """The tiles of all services that this actor may use, in the order of SERVICES."""
    known = [tile for tile in service.tiles() if permissions.may(actor, tile.permission)]
    places = [reverse(tile.url) for tile in known]
    deepest = max((href for href in places if _place(href, path)), key=len, default="")
    return [
        MenuEntry(
            name=str(tile.name), href=href, current=_place(href, path) if href == deepest else ""
        )
        for tile, href in zip(known, places, strict=True)
    ]


def _place(href: str, path: str) -> str:
    if path == href:
        return "page"
    return "true" if href != "/" and path.startswith(href.rstrip("/") + "/") else ""
