"""A web application for tests of the supervisor: slow, or ready at once."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from thanglong.config.door import Door

Respond = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
    """Answers `/healthz` at once, everything else after a second and a half."""
    if environ["PATH_INFO"] != "/healthz":
        time.sleep(1.5)
    respond("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]


door = Door(application)
