"""One city for all tests of faults; its processes are started again for each of them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.house import House, until


@pytest.fixture(scope="session")
def _built() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="thanglong-faults-") as place:
        built = House(Path(place))
        yield built
        built.end()


@pytest.fixture
def house(_built: House) -> House:
    """The city, open."""
    _built.open()
    assert until(_built.answers)
    return _built
