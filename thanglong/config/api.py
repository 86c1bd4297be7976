"""The programming interface of the city: what every service turned on offers to programs."""

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from thanglong.kernel.web.api import CityAPI

DESCRIPTION = """
Everything that the pages can do, for programs.

* Sign in with a key: `Authorization: Bearer tl_…` (`thanglong token --as NAME`). A session of the
  pages works as well; its writes need the header `X-CSRFToken`.
* What goes wrong is `application/problem+json` (RFC 9457), in Vietnamese or English
  (`Accept-Language`); `code` is stable, `errors` names every wrong field at once.
* Send `Idempotency-Key` with every write: sent again, it is done once and answered the same.
  Without it a filing sent twice is two dossiers, and a file two documents.
* Lists have `limit` and `cursor`; go on with `next_cursor` until it is null.
* Times are ISO 8601 with offset, money whole đồng.
"""
BEFORE_THE_FIRST_RELEASE = "0.1.0"
_RELEASE = re.compile(r"^## \[?(\d+\.\d+\.\d+)", re.MULTILINE)


@cache
def release() -> str:
    """The version of the platform: the last release in the changelog."""
    changelog = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
    found = _RELEASE.search(changelog.read_text("utf-8")) if changelog.exists() else None
    return found.group(1) if found else BEFORE_THE_FIRST_RELEASE


def _build() -> CityAPI:
    built = CityAPI(title="Thăng Long", version=release(), description=DESCRIPTION)
    for service in settings.SERVICES:
        name = f"thanglong.services.{service}.api"
        if find_spec(name):
            for router in import_module(name).ROUTERS:
                built.add_router("", router)
    return built


api = _build()
