"""An honest estimate beside the legal limit."""

from collections.abc import Iterable
from typing import NamedTuple


class Estimate(NamedTuple):
    """How long it really took, in minutes: half of the dossiers, and nine in ten."""

    median: int
    p90: int


def estimate(durations_minutes: Iterable[int]) -> Estimate | None:
    """The median and the 90th percentile of real durations; None when there are none.

    Both are durations that occurred (nearest rank), so that nobody is told a time between two.
    Source: nearest-rank percentile, ISO 3534-1 on sample quantiles [M].
    """
    known = sorted(durations_minutes)
    if not known:
        return None
    return Estimate(_rank(known, 50), _rank(known, 90))


def _rank(known: list[int], percent: int) -> int:
    return known[-(-len(known) * percent // 100) - 1]
