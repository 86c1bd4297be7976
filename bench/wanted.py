"""What was set out to be reached, and what of it a run falls short of."""

from collections.abc import Iterator, Sequence

from bench.engine import Contender
from bench.memory import Look
from bench.web import Pair

RATES = {"submissions": 250, "transitions": 300}  # a second, at least
WRITES_MS = 100  # p95 of a transition, at most
LOOKS_MS = {"inbox, a page": 50, "dossier page": 80, "search": 100}  # p95, at most
OF_FLOOR, OF_SPIFF = 0.6, 1.3  # cases a second of the engine, beside the two others
MEMORY_MB, GROWTH_MB = 250, 10  # of a web process; growth over the second half of the run


def shortfalls(
    pairs: Sequence[Pair], engine: Sequence[Contender], looks: Sequence[Look]
) -> list[str]:
    """A sentence for each thing that this run does not reach."""
    return [*_slow(pairs), *_behind(engine), *_large(looks)]


def _slow(pairs: Sequence[Pair]) -> Iterator[str]:
    for one in pairs:
        p95 = one.p95(one.ours)
        for name, wanted in RATES.items():
            if one.name.startswith(name) and one.rate < wanted:
                yield f"{one.name}: {one.rate:,.0f} a second, wanted {wanted}"
        if one.name.startswith("transitions") and p95 > WRITES_MS:
            yield f"{one.name}: p95 {p95:,.0f} ms, wanted {WRITES_MS}"
        for name, wanted in LOOKS_MS.items():
            if one.name.startswith(name) and p95 > wanted:
                yield f"{one.name}: p95 {p95:,.0f} ms, wanted {wanted}"


def _behind(engine: Sequence[Contender]) -> Iterator[str]:
    ours, *others = engine
    for one, wanted in zip(others, (OF_FLOOR, OF_SPIFF), strict=True):
        share = ours.per_second / one.per_second
        if share < wanted:
            yield f"the engine: {share:.0%} of {one.name}, wanted {wanted:.0%}"


def _large(looks: Sequence[Look]) -> Iterator[str]:
    last, middle = looks[-1].mb, looks[len(looks) // 2].mb
    if last > MEMORY_MB:
        yield f"memory: {last:.0f} MB, wanted {MEMORY_MB}"
    if last - middle > GROWTH_MB:
        yield f"memory: grew by {last - middle:.0f} MB over the second half"
