"""A light load: a few connections in one process, each sending its next request at once."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Request = tuple[str, str, bytes, dict[str, str]]  # method, path, body, headers


@dataclass(slots=True)
class Run:
    """What a load was answered. seconds: of the whole run; latencies: seconds of each request.

    own_cpu, server_cpu: seconds of processor of what was asked (web workers, or psycopg), and of
    PostgreSQL behind it.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    own_cpu: float = 0.0
    server_cpu: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that `share` (0..1) of the requests stayed under."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def drive(
    *, port: int, sources: list[Iterator[Request]], seconds: float, pause: float = 0.0
) -> Run:
    """Send what the sources give, one connection each, for some seconds or until they are empty.

    pause: about so many seconds between an answer and the next request of the same connection;
    people do not march in step, so each wait is of half to one and a half times as long.
    """
    run, lock = Run(), threading.Lock()
    until = time.perf_counter() + seconds

    def work(source: Iterator[Request]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        latencies: list[float] = []
        statuses: dict[int, int] = {}
        if pause:
            time.sleep(wait_of(pause))
        for method, path, body, headers in source:
            began = time.perf_counter()
            if began >= until:
                break
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            latencies.append(time.perf_counter() - began)
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            if pause:
                time.sleep(wait_of(pause))
        with lock:
            run.latencies += latencies
            for status, count in statuses.items():
                run.statuses[status] = run.statuses.get(status, 0) + count

    run.seconds = timed(lambda: together([lambda one=one: work(one) for one in sources]))  # type: ignore[misc]
    return run


def wait_of(pause: float) -> float:
    """One wait, in seconds."""
    return pause * random.uniform(0.5, 1.5)  # noqa: S311 - no secret


def together(jobs: list[Callable[[], None]]) -> None:
    """Run jobs in threads and wait for all."""
    threads = [threading.Thread(target=job) for job in jobs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def timed(job: Callable[[], None]) -> float:
    """How many seconds a job takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began
