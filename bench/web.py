"""Filing, acting and looking over HTTP, each by turns with what the bare database can do."""

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench import city, floor, load, measure

CONNECTIONS = 4  # that write
PAUSE_SECONDS = 1.0  # between two looks of an officer: one who never stops to read
TURN_SECONDS = 5.0  # ours, then the floor, then ours again: the machine drifts
NAMES = ("nguyen thi hoa", "tran van dung", "le minh", "hoang thu", "bui", "nguyen", "phuong anh")


@dataclass(slots=True)
class Pair:
    """One thing measured beside its floor, over several turns."""

    name: str
    is_look: bool = False
    ours: list[load.Run] = field(default_factory=list)
    bare: list[load.Run] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """A second, the middle turn."""
        return _middle([one.per_second for one in self.ours])

    @property
    def floor_rate(self) -> float:
        """Of the bare database."""
        return _middle([one.per_second for one in self.bare])

    def p95(self, runs: list[load.Run]) -> float:
        """The latency that nineteen of twenty stayed under, over all turns, in milliseconds."""
        every = load.Run(latencies=[took for one in runs for took in one.latencies])
        return every.percentile(0.95)

    def cpu(self, runs: list[load.Run]) -> tuple[float, float]:
        """Milliseconds of processor for one: of the asked (web, or psycopg), and PostgreSQL."""
        count = max(1, sum(len(one.latencies) for one in runs))
        own, server = sum(one.own_cpu for one in runs), sum(one.server_cpu for one in runs)
        return 1000 * own / count, 1000 * server / count


def run(url: str, ground: city.Ground, server: city.Server, *, seconds: float) -> list[Pair]:
    """Everything over HTTP. seconds: of each thing, ours and its floor each."""
    files = city.upload(ground.resident_key)
    filings = forms(ground, files)
    _drive(server, [itertools.islice(filings, 200)])  # warm
    found = floor.pattern(url, _received(ground))
    turns = max(1, round(seconds / TURN_SECONDS))
    filed, moved = Pair("submissions with three files"), Pair("transitions (accept, with receipt)")
    for _ in range(turns):
        filed.ours.append(_drive(server, [filings] * CONNECTIONS, TURN_SECONDS))
        filed.bare.append(
            floor.submissions(url, found, connections=CONNECTIONS, seconds=TURN_SECONDS)
        )
        moved.ours.append(_drive(server, _receipts(ground), TURN_SECONDS))
        moved.bare.append(
            floor.transitions(url, found, connections=CONNECTIONS, seconds=TURN_SECONDS)
        )
    return [filed, moved, *looks(url, ground, server, seconds=seconds)]


def looks(url: str, ground: city.Ground, server: city.Server, *, seconds: float) -> list[Pair]:
    """Sixteen officers at their pages, each thing by itself."""
    asked = [
        (Pair("inbox, a page of 50", is_look=True), inbox, floor.INBOX),
        (Pair("dossier page", is_look=True), dossier, floor.DOSSIER),
        (Pair("search without tone marks", is_look=True), search, floor.SEARCH),
        (Pair("inbox by program, 50 rows", is_look=True), inbox_by_program, floor.INBOX),
    ]
    for pair, make, statement in asked:
        _drive(server, [make(one) for one in ground.officers], 2, pause=0.1)  # warm
        readers = [make(one) for one in ground.officers]
        pair.ours.append(_drive(server, readers, seconds, pause=PAUSE_SECONDS))
        values = [
            (statement, {"desk": one.desk_id, "code": one.codes[0], "words": "% nguyen% lan%"})
            for one in ground.officers
        ]
        pair.bare.append(floor.asked(url, values, seconds=seconds / 2, pause=PAUSE_SECONDS))
    return [pair for pair, _make, _statement in asked]


def _drive(
    server: city.Server,
    sources: list[Iterator[load.Request]],
    seconds: float = 60,
    pause: float = 0.0,
) -> load.Run:
    """A run, with what web workers and PostgreSQL took for it."""
    own, theirs = server.cpu_seconds(), measure.cpu_each(city.backends())
    found = load.drive(port=city.PORT, sources=sources, seconds=seconds, pause=pause)
    found.own_cpu = server.cpu_seconds() - own
    found.server_cpu = measure.spent(theirs, measure.cpu_each(city.backends()))
    wrong = {status: count for status, count in found.statuses.items() if status >= 300}
    if wrong:
        raise SystemExit(f"The city refused what it should take: {wrong}")
    return found


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def forms(ground: city.Ground, files: list[str]) -> Iterator[load.Request]:
    papers = [{"need": need, "file": one} for need, one in zip(city.NEEDS, files, strict=True)]
    body = json.dumps({"answers": ground.answers, "papers": papers}).encode()
    path, headers = f"/api/v1/procedures/{city.SLUG}/dossiers", _headers(ground.resident_key)
    return itertools.repeat(("POST", path, body, headers))


def _receipts(ground: city.Ground) -> list[Iterator[load.Request]]:
    """Acceptance of what was filed over HTTP and waits, shared out to the connections."""
    tasks = city._rows(
        "SELECT t.id FROM cases_task t JOIN cases_case c ON c.id = t.case_id"
        " WHERE t.closed_at IS NULL AND t.agency_id = %s AND t.stage = 'reception'"
        " AND c.account_id IS NOT NULL AND NOT starts_with(c.code, %s)",
        [ground.clerk.desk_id, floor.BY_HAND],
    )
    headers = _headers(ground.clerk.key)
    found = [("POST", f"/api/v1/tasks/{row[0]}/actions/accept", b"{}", headers) for row in tasks]
    return [iter(found[place::CONNECTIONS]) for place in range(CONNECTIONS)]


def _received(ground: city.Ground) -> str:
    """The code of one dossier that has been filed and received over HTTP."""
    task = next(iter(_receipts(ground)[0]))
    load.drive(port=city.PORT, sources=[iter([task])], seconds=10)
    task_id = int(task[1].split("/")[4])
    return str(
        city._rows(
            "SELECT c.code FROM cases_case c JOIN cases_task t ON t.case_id = c.id WHERE t.id = %s",
            [task_id],
        )[0][0]
    )


def _page(officer: city.Officer, path: str) -> load.Request:
    return "GET", path, b"", {"Cookie": f"sessionid={officer.session}"}


def inbox(officer: city.Officer) -> Iterator[load.Request]:
    return itertools.repeat(_page(officer, "/desk"))


def inbox_by_program(officer: city.Officer) -> Iterator[load.Request]:
    return itertools.repeat(("GET", "/api/v1/inbox", b"", _headers(officer.key)))


def dossier(officer: city.Officer) -> Iterator[load.Request]:
    for code in itertools.cycle(officer.codes):
        yield _page(officer, f"/desk/dossiers/{code}")


def search(officer: city.Officer) -> Iterator[load.Request]:
    dice = random.Random(officer.desk_id)  # noqa: S311 - words to look for, no secret
    while True:
        words = dice.choice((*NAMES, officer.codes[0][-8:]))
        yield _page(officer, "/desk/search?" + urlencode({"words": words}))


def _middle(found: list[float]) -> float:
    return sorted(found)[len(found) // 2]
