"""What one web process has in memory while ten thousand requests go by."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from bench import city, load, web

LOOKS = 20  # how often the memory is read
WRITE_EACH = 10  # one request of ten files a dossier


@dataclass(frozen=True, slots=True)
class Look:
    """Megabytes after so many requests."""

    requests: int
    mb: float


def run(ground: city.Ground, server: city.Server, *, requests: int) -> list[Look]:
    """Pages, programs and filings in turn, over one connection; memory at twenty places."""
    files = city.upload(ground.resident_key)
    mixed = _mixed(ground, files)
    part = max(1, requests // LOOKS)
    found = [Look(0, server.memory_mb())]
    for place in range(LOOKS):
        run = load.drive(port=city.PORT, sources=[itertools.islice(mixed, part)], seconds=3600)
        wrong = {status: count for status, count in run.statuses.items() if status >= 300}
        if wrong:
            raise SystemExit(f"The city refused what it should take: {wrong}")
        found.append(Look((place + 1) * part, server.memory_mb()))
    return found


def _mixed(ground: city.Ground, files: list[str]) -> Iterator[load.Request]:
    officers = ground.officers
    makers = (web.inbox, web.dossier, web.search, web.inbox_by_program)
    looks = [make(one) for one in officers for make in makers]
    forms = web.forms(ground, files)
    for place in itertools.count():
        yield next(forms) if place % WRITE_EACH == 0 else next(looks[place % len(looks)])


def as_json(looks: list[Look]) -> str:
    """The series, for a note."""
    return json.dumps([(one.requests, round(one.mb, 1)) for one in looks])
